// /v1/events: what happened, in the order of its commits and without gaps, for those who keep a
// copy of their own. Ids and types; whoever wants more asks for the subject.

import HTTP
import JSON
import Mentorship
import SQLite

package enum EventRoutes {
    package static let all: [Route] = [
        .get("/v1/events", "listEvents", .staff(.eventsRead), read: list)
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let after = parameters.integer("after", 0...Int(Int64.max)) ?? 0
        let limit = parameters.integer("limit", 1...PageRequest.limitMax)
        try parameters.finish()
        var json = JSONWriter(capacity: 16 * 1024)
        json.beginObject()
        json.key("items")
        json.beginArray()
        let last = try EventStore.list(
            after: after, limit: limit ?? PageRequest.limitDefault, call.actor.programmes,
            into: &json, snapshot)
        json.endArray()
        // Always there: a reader that has all asks with it again later.
        json.member("next_after", last)
        json.endObject()
        return .json(json.bytes)
    }
}

enum EventStore {
    /// Writes the events that follow and returns the sequence to ask after next. Events of
    /// programmes that the reader has no part in are left out.
    static func list(
        after: Int, limit: Int, _ programmes: Actor.ProgrammeLimit,
        into json: inout JSONWriter, _ snapshot: Reading
    ) throws -> Int {
        guard let programmes else { return try all(after, limit, into: &json, snapshot) }
        let sequences = Candidates.merged(
            try programmes.map { try ofProgramme($0, after, limit, snapshot) }, limit: limit)
        for sequence in sequences {
            try snapshot.forEach(
                """
                SELECT sequence, id, type, subject, programme_id, data, occurred_at
                FROM events WHERE sequence = ?1
                """, sequence
            ) { row in _ = try write(&row, into: &json) }
        }
        return sequences.last ?? after
    }

    private static func ofProgramme(
        _ programme: ID<Programme>, _ after: Int, _ limit: Int, _ snapshot: Reading
    ) throws -> [Int] {
        try snapshot.query(
            """
            SELECT sequence FROM events
            WHERE programme_id = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
            """, programme, after, limit
        ) { row in try row.next() }
    }

    private static func all(
        _ after: Int, _ limit: Int, into json: inout JSONWriter, _ snapshot: Reading
    ) throws -> Int {
        var last = after
        try snapshot.forEach(
            """
            SELECT sequence, id, type, subject, programme_id, data, occurred_at
            FROM events WHERE sequence > ?1 ORDER BY sequence LIMIT ?2
            """, after, limit
        ) { row in last = try write(&row, into: &json) }
        return last
    }

    /// Returns its sequence.
    private static func write(
        _ row: inout Row, into json: inout JSONWriter
    ) throws -> Int {
        let sequence: Int = try row.next()
        json.beginObject()
        json.member("sequence", sequence)
        json.member("id", try row.next() as String)
        json.member("type", try row.next() as String)
        json.member("subject", try row.next() as String)
        json.member("programme_id", try row.next() as String?)
        json.member("data", raw: try row.next())
        json.member("occurred_at", try row.nextInstant())
        json.endObject()
        return sequence
    }
}
