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
        for id in try ids(filter, page.after ?? "", page.fetch, snapshot) where writer.admits(id) {
            try write(id, into: &writer.json, snapshot)
        }
    }

    private static func write(
        _ id: String, into json: inout JSONWriter, _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT actor, actor_role, action, subject, programme_id, outcome, request_id, details,
                occurred_at
            FROM audit_entries WHERE id = ?1
            """, id
        ) { row in
            json.beginObject()
            json.member("id", id)
            json.member("actor", try row.next() as String)
            json.member("actor_role", try row.next() as String?)
            json.member("action", try row.next() as String)
            json.member("subject", try row.next() as String)
            json.member("programme_id", try row.next() as String?)
            json.member("outcome", try row.next() as String)
            json.member("request_id", try row.next() as String)
            json.member("details", raw: try row.next())
            json.member("occurred_at", try row.nextInstant())
            json.endObject()
        }
    }

    // MARK: Ids

    /// Along the index of what leaves the fewest: a subject, then the programmes of who asks, then
    /// an actor, then an action.
    private static func ids(
        _ filter: AuditFilter, _ after: String, _ limit: Int, _ snapshot: Reading
    ) throws -> [String] {
        if let subject = filter.subject {
            return try ofSubject(subject, filter, after, limit, snapshot)
        }
        if let programmes = filter.programmes {
            return Candidates.merged(
                try programmes.map { try ofProgramme($0, filter, after, limit, snapshot) },
                limit: limit)
        }
        if let actor = filter.actor {
            return try snapshot.query(
                """
                SELECT id FROM audit_entries
                WHERE actor = ?1 AND (?2 IS NULL OR action = ?2) AND id > ?3
                ORDER BY id LIMIT ?4
                """, actor, filter.action, after, limit
            ) { row in try row.next() }
        }
        if let action = filter.action {
            return try snapshot.query(
                "SELECT id FROM audit_entries WHERE action = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                action, after, limit
            ) { row in try row.next() }
        }
        return try snapshot.query(
            "SELECT id FROM audit_entries WHERE id > ?1 ORDER BY id LIMIT ?2", after, limit
        ) { row in try row.next() }
    }

    private static func ofSubject(
        _ subject: String, _ filter: AuditFilter, _ after: String, _ limit: Int,
        _ snapshot: Reading
    ) throws -> [String] {
        try snapshot.query(
            """
            SELECT id FROM audit_entries
            WHERE subject = ?1 AND (?2 IS NULL OR actor = ?2) AND (?3 IS NULL OR action = ?3)
              AND (?4 IS NULL OR ?4 LIKE '%' || programme_id || '%') AND id > ?5
            ORDER BY id LIMIT ?6
            """, subject, filter.actor, filter.action,
            filter.programmes.map { Programmes.text($0) }, after, limit
        ) { row in try row.next() }
    }

    private static func ofProgramme(
        _ programme: ID<Programme>, _ filter: AuditFilter, _ after: String, _ limit: Int,
        _ snapshot: Reading
    ) throws -> [String] {
        try snapshot.query(
            """
            SELECT id FROM audit_entries
            WHERE programme_id = ?1 AND (?2 IS NULL OR actor = ?2)
              AND (?3 IS NULL OR action = ?3) AND id > ?4
            ORDER BY id LIMIT ?5
            """, programme, filter.actor, filter.action, after, limit
        ) { row in try row.next() }
    }
}

/// A programme limit as one bound text: ids have a fixed form, so that finding one in it is exact.
enum Programmes {
    static func text(_ ids: Set<ID<Programme>>) -> String {
        ids.sorted().map(\.text).joined(separator: " ")
    }
}
