// Who reports to whom, in the store; and whether somebody may be made another's manager.

import Mentorship
import SQLite

enum ManagerStore {
    /// Those above a person, the nearest first; a circle ends at its length.
    static func above(_ person: ID<Person>, _ snapshot: Reading) throws -> [ID<Person>] {
        try snapshot.query(
            """
            WITH RECURSIVE line (id, level) AS (
                SELECT ?1, 0
                UNION ALL
                SELECT p.manager_id, l.level + 1
                FROM line l
                JOIN people p ON p.id = l.id
                WHERE l.level < ?2 AND p.manager_id IS NOT NULL)
            SELECT id FROM line WHERE level > 0
            """, person, ReportingLines.depth
        ) { row in try row.nextID() }
    }

    /// The manager of each who takes part in a programme, and of each of those, up to the top.
    static func lines(in programme: ID<Programme>, _ snapshot: Reading) throws -> ReportingLines {
        var lines = ReportingLines()
        try snapshot.forEach(
            """
            WITH RECURSIVE up (id, manager_id) AS (
                SELECT p.id, p.manager_id
                FROM enrolments e
                JOIN people p ON p.id = e.person_id
                WHERE e.programme_id = ?1 AND e.state = 'approved' AND p.manager_id IS NOT NULL
                UNION
                SELECT p.id, p.manager_id
                FROM up u
                JOIN people p ON p.id = u.manager_id
                WHERE p.manager_id IS NOT NULL)
            SELECT id, manager_id FROM up
            """, programme
        ) { row in lines.managers[try row.nextID()] = try row.nextID(Person.self) }
        return lines
    }

    /// The same of some people alone.
    static func lines(of people: [ID<Person>], _ snapshot: Reading) throws -> ReportingLines {
        var lines = ReportingLines()
        for person in people {
            var last = person
            for manager in try above(person, snapshot) {
                lines.managers[last] = manager
                last = manager
            }
        }
        return lines
    }
}

enum ManagerCheck {
    /// Nobody is above themselves, and nobody is named of whom the actor may not know.
    static func check(_ person: Person, _ actor: Actor, _ transaction: Writing) throws {
        guard let manager = person.manager else { return }
        guard manager != person.id else {
            throw Failure.invalid("/manager_id", "same_person", "Nobody reports to themselves.")
        }
        guard let relation = try PersonReading.relation(of: actor, to: manager, transaction),
            PersonAccess.view(by: actor, of: relation) == .full
        else {
            throw Failure.invalid(
                "/manager_id", "unknown_id", "There is no such person that you may see.")
        }
        if try ManagerStore.above(manager, transaction).contains(person.id) {
            throw Failure.invalid(
                "/manager_id", "manager_circle",
                "They report to this person already, directly or through others.")
        }
    }
}
