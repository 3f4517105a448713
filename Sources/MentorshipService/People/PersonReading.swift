// People from row to buffer: what a view shows is copied from the columns into the answer, without
// a value in between. Also who may see a person, on facts of the store.

import JSON
import Mentorship
import SQLite

/// What a list of people may be narrowed by.
package struct PersonFilter: Sendable {
    package var state: Person.State?
    package var email: String?
    package var programme: ID<Programme>?
    /// Kind and folded term of person_terms; three at most.
    package var terms: [(kind: String, term: String)] = []
}

/// Takes the rows of a list of people: the position first, then the columns from `id` on in the
/// order of the statements of a list.
protocol PersonSink {
    mutating func take(_ row: inout Row) throws
}

extension PageWriter: PersonSink {
    mutating func take(_ row: inout Row) throws {
        let position = try row.nextBytes()
        if admits(position) { try PersonReading.write(&row, .full, &json) }
    }
}

package enum PersonReading {
    /// How the actor stands to the person; nil when there is no such person.
    package static func relation(
        of actor: Actor, to id: ID<Person>, _ snapshot: Reading
    ) throws -> PersonRelation? {
        let isCreator: Bool? = try snapshot.first(
            "SELECT created_by FROM people WHERE id = ?1", id
        ) { row in try row.nextEquals(actor.text) }
        return try isCreator.map { isCreator in
            try relation(of: actor, to: id, isCreator: isCreator, snapshot)
        }
    }

    private static func relation(
        of actor: Actor, to id: ID<Person>, isCreator: Bool, _ snapshot: Reading
    ) throws -> PersonRelation {
        var relation = PersonRelation(
            isSelf: actor.person == id, isCreatedByActor: isCreator)
        if actor.isStaff, actor.programmes != nil {
            relation.programmes = Set(
                try snapshot.query(
                    "SELECT programme_id FROM enrolments WHERE person_id = ?1", id
                ) { row in try row.nextID(Programme.self) })
        }
        if let own = actor.person, !relation.isSelf {
            relation.sharesRelationship = try shareRelationship(own, id, snapshot)
        }
        return relation
    }

    private static func shareRelationship(
        _ one: ID<Person>, _ other: ID<Person>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1
            FROM relationship_members a
            JOIN relationship_members b ON b.relationship_id = a.relationship_id
            JOIN relationships r ON r.id = a.relationship_id
            WHERE a.person_id = ?1 AND b.person_id = ?2 AND r.state <> 'closed'
            """, one, other
        ) { row in try row.next() as Int } != nil
    }

    /// Writes the person as the actor may see them; returns the row's version and the view. Who
    /// may not know of them gets 404, and so does who asks for nobody.
    package static func write(
        _ id: ID<Person>, for actor: Actor, into json: inout JSONWriter, _ snapshot: Reading
    ) throws -> (version: Int, view: PersonView) {
        try write(id, into: &json, snapshot) { row in
            let relation = try relation(
                of: actor, to: id, isCreator: row.nextEquals(actor.text), snapshot)
            return try PersonAccess.checkRead(by: actor, of: relation)
        }
    }

    /// Writes the card that others see of a person, where another rule has opened it.
    package static func writeCard(
        of id: ID<Person>, into json: inout JSONWriter, _ snapshot: Reading
    ) throws {
        _ = try write(id, into: &json, snapshot) { row in
            row.skip()
            return .card
        }
    }

    private static func write(
        _ id: ID<Person>, into json: inout JSONWriter, _ snapshot: Reading,
        view: (_ row: inout Row) throws -> PersonView
    ) throws -> (version: Int, view: PersonView) {
        let shown = try snapshot.first(
            """
            SELECT created_by, version, id, external_ids, name, given_name, pronouns, email, phone,
                locale, time_zone, languages, skills_offered, skills_wanted, interests,
                personal_values, bio, seniority, manager_id, state, created_at, updated_at
            FROM people WHERE id = ?1
            """, id
        ) { row in
            let view = try view(&row)  // takes created_by
            let version = Int(try row.nextInteger() ?? 0)
            try write(&row, view, &json)
            return (version, view)
        }
        guard let shown else { throw Failure.notFound("person") }
        return shown
    }

    /// A person who has just been made, as their row would be written.
    static func write(
        _ person: Person, _ columns: PersonColumns, _ view: PersonView,
        into json: inout JSONWriter
    ) {
        let values: [JSONText] = [
            .text(person.id.text), .raw(columns.externalIDs), .text(person.name),
            JSONText(person.givenName), JSONText(person.pronouns), JSONText(person.email?.text),
            JSONText(person.phone), JSONText(person.locale?.text), JSONText(person.timeZone?.text),
            .raw(columns.languages), .raw(columns.skillsOffered), .raw(columns.skillsWanted),
            .raw(columns.interests), .raw(columns.values), JSONText(person.bio),
            person.seniority.map { .integer(Int64($0)) } ?? .null, JSONText(person.manager?.text),
            .text(person.state.rawValue), .text(person.createdAt.rfc3339),
            .text(person.updatedAt.rfc3339),
        ]
        members.write(values, isCard: view == .card, into: &json)
    }

    /// The columns from `id` on, in the order of the statements.
    static func write(
        _ row: inout Row, _ view: PersonView, _ json: inout JSONWriter
    ) throws {
        try members.write(&row, isCard: view == .card, into: &json)
    }

    private static let members = RowObject([
        RowMember("\"id\":", .text),
        RowMember("\"external_ids\":", .json, isOnCard: false),
        RowMember("\"name\":", .text),
        RowMember("\"given_name\":", .text),
        RowMember("\"pronouns\":", .text),
        RowMember("\"email\":", .text, isOnCard: false),
        RowMember("\"phone\":", .text, isOnCard: false),
        RowMember("\"locale\":", .text, isOnCard: false),
        RowMember("\"time_zone\":", .text),
        RowMember("\"languages\":", .json),
        RowMember("\"skills_offered\":", .json),
        RowMember("\"skills_wanted\":", .json),
        RowMember("\"interests\":", .json),
        RowMember("\"values\":", .json, isOnCard: false),
        RowMember("\"bio\":", .text),
        RowMember("\"seniority\":", .integer, isOnCard: false),
        RowMember("\"manager_id\":", .text, isOnCard: false),
        RowMember("\"state\":", .text, isOnCard: false),
        RowMember("\"created_at\":", .instant, isOnCard: false),
        RowMember("\"updated_at\":", .instant, isOnCard: false),
    ])
}
