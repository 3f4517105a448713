// The one line that every request goes: found, known, allowed, done, answered. One dispatcher per
// event loop, with a read connection of its own; it decides nothing about mentoring.

import HTTP
import Mentorship
import SQLite
import Synchronization

package final class Dispatcher {
    package typealias Send = @Sendable (Response) -> Void

    private let deployment: Deployment
    private let router: Router<Route>
    private let reader: Reader
    private let table: Metrics.Table

    /// Bytes of a body that a loop decodes itself, in about a millisecond whatever is in it. The
    /// worst of what a route takes, 256 KiB of empty objects, takes ten.
    private static let decodedOnLoopMax = 32 * 1024

    package init(_ deployment: Deployment, router: Router<Route>, reader: Reader) {
        self.deployment = deployment
        self.router = router
        self.reader = reader
        table = deployment.metrics.table()
    }

    /// Between two waits of the loop: the snapshot that its reads shared ends.
    package func wakeUpEnded() {
        reader.end()
    }

    /// What body the route takes, asked before it is read. A large one is not even begun for
    /// somebody who may not send it.
    package func admit(_ head: Request) -> Result<Route.BodyRule, Refusal> {
        guard case .found(let route, _) = router.find(head.method, in: head) else {
            return .success(.none)
        }
        guard route.body.spools else { return .success(route.body) }
        do {
            try checkFailures(head)
            try route.access.check(try authenticate(head, now: deployment.now()))
            return .success(route.body)
        } catch {
            let refused = ResponseSlot()
            Exchange(head, deployment, table) { refused.put($0) }.fail(error)
            return .failure(Refusal(response: refused.take()))
        }
    }

    package struct Refusal: Error {
        package let response: Response
    }

    /// Sends exactly one response, now or later, from this thread or another.
    package func respond(to request: Request, send: @escaping Send) {
        var exchange = Exchange(request, deployment, table, send)
        do {
            try checkHost(request)
            if let preflight = CORS.preflight(request, deployment.settings) {
                return exchange.finish(preflight)
            }
            if let options = options(request) { return exchange.finish(options) }
            let (route, captures) = try find(request, &exchange)
            try checkAddress(request)
            let actor = try authenticate(request, now: exchange.now)
            exchange.actor = actor
            exchange.rate = try checkCredential(actor)
            try route.access.check(actor)
            try checkMediaType(request, route)
            let context = Context(
                actor: actor, now: exchange.now, requestID: exchange.requestID,
                seed: deployment.seed())
            let call = Call(
                request: request, captures: captures, deployment: deployment, context: context)
            try perform(route, call, exchange)
        } catch {
            exchange.refuse(error)
        }
    }

    // MARK: The steps, in order

    /// A page of somebody else's can send requests here under a name that it made point to us; only
    /// the name tells (RFC 9110 §7.4).
    private func checkHost(_ request: Request) throws {
        let hosts = deployment.settings.hosts
        guard !hosts.isEmpty else { return }
        guard let authority = request.authority.map(request.text)?.lowercased() else {
            throw RoutingError.misdirected
        }
        let end = authority.lastIndex(of: ":").flatMap { colon in
            authority[colon...].contains("]") ? nil : colon
        }
        let name = authority[..<(end ?? authority.endIndex)]
        guard hosts.contains(authority) || hosts.contains(String(name)) else {
            throw RoutingError.misdirected
        }
    }

    /// OPTIONS of a path, or of the server as a whole ("*"), says what may be sent there.
    private func options(_ request: Request) -> Response? {
        guard request.method == .options else { return nil }
        if request.pathText == "*" {
            let all: [Method] = [.get, .head, .post, .put, .patch, .delete, .options]
            return Response(status: 204, headers: [.init("Allow", RoutingError.list(all))])
        }
        guard case .methodNotAllowed(let allowed) = router.find(.options, in: request) else {
            return nil
        }
        return Response(status: 204, headers: [.init("Allow", RoutingError.list(allowed))])
    }

    private func find(
        _ request: Request, _ exchange: inout Exchange
    ) throws -> (Route, Captures) {
        // A tunnel is nothing an origin makes: CONNECT has no path that could be found or not.
        if request.method == .other || request.method == .connect {
            throw RoutingError.methodUnknown
        }
        switch router.find(request.method, in: request) {
        case .found(let route, let captures):
            exchange.route = route
            return (route, captures)
        case .methodNotAllowed(let allowed): throw RoutingError.methodNotAllowed(allowed)
        case .notFound: throw RoutingError.notFound
        }
    }

    private func checkAddress(_ request: Request) throws {
        guard deployment.limiter.isOn else { return }
        try checkFailures(request)
        let state = deployment.limiter.take(request.peer, .perAddress, now: deployment.now())
        if state.isExceeded { throw Failure.tooMany(state) }
    }

    /// Whoever guesses keys is not even asked for the next one.
    private func checkFailures(_ request: Request) throws {
        guard deployment.limiter.isOn else { return }
        let state = deployment.limiter.look(request.peer, .failures, now: deployment.now())
        if state.isExceeded { throw Failure.tooMany(state) }
    }

    private func authenticate(_ request: Request, now: Instant) throws -> Actor {
        guard request.header("Authorization") != nil else { return .nobody }
        do {
            return try Authentication.actor(request, now: now, reader.snapshot())
        } catch let failure as Failure {
            if deployment.limiter.isOn {
                _ = deployment.limiter.take(request.peer, .failures, now: now)
            }
            throw failure
        }
    }

    private func checkCredential(_ actor: Actor) throws -> RateLimiter.State? {
        guard deployment.limiter.isOn, actor.identity != .nobody else { return nil }
        let state = deployment.limiter.take(actor.text, .perCredential, now: deployment.now())
        if state.isExceeded { throw Failure.tooMany(state) }
        return state
    }

    private func checkMediaType(_ request: Request, _ route: Route) throws {
        guard !request.isBodyEmpty, !route.body.mediaTypes.isEmpty else { return }
        let type = request.header("Content-Type") ?? ""
        let essence = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard route.body.mediaTypes.contains(essence) else {
            throw RoutingError.unsupportedMediaType(route.body.mediaTypes)
        }
        // Packed content read as if it were plain would be somebody else's document
        // (RFC 9110 §8.4).
        if let coding = request.header("Content-Encoding"), coding.lowercased() != "identity" {
            throw RoutingError.unsupportedContentCoding(route.body.mediaTypes)
        }
    }

    // MARK: The work

    private func perform(_ route: Route, _ call: Call, _ exchange: Exchange) throws {
        switch route.work {
        case .plain(let answer): exchange.finish(try answer(call))
        case .read(let read):
            let response = try read(call, reader.snapshot())
            if route.isAudited { return auditThenFinish(route, call, response, exchange) }
            exchange.finish(response)
        case .slowRead(let read): hand(read, route, call, to: deployment.workers, exchange)
        case .write(let decode)
        where route.isDecodedAside || call.request.bytes.count > Self.decodedOnLoopMax:
            decodeAside(decode, route, call, exchange)
        case .write(let decode): Self.queue(try decode(call), route, call, exchange)
        }
    }

    private func hand(
        _ read: @escaping Route.Read, _ route: Route, _ call: Call, to workers: WorkerPool,
        _ exchange: Exchange
    ) {
        let isTaken = workers.submit { reader in
            do {
                exchange.finish(try read(call, reader.snapshot()))
            } catch {
                exchange.fail(error)
            }
        }
        if !isTaken { exchange.finish(Problems.busy) }
    }

    private func decodeAside(
        _ decode: @escaping @Sendable (Call) throws -> Route.Write, _ route: Route, _ call: Call,
        _ exchange: Exchange
    ) {
        let isTaken = deployment.workers.submit { _ in
            do {
                Self.queue(try decode(call), route, call, exchange)
            } catch {
                exchange.refuse(error)
            }
        }
        if !isTaken { exchange.finish(Problems.busy) }
    }

    /// Static, since it is also done on a worker.
    private static func queue(
        _ write: @escaping Route.Write, _ route: Route, _ call: Call, _ exchange: Exchange
    ) {
        do {
            let key = try IdempotencyKey(call.request)
            let isTaken = call.deployment.writer.submit { transaction in
                try WriteStep.run(write, route, call, key, transaction)
            } completion: { result in
                switch result {
                case .success(let response): exchange.finish(response)
                case .failure(let error): exchange.fail(error)
                }
            }
            if !isTaken { exchange.finish(Problems.busy) }
        } catch {
            exchange.fail(error)
        }
    }

    /// What is read is sensitive: the answer is held until the audit row is committed.
    private func auditThenFinish(
        _ route: Route, _ call: Call, _ response: Response, _ exchange: Exchange
    ) {
        let isTaken = deployment.writer.submit { transaction in
            var context = call.context
            try Ledger.audit(
                route.name, call.request.pathText, outcome: .seen, &context, transaction)
        } completion: { result in
            switch result {
            case .success: exchange.finish(response)
            case .failure(let error): exchange.fail(error)
            }
        }
        if !isTaken { exchange.finish(Problems.busy) }
    }
}

/// Takes a response that is made on this very thread.
private final class ResponseSlot: Sendable {
    private let response = Mutex<Response?>(nil)

    func put(_ value: Response) { response.withLock { $0 = value } }

    func take() -> Response {
        response.withLock { $0 } ?? Response(status: 500)
    }
}
