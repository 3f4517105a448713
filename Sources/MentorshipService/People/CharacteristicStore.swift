// What people described of themselves, in the store: one sealed text for each. For a purpose it is
// opened only where consent to that purpose stands in the same snapshot.

import JSON
import Mentorship
import SQLite

package struct CharacteristicsRow: Sendable {
    package let person: ID<Person>
    /// Zero until something was described.
    package var version: Int
    package var characteristics: Characteristics
    package var updatedAt: Instant?

    package var isStored: Bool { version > 0 }
}

package enum CharacteristicStore {
    package static func find(
        _ person: ID<Person>, _ sealer: Sealer, _ snapshot: Reading
    ) throws -> CharacteristicsRow {
        try snapshot.first(
            """
            SELECT version, described, updated_at FROM characteristics WHERE person_id = ?1
            """, person
        ) { row in
            CharacteristicsRow(
                person: person, version: try row.next(),
                characteristics: try open(&row, of: person, sealer),
                updatedAt: try row.nextInstant())
        } ?? CharacteristicsRow(person: person, version: 0, characteristics: .init())
    }

    package static func put(
        _ row: CharacteristicsRow, _ sealer: Sealer, _ transaction: Writing
    ) throws {
        var json = JSONWriter()
        row.characteristics.writeKept(into: &json)
        try transaction.execute(
            """
            INSERT INTO characteristics (person_id, version, described, updated_at)
            VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (person_id) DO UPDATE SET version = excluded.version,
                described = excluded.described, updated_at = excluded.updated_at
            """, row.person, row.version,
            try sealer.seal(json.bytes, context: context(row.person)), row.updatedAt)
    }

    // MARK: For a purpose

    /// Of all who are approved in a programme.
    package static func opened(
        for purpose: Consent.Purpose, in programme: ID<Programme>, _ sealer: Sealer,
        _ snapshot: Reading
    ) throws -> [ID<Person>: Characteristics.Described] {
        var described: [ID<Person>: Characteristics.Described] = [:]
        try snapshot.forEach(
            """
            SELECT c.person_id, c.described
            FROM enrolments e
            JOIN characteristics c ON c.person_id = e.person_id
            WHERE e.programme_id = ?1 AND e.state = 'approved' AND EXISTS (
                SELECT 1 FROM consents k
                WHERE k.person_id = e.person_id AND k.purpose = ?2 AND NOT EXISTS (
                    SELECT 1 FROM consent_withdrawals w WHERE w.consent_id = k.id))
            """, programme, purpose.rawValue
        ) { row in
            let person: ID<Person> = try row.nextID()
            described[person] = try open(&row, of: person, sealer).opened(for: purpose)
        }
        return described
    }

    /// Of some people alone.
    package static func opened(
        for purpose: Consent.Purpose, of people: [ID<Person>], _ sealer: Sealer,
        _ snapshot: Reading
    ) throws -> [ID<Person>: Characteristics.Described] {
        var described: [ID<Person>: Characteristics.Described] = [:]
        for person in people
        where try !ConsentStore.standing(of: person, for: purpose, snapshot).isEmpty {
            described[person] = try find(person, sealer, snapshot).characteristics
                .opened(for: purpose)
        }
        return described
    }

    private static func open(
        _ row: inout Row, of person: ID<Person>, _ sealer: Sealer
    ) throws -> Characteristics {
        let bytes = try sealer.open(try row.next(), context: context(person))
        var characteristics = Characteristics()
        for member in (try? JSON(parsing: bytes))?.members ?? [] {
            let texts = (member.value.elements ?? []).compactMap(\.text)
            if member.name == Characteristics.keptOut {
                characteristics.notForMatching = Set(texts)
            } else {
                characteristics.described[member.name] = texts.map { Term(stored: $0) }
            }
        }
        return characteristics
    }

    static func context(_ person: ID<Person>) -> String {
        "characteristics/described/\(person)"
    }
}

extension Characteristics {
    /// Beside what was described, in the same sealed text: which of it somebody keeps to themselves
    /// tells of them too. No characteristic can have this name.
    static let keptOut = "not for matching"

    /// By name.
    func write(into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(into: &json)
        json.endObject()
    }

    func writeKept(into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(into: &json)
        if !notForMatching.isEmpty {
            json.key(text: Self.keptOut)
            json.value(.array(notForMatching.sorted().map { .string($0) }))
        }
        json.endObject()
    }

    private func writeMembers(into json: inout JSONWriter) {
        for (name, terms) in described.sorted(by: { $0.key < $1.key }) {
            json.key(text: name)
            json.value(.array(terms.map { .string($0.text) }))
        }
    }
}
