// What a change leaves behind in its own transaction: an audit row (who did it) and a domain event
// (that it happened). Ids and types only; never what a person wrote.

import JSON
import Mentorship
import SQLite

package enum AuditEntry: Identified {
    package static var idPrefix: String { "audit" }
}

package enum Event: Identified {
    package static var idPrefix: String { "event" }
}

package enum Ledger {
    /// An event of `type` ("person.created") and the audit row of the same name.
    package static func record(
        _ type: String, _ subject: String, programme: ID<Programme>? = nil,
        data: [JSON.Member] = [], _ context: inout Context, _ transaction: Writing
    ) throws {
        let text = Self.text(data)
        try announce(type, subject, programme, text, &context, transaction)
        try audit(type, subject, programme, .done, text, &context, transaction)
    }

    /// Most have nothing to add.
    private static func text(_ data: [JSON.Member]) -> String {
        data.isEmpty ? "{}" : JSON.object(data).description
    }

    package static func announce(
        _ type: String, _ subject: String, programme: ID<Programme>? = nil,
        data: [JSON.Member] = [], _ context: inout Context, _ transaction: Writing
    ) throws {
        try announce(type, subject, programme, text(data), &context, transaction)
    }

    private static func announce(
        _ type: String, _ subject: String, _ programme: ID<Programme>?, _ data: String,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO events (sequence, id, type, subject, programme_id, data, occurred_at)
            VALUES ((SELECT COALESCE(MAX(sequence), 0) + 1 FROM events), ?1, ?2, ?3, ?4, ?5, ?6)
            """,
            context.newID(Event.self), type, subject, programme, data, context.now)
    }

    package enum Outcome: String {
        case done, seen, refused
    }

    package static func audit(
        _ action: String, _ subject: String, programme: ID<Programme>? = nil,
        outcome: Outcome = .done, details: [JSON.Member] = [], _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try audit(action, subject, programme, outcome, text(details), &context, transaction)
    }

    private static func audit(
        _ action: String, _ subject: String, _ programme: ID<Programme>?, _ outcome: Outcome,
        _ details: String, _ context: inout Context, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO audit_entries (id, actor, actor_role, action, subject, programme_id,
                outcome, request_id, details, occurred_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """,
            context.newID(AuditEntry.self), context.actor.text, context.actor.role?.rawValue,
            action, subject, programme, outcome.rawValue, context.requestID, details, context.now)
    }
}
