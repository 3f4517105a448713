// Who asks: decided from the store as it is at the moment of the request, so that a right that was
// taken away is gone at the next one. The same work is done for an unknown key as for a wrong one.

import HTTP
import Mentorship

/// Somebody who was looked up, and for how long that holds.
package struct KnownActor: Sendable {
    package let actor: Actor
    /// The store's access epoch of the look-up: see `AccessEpoch`.
    package let epoch: Int64
    /// When the key, token or credential ends by itself; nil for never.
    package let until: Instant?

    func holds(in epoch: Int64, at now: Instant) -> Bool {
        self.epoch == epoch && until.map { now < $0 } ?? true
    }
}

package enum Authentication {
    /// Nil when no credential was sent; throws 401 when one was sent that is not good.
    package static func actor(
        _ request: Request, now: Instant, _ snapshot: Reading
    ) throws -> KnownActor? {
        guard try header(request) != nil else { return nil }
        guard let secret = request.header("Authorization").flatMap(bearer) else {
            throw Failure.unauthenticated
        }
        guard secret.matches(try KeyHash.find(secret, snapshot)) else {
            throw Failure.unauthenticated
        }
        let found: FoundActor? =
            switch secret.kind {
            case .credential: try CredentialStore.actor(secret.publicPart, now: now, snapshot)
            case .personToken: try PersonTokenStore.actor(secret.publicPart, now: now, snapshot)
            }
        guard let found, secret.matches(found.hash) else { throw Failure.unauthenticated }
        return KnownActor(
            actor: found.actor, epoch: try AccessEpoch.current(snapshot), until: found.until)
    }

    /// Where the one Authorization field lies; nil when there is none.
    static func header(_ request: Request) throws -> Range<Int>? {
        guard let header = request.value(of: "Authorization") else { return nil }
        guard request.count(of: "Authorization") == 1 else { throw Failure.unauthenticated }
        return header
    }

    /// "Bearer" without regard to case, one space, the token (RFC 6750 §2.1).
    private static func bearer(_ header: String) -> Secret? {
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return Secret(String(parts[1]))
    }
}

/// What a store finds by a key's public part: still to be compared with the secret.
package struct FoundActor {
    let actor: Actor
    let hash: [UInt8]
    let until: Instant?
}
