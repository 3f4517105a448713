// What the people of a programme want and offer, read from the store: no more of them than that.

import Mentorship
import SQLite

/// What one person wants and offers, by kind.
struct StatedWants {
    let offered: [Skill]
    let wanted: [Skill]
    let languages: [Term]
    let site: String?

    init(_ row: inout Row) throws {
        offered = Person.skills(column: try row.next())
        wanted = Person.skills(column: try row.next())
        languages = Person.languages(column: try row.next()).map { Term(language: $0.text) }
        site = try row.next()
    }

    func offered(_ kind: ProgrammeSupply.Kind) -> [Supply.Want] {
        kind == .skills ? offered.map { .init($0.term, level: $0.level) } : either(kind)
    }

    func wanted(_ kind: ProgrammeSupply.Kind) -> [Supply.Want] {
        kind == .skills ? wanted.map { .init($0.term, level: $0.level) } : either(kind)
    }

    /// What is wanted as it is offered: the same.
    private func either(_ kind: ProgrammeSupply.Kind) -> [Supply.Want] {
        kind == .languages
            ? languages.map { .init($0) } : site.map { [.init(Term(stored: $0))] } ?? []
    }
}

enum SupplyStore {
    static func forEachPerson(
        of programme: ID<Programme>, _ snapshot: Reading,
        _ body: (ID<Person>, StatedWants) throws -> Void
    ) throws {
        try snapshot.forEach(
            """
            SELECT e.person_id, COALESCE(e.skills_offered, p.skills_offered),
                COALESCE(e.skills_wanted, p.skills_wanted), p.languages, e.site
            FROM enrolments e
            JOIN people p ON p.id = e.person_id
            WHERE e.programme_id = ?1 AND e.state = 'approved' AND p.state = 'active'
            ORDER BY e.person_id
            """, programme
        ) { row in try body(try row.nextID(), try StatedWants(&row)) }
    }
}
