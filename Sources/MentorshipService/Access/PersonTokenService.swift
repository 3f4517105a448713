// Mints and revokes the tokens of people. Whoever mints must be able to see the person at all.

import Mentorship

package enum PersonTokenService {
    package static func mint(
        _ id: ID<PersonToken>, for person: ID<Person>, minutes: Int, _ context: inout Context,
        _ transaction: Writing
    ) throws -> (Secret, Instant) {
        try PeopleService.mustSee(person, context.actor, transaction)
        let secret = Secret(kind: .personToken)
        let expiresAt = context.now.adding(seconds: Int64(minutes) * 60)
        try PersonTokenStore.insert(
            id, secret, of: person, mintedBy: context.actor.text, now: context.now,
            expiresAt: expiresAt, transaction)
        try Ledger.audit("person_token.minted", person.text, &context, transaction)
        return (secret, expiresAt)
    }

    package static func revoke(
        _ id: ID<PersonToken>, of person: ID<Person>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        if let own = context.actor.person {
            guard own == person else { throw Failure.notFound("token") }
        } else {
            try PeopleService.mustSee(person, context.actor, transaction)
        }
        guard try PersonTokenStore.revoke(id, of: person, now: context.now, transaction) else {
            throw Failure.notFound("token")
        }
        try Ledger.audit("person_token.revoked", person.text, &context, transaction)
    }
}
