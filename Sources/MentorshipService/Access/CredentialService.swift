// Makes, shows, rotates and revokes credentials. Nobody can hand out more than they have: the new
// credential's scopes and programmes lie within those of whoever makes it.

import JSON
import Mentorship

package enum CredentialLimits {
    /// A key that nobody renews dies by itself after 90 days.
    package static let lifetimeDaysDefault = 90
    package static let lifetimeDaysMax = 3650
    /// How long the old key still works while the new one is rolled out.
    package static let rotationOverlapHoursMax = 168
    package static let nameCharactersMax = 100
}

package struct CredentialDraft: Sendable {
    package let name: String
    package let role: Role
    package let scopes: Set<Scope>?
    package let programmes: Set<ID<Programme>>?
    package let lifetimeDays: Int?

    package init(
        name: String, role: Role, scopes: Set<Scope>? = nil,
        programmes: Set<ID<Programme>>? = nil, lifetimeDays: Int? = nil
    ) {
        self.name = name
        self.role = role
        self.scopes = scopes
        self.programmes = programmes
        self.lifetimeDays = lifetimeDays
    }
}

package enum CredentialService {
    package static func create(
        _ draft: CredentialDraft, _ context: inout Context, _ transaction: Writing
    ) throws -> (CredentialRow, Secret) {
        let credential = try draft.credential(&context)
        try mayGive(credential, context.actor)
        try ProgrammeReferences.check(credential.programmes, transaction)
        let secret = Secret(kind: .credential)
        try CredentialStore.insert(credential, transaction)
        try CredentialStore.insertKey(secret, of: credential.id, now: context.now, transaction)
        try Ledger.audit(
            "credential.created", credential.id.text,
            details: [JSON.Member("role", .string(credential.role.rawValue))], &context,
            transaction)
        return (credential, secret)
    }

    package static func find(_ id: ID<Credential>, _ snapshot: Reading) throws -> CredentialRow {
        guard let found = try CredentialStore.find(id, snapshot) else {
            throw Failure.notFound("credential")
        }
        return found
    }

    package static func revoke(
        _ id: ID<Credential>, _ context: inout Context, _ transaction: Writing
    ) throws {
        let credential = try find(id, transaction)
        guard isWithinReach(credential, context.actor) else {
            throw Failure.forbidden("revoke a credential that reaches beyond your programmes")
        }
        guard credential.revokedAt == nil else { return }
        try CredentialStore.revoke(id, now: context.now, transaction)
        try Ledger.audit("credential.revoked", id.text, &context, transaction)
    }

    /// A second key; the old ones end after the overlap.
    package static func rotate(
        _ id: ID<Credential>, overlapHours: Int, _ context: inout Context,
        _ transaction: Writing
    ) throws -> (CredentialRow, Secret) {
        let credential = try find(id, transaction)
        guard credential.revokedAt == nil else { throw Failure.credentialRevoked }
        try mayGive(credential, context.actor)
        let end = context.now.adding(seconds: Int64(overlapHours) * 3600)
        try CredentialStore.expireKeys(of: id, at: end, transaction)
        let secret = Secret(kind: .credential)
        try CredentialStore.insertKey(secret, of: id, now: context.now, transaction)
        try Ledger.audit("credential.rotated", id.text, &context, transaction)
        return (credential, secret)
    }

    private static func mayGive(_ credential: CredentialRow, _ giver: Actor) throws(Failure) {
        guard credential.scopes.isSubset(of: giver.scopes) else {
            let missing = credential.scopes.subtracting(giver.scopes).sorted().map(\.rawValue)
            throw .invalid(
                "/scopes", "beyond_your_own",
                "You cannot give what you do not have: \(missing.joined(separator: ", ")).")
        }
        guard isWithinReach(credential, giver) else {
            throw .invalid(
                "/programmes", "beyond_your_own", "You cannot give access beyond your programmes.")
        }
    }

    private static func isWithinReach(_ credential: CredentialRow, _ actor: Actor) -> Bool {
        guard let own = actor.programmes else { return true }
        return !credential.allProgrammes && credential.programmes.isSubset(of: own)
    }
}

extension CredentialDraft {
    fileprivate func credential(_ context: inout Context) throws(Failure) -> CredentialRow {
        let scopes = scopes ?? role.scopes
        guard scopes.isSubset(of: role.scopes) else {
            let beyond = scopes.subtracting(role.scopes).sorted().map(\.rawValue)
            throw .invalid(
                "/scopes", "beyond_the_role",
                "A \(role.rawValue) never has: \(beyond.joined(separator: ", ")).")
        }
        let days = lifetimeDays ?? CredentialLimits.lifetimeDaysDefault
        return CredentialRow(
            id: context.newID(), version: 1, name: name, role: role, scopes: scopes,
            allProgrammes: programmes == nil, programmes: programmes ?? [],
            createdBy: context.actor.text, createdAt: context.now,
            expiresAt: context.now.adding(seconds: Int64(days) * 86_400), revokedAt: nil)
    }
}

extension Failure {
    static let credentialRevoked = Failure(
        .conflict, "credential_revoked", "This credential is revoked for good. Make a new one.")
}
