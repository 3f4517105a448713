// Tokens that a frontend holds for one person, in the store.

import Mentorship
import SQLite

package enum PersonTokenStore {
    package static func actor(
        _ publicPart: String, now: Instant, _ snapshot: Reading
    ) throws -> FoundActor? {
        try snapshot.first(
            """
            SELECT t.person_id, t.id, t.hash, t.expires_at
            FROM person_tokens t
            JOIN people p ON p.id = t.person_id
            WHERE t.public_part = ?1 AND t.revoked_at IS NULL AND t.expires_at > ?2
              AND p.state <> 'left'
            """, publicPart, now
        ) { row in
            let identity = Actor.Identity.person(
                try row.nextID(Person.self), token: try row.nextID(PersonToken.self))
            let actor = Actor(
                identity: identity, role: .participant, scopes: [.own], programmes: [])
            return FoundActor(
                actor: actor, hash: try row.next(), until: try row.nextInstant())
        }
    }

    package static func insert(
        _ id: ID<PersonToken>, _ secret: Secret, of person: ID<Person>, mintedBy: String,
        now: Instant, expiresAt: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO person_tokens (id, public_part, person_id, hash, minted_by, created_at,
                expires_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            id, secret.publicPart, person, secret.hash, mintedBy, now, expiresAt)
    }

    /// False when the person has no such token.
    package static func revoke(
        _ id: ID<PersonToken>, of person: ID<Person>, now: Instant, _ transaction: Writing
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE person_tokens SET revoked_at = COALESCE(revoked_at, ?3)
            WHERE id = ?1 AND person_id = ?2
            """, id, person, now) > 0
    }
}
