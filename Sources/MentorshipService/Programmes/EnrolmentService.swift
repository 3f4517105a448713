// What is done with enrolments: people brought in or coming themselves, the gate, the decision, and
// leaving. Every change is saved with its event in one transaction.

import JSON
import Mentorship

package enum EnrolmentService {
    // MARK: Seeing

    package static func see(
        _ id: ID<Enrolment>, _ actor: Actor, _ snapshot: Reading
    ) throws -> Enrolment {
        guard let enrolment = try EnrolmentStore.find(id, snapshot) else {
            throw Failure.notFound("enrolment")
        }
        let view = EnrolmentAccess.view(
            of: enrolment.person, in: enrolment.programme, by: actor)
        guard view != .none else { throw Failure.notFound("enrolment") }
        return enrolment.seen(as: view)
    }

    /// For a change: whoever may make it need not have the scope to read.
    private static func find(
        _ id: ID<Enrolment>, _ transaction: Writing
    ) throws -> (enrolment: Enrolment, programme: Programme) {
        guard let enrolment = try EnrolmentStore.find(id, transaction),
            let programme = try ProgrammeStore.find(enrolment.programme, transaction)
        else { throw Failure.notFound("enrolment") }
        return (enrolment, programme)
    }

    package static func forWriter(
        _ id: ID<Enrolment>, _ actor: Actor, _ transaction: Writing
    ) throws -> (enrolment: Enrolment, programme: Programme) {
        let found = try find(id, transaction)
        try EnrolmentAccess.checkWrite(
            of: found.enrolment.person, in: found.programme.id, by: actor)
        return found
    }

    // MARK: Coming

    /// `person` is nil when people enrol themselves.
    package static func enrol(
        _ person: ID<Person>?, in id: ID<Programme>, _ offer: Enrolment.Offer,
        _ context: inout Context, _ transaction: Writing
    ) throws -> Enrolment {
        let actor = context.actor
        let programme = try enterable(id, actor, transaction)
        try programme.checkEnrolling(by: actor)
        let person = try enrollable(person, actor, transaction)
        let enrolment = Enrolment(offer, of: person, in: programme, &context)
        guard try EnrolmentStore.insert(enrolment, transaction) else {
            throw Failure.alreadyEnrolled(
                try EnrolmentStore.current(of: person, in: id, transaction))
        }
        try record("enrolment.submitted", enrolment, &context, transaction)
        return enrolment
    }

    private static func enterable(
        _ id: ID<Programme>, _ actor: Actor, _ transaction: Writing
    ) throws -> Programme {
        guard actor.isStaff else {
            return try ProgrammeService.see(id, actor, transaction).programme
        }
        let programme = try ProgrammeService.forStaff(id, actor, transaction)
        try EnrolmentAccess.checkDecide(id, by: actor)
        return programme
    }

    private static func enrollable(
        _ asked: ID<Person>?, _ actor: Actor, _ transaction: Writing
    ) throws -> ID<Person> {
        if let own = actor.person {
            guard asked ?? own == own else {
                throw Failure.invalid("/person_id", "not_yourself", "You can enrol only yourself.")
            }
            return own
        }
        guard let person = asked else {
            throw Failure.invalid(
                "/person_id", "required_of_staff", "person_id is required of staff.")
        }
        guard let relation = try PersonReading.relation(of: actor, to: person, transaction),
            PersonAccess.view(by: actor, of: relation) != .none,
            try PersonStore.find(person, transaction)?.state != .left
        else {
            throw Failure.invalid(
                "/person_id", "unknown_id", "There is no such person, or they have left.")
        }
        return person
    }

    // MARK: The gate and the decision

    package static func acknowledge(
        _ id: ID<Enrolment>, seen: Int?, reason: String?, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Enrolment {
        let (current, programme) = try forWriter(id, context.actor, transaction)
        if context.actor.isStaff, reason == nil {
            throw Failure.invalid(
                "/reason", "required_of_staff",
                "Say how you know that the person has acknowledged it.")
        }
        var enrolment = current
        try enrolment.acknowledge(
            programme, seen: seen, reason: context.actor.isStaff ? reason : nil,
            by: context.actor, now: context.now)
        return try save(current, enrolment, "enrolment.acknowledged", &context, transaction)
    }

    package static func approve(
        _ id: ID<Enrolment>, _ context: inout Context, _ transaction: Writing
    ) throws -> Enrolment {
        let (current, programme) = try find(id, transaction)
        try EnrolmentAccess.checkDecide(programme.id, by: context.actor)
        var enrolment = current
        try enrolment.approve(in: programme, by: context.actor, now: context.now)
        return try save(current, enrolment, "enrolment.approved", &context, transaction)
    }

    package static func reject(
        _ id: ID<Enrolment>, reason: String, _ context: inout Context, _ transaction: Writing
    ) throws -> Enrolment {
        let (current, programme) = try find(id, transaction)
        try EnrolmentAccess.checkDecide(programme.id, by: context.actor)
        var enrolment = current
        try enrolment.reject(reason: reason, by: context.actor, now: context.now)
        return try save(current, enrolment, "enrolment.rejected", &context, transaction)
    }

    // MARK: Changing and leaving

    package static func change(
        _ current: Enrolment, in programme: Programme, to offer: Enrolment.Offer,
        _ context: inout Context, _ transaction: Writing
    ) throws -> Enrolment {
        if offer.settled(in: programme) == current.offer { return current }
        var enrolment = current
        try enrolment.change(to: offer, in: programme, now: context.now)
        let saved = try save(current, enrolment, "enrolment.changed", &context, transaction)
        if saved.capacity < current.capacity {
            try PairSettlement.passOnIfFull(
                saved.person, in: programme.id, &context, transaction)
        }
        if saved.mentorsWanted < current.mentorsWanted {
            try PairSettlement.settleMentee(
                saved.person, in: programme.id, &context, transaction)
        }
        return saved
    }

    /// Takes back what the person was asked and has not answered; a relationship that runs is
    /// ended by its own closure.
    package static func withdraw(
        _ id: ID<Enrolment>, reason: String?, _ context: inout Context, _ transaction: Writing
    ) throws -> Enrolment {
        let (current, programme) = try forWriter(id, context.actor, transaction)
        var enrolment = current
        try enrolment.withdraw(reason: reason, by: context.actor, now: context.now)
        try PairSettlement.leave(current.person, programme.id, &context, transaction)
        return try save(current, enrolment, "enrolment.withdrawn", &context, transaction)
    }

    /// Nothing is written when nothing differs.
    private static func save(
        _ current: Enrolment, _ changed: Enrolment, _ event: String, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Enrolment {
        if changed == current { return current }
        try EnrolmentStore.update(changed, transaction)
        try record(event, changed, &context, transaction)
        var saved = changed
        saved.version += 1
        return saved
    }

    private static func record(
        _ event: String, _ enrolment: Enrolment, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try Ledger.record(
            event, enrolment.id.text, programme: enrolment.programme,
            data: [
                JSON.Member("person_id", .string(enrolment.person.text)),
                JSON.Member("role", .string(enrolment.offer.role.rawValue)),
            ], &context, transaction)
    }
}

extension Failure {
    static func alreadyEnrolled(_ enrolment: Enrolment?) -> Failure {
        Failure(
            .conflict, "already_enrolled",
            "The person takes part in this programme already. Change that enrolment instead.",
            facts: enrolment.map { ["enrolment_id": [$0.id.text]] } ?? [:])
    }
}
