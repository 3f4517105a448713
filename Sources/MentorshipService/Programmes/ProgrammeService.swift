// What is done with programmes: made, seen, changed, opened and ended by those who may.

import JSON
import Mentorship

package enum ProgrammeService {
    // MARK: Seeing

    /// The programme and the view that the actor has of it; 404 when they may not know of it.
    package static func see(
        _ id: ID<Programme>, _ actor: Actor, _ snapshot: Reading
    ) throws -> (programme: Programme, view: ProgrammeView) {
        guard let programme = try ProgrammeStore.find(id, snapshot) else {
            throw Failure.notFound("programme")
        }
        let isEnrolled = try actor.person.map {
            try ProgrammeStore.isEnrolled($0, in: id, snapshot)
        }
        let view = ProgrammeAccess.view(
            of: id, in: programme.state, isEnrolled: isEnrolled ?? false, by: actor)
        guard view != .none else { throw Failure.notFound("programme") }
        return (programme, view)
    }

    /// For staff of the programme: 404 for everybody else, whatever they may see of it.
    package static func forStaff(
        _ id: ID<Programme>, _ actor: Actor, _ snapshot: Reading
    ) throws -> Programme {
        guard actor.mayEnter(id), let programme = try ProgrammeStore.find(id, snapshot) else {
            throw Failure.notFound("programme")
        }
        return programme
    }

    // MARK: Making and changing

    package static func create(
        _ plan: Programme.Plan, _ context: inout Context, _ transaction: Writing
    ) throws -> Programme {
        try ProgrammeAccess.checkCreate(by: context.actor)
        try checkExternalID(plan, of: nil, context.actor, transaction)
        let programme = Programme(plan, &context)
        try ProgrammeStore.insert(programme, transaction)
        try Ledger.record(
            "programme.created", programme.id.text, programme: programme.id, &context, transaction)
        return programme
    }

    /// Nothing is written when nothing differs.
    package static func change(
        _ current: Programme, to plan: Programme.Plan, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Programme {
        try ProgrammeAccess.checkWrite(current.id, by: context.actor)
        if plan == current.plan { return current }
        try checkExternalID(plan, of: current.id, context.actor, transaction)
        var programme = current
        try programme.change(to: plan, now: context.now)
        let saved = try save(programme, "programme.changed", [], &context, transaction)
        if saved.plan.groupSizes != current.plan.groupSizes {
            try PairSettlement.passOnIfFull(in: saved.id, &context, transaction)
        }
        return saved
    }

    package static func move(
        _ id: ID<Programme>, to state: Programme.State, reason: String?,
        _ context: inout Context, _ transaction: Writing
    ) throws -> Programme {
        let current = try forStaff(id, context.actor, transaction)
        try ProgrammeAccess.checkWrite(id, by: context.actor)
        var programme = current
        try programme.move(to: state, reason: reason, now: context.now)
        if programme == current { return current }
        if programme.state.isOver, !current.state.isOver {
            try PairSettlement.close(id, &context, transaction)
        }
        let data = [
            JSON.Member("from", .string(current.state.rawValue)),
            JSON.Member("to", .string(state.rawValue)),
        ]
        return try save(programme, "programme.state_changed", data, &context, transaction)
    }

    /// The programme that the other system's id names, made when there is none. A credential for
    /// some programmes is not told whether there is one beyond them.
    package static func put(
        _ plan: Programme.Plan, externalID: String, _ context: inout Context,
        _ transaction: Writing
    ) throws -> (programme: Programme, isNew: Bool) {
        var plan = plan
        guard plan.externalID ?? externalID == externalID else {
            throw Failure.invalid(
                "/external_id", "differs_from_path",
                "The document says another external_id than the path.")
        }
        plan.externalID = externalID
        guard let id = try ProgrammeStore.find(externalID: externalID, transaction),
            context.actor.mayEnter(id), let current = try ProgrammeStore.find(id, transaction)
        else { return (try create(plan, &context, transaction), true) }
        return (try change(current, to: plan, &context, transaction), false)
    }

    private static func save(
        _ programme: Programme, _ event: String, _ data: [JSON.Member],
        _ context: inout Context, _ transaction: Writing
    ) throws -> Programme {
        try ProgrammeStore.update(programme, transaction)
        try Ledger.record(
            event, programme.id.text, programme: programme.id, data: data, &context, transaction)
        var saved = programme
        saved.version += 1
        return saved
    }

    private static func checkExternalID(
        _ plan: Programme.Plan, of id: ID<Programme>?, _ actor: Actor, _ transaction: Writing
    ) throws {
        guard let externalID = plan.externalID,
            let other = try ProgrammeStore.find(externalID: externalID, transaction), other != id
        else { return }
        guard actor.mayEnter(other) else {
            throw Failure.externalIDNotAvailable(at: "/external_id")
        }
        throw Failure(
            .conflict, "external_id_taken", "Another programme has this external_id already.",
            fields: [Failure.Field("/external_id", "taken", "It names another programme.")])
    }
}
