// What is done with people: made, found, changed, and seen only by those who may. Importing goes
// through the same doors as a single request.

import JSON
import Mentorship

package enum PeopleService {
    // MARK: Seeing

    /// The view that the actor has of the person; 404 when they may not know of them.
    package static func view(
        _ id: ID<Person>, _ actor: Actor, _ snapshot: Reading
    ) throws -> PersonView {
        guard let relation = try PersonReading.relation(of: actor, to: id, snapshot) else {
            throw Failure.notFound("person")
        }
        return try PersonAccess.checkRead(by: actor, of: relation)
    }

    /// Throws 404 unless the actor may see that the person exists.
    package static func mustSee(
        _ id: ID<Person>, _ actor: Actor, _ snapshot: Reading
    ) throws {
        _ = try view(id, actor, snapshot)
    }

    // MARK: Making and changing

    /// Gives the columns of the new row.
    @discardableResult
    static func create(
        _ draft: Person, _ context: inout Context, _ transaction: Writing
    ) throws -> PersonColumns {
        guard PersonAccess.mayCreate(context.actor) else {
            throw Failure.forbidden("bring in people")
        }
        try ManagerCheck.check(draft, context.actor, transaction)
        let columns = PersonColumns(draft)
        try tellingOnlyWhatIsKnown(draft, context.actor, transaction) {
            try PersonStore.insert(draft, columns, createdBy: context.actor.text, transaction)
        }
        try Ledger.record("person.created", draft.id.text, &context, transaction)
        return columns
    }

    /// Replaces the document by a changed one. False when nothing differs: then nothing is
    /// written, and importing the same roster again leaves no trace.
    @discardableResult
    package static func change(
        _ current: Person, to changed: Person, _ context: inout Context, _ transaction: Writing
    ) throws -> Bool {
        let members = current.members(differingFrom: changed)
        guard
            let relation = try PersonReading.relation(
                of: context.actor, to: current.id, transaction)
        else { throw Failure.notFound("person") }
        try PersonAccess.checkWrite(of: members, by: context.actor, relation: relation)
        guard !members.isEmpty else { return false }
        if members.contains(.manager) {
            try ManagerCheck.check(changed, context.actor, transaction)
        }
        var changed = changed
        changed.updatedAt = context.now
        try tellingOnlyWhatIsKnown(changed, context.actor, transaction) {
            try PersonStore.update(changed, transaction)
        }
        try settle(changed, from: current, &context, transaction)
        let names = members.map(\.rawValue).sorted()
        try Ledger.record(
            "person.changed", current.id.text,
            data: [JSON.Member("members", .array(names.map { .string($0) }))], &context,
            transaction)
        return true
    }

    /// What waits for somebody who takes nobody any more, or reports to somebody else.
    private static func settle(
        _ changed: Person, from current: Person, _ context: inout Context, _ transaction: Writing
    ) throws {
        let stops = changed.state != .active && changed.state != current.state
        guard stops || changed.manager != current.manager else { return }
        for enrolment in try WaitingStore.enrolments(of: changed.id, transaction) {
            if stops {
                try PairSettlement.leave(
                    changed.id, enrolment.programme, &context, transaction)
            } else {
                try PairSettlement.keepLinesApart(
                    around: changed.id, in: enrolment.programme, &context, transaction)
            }
        }
    }

    package static func find(
        _ id: ID<Person>, _ actor: Actor, _ snapshot: Reading
    ) throws -> Person {
        try mustSee(id, actor, snapshot)
        guard let person = try PersonStore.find(id, snapshot) else {
            throw Failure.notFound("person")
        }
        return person
    }
}

extension PeopleService {
    /// Saves; an id of another system that names somebody of whom the actor may not know is
    /// refused (and the refusal audited) without a word of whose it is.
    private static func tellingOnlyWhatIsKnown(
        _ person: Person, _ actor: Actor, _ transaction: Writing, save: () throws -> Void
    ) throws {
        do {
            try save()
        } catch let failure as Failure where failure.code == Failure.externalIDTakenCode {
            for external in person.externalIDs {
                guard let id = try PersonStore.find(external: external, transaction),
                    id != person.id
                else { continue }
                try mustSee(id, external, actor, transaction)
            }
            throw failure
        }
    }

    /// Throws the refusal of the id unless the actor may see whom it names.
    package static func mustSee(
        _ id: ID<Person>, _ external: ExternalID, _ actor: Actor, _ snapshot: Reading
    ) throws {
        do {
            try mustSee(id, actor, snapshot)
        } catch let failure as Failure where failure.kind == .notFound {
            throw Failure.externalIDNotAvailable(external)
        }
    }
}

extension Person {
    /// The members by which two versions of a person differ.
    fileprivate func members(differingFrom other: Person) -> Set<PersonMember> {
        var members: Set<PersonMember> = []
        func note(_ member: PersonMember, _ isSame: Bool) {
            if !isSame { members.insert(member) }
        }
        note(.name, name == other.name)
        note(.givenName, givenName == other.givenName)
        note(.pronouns, pronouns == other.pronouns)
        note(.email, email?.text == other.email?.text)
        note(.phone, phone == other.phone)
        note(.locale, locale == other.locale)
        note(.timeZone, timeZone == other.timeZone)
        note(.languages, languages == other.languages)
        note(.skillsOffered, skillsOfferedColumn == other.skillsOfferedColumn)
        note(.skillsWanted, skillsWantedColumn == other.skillsWantedColumn)
        note(.interests, interestsColumn == other.interestsColumn)
        note(.values, valuesColumn == other.valuesColumn)
        note(.bio, bio == other.bio)
        note(.seniority, seniority == other.seniority)
        note(.manager, manager == other.manager)
        note(.state, state == other.state)
        note(.externalIDs, Set(externalIDs) == Set(other.externalIDs))
        return members
    }
}
