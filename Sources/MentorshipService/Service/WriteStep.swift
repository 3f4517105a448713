// One write inside the transaction: who asks is looked up again, a repeated request gets its first
// answer, the work is done, the answer is kept. What throws rolls back alone; that somebody was
// refused is recorded outside of what is rolled back.

import HTTP
import Mentorship
import SQLite

enum WriteStep {
    static func run(
        _ write: Route.Write, _ route: Route, _ call: Call, _ key: IdempotencyKey?,
        _ transaction: Writing
    ) throws -> Response {
        let actor = try currentActor(call, transaction)
        try route.access.check(actor)
        var call = call
        if let key,
            let kept = try Idempotency.replay(
                key, call.context, call.deployment.sealer, transaction)
        {
            return kept
        }
        do {
            let response = try write(&call, transaction)
            if let key, (200..<300).contains(response.status) {
                try Idempotency.keep(
                    response, for: key, isSecret: route.isSecret, call.context,
                    call.deployment.sealer, transaction)
            }
            return response
        } catch let failure as Failure where failure.kind == .forbidden {
            let refused = call
            transaction.afterRollback { transaction in
                var context = refused.context
                try Ledger.audit(
                    route.name, refused.request.pathText, outcome: .refused, &context, transaction)
            }
            throw failure
        }
    }

    /// A credential revoked since the loop looked is worth nothing here any more; while the epoch
    /// stands where it stood then, what was found holds.
    private static func currentActor(_ call: Call, _ transaction: Writing) throws -> Actor {
        if call.actor.identity == .nobody { return .nobody }
        if call.accessEpoch == (try AccessEpoch.current(transaction)) { return call.actor }
        let known = try Authentication.actor(call.request, now: call.context.now, transaction)
        return known?.actor ?? .nobody
    }
}
