// One request and the one answer it gets: the last step of every path through the dispatcher, on
// whichever thread it ends. Adds what every answer carries, answers conditions, counts and logs.

import HTTP
import Mentorship

package struct Exchange: Sendable {
    let request: Request
    let deployment: Deployment
    let requestID: String
    let now: Instant
    var route: Route?
    /// The route's number in the router.
    var routeNumber: Int?
    /// Nil until somebody is known.
    var actor: Actor?
    var rate: RateLimiter.State?

    private let startTicks: UInt64
    private let trace: String?
    private let table: Metrics.Table

    init(
        _ request: Request, _ deployment: Deployment, _ table: Metrics.Table, now: Instant,
        startTicks: UInt64
    ) {
        self.request = request
        self.deployment = deployment
        self.table = table
        self.now = now
        self.startTicks = startTicks
        trace = RequestNames.trace(request)
        requestID = RequestNames.id(request) ?? RequestNames.newID(bits: deployment.seed())
    }

    // MARK: Answers

    /// What an error looks like from outside, and for the log what was behind an unexpected one.
    func failure(_ error: any Error) -> (response: Response, inner: String?) {
        let (problem, inner) =
            (error as? RoutingError).map { ($0.problem, nil) } ?? Problems.problem(for: error)
        deployment.damage.note(error)
        return (problem.response(requestID: requestID), inner)
    }

    /// That somebody known was refused is kept.
    func isAudited(_ error: any Error) -> Bool {
        guard let failure = error as? Failure, failure.kind == .forbidden, let actor else {
            return false
        }
        return actor.identity != .nobody
    }

    /// The answer as it leaves, its fields in `storage`. Once, at the end.
    func complete(
        _ response: inout Response, inner: String?, endTicks: UInt64, storage: inout HeaderLines
    ) {
        if isKnown(response) {
            response = Response(
                status: 304,
                headers: response.headers.filter { ["ETag", "Vary", "Link"].contains($0.name) })
        }
        storage.replace(with: response.headers, addingCapacity: Self.commonBytes)
        addCommonFields(&storage)
        response.headers = storage
        let nanoseconds = endTicks &- startTicks
        table.add(route: routeNumber, status: response.status, nanoseconds: nanoseconds)
        deployment.accessLog(
            AccessLine(
                time: now.advanced(byNanoseconds: nanoseconds), requestID: requestID, trace: trace,
                method: request.method, route: route?.path ?? "-", status: response.status,
                actor: actor?.text ?? "nobody", peer: request.peer, nanoseconds: nanoseconds,
                inner: inner))
        // Whoever wanted to keep a spooled body has linked it elsewhere by now.
        request.removeSpooledBody()
    }

    /// If-None-Match (RFC 9110 §13.1.2) by weak comparison, whatever coding the answer was sent
    /// in; only a good answer to a read. A condition that cannot be read is as if it were absent.
    private func isKnown(_ response: Response) -> Bool {
        guard response.status == 200, response.headers.traits.hasEntityTag,
            request.method == .get || request.method == .head,
            let known = try? request.ifNoneMatch(), let quoted = response.header("ETag")
        else { return false }
        let text = String(quoted.dropFirst().dropLast())
        return known.matchesWeakly(EntityTag(text))
            || known.matchesWeakly(EntityTag(text + "+gzip"))
    }

    // MARK: What every answer carries

    /// Room for the common fields, but those of CORS.
    private static let commonBytes = 384

    private func addCommonFields(_ lines: inout HeaderLines) {
        lines.append(static: "X-Request-Id", requestID)
        if let trace { lines.append(static: "traceparent", trace) }
        lines.append(static: "X-Content-Type-Options: nosniff\r\n")
        if route?.access != .open { lines.append(static: "Cache-Control: no-store\r\n") }
        if let rate { addRate(rate, &lines) }
        if !deployment.settings.corsOrigins.isEmpty {
            CORS.addFields(&lines, request, deployment.settings)
        }
    }

    /// draft-ietf-httpapi-ratelimit-headers.
    private func addRate(_ rate: RateLimiter.State, _ lines: inout HeaderLines) {
        lines.append(static: "RateLimit-Policy", rate.policy.field)
        lines.append(static: "RateLimit", atMost: rate.policy.name.utf8.count + 48) { out in
            out.append(static: "\"")
            out.append(rate.policy.name)
            out.append(static: "\";r=")
            out.appendDecimal(rate.remaining)
            out.append(static: ";t=")
            out.appendDecimal(rate.resetSeconds)
        }
    }
}

extension Instant {
    fileprivate func advanced(byNanoseconds nanoseconds: UInt64) -> Instant {
        Instant(milliseconds: milliseconds + Int64(nanoseconds / 1_000_000))
    }
}
