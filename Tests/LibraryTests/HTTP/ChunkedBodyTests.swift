// The chunked decoder: what it makes of a body, cut in every way, and what it refuses.

import HTTP
import Testing

@Suite struct ChunkedBodyTests {
    private func decode(_ pieces: [[UInt8]], bodyMax: Int = 1000) -> String {
        var decoder = ChunkedBody(bodyMax: bodyMax)
        var body: [UInt8] = []
        var consumed = 0
        for piece in pieces {
            let progress = decoder.decode(piece, appendingTo: &body)
            consumed += progress.consumed
            switch progress.outcome {
            case .needsMore: #expect(progress.consumed == piece.count)
            case .complete:
                #expect(decoder.count == body.count)
                return "\(String(decoding: body, as: UTF8.self)) \(consumed)"
            case .refused(let refusal): return "refused \(refusal)"
            }
        }
        return "needs more"
    }

    private func whole(_ text: String, bodyMax: Int = 1000) -> String {
        decode([Array(text.utf8)], bodyMax: bodyMax)
    }

    private func byteByByte(_ text: String, bodyMax: Int = 1000) -> String {
        decode(text.utf8.map { [$0] }, bodyMax: bodyMax)
    }

    static let bodies: [(String, String)] = [
        ("0\r\n\r\n", ""), ("5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("1\r\na\r\n2\r\nbc\r\n000\r\n\r\n", "abc"), ("A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("a\r\n\r\n\r\n\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n\r\n\r\n\r\n"),
        ("0000000000000001\r\na\r\n0\r\n\r\n", "a"),
        ("1;a\r\na\r\n0;b=c\r\n\r\n", "a"),
        ("1;a=b;c=\"d;\\\" \t\";e\r\na\r\n0\r\n\r\n", "a"),
        ("1 ;\ta = b ; c\r\na\r\n0\r\n\r\n", "a"),
        ("1\r\na\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\n", "a"),
    ]

    @Test(arguments: bodies)
    func `a body cut at any byte decodes to the same`(_ text: String, _ data: String) {
        let bytes = Array(text.utf8)
        let expected = "\(data) \(bytes.count)"
        #expect(whole(text) == expected)
        #expect(byteByByte(text) == expected)
        for cut in 0..<bytes.count {
            #expect(decode([Array(bytes[..<cut])]) == "needs more")
            #expect(decode([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected)
        }
    }

    @Test(arguments: bodies)
    func `what follows a body is left alone`(_ text: String, _ data: String) {
        #expect(whole(text + "GET / HTTP/1.1") == "\(data) \(text.utf8.count)")
    }

    static let refused: [(String, Refusal)] = [
        ("\r\n", .malformedChunk), (" 1\r\n", .malformedChunk), ("1 \r\n", .malformedChunk),
        ("g\r\n", .malformedChunk), ("-1\r\n", .malformedChunk), ("+1\r\n", .malformedChunk),
        ("0x1\r\n", .malformedChunk), ("1,\r\n", .malformedChunk), ("1\n", .malformedChunk),
        ("1\r\r\n", .malformedChunk), ("1\ra", .malformedChunk), ("\u{661}\r\n", .malformedChunk),
        ("1\r\nab", .malformedChunk), ("1\r\na\n", .malformedChunk), ("1\r\na\ra", .malformedChunk),
        ("1\r\na\r\n\r\n", .malformedChunk), ("0\n", .malformedChunk), ("1_0\r\n", .malformedChunk),
        ("00000000000000001\r\n", .malformedChunk), ("fffffffffffffffff\r\n", .malformedChunk),
        ("ffffffffffffffff\r\n", .bodyTooLarge), ("8000000000000000\r\n", .bodyTooLarge),
        ("7fffffffffffffff\r\n", .bodyTooLarge), ("3e9\r\n", .bodyTooLarge),
        ("1;\r\n", .malformedChunk), ("1;;a\r\n", .malformedChunk), ("1;a=\r\n", .malformedChunk),
        ("1;a b\r\n", .malformedChunk), ("1;a=b c\r\n", .malformedChunk),
        ("1;a=\"b\r\n", .malformedChunk), ("1;a=\"b\"c\r\n", .malformedChunk),
        ("1;a\0\r\n", .malformedChunk), ("1;a=\"\0\"\r\n", .malformedChunk),
        ("1;a=\"\\\r\n", .malformedChunk), ("1;a=\"b\rc\"\r\n", .malformedChunk),
        ("1;a\n", .malformedChunk),
        ("1;a \r\n", .malformedChunk),
        ("1;=a\r\n", .malformedChunk), ("1;a==b\r\n", .malformedChunk),
        ("1 a\r\n", .malformedChunk),
        ("0\r\na\r\n", .malformedTrailer), ("0\r\n a: b\r\n", .malformedTrailer),
        ("0\r\na : b\r\n", .malformedTrailer), ("0\r\na: b\n", .malformedTrailer),
        ("0\r\na: b\0\r\n", .malformedTrailer), ("0\r\na: b\r\n c\r\n", .malformedTrailer),
        ("0\r\na: b\rc", .malformedTrailer), ("0\r\n\n", .malformedTrailer),
        ("0\r\n: b\r\n", .malformedTrailer), ("0\r\nContent-Length: 1\r\n", .malformedTrailer),
        ("0\r\nHOST: a\r\n", .malformedTrailer), ("0\r\nAuthorization: a\r\n", .malformedTrailer),
        ("0\r\ntransfer-encoding: chunked\r\n", .malformedTrailer),
        ("0\r\nIf-Match: *\r\n", .malformedTrailer), ("0\r\nCookie: a\r\n", .malformedTrailer),
    ]

    @Test(arguments: refused)
    func `a body that is not one is refused`(_ text: String, _ refusal: Refusal) {
        #expect(whole(text) == "refused \(refusal)")
        #expect(byteByByte(text) == "refused \(refusal)")
    }

    @Test func `a body may have its limit, not one byte more`() {
        #expect(whole("5\r\nhello\r\n0\r\n\r\n", bodyMax: 5) == "hello 15")
        #expect(whole("5\r\nhello\r\n1\r\n", bodyMax: 5) == "refused bodyTooLarge")
        #expect(whole("6\r\n", bodyMax: 5) == "refused bodyTooLarge")
        #expect(whole("1\r\n", bodyMax: 0) == "refused bodyTooLarge")
        #expect(whole("0\r\n\r\n", bodyMax: 0) == " 5")
        #expect(Refusal.bodyTooLarge.status == 413)
    }

    @Test func `an extension has 256 bytes, those of a body 16 KiB`() {
        let most = ";" + String(repeating: "a", count: 255)
        #expect(whole("1\(most)\r\na\r\n0\r\n\r\n").hasPrefix("a "))
        #expect(byteByByte("1\(most)a") == "refused chunkExtensionTooLong")
        #expect(whole("1\(most)a\r\n") == "refused chunkExtensionTooLong")
        let chunk = "1\(most)\r\na\r\n"
        #expect(whole(String(repeating: chunk, count: 64) + "0\r\n\r\n").hasPrefix("aaaa"))
        let more = String(repeating: chunk, count: 65)
        #expect(whole(more) == "refused chunkExtensionTooLong")
        #expect(Refusal.chunkExtensionTooLong.status == 400)
    }

    @Test func `trailers have 4 KiB`() {
        let field = "X: " + String(repeating: "a", count: 4096 - 5)
        #expect(whole("0\r\n\(field)\r\n\r\n").hasPrefix(" "))
        for text in ["0\r\n\(field)aaa\r\n", "0\r\n\(field)aaa", "0\r\n\(field)\r\nY: b"] {
            #expect(whole(text) == "refused trailersTooLong")
            #expect(byteByByte(text) == "refused trailersTooLong")
        }
        #expect(Refusal.trailersTooLong.status == 431)
    }
}
