// The people, programmes and actors that tests of relationships and meetings are played by.

import Mentorship

enum Cast {
    static let now = at("2026-06-01T08:00Z")
    static let programme: ID<Programme> = id(1)
    static let otherProgramme: ID<Programme> = id(2)
    static let mentor: ID<Person> = id(3)
    static let mentee: ID<Person> = id(4)
    static let stranger: ID<Person> = id(5)

    /// A different id for each seed.
    static func id<Noun: Identified>(_ seed: UInt64) -> ID<Noun> {
        var dice = Dice(seed: seed)
        return ID(now: now, dice: &dice)
    }

    static func relationship(
        _ state: Relationship.State = .active, stage: String? = "initiation",
        members: [Relationship.Member] = [.init(mentor, .mentor), .init(mentee, .mentee)]
    ) -> Relationship {
        Relationship(
            id: id(6), programme: programme, model: "one_to_one", members: members, state: state,
            stage: stage, openedAt: now)
    }

    static func closure(
        _ reason: ClosureReason = .completed, askedBy: Closure.Asker = .mentee
    ) -> Closure {
        Closure(reason: reason, askedBy: askedBy, on: day("2026-06-01"), at: now)
    }

    static func note(_ reason: String = "agreed at the review") -> MoveNote {
        guard let note = try? MoveNote(by: "somebody", at: now, reason: reason) else {
            fatalError("no reason")
        }
        return note
    }

    static func staff(_ role: Role, in programmes: Set<ID<Programme>>? = nil) -> Actor {
        Actor(
            identity: .credential(id(7)), role: role, scopes: role.scopes, programmes: programmes)
    }

    static func token(of person: ID<Person>) -> Actor {
        Actor(
            identity: .person(person, token: id(8)), role: .participant, scopes: [.own],
            programmes: [])
    }
}

/// The code of what a call throws; nil when it throws nothing.
func refusal(_ body: () throws(Failure) -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return error.fields.first?.code ?? error.code
    }
}
