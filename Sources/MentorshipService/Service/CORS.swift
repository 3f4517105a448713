// Which pages may call the API from a browser (Fetch standard, CORS protocol): an explicit list of
// origins, no wildcard, preflights answered and cached.

import HTTP

enum CORS {
    /// Ten minutes: a frontend asks once a sitting, and a changed list works soon.
    static let preflightSeconds = 600

    /// The answer to a preflight; nil when the request is none, or its origin is not on the list.
    static func preflight(_ request: Request, _ settings: Settings) -> Response? {
        guard request.method == .options, allowedOrigin(request, settings) != nil,
            request.header("Access-Control-Request-Method") != nil
        else { return nil }
        return Response(
            status: 204,
            headers: [
                .init("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"),
                .init(
                    "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, "
                        + "Last-Event-ID, Prefer, X-Request-Id, traceparent"),
                .init("Access-Control-Max-Age", "\(preflightSeconds)"),
            ])
    }

    static func addFields(
        _ lines: inout HeaderLines, _ request: Request, _ settings: Settings
    ) {
        guard !settings.corsOrigins.isEmpty else { return }
        lines.append(static: "Vary: Origin\r\n")
        guard let origin = allowedOrigin(request, settings) else { return }
        lines.append(static: "Access-Control-Allow-Origin", origin)
        lines.append(
            static: """
                Access-Control-Expose-Headers: ETag, Link, Location, X-Request-Id, Retry-After, \
                RateLimit, Idempotency-Replayed\r\n
                """)
    }

    private static func allowedOrigin(_ request: Request, _ settings: Settings) -> String? {
        guard let origin = request.header("Origin"), settings.corsOrigins.contains(origin) else {
            return nil
        }
        return origin
    }
}
