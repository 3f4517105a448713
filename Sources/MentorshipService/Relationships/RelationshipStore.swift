// Relationships, their members and the stages they went through, in the store.

import Mentorship
import SQLite

package enum Relationship: Identified {
    package static var idPrefix: String { "relationship" }
}

package enum StageMove: Identified {
    package static var idPrefix: String { "stage_move" }
}

package enum MemberRole: String, Sendable, CaseIterable {
    case mentor, mentee
}

package enum RelationshipState: String, Sendable, CaseIterable {
    case forming, active, paused, closing, closed
}

package struct Member: Sendable, Equatable {
    package let person: ID<Person>
    package let role: MemberRole
}

package struct RelationshipRow: Sendable {
    package let id: ID<Relationship>
    package let version: Int
    package let programme: ID<Programme>
    package let proposal: String?
    package let model: String
    package let stageModel: String
    package let stage: String
    package let state: RelationshipState
    package let startedOn: CivilDate?
    package let plannedEnd: CivilDate?
    package let supportContact: String?
    package let createdBy: String
    package let createdAt: Instant
    package let updatedAt: Instant
    package var members: [Member]
}

extension RelationshipRow {
    /// Starts on the day it is, in UTC.
    init(_ opening: RelationshipOpening, _ frame: ProgrammeFrame, _ context: inout Context) {
        id = context.newID()
        version = 1
        programme = opening.programme
        proposal = opening.proposal
        model = frame.model
        stageModel = frame.stageModel
        stage = StageModels.firstStage(of: frame.stageModel)
        state = .active
        let day = context.now.milliseconds.flooredQuotient(by: 86_400_000)
        startedOn = CivilDate(daysSince1970: Int(day))
        plannedEnd = opening.plannedEnd ?? frame.endsOn
        supportContact = opening.supportContact
        createdBy = context.actor.text
        createdAt = context.now
        updatedAt = context.now
        members = [
            Member(person: opening.mentor, role: .mentor),
            Member(person: opening.mentee, role: .mentee),
        ]
    }
}

package struct StageMoveRow: Sendable {
    package let id: ID<StageMove>
    package let from: String?
    package let to: String
    package let reason: String
    package let movedBy: String
    package let movedAt: Instant
}

/// What of a programme a relationship needs to know when it begins.
package struct ProgrammeFrame: Sendable {
    package let state: String
    package let model: String
    package let stageModel: String
    package let endsOn: CivilDate?

    package var takesRelationships: Bool {
        ["open", "closed_to_enrolment", "running"].contains(state)
    }
}

package enum RelationshipStore {
    package static func frame(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ProgrammeFrame? {
        try snapshot.first(
            "SELECT state, model, stage_model, ends_on FROM programmes WHERE id = ?1", programme
        ) { row in
            ProgrammeFrame(
                state: try row.next(), model: try row.next(), stageModel: try row.next(),
                endsOn: try row.nextOptionalDate())
        }
    }

    // MARK: Room

    /// The places of an approved enrolment that includes the role; nil when there is none.
    package static func capacity(
        of person: ID<Person>, as role: MemberRole, in programme: ID<Programme>,
        _ snapshot: Reading
    ) throws -> Int? {
        try snapshot.first(
            """
            SELECT capacity FROM enrolments
            WHERE programme_id = ?1 AND person_id = ?2 AND role IN (?3, 'both')
              AND state = 'approved'
            """, programme, person, role.rawValue
        ) { row in try row.next() }
    }

    /// How many relationships of the programme a person is in, in a role, that are not closed.
    package static func openCount(
        of person: ID<Person>, as role: MemberRole, in programme: ID<Programme>,
        _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            """
            SELECT COUNT(*)
            FROM relationship_members m
            JOIN relationships r ON r.id = m.relationship_id
            WHERE m.person_id = ?1 AND m.role = ?2 AND r.programme_id = ?3 AND r.state <> 'closed'
            """, person, role.rawValue, programme
        ) { row in try row.next() } ?? 0
    }

    // MARK: Writing

    package static func insert(
        _ relationship: RelationshipRow, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO relationships (id, programme_id, proposal_id, model, stage_model, stage,
                state, started_on, planned_end_on, support_contact, created_by, created_at,
                updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """,
            relationship.id, relationship.programme, relationship.proposal, relationship.model,
            relationship.stageModel, relationship.stage, relationship.state.rawValue,
            relationship.startedOn, relationship.plannedEnd, relationship.supportContact,
            relationship.createdBy, relationship.createdAt, relationship.updatedAt)
        for member in relationship.members {
            try transaction.execute(
                """
                INSERT INTO relationship_members (relationship_id, person_id, role)
                VALUES (?1, ?2, ?3)
                """, relationship.id, member.person, member.role.rawValue)
        }
    }

    package static func insert(
        _ move: StageMoveRow, of relationship: ID<Relationship>, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO relationship_stage_moves (id, relationship_id, from_stage, to_stage,
                reason, moved_by, moved_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            move.id, relationship, move.from, move.to, move.reason, move.movedBy, move.movedAt)
    }
}
