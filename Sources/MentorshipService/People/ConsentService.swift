// What is done with consents: put down, seen, withdrawn. Withdrawing is always possible, asks
// nobody, and ends the purpose as a whole, whatever texts were agreed to before.

import JSON
import Mentorship

package struct ConsentDraft: Sendable {
    package let purpose: Consent.Purpose
    package let textVersion: String
    package let givenBy: Consent.Giver
}

package enum ConsentService {
    private static func relation(
        _ person: ID<Person>, _ actor: Actor, _ snapshot: Reading
    ) throws -> PersonRelation {
        guard let relation = try PersonReading.relation(of: actor, to: person, snapshot) else {
            throw Failure.notFound("person")
        }
        return relation
    }

    package static func list(
        of person: ID<Person>, page: PageRequest, _ actor: Actor, _ snapshot: Reading
    ) throws -> [Consent] {
        try ConsentAccess.checkRead(by: actor, of: relation(person, actor, snapshot))
        return try ConsentStore.list(of: person, page: page, snapshot)
    }

    package static func see(
        _ id: ID<Consent>, of person: ID<Person>, _ actor: Actor, _ snapshot: Reading
    ) throws -> Consent {
        try ConsentAccess.checkRead(by: actor, of: relation(person, actor, snapshot))
        guard let consent = try ConsentStore.find(id, of: person, snapshot) else {
            throw Failure.notFound("consent")
        }
        return consent
    }

    package static func give(
        _ draft: ConsentDraft, for person: ID<Person>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Consent {
        let actor = context.actor
        try ConsentAccess.checkWrite(by: actor, of: relation(person, actor, transaction))
        guard actor.isStaff || draft.givenBy == .person else {
            throw Failure.invalid(
                "/given_by", "not_yourself", "Speak for yourself: given_by is self.")
        }
        let consent = Consent(
            id: context.newID(), person: person, purpose: draft.purpose,
            textVersion: draft.textVersion, givenBy: draft.givenBy, givenAt: context.now,
            recordedBy: actor.text)
        try ConsentStore.insert(consent, transaction)
        try record("consent.given", consent, &context, transaction)
        return consent
    }

    package static func withdraw(
        _ id: ID<Consent>, of person: ID<Person>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Consent {
        try ConsentAccess.checkWrite(
            by: context.actor, of: relation(person, context.actor, transaction))
        let consent = try see(id, of: person, context.actor, transaction)
        guard consent.stands else { return consent }
        let withdrawal = Consent.Withdrawal(at: context.now, by: context.actor.text)
        for other in try ConsentStore.standing(of: person, for: consent.purpose, transaction) {
            try ConsentStore.withdraw(other, withdrawal, transaction)
        }
        try record("consent.withdrawn", consent, &context, transaction)
        return try see(id, of: person, context.actor, transaction)
    }

    private static func record(
        _ event: String, _ consent: Consent, _ context: inout Context, _ transaction: Writing
    ) throws {
        try Ledger.record(
            event, consent.id.text,
            data: [
                JSON.Member("person_id", .string(consent.person.text)),
                JSON.Member("purpose", .string(consent.purpose.rawValue)),
            ], &context, transaction)
    }
}
