// Keys of conflicts of interest in the store: one sealed list for each enrolment that has any. They
// leave it for a rule under pseudonyms alone, so that no run ever holds a case or a household.

import JSON
import Mentorship
import SQLite

package struct ConflictKeysRow: Sendable {
    package let enrolment: ID<Enrolment>
    /// Zero until some were put down.
    package var version: Int
    package var keys: [Term]
    package var updatedAt: Instant?

    package var isStored: Bool { version > 0 }
}

package enum ConflictKeyStore {
    package static func find(
        _ enrolment: ID<Enrolment>, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> ConflictKeysRow {
        try snapshot.first(
            """
            SELECT version, keys, updated_at FROM conflict_keys WHERE enrolment_id = ?1
            """, enrolment
        ) { row in
            ConflictKeysRow(
                enrolment: enrolment, version: try row.next(),
                keys: try open(&row, of: enrolment, sealer), updatedAt: try row.nextInstant())
        } ?? ConflictKeysRow(enrolment: enrolment, version: 0, keys: [])
    }

    package static func put(
        _ row: ConflictKeysRow, by actor: Actor, _ sealer: Sealer, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO conflict_keys (enrolment_id, version, keys, updated_by, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (enrolment_id) DO UPDATE SET version = excluded.version,
                keys = excluded.keys, updated_by = excluded.updated_by,
                updated_at = excluded.updated_at
            """, row.enrolment, row.version,
            try sealer.seal(
                Array(Person.column(row.keys).utf8), context: context(row.enrolment)),
            actor.text, row.updatedAt)
    }

    // MARK: For a rule

    /// Of everybody who takes part in a programme, or wants to, or withdrew and is still in
    /// something that stands there; who came again, with those of both times.
    static func all(
        in programme: ID<Programme>, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> [ID<Person>: [Term]] {
        var all: [ID<Person>: [Term]] = [:]
        try snapshot.forEach(
            """
            SELECT e.person_id, e.id, k.keys
            FROM enrolments e
            JOIN conflict_keys k ON k.enrolment_id = e.id
            WHERE e.programme_id = ?1 AND (e.state NOT IN ('exited', 'rejected', 'withdrawn')
                OR EXISTS (
                    SELECT 1 FROM relationship_members m CROSS JOIN relationships r
                    WHERE m.person_id = e.person_id AND r.id = m.relationship_id
                      AND r.programme_id = e.programme_id AND r.state <> 'closed'))
            """, programme
        ) { row in
            let person: ID<Person> = try row.nextID()
            let enrolment: ID<Enrolment> = try row.nextID()
            try add(open(&row, of: enrolment, sealer), to: &all[person, default: []])
        }
        return all
    }

    /// Of some people alone.
    static func all(
        of people: [ID<Person>], in programme: ID<Programme>, _ sealer: Sealer,
        _ snapshot: Reading
    ) throws -> [ID<Person>: [Term]] {
        var all: [ID<Person>: [Term]] = [:]
        for person in people {
            try snapshot.forEach(
                """
                SELECT e.id, k.keys
                FROM enrolments e
                JOIN conflict_keys k ON k.enrolment_id = e.id
                WHERE e.programme_id = ?1 AND e.person_id = ?2
                  AND (e.state NOT IN ('exited', 'rejected', 'withdrawn') OR EXISTS (
                    SELECT 1 FROM relationship_members m CROSS JOIN relationships r
                    WHERE m.person_id = ?2 AND r.id = m.relationship_id
                      AND r.programme_id = ?1 AND r.state <> 'closed'))
                """, programme, person
            ) { row in
                let enrolment: ID<Enrolment> = try row.nextID()
                try add(open(&row, of: enrolment, sealer), to: &all[person, default: []])
            }
        }
        return all
    }

    private static func add(_ keys: [Term], to all: inout [Term]) {
        all += keys.filter { !all.contains($0) }
    }

    private static func open(
        _ row: inout Row, of enrolment: ID<Enrolment>, _ sealer: Sealer
    ) throws -> [Term] {
        let bytes = try sealer.open(try row.next(), context: context(enrolment))
        return Person.terms(column: String(decoding: bytes, as: UTF8.self))
    }

    static func context(_ enrolment: ID<Enrolment>) -> String {
        "conflict_keys/keys/\(enrolment)"
    }
}

extension Pseudonyms {
    /// The same key by the same number, in the order of people.
    mutating func replace(_ keys: [ID<Person>: [Term]]) -> [ID<Person>: [String]] {
        var replaced: [ID<Person>: [String]] = [:]
        for person in keys.keys.sorted() {
            let terms = replace(["keys": keys[person] ?? []])["keys"] ?? []
            replaced[person] = terms.isEmpty ? nil : terms.map(\.text)
        }
        return replaced
    }
}
