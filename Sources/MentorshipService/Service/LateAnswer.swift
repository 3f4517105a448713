// The answer to a request whose work was done on another thread than took it: a worker's or the
// writer's. Sends exactly one response, which the thread that took the request completes.

import HTTP
import Mentorship
import SQLite

/// A class: it goes through several closures, and an exchange is large to copy.
final class LateAnswer: Sendable {
    private let exchange: Exchange
    private let send: Dispatcher.SendLate

    init(_ exchange: Exchange, _ send: @escaping Dispatcher.SendLate) {
        self.exchange = exchange
        self.send = send
    }

    func finish(_ response: Response) {
        finish(response, inner: nil)
    }

    func finish(_ problem: Problem) {
        finish(problem.response(requestID: exchange.requestID), inner: nil)
    }

    func fail(_ error: any Error) {
        let (response, inner) = exchange.failure(error)
        finish(response, inner: inner)
    }

    private func finish(_ response: Response, inner: String?) {
        send { [self] in
            var response = response
            var storage = HeaderLines()
            exchange.complete(
                &response, inner: inner, endTicks: exchange.deployment.ticks(), storage: &storage)
            return response
        }
    }

    /// That somebody known was refused is kept, outside of whatever was rolled back; the answer
    /// waits for it, so that nobody can refuse knowledge of it. A full queue does not hold it up.
    func refuse(_ error: any Error) {
        guard exchange.isAudited(error), let actor = exchange.actor else { return fail(error) }
        let deployment = exchange.deployment
        let context = Context(
            actor: actor, now: exchange.now, requestID: exchange.requestID,
            seed: deployment.seed())
        let name = exchange.route?.name ?? "unknown"
        let path = exchange.request.pathText
        let isTaken = deployment.writer.submit { transaction in
            var context = context
            try Ledger.audit(name, path, outcome: .refused, &context, transaction)
        } completion: { [self] _ in
            fail(error)
        }
        if !isTaken { fail(error) }
    }
}
