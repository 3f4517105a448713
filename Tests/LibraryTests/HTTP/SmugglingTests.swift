// How many requests are seen in a stretch of bytes: as a connection would, head after head and body
// after body, until one is refused. Whatever is hidden in a doubtful body must never be seen.

import HTTP
import Testing

@Suite struct SmugglingTests {
    private static let hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"

    /// "POST /a hello; GET /b; refused x"
    private func seen(_ text: String) -> String {
        var rest = Array(text.utf8)
        var seen: [String] = []
        var parser = RequestParser()
        while true {
            switch parser.parse(rest) {
            case .needsMore:
                return (seen + (rest.isEmpty ? [] : ["rest"])).joined(separator: "; ")
            case .refused(let refusal):
                return (seen + ["refused \(refusal)"]).joined(separator: "; ")
            case .complete(let head):
                rest.removeFirst(head.consumed)
                let name = "\(head.request.method.rawValue) \(head.request.pathText)"
                switch body(head.framing, &rest) {
                case .success(let text): seen.append(text.isEmpty ? name : "\(name) \(text)")
                case .failure(let refusal):
                    return (seen + ["\(name) refused \(refusal)"]).joined(separator: "; ")
                }
            }
        }
    }

    private func body(
        _ framing: RequestHead.Framing, _ rest: inout [UInt8]
    ) -> Result<String, Refusal> {
        var body: [UInt8] = []
        switch framing {
        case .none: break
        case .length(let length):
            body = Array(rest.prefix(length))
            rest.removeFirst(body.count)
        case .chunked:
            var decoder = ChunkedBody(bodyMax: 1000)
            let progress = decoder.decode(rest, appendingTo: &body)
            rest.removeFirst(progress.consumed)
            if case .refused(let refusal) = progress.outcome { return .failure(refusal) }
        }
        return .success(String(decoding: body, as: UTF8.self))
    }

    private func post(_ fields: String, _ body: String) -> String {
        "POST /a HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
    }

    @Test func `requests that say their length follow each other`() {
        let text =
            post("Content-Length: 5", "hello")
            + post("Transfer-Encoding: chunked", "2\r\nhi\r\n0\r\n\r\n")
            + post("Content-Length: \(Self.hidden.utf8.count)", Self.hidden) + "\r\n"
            + "GET /b HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(seen(text) == "POST /a hello; POST /a hi; POST /a \(Self.hidden); GET /b")
    }

    @Test(arguments: [
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Transfer-Encoding : chunked", "Transfer-Encoding\t: chunked",
        " Transfer-Encoding: chunked",
        "Transfer-Encoding:\u{B}chunked", "Transfer-Encoding: \u{0}chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "Transfer-Encoding: x, chunked",
        "Transfer-Encoding: chunked, x", "Transfer-Encoding: 'chunked'",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding:\r\n chunked", "X: y\nTransfer-Encoding: chunked",
        "X: y\rTransfer-Encoding: chunked", "X\n: y", "Content-Length: 4\r\nContent-Length: 0",
        "Content-Length: 0\r\nContent-Length: 4", "Content-Length: 4, 4", "Content-Length: +4",
        "Content-Length: 4 4", "Content-Length: 0x4", "Content-Length: 4e0", "Content-Length : 4",
        "Content-Length:\u{B}4", "Content-Length: 4\u{0}", "Content-Length: -1", "Content-Length: ",
        "Content-Length: 18446744073709551620", "Content-Length\u{0}: 4",
        "Content\u{2010}Length: 4",
        "Transfer-Encoding: chunk\u{0}ed", "Transfer-Encoding: identity",
        "Content-Length: 4\r\nTransfer-Encoding: identity", "Content-Length: 1_0",
        "Content-Length: 4.",
    ])
    func `a doubtful length shows nothing behind it`(_ fields: String) {
        for body in ["0\r\n\r\n", "", "1\r\nZ\r\nQ", "4\r\n"] {
            let seen = seen(post(fields, body + Self.hidden))
            #expect(seen.hasPrefix("refused "), "\(seen)")
        }
    }

    @Test(arguments: [
        "5;\r\nhello\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello0\r\n\r\n",
        "5\r\nhello\r\n0\r\n\n", "5\r\nhello\r\n0\n\r\n", "5 \r\nhello\r\n0\r\n\r\n",
        "\r\n0\r\n\r\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n",
        "5\r\rhello\r\n0\r\n\r\n",
        "10000000000000000\r\n", "0x0\r\n\r\n", "-0\r\n\r\n", "0\r\nContent-Length: 9\r\n\r\n",
        "0\u{0}\r\n\r\n",
        "0\r\n\rX", "0\r\nX\r\n\r\n", "0;\n\r\n\r\n", "0\r\nX: y\n\r\n",
    ])
    func `a doubtful chunk shows nothing behind it`(_ body: String) {
        let seen = seen(post("Transfer-Encoding: chunked", body + Self.hidden))
        #expect(seen.hasPrefix("POST /a refused "), "\(seen)")
    }

    @Test func `a request without a length has no body`() {
        let text = "POST /a HTTP/1.1\r\nHost: a\r\n\r\n" + Self.hidden
        #expect(seen(text) == "POST /a; GET /hidden")
        #expect(seen("GET /a HTTP/1.0\r\n\r\n" + Self.hidden) == "GET /a; GET /hidden")
    }
}
