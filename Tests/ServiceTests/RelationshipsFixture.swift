// People who are enrolled in a programme, put straight into the store: the ground on which the
// tests of pairs and of meetings stand, whatever the rooms before them ask for.

import HTTP
import Mentorship
import MentorshipService
import SQLite
import Testing

struct PairFixture {
    let service: TestService
    let programme: ID<Programme>
    let mentor: ID<Person>
    let mentee: ID<Person>

    init(_ service: TestService, capacity: Int = 1) throws {
        self.service = service
        programme = try service.programme()
        mentor = try service.person(in: programme, .mentor, capacity: capacity)
        mentee = try service.person(in: programme, .mentee)
    }

    func open() throws -> RelationshipRow {
        try service.open(RelationshipOpening(programme: programme, mentor: mentor, mentee: mentee))
    }
}

extension TestService {
    var operatorContext: Context {
        Context(
            actor: Actor(identity: .nobody, role: nil, scopes: [], programmes: []),
            now: clock.now, requestID: "test", seed: deployment.seed())
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (inout Context, Transaction) throws -> Value
    ) throws -> Value {
        let context = operatorContext
        return try database.writer.perform { transaction in
            var context = context
            return try body(&context, transaction)
        }
    }

    func programme(state: String = "running") throws -> ID<Programme> {
        try write { context, transaction in
            let id: ID<Programme> = context.newID()
            try transaction.execute(
                """
                INSERT INTO programmes (id, state, name, purpose, model, stage_model, created_by,
                    created_at, updated_at)
                VALUES (?1, ?2, 'Newly qualified', 'A good first year', 'one_to_one',
                    'five_stage', 'test', ?3, ?3)
                """, id, state, context.now)
            return id
        }
    }

    /// Somebody with an approved enrolment.
    func person(
        in programme: ID<Programme>, _ role: MemberRole, capacity: Int = 1,
        state: String = "approved"
    ) throws -> ID<Person> {
        try write { context, transaction in
            let id: ID<Person> = context.newID()
            try transaction.execute(
                """
                INSERT INTO people (id, name, time_zone, created_by, created_at, updated_at)
                VALUES (?1, 'Aoife Ní Bhriain', 'Europe/London', 'test', ?2, ?2)
                """, id, context.now)
            try transaction.execute(
                """
                INSERT INTO enrolments (id, programme_id, person_id, role, state, capacity,
                    created_by, created_at, updated_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'test', ?7, ?7)
                """, "enrolment_" + id.text.suffix(26), programme, id, role.rawValue, state,
                capacity, context.now)
            return id
        }
    }

    func open(_ opening: RelationshipOpening) throws -> RelationshipRow {
        try write { context, transaction in
            try RelationshipService.open(opening, &context, transaction)
        }
    }

    /// The code of the failure that a body throws.
    func code(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch let failure as Failure {
            return failure.code
        } catch {
            return "\(error)"
        }
    }
}
