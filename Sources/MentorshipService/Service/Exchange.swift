// One request and the one answer it gets: the last step of every path through the dispatcher, on
// whichever thread it ends. Adds what every answer carries, answers conditions, counts and logs.

import HTTP
import Mentorship
import SQLite

package struct Exchange: Sendable {
    let request: Request
    let deployment: Deployment
    let requestID: String
    let now: Instant
    var route: Route?
    var actor = Actor.nobody
    var rate: RateLimiter.State?

    private let startTicks: UInt64
    private let trace: String?
    private let table: Metrics.Table
    private let send: Dispatcher.Send

    init(
        _ request: Request, _ deployment: Deployment, _ table: Metrics.Table,
        _ send: @escaping Dispatcher.Send
    ) {
        self.request = request
        self.deployment = deployment
        self.table = table
        self.send = send
        startTicks = deployment.ticks()
        now = deployment.now()
        trace = Self.trace(request)
        requestID = Self.requestID(request) ?? Self.newRequestID(deployment)
    }

    // MARK: Answers

    func finish(_ response: Response) {
        finish(response, inner: nil)
    }

    func finish(_ problem: Problem) {
        finish(problem.response(requestID: requestID), inner: nil)
    }

    func fail(_ error: any Error) {
        let (problem, inner) =
            (error as? RoutingError).map { ($0.problem, nil) } ?? Problems.problem(for: error)
        finish(problem.response(requestID: requestID), inner: inner)
    }

    private func finish(_ response: Response, inner: String?) {
        var response = conditional(response)
        addCommonHeaders(&response)
        let seconds = Double(deployment.ticks() &- startTicks) / 1e9
        let pattern = route?.path ?? "-"
        table.add(route: route?.label ?? "-", status: response.status, seconds: seconds)
        deployment.accessLog(
            AccessLine(
                requestID: requestID, trace: trace, method: request.method, route: pattern,
                status: response.status, actor: actor.text, peer: request.peer, seconds: seconds,
                inner: inner))
        // Whoever wanted to keep a spooled body has linked it elsewhere by now.
        request.removeSpooledBody()
        send(response)
    }

    /// If-None-Match (RFC 9110 §13.1.2) by weak comparison, whatever coding the answer was sent
    /// in; only a good answer to a read. A condition that cannot be read is as if it were absent.
    private func conditional(_ response: Response) -> Response {
        guard request.method == .get || request.method == .head, response.status == 200,
            let tag = response.header("ETag"),
            let known = try? request.ifNoneMatch(), knows(known, tag)
        else { return response }
        return Response(
            status: 304,
            headers: response.headers.filter { ["ETag", "Vary", "Link"].contains($0.name) })
    }

    private func knows(_ known: EntityTags, _ quoted: String) -> Bool {
        let text = String(quoted.dropFirst().dropLast())
        return known.matchesWeakly(EntityTag(text))
            || known.matchesWeakly(EntityTag(text + "+gzip"))
    }

    private func addCommonHeaders(_ response: inout Response) {
        response.headers.append(Response.Header("X-Request-Id", requestID))
        if let trace { response.headers.append(Response.Header("traceparent", trace)) }
        response.headers.append(Response.Header("X-Content-Type-Options", "nosniff"))
        if route.map({ $0.access != .open }) ?? true {
            response.headers.append(Response.Header("Cache-Control", "no-store"))
        }
        if let rate {
            let policy = rate.policy
            response.headers.append(
                Response.Header(
                    "RateLimit-Policy",
                    "\"\(policy.name)\";q=\(policy.quota);w=\(policy.windowSeconds)"
                ))
            response.headers.append(
                Response.Header(
                    "RateLimit", "\"\(policy.name)\";r=\(rate.remaining);t=\(rate.resetSeconds)"))
        }
        CORS.addHeaders(&response, request, deployment.settings)
    }

    // MARK: Names of the request

    /// X-Request-Id as it came, if it is 1 to 64 of letters, digits, and "-_.".
    private static func requestID(_ request: Request) -> String? {
        guard let text = request.header("X-Request-Id"), (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F || byte == 0x2E
            })
        else { return nil }
        return text
    }

    /// "req_" and 55 random bits in base 32: 15 bytes, which Swift keeps without an allocation.
    private static func newRequestID(_ deployment: Deployment) -> String {
        var bits = deployment.seed()
        return String(unsafeUninitializedCapacity: 15) { out in
            _ = out.initialize(fromContentsOf: "req_".utf8)
            for index in 4..<15 {
                let digit = UInt8(bits & 31)
                out.initializeElement(at: index, to: digit < 10 ? 0x30 + digit : 0x57 + digit)
                bits >>= 5
            }
            return 15
        }
    }

    /// W3C traceparent, version 00: 00-(32 hex)-(16 hex)-(2 hex).
    private static func trace(_ request: Request) -> String? {
        guard let text = request.header("traceparent"), text.utf8.count == 55,
            text.hasPrefix("00-"),
            text.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == 0x2D
            })
        else { return nil }
        return text
    }

    // MARK: Refusals

    /// That somebody known was refused is kept, outside of whatever was rolled back; the answer
    /// waits for it, so that nobody can refuse knowledge of it. A full queue does not hold it up.
    func refuse(_ error: any Error) {
        guard let failure = error as? Failure, failure.kind == .forbidden,
            actor.identity != .nobody
        else { return fail(error) }
        let context = Context(
            actor: actor, now: now, requestID: requestID, seed: deployment.seed())
        let name = route?.name ?? "unknown"
        let path = request.pathText
        let isTaken = deployment.writer.submit { transaction in
            var context = context
            try Ledger.audit(name, path, outcome: .refused, &context, transaction)
        } completion: { _ in
            fail(failure)
        }
        if !isTaken { fail(failure) }
    }
}
