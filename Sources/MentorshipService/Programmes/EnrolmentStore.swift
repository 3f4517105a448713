// Enrolments in the store.

import Mentorship
import SQLite

/// What a list of a programme's enrolments may be narrowed by.
package struct EnrolmentFilter: Sendable {
    package var state: Enrolment.State?
    package var role: Enrolment.Role?
    package var person: ID<Person>?
}

package enum EnrolmentStore {
    package static func find(_ id: ID<Enrolment>, _ snapshot: Reading) throws -> Enrolment? {
        try snapshot.first(
            """
            SELECT id, programme_id, person_id, role, capacity, motivation, skills_offered,
                skills_wanted, site, seniority, experience_years, created_by, created_at,
                updated_at, version, state,
                acknowledged_version, acknowledged_at, acknowledged_by, acknowledgement_reason,
                decided_by, decided_at, decision_reason, mentors_wanted,
                goals, challenges, belongs_to, media, organisation
            FROM enrolments WHERE id = ?1
            """, id, read: enrolment)
    }

    /// The one enrolment of the person that is neither turned away nor given up nor done with.
    package static func current(
        of person: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Enrolment? {
        try snapshot.first(
            """
            SELECT id, programme_id, person_id, role, capacity, motivation, skills_offered,
                skills_wanted, site, seniority, experience_years, created_by, created_at,
                updated_at, version, state,
                acknowledged_version, acknowledged_at, acknowledged_by, acknowledgement_reason,
                decided_by, decided_at, decision_reason, mentors_wanted,
                goals, challenges, belongs_to, media, organisation
            FROM enrolments
            WHERE programme_id = ?1 AND person_id = ?2
              AND state NOT IN ('exited', 'rejected', 'withdrawn')
            """, programme, person, read: enrolment)
    }

    // MARK: Lists

    /// Each narrowing drives the search by an index of its own.
    package static func list(
        in programme: ID<Programme>, _ filter: EnrolmentFilter, page: PageRequest,
        _ snapshot: Reading
    ) throws -> [Enrolment] {
        if let person = filter.person {
            return try list(of: person, in: programme, filter, page, snapshot)
        }
        if let state = filter.state {
            return try list(state, in: programme, filter.role, page, snapshot)
        }
        return try snapshot.query(
            """
            SELECT id, programme_id, person_id, role, capacity, motivation, skills_offered,
                skills_wanted, site, seniority, experience_years, created_by, created_at,
                updated_at, version, state,
                acknowledged_version, acknowledged_at, acknowledged_by, acknowledgement_reason,
                decided_by, decided_at, decision_reason, mentors_wanted,
                goals, challenges, belongs_to, media, organisation
            FROM enrolments
            WHERE programme_id = ?1 AND id > COALESCE(?2, '') AND (?3 IS NULL OR role = ?3)
            ORDER BY id LIMIT ?4
            """, programme, page.after, filter.role?.rawValue, page.fetch, read: enrolment)
    }

    private static func list(
        _ state: Enrolment.State, in programme: ID<Programme>, _ role: Enrolment.Role?,
        _ page: PageRequest, _ snapshot: Reading
    ) throws -> [Enrolment] {
        try snapshot.query(
            """
            SELECT id, programme_id, person_id, role, capacity, motivation, skills_offered,
                skills_wanted, site, seniority, experience_years, created_by, created_at,
                updated_at, version, state,
                acknowledged_version, acknowledged_at, acknowledged_by, acknowledgement_reason,
                decided_by, decided_at, decision_reason, mentors_wanted,
                goals, challenges, belongs_to, media, organisation
            FROM enrolments
            WHERE programme_id = ?1 AND state = ?5 AND id > COALESCE(?2, '')
              AND (?3 IS NULL OR role = ?3)
            ORDER BY id LIMIT ?4
            """, programme, page.after, role?.rawValue, page.fetch, state.rawValue,
            read: enrolment)
    }

    private static func list(
        of person: ID<Person>, in programme: ID<Programme>, _ filter: EnrolmentFilter,
        _ page: PageRequest, _ snapshot: Reading
    ) throws -> [Enrolment] {
        try snapshot.query(
            """
            SELECT id, programme_id, person_id, role, capacity, motivation, skills_offered,
                skills_wanted, site, seniority, experience_years, created_by, created_at,
                updated_at, version, state,
                acknowledged_version, acknowledged_at, acknowledged_by, acknowledgement_reason,
                decided_by, decided_at, decision_reason, mentors_wanted,
                goals, challenges, belongs_to, media, organisation
            FROM enrolments
            WHERE person_id = ?5 AND programme_id = ?1 AND id > COALESCE(?2, '')
              AND (?3 IS NULL OR role = ?3) AND (?6 IS NULL OR state = ?6)
            ORDER BY id LIMIT ?4
            """, programme, page.after, filter.role?.rawValue, page.fetch, person,
            filter.state?.rawValue, read: enrolment)
    }

    private static func enrolment(_ row: inout Row) throws -> Enrolment {
        let id: ID<Enrolment> = try row.nextID()
        let programme: ID<Programme> = try row.nextID()
        let person: ID<Person> = try row.nextID()
        var offer = Enrolment.Offer(role: try row.nextChoice())
        let capacity: Int = try row.next()
        offer.capacity = offer.role.isMentor ? capacity : nil
        offer.motivation = try row.next()
        offer.skillsOffered = (try row.next() as String?).map { Person.skills(column: $0) }
        offer.skillsWanted = (try row.next() as String?).map { Person.skills(column: $0) }
        offer.site = try row.next()
        offer.seniority = try row.next()
        offer.experienceYears = try row.next()
        var enrolment = Enrolment(
            id: id, programme: programme, person: person, offer: offer,
            createdBy: try row.next(), createdAt: try row.nextInstant(),
            updatedAt: try row.nextInstant())
        enrolment.version = try row.next()
        enrolment.state = try row.nextChoice()
        enrolment.acknowledgement = try acknowledgement(&row)
        enrolment.decision = try decision(&row)
        let mentorsWanted: Int = try row.next()
        enrolment.offer.mentorsWanted = offer.role.isMentee ? mentorsWanted : nil
        enrolment.offer.facts = try StatedFacts(&row)
        return enrolment
    }

    private static func acknowledgement(
        _ row: inout Row
    ) throws -> Enrolment.Acknowledgement? {
        let version: Int = try row.next()
        let at = try row.nextOptionalInstant()
        let by: String? = try row.next()
        let reason: String? = try row.next()
        guard let at, let by else { return nil }
        return .init(version: version, at: at, by: by, reason: reason)
    }

    private static func decision(_ row: inout Row) throws -> Enrolment.Decision? {
        let by: String? = try row.next()
        let at = try row.nextOptionalInstant()
        let reason: String? = try row.next()
        guard let at, let by else { return nil }
        return .init(by: by, at: at, reason: reason)
    }

    // MARK: Writing

    /// False when the person takes part already.
    package static func insert(_ enrolment: Enrolment, _ transaction: Writing) throws -> Bool {
        let offer = enrolment.offer
        return try transaction.execute(
            """
            INSERT INTO enrolments (id, programme_id, person_id, role, state, capacity,
                motivation, skills_offered, skills_wanted, created_by, created_at, updated_at,
                site, seniority, experience_years, mentors_wanted,
                goals, challenges, belongs_to, media, organisation)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18, ?19, ?20, ?21)
            ON CONFLICT DO NOTHING
            """,
            enrolment.id, enrolment.programme, enrolment.person, offer.role.rawValue,
            enrolment.state.rawValue, enrolment.capacity, offer.motivation,
            offer.skillsOffered.map { Person.skills($0) },
            offer.skillsWanted.map { Person.skills($0) },
            enrolment.createdBy, enrolment.createdAt, enrolment.updatedAt, offer.site,
            offer.seniority, offer.experienceYears, enrolment.mentorsWanted,
            Person.column(offer.facts.goals), Person.column(offer.facts.challenges),
            Person.column(offer.facts.groups), StatedFacts.column(offer.facts.media),
            offer.facts.organisation) == 1
    }

    /// The whole row anew, one version on.
    package static func update(_ enrolment: Enrolment, _ transaction: Writing) throws {
        let offer = enrolment.offer
        try transaction.execute(
            """
            UPDATE enrolments SET version = version + 1, role = ?2, state = ?3, capacity = ?4,
                motivation = ?5, skills_offered = ?6, skills_wanted = ?7,
                acknowledged_version = ?8, acknowledged_at = ?9, acknowledged_by = ?10,
                acknowledgement_reason = ?11, decided_by = ?12, decided_at = ?13,
                decision_reason = ?14, updated_at = ?15, site = ?16, seniority = ?17,
                experience_years = ?18, mentors_wanted = ?19, goals = ?20, challenges = ?21,
                belongs_to = ?22, media = ?23, organisation = ?24
            WHERE id = ?1
            """,
            enrolment.id, offer.role.rawValue, enrolment.state.rawValue, enrolment.capacity,
            offer.motivation, offer.skillsOffered.map { Person.skills($0) },
            offer.skillsWanted.map { Person.skills($0) },
            enrolment.acknowledgement?.version ?? 0, enrolment.acknowledgement?.at,
            enrolment.acknowledgement?.by, enrolment.acknowledgement?.reason,
            enrolment.decision?.by, enrolment.decision?.at, enrolment.decision?.reason,
            enrolment.updatedAt, offer.site, offer.seniority, offer.experienceYears,
            enrolment.mentorsWanted, Person.column(offer.facts.goals),
            Person.column(offer.facts.challenges), Person.column(offer.facts.groups),
            StatedFacts.column(offer.facts.media), offer.facts.organisation)
    }
}
