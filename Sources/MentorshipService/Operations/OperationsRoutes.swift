// What operators and machines ask about the service itself: alive, ready, counted, described.

import CEmbedded
import Crypto
import HTTP
import JSON

package enum OperationsRoutes {
    package static let all: [Route] = [
        .get("/healthz", "getHealth", .open, always: health),
        .get("/readyz", "getReadiness", .open, read: readiness),
        .get("/metrics", "getMetrics", .open, plain: metrics),
        .get("/openapi.yaml", "getDocument", .open, plain: { _ in document }),
        .get("/problems/{code}", "getProblem", .open, read: problem),
    ]

    private static let health = Response.json(Array("{\"status\":\"ok\"}".utf8))

    private static func readiness(_ call: Call, _ snapshot: Reading) throws -> Response {
        let report = Readiness(call.deployment, snapshot)
        var json = JSONWriter()
        json.beginObject()
        json.member("status", report.isReady ? "ready" : "not_ready")
        json.object("checks") { json in
            for check in report.checks {
                json.key(text: check.name)
                json.beginObject()
                json.member("ok", check.isGood)
                json.member("says", check.says)
                json.endObject()
            }
        }
        json.endObject()
        return .json(json.bytes, status: report.isReady ? 200 : 503)
    }

    private static func metrics(_ call: Call) throws -> Response {
        Response(
            status: 200,
            headers: [.init("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
            body: .bytes(Array(call.deployment.metrics.text.utf8)))
    }

    /// openapi.yaml as it was when the binary was built.
    package static let documentBytes: [UInt8] = {
        let file = embedded_openapi()
        return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }()

    /// By the text alone: another build's document never passes for this one.
    private static let documentTag: String = {
        let digits = SHA256.hash(data: documentBytes).prefix(8).map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }
        return "\"" + digits.joined() + "\""
    }()

    private static let document = Response(
        status: 200,
        headers: [
            .init("Content-Type", "application/yaml; charset=utf-8"), .init("ETag", documentTag),
        ],
        body: .bytes(documentBytes))

    private static func problem(_ call: Call, _ snapshot: Reading) throws -> Response {
        let code = call.capture("code")
        guard let entry = ProblemCatalogue.entries.first(where: { $0.code == code }) else {
            throw RoutingError.notFound
        }
        var json = JSONWriter()
        json.beginObject()
        json.member("code", entry.code)
        json.member("status", entry.status)
        json.member("means", entry.means)
        json.endObject()
        return .json(json.bytes)
    }
}
