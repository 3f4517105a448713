// Requests without a socket, for tests of services and rules: written as text and read by the
// parser, so that nothing can be made which could not have come in.

extension Request {
    /// Adds Host, and Content-Length for a body, where `headers` does not have them.
    package static func make(
        _ method: Method, _ target: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) throws -> Request {
        func has(_ name: String) -> Bool {
            headers.contains { $0.0.lowercased() == name }
        }
        var text = "\(method.rawValue) \(target) HTTP/1.1\r\n"
        if !has("host") { text += "Host: localhost\r\n" }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !body.isEmpty, !has("content-length"), !has("transfer-encoding") {
            text += "Content-Length: \(body.count)\r\n"
        }
        let bytes = Array((text + "\r\n").utf8)
        var parser = RequestParser()
        switch parser.parse(bytes) {
        case .complete(let head):
            guard head.consumed == bytes.count else { throw Refusal.malformedField }
            var request = head.request
            request.body = .bytes(body)
            request.peer = "127.0.0.1"
            return request
        case .refused(let refusal): throw refusal
        case .needsMore: throw Refusal.malformedRequestLine
        }
    }
}
