// People in the store: one row, its external ids, and the terms by which people are searched.

import JSON
import Mentorship
import SQLite

package enum PersonStore {
    package static func find(_ id: ID<Person>, _ snapshot: Reading) throws -> Person? {
        try snapshot.first(
            """
            SELECT id, name, created_at, updated_at, version, state, given_name, pronouns, email,
                phone, locale, time_zone, seniority, manager_id, bio, languages,
                skills_offered, skills_wanted, interests, personal_values, external_ids
            FROM people WHERE id = ?1
            """, id, read: person)
    }

    package static func find(
        external: ExternalID, _ snapshot: Reading
    ) throws -> ID<Person>? {
        try snapshot.first(
            "SELECT person_id FROM person_external_ids WHERE source = ?1 AND value = ?2",
            external.source, external.value
        ) { row in try row.nextID(Person.self) }
    }

    private static func person(_ row: inout Row) throws -> Person {
        let id: ID<Person> = try row.nextID()
        let name: String = try row.next()
        var person = Person(id: id, name: name, now: try row.nextInstant())
        person.updatedAt = try row.nextInstant()
        person.version = try row.next()
        person.state = try row.nextChoice()
        person.givenName = try row.next()
        person.pronouns = try row.next()
        person.email = (try row.next() as String?).map(EmailAddress.init(stored:))
        person.phone = try row.next()
        person.locale = (try row.next() as String?).map(LocaleTag.init(stored:))
        person.timeZone = (try row.next() as String?).map(TimeZoneName.init(stored:))
        person.seniority = try row.next()
        person.manager = try row.nextOptionalID()
        person.bio = try row.next()
        person.languages = Person.languages(column: try row.next())
        person.skillsOffered = Person.skills(column: try row.next())
        person.skillsWanted = Person.skills(column: try row.next())
        person.interests = Person.terms(column: try row.next())
        person.values = Person.terms(column: try row.next())
        person.externalIDs = Person.externalIDs(column: try row.next())
        return person
    }

    // MARK: Writing

    static func insert(
        _ person: Person, _ columns: PersonColumns, createdBy: String, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO people (id, state, name, given_name, pronouns, email, email_key, phone,
                locale, time_zone, seniority, bio, languages, skills_offered, skills_wanted,
                interests, personal_values, external_ids, created_by, created_at, updated_at,
                manager_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19, ?20, ?21, ?22)
            """,
            person.id, person.state.rawValue, person.name, person.givenName, person.pronouns,
            person.email?.text, person.email?.key, person.phone, person.locale?.text,
            person.timeZone?.text, person.seniority, person.bio, columns.languages,
            columns.skillsOffered, columns.skillsWanted, columns.interests, columns.values,
            columns.externalIDs, createdBy, person.createdAt, person.updatedAt, person.manager)
        try insertExternalIDs(person, transaction)
        try insertTerms(person, transaction)
    }

    /// The whole row anew, one version on.
    package static func update(_ person: Person, _ transaction: Writing) throws {
        try transaction.execute(
            """
            UPDATE people SET version = version + 1, state = ?2, name = ?3, given_name = ?4,
                pronouns = ?5, email = ?6, email_key = ?7, phone = ?8, locale = ?9,
                time_zone = ?10, seniority = ?11, bio = ?12, languages = ?13,
                skills_offered = ?14, skills_wanted = ?15, interests = ?16,
                personal_values = ?17, external_ids = ?18, updated_at = ?19,
                manager_id = ?20
            WHERE id = ?1
            """,
            person.id, person.state.rawValue, person.name, person.givenName, person.pronouns,
            person.email?.text, person.email?.key, person.phone, person.locale?.text,
            person.timeZone?.text, person.seniority, person.bio, person.languagesColumn,
            person.skillsOfferedColumn, person.skillsWantedColumn, person.interestsColumn,
            person.valuesColumn, person.externalIDsColumn, person.updatedAt, person.manager)
        try transaction.execute(
            "DELETE FROM person_external_ids WHERE person_id = ?1", person.id)
        try transaction.execute("DELETE FROM person_terms WHERE person_id = ?1", person.id)
        try insertExternalIDs(person, transaction)
        try insertTerms(person, transaction)
    }

    /// No row means that the id belongs to somebody else.
    private static func insertExternalIDs(_ person: Person, _ transaction: Writing) throws {
        for external in person.externalIDs {
            let taken = try transaction.execute(
                """
                INSERT INTO person_external_ids (source, value, person_id) VALUES (?1, ?2, ?3)
                ON CONFLICT (source, value) DO NOTHING
                """, external.source, external.value, person.id)
            guard taken == 1 else { throw Failure.externalIDTaken(external) }
        }
    }

    private static func insertTerms(_ person: Person, _ transaction: Writing) throws {
        func insert(_ kind: String, _ term: String, _ level: Int?) throws {
            try transaction.execute(
                """
                INSERT INTO person_terms (kind, term, person_id, level) VALUES (?1, ?2, ?3, ?4)
                """, kind, term, person.id, level)
        }
        for skill in person.skillsOffered {
            try insert("skill_offered", skill.term.key, skill.level)
        }
        for skill in person.skillsWanted {
            try insert("skill_wanted", skill.term.key, skill.level)
        }
        for interest in person.interests { try insert("interest", interest.key, nil) }
        for value in person.values { try insert("value", value.key, nil) }
        // A document names each once, and a code is in lower case.
        for language in person.languages { try insert("language", language.text, nil) }
    }
}

extension Failure {
    static let externalIDTakenCode = "external_id_taken"

    /// One answer for whatever lies beyond a credential's programmes. That it differs from "made"
    /// cannot be hidden, since an id names one person only: so each attempt is an audit row.
    static func externalIDNotAvailable(at pointer: String) -> Failure {
        let detail =
            "Your credential cannot use this id. Whoever keeps the roster of the whole "
            + "organisation can."
        return Failure(
            .forbidden, "external_id_not_available", detail,
            fields: [Field(pointer, "not_available", detail)])
    }

    static func externalIDNotAvailable(_ external: ExternalID) -> Failure {
        externalIDNotAvailable(at: "/external_ids/\(external.source)")
    }

    static func externalIDTaken(_ external: ExternalID) -> Failure {
        Failure(
            .conflict, externalIDTakenCode,
            "Another person has this id of \(external.source) already.",
            fields: [
                Field("/external_ids/\(external.source)", "taken", "It names another person.")
            ])
    }
}
