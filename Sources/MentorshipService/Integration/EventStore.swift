// Events as they lie in the store, for whoever may see them: as members of a list, or as the text
// of a stream. Never shows what a person wrote; there is none in them.

import JSON
import Mentorship
import SQLite

/// Some events as the text of a stream.
struct EventPage {
    var bytes: [UInt8] = []
    var count = 0
    /// The sequence to go on behind.
    var last: Int

    init(after: Int) {
        last = after
    }
}

enum EventStore {
    /// Writes the events that follow and returns the sequence to ask after next. Events of
    /// programmes that the reader has no part in are left out.
    static func list(
        after: Int, limit: Int, _ programmes: Actor.ProgrammeLimit,
        into json: inout JSONWriter, _ snapshot: Reading
    ) throws -> Int {
        var last = after
        try forEach(after: after, limit: limit, programmes, snapshot) { row in
            last = try write(&row, into: &json)
        }
        return last
    }

    /// The same as the text of a stream.
    static func page(
        after: Int, limit: Int, _ programmes: Actor.ProgrammeLimit, _ snapshot: Reading
    ) throws -> EventPage {
        var page = EventPage(after: after)
        try forEach(after: after, limit: limit, programmes, snapshot) { row in
            var json = JSONWriter(capacity: 512)
            page.last = try write(&row, into: &json)
            page.count += 1
            EventStreamText.append(json.bytes, id: page.last, to: &page.bytes)
        }
        return page
    }

    /// The sequence of the last event that there is.
    static func latest(_ snapshot: Reading) throws -> Int {
        try snapshot.first("SELECT MAX(sequence) FROM events") { row in
            try row.next() as Int? ?? 0
        } ?? 0
    }

    private static func forEach(
        after: Int, limit: Int, _ programmes: Actor.ProgrammeLimit, _ snapshot: Reading,
        _ read: (inout Row) throws -> Void
    ) throws {
        guard let programmes else { return try all(after, limit, snapshot, read) }
        let sequences = Candidates.merged(
            try programmes.map { try ofProgramme($0, after, limit, snapshot) }, limit: limit)
        for sequence in sequences {
            try snapshot.forEach(
                """
                SELECT sequence, id, type, subject, programme_id, data, occurred_at
                FROM events WHERE sequence = ?1
                """, sequence, read: read)
        }
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
        _ after: Int, _ limit: Int, _ snapshot: Reading, _ read: (inout Row) throws -> Void
    ) throws {
        try snapshot.forEach(
            """
            SELECT sequence, id, type, subject, programme_id, data, occurred_at
            FROM events WHERE sequence > ?1 ORDER BY sequence LIMIT ?2
            """, after, limit, read: read)
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
