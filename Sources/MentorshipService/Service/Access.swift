// The coarse half of every permission: which kinds of actor may use a route at all. It stands on
// the route and has no default; the fine half, row by row, is each room's access rule.

import Mentorship

package enum Access: Sendable, Equatable {
    /// Nobody needs to be known: health, the API document.
    case open
    /// Anybody whose credential or token is good.
    case authenticated
    /// Staff and services whose credential has the scope.
    case staff(Scope)
    /// The same, and people with a token, whose own rows the room picks out.
    case staffOrPerson(Scope)
    /// People with a token only.
    case person

    /// The scope that the API document names for the route.
    package var scope: Scope? {
        switch self {
        case .open, .authenticated: nil
        case .staff(let scope), .staffOrPerson(let scope): scope
        case .person: .own
        }
    }

    /// Throws 401 for nobody and 403 for somebody whose role or scopes do not reach.
    package func check(_ actor: Actor) throws(Failure) {
        if self == .open { return }
        if actor.identity == .nobody { throw .unauthenticated }
        let isAllowed: Bool =
            switch self {
            case .open, .authenticated: true
            case .staff(let scope): actor.isStaff && actor.may(scope)
            case .staffOrPerson(let scope): actor.person != nil || actor.may(scope)
            case .person: actor.person != nil
            }
        if !isAllowed { throw .missingScope(self) }
    }
}

extension Failure {
    package static let unauthenticated = Failure(
        .unauthenticated, "unauthenticated",
        "This needs a credential: send Authorization: Bearer with a key or a person's token that "
            + "is neither expired nor revoked.")

    static func missingScope(_ access: Access) -> Failure {
        switch access {
        case .person:
            Failure(
                .forbidden, "person_token_required",
                "Only the person concerned may do this, with a token of their own.")
        default:
            Failure(
                .forbidden, "scope_missing",
                "Your credential lacks the scope \(access.scope?.rawValue ?? "for this").")
        }
    }
}
