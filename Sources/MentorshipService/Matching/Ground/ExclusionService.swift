// Do-not-match: put down, seen, taken away. That two people are kept apart leaves no event, since
// events go to other systems; why is for safeguarding and for whoever wrote it.

import JSON
import Mentorship
import SQLite

package struct ExclusionDraft: Sendable {
    package let pair: PairOfPeople
    package let reason: String?
}

package enum ExclusionService {
    package static func see(
        _ id: ID<Exclusion>, _ actor: Actor, _ snapshot: Reading
    ) throws -> ExclusionRow {
        guard let found = try ExclusionStore.find(id, snapshot), actor.mayEnter(found.programme)
        else { throw Failure.notFound("exclusion") }
        return found
    }

    /// The reason in plain text, for those who may read it.
    package static func reason(
        of exclusion: ExclusionRow, _ call: Call
    ) throws -> String? {
        guard
            call.actor.role == .safeguardingLead || exclusion.createdBy == call.actor.text
        else { return nil }
        return try call.deployment.sealer.openText(
            exclusion.sealedReason, context: context(exclusion.id))
    }

    /// Also takes back what the two were asked and have not answered.
    package static func create(
        _ draft: ExclusionDraft, in id: ID<Programme>, _ call: inout Call,
        _ transaction: Writing
    ) throws -> ExclusionRow {
        let programme = try ProgrammeService.forStaff(id, call.actor, transaction)
        if programme.state.isOver { throw Failure.programmeOver(programme.state) }
        if let other = try ExclusionStore.standing(between: draft.pair, in: id, transaction) {
            throw Failure.alreadyExcluded(other)
        }
        let exclusion = try insert(draft, in: id, for: nil, &call, transaction)
        for pair in [draft.pair, draft.pair.reversed] {
            try PairSettlement.keepApart(pair, in: id, &call.context, transaction)
        }
        try Ledger.audit(
            "exclusion.created", exclusion.id.text, programme: id, &call.context, transaction)
        return exclusion
    }

    @discardableResult
    package static func insert(
        _ draft: ExclusionDraft, in programme: ID<Programme>, for run: ID<MatchRun>?,
        at pointer: String = "", _ call: inout Call, _ transaction: Writing
    ) throws -> ExclusionRow {
        try checkEnrolled(draft.pair, in: programme, at: pointer, transaction)
        let id = call.context.newID(Exclusion.self)
        let exclusion = ExclusionRow(
            id: id, programme: programme, run: run, pair: draft.pair,
            sealedReason: try call.deployment.sealer.seal(
                text: draft.reason, context: context(id)),
            createdBy: call.actor.text, createdAt: call.context.now)
        try ExclusionStore.insert(exclusion, transaction)
        return exclusion
    }

    package static func remove(
        _ id: ID<Exclusion>, _ call: inout Call, _ transaction: Writing
    ) throws {
        let exclusion = try see(id, call.actor, transaction)
        try Precondition.check(call, version: exclusion.version)
        guard exclusion.run == nil else { throw Failure.exclusionOfRun }
        try ExclusionStore.delete(id, transaction)
        try Ledger.audit(
            "exclusion.removed", id.text, programme: exclusion.programme, &call.context,
            transaction)
    }

    /// `pointer` leads to the pair in what was sent.
    static func checkEnrolled(
        _ pair: PairOfPeople, in programme: ID<Programme>, at pointer: String,
        _ transaction: Writing
    ) throws {
        for (name, person) in [("mentor_id", pair.mentor), ("mentee_id", pair.mentee)]
        where try !ProgrammeStore.isEnrolled(person, in: programme, transaction) {
            throw Failure.invalid(
                "\(pointer)/\(name)", "not_enrolled",
                "\(person) does not take part in this programme.")
        }
    }

    static func context(_ id: ID<Exclusion>) -> String { "exclusions/reason/\(id)" }
}
