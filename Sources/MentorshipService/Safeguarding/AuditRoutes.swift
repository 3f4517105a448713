// /v1/audit-entries: who did what, who saw what is sensitive, who was refused.

import HTTP
import JSON
import Mentorship
import SQLite

package enum AuditRoutes {
    package static let all: [Route] = [
        .get("/v1/audit-entries", "listAuditEntries", .staff(.auditRead), read: list)
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let filter = AuditFilter(
            subject: parameters.text("subject"), actor: parameters.text("actor"),
            action: parameters.text("action"), programmes: call.actor.programmes)
        let page = parameters.page()
        try parameters.finish()
        var writer = PageWriter(page)
        try AuditStore.list(filter, page, into: &writer, snapshot)
        return writer.response(call)
    }
}

struct AuditFilter {
    let subject: String?
    let actor: String?
    let action: String?
    let programmes: Actor.ProgrammeLimit
}

enum AuditStore {
    /// Straight from the rows into the page, oldest first.
    static func list(
        _ filter: AuditFilter, _ page: PageRequest, into writer: inout PageWriter,
        _ snapshot: Reading
    ) throws {
        let limit = filter.programmes.map { Programmes.text($0) }
        try snapshot.forEach(
            """
            SELECT id, actor, actor_role, action, subject, programme_id, outcome, request_id,
                details, occurred_at
            FROM audit_entries
            WHERE (?1 IS NULL OR subject = ?1) AND (?2 IS NULL OR actor = ?2)
              AND (?3 IS NULL OR action = ?3) AND (?4 IS NULL OR id > ?4)
              AND (?5 IS NULL OR ?5 LIKE '%' || programme_id || '%')
            ORDER BY id LIMIT ?6
            """, filter.subject, filter.actor, filter.action, page.after, limit, page.fetch
        ) { row in
            let id: String = try row.next()
            guard writer.admits(id) else { return }
            writer.json.beginObject()
            writer.json.member("id", id)
            writer.json.member("actor", try row.next() as String)
            writer.json.member("actor_role", try row.next() as String?)
            writer.json.member("action", try row.next() as String)
            writer.json.member("subject", try row.next() as String)
            writer.json.member("programme_id", try row.next() as String?)
            writer.json.member("outcome", try row.next() as String)
            writer.json.member("request_id", try row.next() as String)
            writer.json.member("details", raw: try row.next())
            writer.json.member("occurred_at", try row.nextInstant())
            writer.json.endObject()
        }
    }
}

/// A programme limit as one bound text: ids have a fixed form, so that finding one in it is exact.
enum Programmes {
    static func text(_ ids: Set<ID<Programme>>) -> String {
        ids.sorted().map(\.text).joined(separator: " ")
    }
}
