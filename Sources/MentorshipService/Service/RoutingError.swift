// What is refused before a room is asked for anything: no such path, method or media type.

import HTTP

enum RoutingError: Error {
    case notFound
    case methodNotAllowed([Method])
    case methodUnknown
    case misdirected
    case unsupportedMediaType([String])
    case unsupportedContentCoding([String])
    case notAcceptable([String])

    var problem: Problem {
        switch self {
        case .notFound:
            Problem(
                status: 404, code: "no_such_path", title: "Not found",
                detail: "Nothing lives at this path. The API is described at /openapi.yaml.")
        case .methodNotAllowed(let methods):
            Problem(
                status: 405, code: "method_not_allowed", title: "Method not allowed",
                detail: "This path takes: \(Self.list(methods)).",
                headers: [Response.Header("Allow", Self.list(methods))])
        case .methodUnknown:
            Problem(
                status: 501, code: "method_unknown", title: "Method not implemented",
                detail: "The server knows GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS.")
        case .misdirected:
            Problem(
                status: 421, code: "misdirected_request", title: "Misdirected request",
                detail: "This server does not answer for the host that the request names.")
        case .unsupportedMediaType(let types):
            Problem(
                status: 415, code: "unsupported_media_type", title: "Unsupported media type",
                detail: "Send the body as one of: \(types.joined(separator: ", ")).",
                headers: [Response.Header("Accept", types.joined(separator: ", "))])
        case .unsupportedContentCoding(let types):
            Problem(
                status: 415, code: "unsupported_content_coding", title: "Unsupported coding",
                detail: "Send the body as it is, without a Content-Encoding.",
                headers: [
                    Response.Header("Accept", types.joined(separator: ", ")),
                    Response.Header("Accept-Encoding", "identity"),
                ])
        case .notAcceptable(let types):
            Problem(
                status: 406, code: "not_acceptable", title: "Not acceptable",
                detail: "The request's Accept takes none of what there is: "
                    + "\(types.joined(separator: ", ")).",
                headers: [Response.Header("Vary", "Accept")])
        }
    }

    static func list(_ methods: [Method]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }
}
