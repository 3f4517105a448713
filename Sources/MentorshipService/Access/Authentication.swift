// From the Authorization header to an actor, by the store at the time of the request: a right that
// was taken away is gone at the next one. The same work is done for an unknown key as for a wrong
// one.

import HTTP
import Mentorship

package enum Authentication {
    /// Nobody when no credential was sent; throws 401 when one was sent that is not good.
    package static func actor(
        _ request: Request, now: Instant, _ snapshot: Reading
    ) throws -> Actor {
        let headers = request.headers("Authorization")
        guard let header = headers.first else { return .nobody }
        guard headers.count == 1, let secret = bearer(header) else { throw Failure.unauthenticated }
        let found: (actor: Actor, hash: [UInt8])? =
            switch secret.kind {
            case .credential: try CredentialStore.actor(secret.publicPart, now: now, snapshot)
            case .personToken: try PersonTokenStore.actor(secret.publicPart, now: now, snapshot)
            }
        let isGood = secret.matches(found?.hash ?? Self.nobodysHash)
        guard isGood, let found else { throw Failure.unauthenticated }
        return found.actor
    }

    /// "Bearer" without regard to case, one space, the token (RFC 6750 §2.1).
    private static func bearer(_ header: String) -> Secret? {
        let parts = header.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return Secret(String(parts[1]))
    }

    private static let nobodysHash = [UInt8](repeating: 0, count: 32)
}
