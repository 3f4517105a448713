// Lists of people, whatever they are narrowed by, at the cost of a page: the narrowest filter gives
// candidates in the order of their ids, and each is read and held against the others by itself.

import Mentorship
import SQLite

extension PersonReading {
    /// A page of people, oldest first.
    static func list(
        _ filter: PersonFilter, reach: PersonAccess.Reach, actor: Actor, page: PageRequest,
        into sink: inout some PersonSink, _ snapshot: Reading
    ) throws {
        let candidates = PersonCandidates(filter, reach, actor)
        switch reach {
        case .nobody: return
        case .everyone where candidates.isEverybody: try listAll(page, &sink, snapshot)
        case .everyone, .programmes:
            let check = PersonCheck(filter, reach, actor)
            try Candidates.take(
                page.fetch, after: page.after ?? "",
                from: { try candidates.next(after: $0, limit: $1, snapshot) },
                { try check.take($0, into: &sink, snapshot) })
        }
    }

    private static func listAll(
        _ page: PageRequest, _ sink: inout some PersonSink, _ snapshot: Reading
    ) throws {
        try snapshot.forEach(
            """
            SELECT p.id, p.id, p.external_ids, p.name, p.given_name, p.pronouns, p.email, p.phone,
                p.locale, p.time_zone, p.languages, p.skills_offered, p.skills_wanted,
                p.interests, p.personal_values, p.bio, p.seniority, p.manager_id, p.state,
                p.created_at, p.updated_at
            FROM people p
            WHERE p.id > ?1
            ORDER BY p.id LIMIT ?2
            """, page.after ?? "", page.fetch
        ) { row in try sink.take(&row) }
    }
}

/// Where to look: along the index of the one filter that leaves the fewest, never along everybody
/// when the actor may see some only.
private struct PersonCandidates {
    private enum Way {
        case everybody
        case email(String)
        case programme(ID<Programme>)
        case term(kind: String, term: String)
        case state(Person.State)
        /// Those of the actor's programmes, and those whom the actor created.
        case reach([ID<Programme>], creator: String)
    }

    private let way: Way
    /// Where a programme leads the way, most are passed over by their state before they are read.
    private let state: String?

    init(_ filter: PersonFilter, _ reach: PersonAccess.Reach, _ actor: Actor) {
        state = filter.state?.rawValue
        way =
            if let email = filter.email {
                .email(email)
            } else if let programme = filter.programme {
                .programme(programme)
            } else if case .programmes(let ids) = reach {
                .reach(ids.sorted(), creator: actor.text)
            } else if let first = filter.terms.first {
                .term(kind: first.kind, term: first.term)
            } else if let state = filter.state {
                .state(state)
            } else {
                .everybody
            }
    }

    var isEverybody: Bool { if case .everybody = way { true } else { false } }

    func next(after: String, limit: Int, _ snapshot: Reading) throws -> [String] {
        switch way {
        case .everybody: []
        case .email(let email):
            try snapshot.query(
                "SELECT id FROM people WHERE email_key = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                email, after, limit
            ) { row in try row.next() }
        case .programme(let id): try enrolled(in: id, after, limit, snapshot)
        case .term(let kind, let term):
            try snapshot.query(
                """
                SELECT person_id FROM person_terms
                WHERE kind = ?1 AND term = ?2 AND person_id > ?3 ORDER BY person_id LIMIT ?4
                """, kind, term, after, limit
            ) { row in try row.next() }
        case .state(let state):
            try snapshot.query(
                "SELECT id FROM people WHERE state = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                state.rawValue, after, limit
            ) { row in try row.next() }
        case .reach(let programmes, let creator):
            Candidates.merged(
                try programmes.map { try enrolled(in: $0, after, limit, snapshot) }
                    + [try created(by: creator, after, limit, snapshot)], limit: limit)
        }
    }

    private func enrolled(
        in programme: ID<Programme>, _ after: String, _ limit: Int, _ snapshot: Reading
    ) throws -> [String] {
        try snapshot.query(
            """
            SELECT DISTINCT e.person_id FROM enrolments e
            WHERE e.programme_id = ?1 AND e.person_id > ?2 AND (?4 IS NULL OR EXISTS (
                SELECT 1 FROM people p WHERE p.state = ?4 AND p.id = e.person_id))
            ORDER BY e.person_id LIMIT ?3
            """, programme, after, limit, state
        ) { row in try row.next() }
    }

    private func created(
        by actor: String, _ after: String, _ limit: Int, _ snapshot: Reading
    ) throws -> [String] {
        try snapshot.query(
            "SELECT id FROM people WHERE created_by = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            actor, after, limit
        ) { row in try row.next() }
    }
}

/// Every filter at once, asked of one person.
private struct PersonCheck {
    private let filter: PersonFilter
    private let programmes: String?
    private let actor: String

    init(_ filter: PersonFilter, _ reach: PersonAccess.Reach, _ actor: Actor) {
        self.filter = filter
        if case .programmes(let ids) = reach {
            programmes = Programmes.text(ids)
        } else {
            programmes = nil
        }
        self.actor = actor.text
    }

    /// False when the list is not to show the person.
    func take(
        _ id: String, into sink: inout some PersonSink, _ snapshot: Reading
    ) throws -> Bool {
        let (first, second, third) = (term(0), term(1), term(2))
        var isShown = false
        try snapshot.forEach(
            """
            SELECT p.id, p.id, p.external_ids, p.name, p.given_name, p.pronouns, p.email, p.phone,
                p.locale, p.time_zone, p.languages, p.skills_offered, p.skills_wanted,
                p.interests, p.personal_values, p.bio, p.seniority, p.manager_id, p.state,
                p.created_at, p.updated_at
            FROM people p
            WHERE p.id = ?1 AND (?2 IS NULL OR p.state = ?2) AND (?3 IS NULL OR p.email_key = ?3)
              AND (?4 IS NULL OR EXISTS (
                SELECT 1 FROM enrolments e WHERE e.person_id = p.id AND e.programme_id = ?4))
              AND (?5 IS NULL OR p.created_by = ?6 OR EXISTS (
                SELECT 1 FROM enrolments e
                WHERE e.person_id = p.id AND ?5 LIKE '%' || e.programme_id || '%'))
              AND (?7 IS NULL OR EXISTS (
                SELECT 1 FROM person_terms t
                WHERE t.kind = ?7 AND t.term = ?8 AND t.person_id = p.id))
              AND (?9 IS NULL OR EXISTS (
                SELECT 1 FROM person_terms t
                WHERE t.kind = ?9 AND t.term = ?10 AND t.person_id = p.id))
              AND (?11 IS NULL OR EXISTS (
                SELECT 1 FROM person_terms t
                WHERE t.kind = ?11 AND t.term = ?12 AND t.person_id = p.id))
            """, id, filter.state?.rawValue, filter.email, filter.programme, programmes, actor,
            first?.kind, first?.term, second?.kind, second?.term, third?.kind, third?.term
        ) { row in
            isShown = true
            try sink.take(&row)
        }
        return isShown
    }

    private func term(_ index: Int) -> (kind: String, term: String)? {
        index < filter.terms.count ? filter.terms[index] : nil
    }
}
