// Credentials and their keys in the store.

import Mentorship
import SQLite
import Synchronization

package struct CredentialRow: Sendable {
    package let id: ID<Credential>
    package let version: Int
    package let name: String
    package let role: Role
    package let scopes: Set<Scope>
    package let allProgrammes: Bool
    package var programmes: Set<ID<Programme>>
    package let createdBy: String
    package let createdAt: Instant
    package let expiresAt: Instant?
    package let revokedAt: Instant?

    package var actor: Actor {
        Actor(
            identity: .credential(id), role: role, scopes: scopes,
            programmes: allProgrammes ? nil : programmes, name: name)
    }
}

package enum CredentialStore {
    /// The live credential behind a key's public part, and the hash that the key must have.
    package static func actor(
        _ publicPart: String, now: Instant, _ snapshot: Reading
    ) throws -> FoundActor? {
        let found = try snapshot.first(
            """
            SELECT c.id, c.role, c.scopes, c.all_programmes, c.name, k.hash,
                MIN(COALESCE(k.expires_at, c.expires_at), COALESCE(c.expires_at, k.expires_at))
            FROM credential_keys k
            JOIN credentials c ON c.id = k.credential_id
            WHERE k.public_part = ?1
              AND (k.expires_at IS NULL OR k.expires_at > ?2)
              AND (c.expires_at IS NULL OR c.expires_at > ?2)
              AND c.revoked_at IS NULL
            """, publicPart, now
        ) { row in
            (
                id: try row.nextID(Credential.self), role: try row.nextChoice(Role.self),
                scopes: scopes(try row.next()), all: try row.next() as Bool,
                name: try row.next() as String, hash: try row.next() as [UInt8],
                until: try row.nextOptionalInstant()
            )
        }
        guard let found else { return nil }
        let limit = found.all ? nil : try programmes(of: found.id, snapshot)
        let actor = Actor(
            identity: .credential(found.id), role: found.role, scopes: found.scopes,
            programmes: limit, name: found.name)
        return FoundActor(actor: actor, hash: found.hash, until: found.until)
    }

    package static func find(_ id: ID<Credential>, _ snapshot: Reading) throws -> CredentialRow? {
        var credential = try snapshot.first(
            """
            SELECT id, version, name, role, scopes, all_programmes, created_by, created_at,
                expires_at, revoked_at
            FROM credentials WHERE id = ?1
            """, id, read: row)
        credential?.programmes = try programmes(of: id, snapshot)
        return credential
    }

    package static func list(
        after: String?, limit: Int, _ snapshot: Reading
    ) throws -> [CredentialRow] {
        try snapshot.query(
            """
            SELECT id, version, name, role, scopes, all_programmes, created_by, created_at,
                expires_at, revoked_at
            FROM credentials WHERE id > COALESCE(?1, '') ORDER BY id LIMIT ?2
            """, after, limit, read: row
        ).map { credential in
            var credential = credential
            credential.programmes = try programmes(of: credential.id, snapshot)
            return credential
        }
    }

    package static func insert(_ credential: CredentialRow, _ transaction: Writing) throws {
        try transaction.execute(
            """
            INSERT INTO credentials (id, name, role, scopes, all_programmes, created_by,
                created_at, expires_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            credential.id, credential.name, credential.role.rawValue, text(credential.scopes),
            credential.allProgrammes, credential.createdBy, credential.createdAt,
            credential.expiresAt)
        for programme in credential.programmes.sorted() {
            try transaction.execute(
                """
                INSERT INTO credential_programmes (credential_id, programme_id) VALUES (?1, ?2)
                """, credential.id, programme)
        }
    }

    package static func revoke(
        _ id: ID<Credential>, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            "UPDATE credentials SET revoked_at = ?2, version = version + 1 WHERE id = ?1",
            id, now)
    }

    // MARK: Keys

    package static func insertKey(
        _ secret: Secret, of id: ID<Credential>, now: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO credential_keys (public_part, credential_id, hash, created_at)
            VALUES (?1, ?2, ?3, ?4)
            """, secret.publicPart, id, secret.hash, now)
    }

    /// Ends every key that the credential has, at `moment`.
    package static func expireKeys(
        of id: ID<Credential>, at moment: Instant, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            UPDATE credential_keys SET expires_at = ?2
            WHERE credential_id = ?1 AND (expires_at IS NULL OR expires_at > ?2)
            """, id, moment)
    }

    // MARK: Rows

    private static func programmes(
        of id: ID<Credential>, _ snapshot: Reading
    ) throws -> Set<ID<Programme>> {
        Set(
            try snapshot.query(
                "SELECT programme_id FROM credential_programmes WHERE credential_id = ?1", id
            ) { row in try row.nextID(Programme.self) })
    }

    private static func row(_ row: inout Row) throws -> CredentialRow {
        CredentialRow(
            id: try row.nextID(), version: try row.next(), name: try row.next(),
            role: try row.nextChoice(), scopes: scopes(try row.next()),
            allProgrammes: try row.next(), programmes: [], createdBy: try row.next(),
            createdAt: try row.nextInstant(), expiresAt: try row.nextOptionalInstant(),
            revokedAt: try row.nextOptionalInstant())
    }

    /// The column as a set. There are few different ones and each request reads one, so that what
    /// was read once is kept.
    private static func scopes(_ text: String) -> Set<Scope> {
        if let known = knownScopes.withLock({ $0[text] }) { return known }
        let scopes = Set(text.split(separator: " ").compactMap { Scope(rawValue: String($0)) })
        knownScopes.withLock { known in
            if known.count < knownScopesMax { known[text] = scopes }
        }
        return scopes
    }

    private static let knownScopes = Mutex<[String: Set<Scope>]>([:])
    /// More combinations than any organisation hands out.
    private static let knownScopesMax = 256

    private static func text(_ scopes: Set<Scope>) -> String {
        scopes.sorted().map(\.rawValue).joined(separator: " ")
    }
}
