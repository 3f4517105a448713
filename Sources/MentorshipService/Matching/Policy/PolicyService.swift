// What is done with matching policies: the next version made, versions seen, the one in force
// found.

import JSON
import Mentorship

package struct PolicyDraft: Sendable {
    package let policy: MatchingPolicy
    package let note: String?
}

package enum PolicyService {
    package static func see(
        _ id: ID<PolicyVersion>, _ actor: Actor, _ snapshot: Reading
    ) throws -> PolicyRow {
        guard let row = try PolicyStore.find(id, snapshot), actor.mayEnter(row.programme) else {
            throw Failure.notFound("matching policy")
        }
        return row
    }

    package static func create(
        _ draft: PolicyDraft, in id: ID<Programme>, _ call: inout Call, _ transaction: Writing
    ) throws -> PolicyRow {
        let programme = try ProgrammeService.forStaff(id, call.actor, transaction)
        let model = ModelRegistry.model(programme.plan.model)
        if draft.policy.groupMentors > 1, model?.formsGroups != true {
            throw Failure.invalid(
                "/group_mentors", "not_for_model",
                "The model \(programme.plan.model) has no groups for several mentors to guide.")
        }
        let last = try PolicyStore.newest(in: programme.id, transaction)?.number ?? 0
        var policy = draft.policy
        policy.version = last + 1
        let row = PolicyRow(
            id: call.context.newID(PolicyVersion.self), programme: programme.id, policy: policy,
            note: draft.note, createdBy: call.context.actor.text, createdAt: call.context.now,
            model: programme.plan.model)
        try PolicyStore.insert(row, transaction)
        try Ledger.record(
            "matching_policy.created", row.id.text, programme: programme.id,
            data: [JSON.Member("number", .integer(Int64(row.number)))], &call.context,
            transaction)
        return row
    }

    /// The one that a run names, else the programme's newest, else nil: the standard policy.
    package static func forRun(
        _ named: ID<PolicyVersion>?, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> PolicyRow? {
        guard let named else { return try PolicyStore.newest(in: programme, snapshot) }
        guard let row = try PolicyStore.find(named, snapshot), row.programme == programme else {
            throw Failure.invalid(
                "/policy_id", "unknown_policy",
                "This programme has no such matching policy. GET its matching-policies.")
        }
        return row
    }

    /// What pairs are weighed by in a programme now.
    package static func inForce(
        _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> MatchingPolicy {
        try PolicyStore.newest(in: programme, snapshot)?.policy ?? .standard
    }

    /// How many mentors a group of a programme has at most, now.
    static func groupMentors(_ programme: ID<Programme>, _ snapshot: Reading) throws -> Int {
        let stated = try inForce(programme, snapshot).groupMentors
        let model = try RelationshipPlaces.frame(programme, snapshot)?.model
        return model.flatMap { ModelRegistry.model($0) }?.mentorsOfGroup(stated) ?? 1
    }

    /// What a run was weighed by, whatever has come into force since.
    static func of(_ run: MatchRunRow, _ snapshot: Reading) throws -> MatchingPolicy {
        var policy =
            try run.policy.flatMap { try PolicyStore.find($0, snapshot) }?.policy ?? .standard
        policy.minimumScore = run.minimumScore ?? policy.minimumScore
        return policy
    }
}
