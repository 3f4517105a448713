// The one line that every request goes: found, known, allowed, done, answered. One dispatcher per
// event loop, with a read connection of its own; it decides nothing about mentoring.

import HTTP
import Mentorship
import SQLite

package final class Dispatcher {
    package typealias Send = @Sendable (Response) -> Void
    /// Takes what makes the response, to call it once, best on the thread of this dispatcher: there
    /// it holds up neither the writer nor a worker.
    package typealias SendLate = @Sendable (@escaping @Sendable () -> Response) -> Void

    private let deployment: Deployment
    private let router: Router<Route>
    private let reader: Reader
    private let table: Metrics.Table
    private let rates: LoopRates
    private let clock: LoopClock
    private let memory: ActorMemory
    /// Storage for the fields of the answer under way; free again once that has been written.
    private var lines = HeaderLines()
    /// Writes of this wake-up, handed over at its end or when there are many.
    private var writes: [PendingWrite] = []

    /// So many are worth a commit of their own, while the loop reads on.
    private static let writesGathered = 64

    /// Nanoseconds that somebody waits for their turn; later they are told to come again.
    private static let longWait: UInt64 = 30_000_000_000

    /// Bytes of a body that a loop decodes itself, in about a millisecond whatever is in it. The
    /// worst of what a route takes, 256 KiB of empty objects, takes ten.
    private static let decodedOnLoopMax = 32 * 1024

    package init(_ deployment: Deployment, router: Router<Route>, reader: Reader) {
        self.deployment = deployment
        self.router = router
        self.reader = reader
        table = deployment.metrics.table(of: router.values.map(\.label))
        rates = LoopRates(deployment.limiter)
        clock = LoopClock(deployment)
        memory = ActorMemory(reader)
    }

    /// Between two waits of the loop: the snapshot that its reads shared ends, and so does their
    /// moment.
    package func wakeUpEnded() {
        handOver()
        reader.end()
        clock.reset()
    }

    private func handOver() {
        if writes.isEmpty { return }
        deployment.writer.submit(writes)
        writes.removeAll(keepingCapacity: true)
    }

    /// What would never end by itself ends now.
    package func drainBegan() {
        deployment.events.drain()
    }

    /// What body the route takes, asked before it is read. A large one is not even begun for
    /// somebody who may not send it.
    package func admit(_ head: Request) -> Result<Route.BodyRule, Refusal> {
        guard case .found(let route, _) = router.find(head.method, in: head) else {
            return .success(.none)
        }
        guard route.body.spools else { return .success(route.body) }
        do {
            let now = deployment.now()
            try route.access.check(try authenticate(head, now: now)?.actor ?? .nobody)
            return .success(route.body)
        } catch {
            return .failure(Refusal(response: fail(error, exchange(for: head))))
        }
    }

    package struct Refusal: Error {
        package let response: Response
    }

    /// Sends exactly one response, now or later, from this thread or another.
    package func respond(to request: Request, send: @escaping Send) {
        if let response = answer(request, later: { { make in send(make()) } }) { send(response) }
    }

    /// The response; or nil, and then exactly one goes to what `later` gives, from any thread.
    package func answer(_ request: Request, later: () -> SendLate) -> Response? {
        var exchange = exchange(for: request)
        do {
            try checkHost(request)
            if request.method == .options, let options = options(request) {
                return finish(options, exchange)
            }
            let (route, captures) = try find(request, &exchange)
            try checkAddress(request, now: exchange.now)
            if case .fixed(let response) = route.work { return finish(response, exchange) }
            // An open route is the same for everybody: nobody's credential is looked at there.
            let known =
                route.access == .open ? nil : try authenticate(request, now: exchange.now)
            let actor = known?.actor ?? .nobody
            exchange.actor = actor
            exchange.rate = try checkCredential(actor, exchange)
            try route.access.check(actor)
            try checkMediaType(request, route)
            let context = Context(
                actor: actor, now: exchange.now, requestID: exchange.requestID,
                seed: deployment.seed())
            let call = Call(
                request: request, captures: captures, deployment: deployment, context: context,
                accessEpoch: known?.epoch ?? 0)
            return try perform(route, call, exchange, later)
        } catch {
            return refuse(error, exchange, later)
        }
    }

    // MARK: The beginning and the end

    private func exchange(for request: Request) -> Exchange {
        let ticks = clock.ticks()
        return Exchange(
            request, deployment, table, now: clock.now(atTicks: ticks), startTicks: ticks)
    }

    private func finish(
        _ response: Response, _ exchange: borrowing Exchange, inner: String? = nil
    ) -> Response {
        var response = response
        var storage = HeaderLines()
        swap(&storage, &lines)
        exchange.complete(&response, inner: inner, endTicks: clock.lap(), storage: &storage)
        lines = storage
        return response
    }

    private func fail(_ error: any Error, _ exchange: Exchange) -> Response {
        let (response, inner) = exchange.failure(error)
        return finish(response, exchange, inner: inner)
    }

    /// A refusal of somebody known waits until it is kept.
    private func refuse(
        _ error: any Error, _ exchange: Exchange, _ later: () -> SendLate
    ) -> Response? {
        guard exchange.isAudited(error) else { return fail(error, exchange) }
        LateAnswer(exchange, later()).refuse(error)
        return nil
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

    /// OPTIONS of a path, or of the server as a whole ("*"), says what may be sent there; and a
    /// preflight, what a page may.
    private func options(_ request: Request) -> Response? {
        if let preflight = CORS.preflight(request, deployment.settings) { return preflight }
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
        switch router.place(of: request.method, in: request) {
        case .found(let captures):
            let route = router.values[captures.route]
            exchange.route = route
            exchange.routeNumber = captures.route
            return (route, captures)
        case .methodNotAllowed(let allowed): throw RoutingError.methodNotAllowed(allowed)
        case .notFound: throw RoutingError.notFound
        }
    }

    private func checkAddress(_ request: Request, now: Instant) throws {
        guard deployment.limiter.isOn else { return }
        let state = rates.addresses.bucket(of: request.network, now: now).take(now: now)
        if state.isExceeded { throw Failure.tooMany(state) }
    }

    private func authenticate(_ request: Request, now: Instant) throws -> KnownActor? {
        do {
            return try memory.actor(request, now: now)
        } catch let failure as Failure {
            try countFailure(request, now: now)
            throw failure
        }
    }

    /// Whoever guesses keys is no longer told that they are wrong, but to wait. A right one is
    /// served all the same: behind one address, a frontend's say, one forgotten key must not shut
    /// everybody out, and nobody guesses 256 bits.
    private func countFailure(_ request: Request, now: Instant) throws {
        guard deployment.limiter.isOn else { return }
        let state = rates.failures.bucket(of: request.network, now: now).take(now: now)
        if state.isExceeded { throw Failure.tooMany(state) }
    }

    private func checkCredential(
        _ actor: Actor, _ exchange: Exchange
    ) throws -> RateLimiter.State? {
        guard deployment.limiter.isOn, actor.identity != .nobody else { return nil }
        let state = rates.credentials.bucket(of: actor.text, now: exchange.now).take(
            now: exchange.now)
        if state.isExceeded { throw Failure.tooMany(state) }
        return state
    }

    private func checkMediaType(_ request: Request, _ route: Route) throws {
        guard !request.isBodyEmpty, !route.body.mediaTypes.isEmpty else { return }
        let type = request.header("Content-Type") ?? ""
        if !route.body.mediaTypes.contains(type) {
            let essence = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
            guard route.body.mediaTypes.contains(essence) else {
                throw RoutingError.unsupportedMediaType(route.body.mediaTypes)
            }
        }
        // Packed content read as if it were plain would be somebody else's document
        // (RFC 9110 §8.4).
        if let coding = request.header("Content-Encoding"), coding.lowercased() != "identity" {
            throw RoutingError.unsupportedContentCoding(route.body.mediaTypes)
        }
    }

    // MARK: The work

    private func perform(
        _ route: Route, _ call: Call, _ exchange: Exchange, _ later: () -> SendLate
    ) throws -> Response? {
        switch route.work {
        case .fixed(let response): return finish(response, exchange)
        case .plain(let answer): return finish(try answer(call), exchange)
        case .read(let read):
            let response = try read(call, reader.snapshot())
            guard route.isAudited else { return finish(response, exchange) }
            Self.auditThenFinish(route, call, response, LateAnswer(exchange, later()))
        case .slowRead(let read): hand(read, route, call, LateAnswer(exchange, later()))
        case .write(let decode)
        where route.isDecodedAside || call.request.bytes.count > Self.decodedOnLoopMax:
            decodeAside(decode, route, call, LateAnswer(exchange, later()))
        case .write(let decode):
            let write = try decode(call)
            let key = try IdempotencyKey(call.request)
            writes.append(Self.pending(write, key, route, call, LateAnswer(exchange, later())))
            if writes.count >= Self.writesGathered { handOver() }
        }
        return nil
    }

    private func hand(
        _ read: @escaping Route.Read, _ route: Route, _ call: Call, _ answer: LateAnswer
    ) {
        let isLong = route.isLong(call)
        let (ticks, asked) = (deployment.ticks, deployment.ticks())
        let isTaken = deployment.workers.submit(isLong: isLong) { reader in
            if isLong, ticks() - asked > Self.longWait { return answer.finish(Problems.inTurn) }
            do {
                let response = try read(call, reader.snapshot())
                guard route.isAudited else { return answer.finish(response) }
                Self.auditThenFinish(route, call, response, answer)
            } catch {
                answer.fail(error)
            }
        }
        if !isTaken { answer.finish(isLong ? Problems.inTurn : Problems.busy) }
    }

    private func decodeAside(
        _ decode: @escaping @Sendable (Call) throws -> Route.Write, _ route: Route, _ call: Call,
        _ answer: LateAnswer
    ) {
        let isTaken = deployment.workers.submit { _ in
            do {
                let write = try decode(call)
                let key = try IdempotencyKey(call.request)
                call.deployment.writer.submit([Self.pending(write, key, route, call, answer)])
            } catch {
                answer.refuse(error)
            }
        }
        if !isTaken { answer.finish(Problems.busy) }
    }

    /// Static, since it is also done on a worker.
    private static func pending(
        _ write: @escaping Route.Write, _ key: IdempotencyKey?, _ route: Route, _ call: Call,
        _ answer: LateAnswer
    ) -> PendingWrite {
        PendingWrite(
            run: { transaction in
                do {
                    let response = try WriteStep.run(write, route, call, key, transaction)
                    return WriteOutcome(error: nil) { error in
                        if let error { answer.fail(error) } else { answer.finish(response) }
                    }
                } catch let failure {
                    return WriteOutcome(error: failure) { answer.fail($0 ?? failure) }
                }
            },
            refuse: { answer.fail($0) })
    }

    /// What is read is sensitive: the answer is held until the audit row is committed.
    private static func auditThenFinish(
        _ route: Route, _ call: Call, _ response: Response, _ answer: LateAnswer
    ) {
        let isTaken = call.deployment.writer.submit { transaction in
            var context = call.context
            try Ledger.audit(
                route.name, call.request.pathText, outcome: .seen, &context, transaction)
        } completion: { result in
            switch result {
            case .success: answer.finish(response)
            case .failure(let error): answer.fail(error)
            }
        }
        if !isTaken { answer.finish(Problems.busy) }
    }
}
