// What the parser refuses, each with its status: the rows of RFC 9112 that guard against smuggling,
// against ambiguity and against endless input. Cut in any way, the refusal is the same.

import HTTP
import Testing

@Suite struct RefusalTests {
    private static let host = "Host: a\r\n"

    static let requestLines: [(String, Refusal)] = [
        ("GET  / HTTP/1.1", .malformedTarget), ("GET /  HTTP/1.1", .malformedTarget),
        ("GET / HTTP/1.1 ", .malformedVersion), (" GET / HTTP/1.1", .malformedRequestLine),
        ("GET\t/ HTTP/1.1", .malformedRequestLine), ("GET /\tHTTP/1.1", .malformedRequestLine),
        ("GET / HTTP/1.1\t", .malformedVersion), ("GET /", .malformedRequestLine),
        ("GET", .malformedRequestLine), ("GET ", .malformedRequestLine),
        ("GET HTTP/1.1", .malformedRequestLine), ("GET  HTTP/1.1", .malformedRequestLine),
        ("G@T / HTTP/1.1", .malformedRequestLine), ("GET: / HTTP/1.1", .malformedRequestLine),
        ("G\u{FC}T / HTTP/1.1", .malformedRequestLine),
        ("\"GET\" / HTTP/1.1", .malformedRequestLine),
        ("GET / http/1.1", .malformedVersion), ("GET / HTTP/1", .malformedVersion),
        ("GET / HTTP/1.", .malformedVersion), ("GET / HTTP/1.10", .malformedVersion),
        ("GET / HTTP/11.1", .malformedVersion), ("GET / HTTP/a.b", .malformedVersion),
        ("GET / HTTPS/1.1", .malformedVersion), ("GET / FTP/1.1", .malformedVersion),
        ("GET / HTTP 1.1", .malformedVersion), ("GET / HTTP/1,1", .malformedVersion),
        ("GET / HTTP/2.0", .unsupportedVersion), ("PRI * HTTP/2.0", .unsupportedVersion),
        ("GET / HTTP/0.9", .unsupportedVersion),
        ("GET / HTTP/3.0", .unsupportedVersion), ("GET / HTTP/9.9", .unsupportedVersion),
    ]

    static let targets: [(String, Refusal)] = [
        ("/a#b", .malformedTarget), ("/a?b#c", .malformedTarget), ("/<a>", .malformedTarget),
        ("/\"", .malformedTarget), ("/\\", .malformedTarget), ("/^", .malformedTarget),
        ("/`", .malformedTarget), ("/{a}", .malformedTarget), ("/a|b", .malformedTarget),
        ("/[a]", .malformedTarget), ("/\u{FC}", .malformedTarget), ("/?\u{FC}", .malformedTarget),
        ("/?a[]=1", .malformedTarget), ("/%", .malformedTarget), ("/%4", .malformedTarget),
        ("/%zz", .malformedTarget), ("/?%", .malformedTarget), ("/?a=%4", .malformedTarget),
        ("/?a=%4&b=1", .malformedTarget), ("/%4/1", .malformedTarget), ("a", .malformedTarget),
        ("*", .malformedTarget), ("*a", .malformedTarget), ("?a", .malformedTarget),
        ("a:80", .malformedTarget), ("http:/a", .malformedTarget), ("http:a", .malformedTarget),
        ("http://", .malformedTarget), ("http:///a", .malformedTarget),
        ("http://u@a/", .malformedTarget), ("http://u:p@a/", .malformedTarget),
        ("http://a:b/", .malformedTarget), ("http://a:65536/", .malformedTarget),
        ("ftp://a/", .malformedTarget), ("file:///etc", .malformedTarget),
        ("http://a/b#c", .malformedTarget), ("http://[::1/", .malformedTarget),
        ("http://a b/", .malformedTarget),
        ("/%00", .malformedPathEncoding), ("/%0d%0a", .malformedPathEncoding),
        ("/%FF", .malformedPathEncoding), ("/%C0%AF", .malformedPathEncoding),
        ("/%7f", .malformedPathEncoding), ("http://a/%1b", .malformedPathEncoding),
    ]

    static let fields: [(String, Refusal)] = [
        ("Name : a", .malformedField), ("Name\t: a", .malformedField), (": a", .malformedField),
        ("Name", .malformedField), ("Na me: a", .malformedField), ("N\u{FC}: a", .malformedField),
        ("Na(me): a", .malformedField), ("\"N\": a", .malformedField), ("N/a: b", .malformedField),
        (" folded", .foldedField), ("\tfolded", .foldedField), ("A: b\r\n c", .foldedField),
        (" ", .foldedField), ("A: b\0c", .controlCharacter), ("A: b\u{1}", .controlCharacter),
        ("A: b\u{7F}", .controlCharacter), ("A: b\u{B}", .controlCharacter),
        ("A\u{0}: b", .controlCharacter), ("A: b\rc", .malformedLineEnd),
        ("A: b\r\rc", .malformedLineEnd), ("A: b\nc", .malformedLineEnd),
        ("Expect: 200-ok", .unknownExpectation), ("Expect:", .unknownExpectation),
        ("Expect: 100-continue, x", .unknownExpectation), ("Host: b", .malformedHost),
        ("Content-Length:", .malformedContentLength),
        ("Content-Length: a", .malformedContentLength),
        ("Content-Length: +1", .malformedContentLength),
        ("Content-Length: -1", .malformedContentLength),
        ("Content-Length: 1 2", .malformedContentLength),
        ("Content-Length: 0x1", .malformedContentLength),
        ("Content-Length: 1.0", .malformedContentLength),
        ("Content-Length: 1,1", .malformedContentLength),
        ("Content-Length: 1, 2", .malformedContentLength),
        ("Content-Length: ,1", .malformedContentLength),
        ("Content-Length: 1\r\nContent-Length: 1", .malformedContentLength),
        ("Content-Length: 1\r\ncontent-length: 2", .malformedContentLength),
        ("Content-Length: 9223372036854775808", .malformedContentLength),
        ("Content-Length: 99999999999999999999999", .malformedContentLength),
        ("Content-Length: \u{661}", .malformedContentLength),
        ("Transfer-Encoding:", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked, chunked", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked, gzip", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked, identity", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked,", .malformedTransferEncoding),
        ("Transfer-Encoding: , chunked", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked;a=b", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked a", .malformedTransferEncoding),
        ("Transfer-Encoding: \"chunked\"", .malformedTransferEncoding),
        ("Transfer-Encoding: (x) chunked", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .malformedTransferEncoding),
        ("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", .malformedTransferEncoding),
        ("Transfer-Encoding: gzip, chunked", .unknownTransferCoding),
        ("Transfer-Encoding: gzip", .unknownTransferCoding),
        ("Transfer-Encoding: identity", .unknownTransferCoding),
        ("Transfer-Encoding: xchunked", .unknownTransferCoding),
        ("Transfer-Encoding: chunkedx", .unknownTransferCoding),
        ("Transfer-Encoding: chunked\r\nContent-Length: 1", .ambiguousFraming),
        ("Content-Length: 1\r\nTransfer-Encoding: chunked", .ambiguousFraming),
        ("Content-Length: 0\r\nTransfer-Encoding: gzip", .ambiguousFraming),
    ]

    static let hosts: [String] = [
        "", " ", "a b", "a/b", "a?b", "a#b", "a@b", "http://a", "a:b", "a:-1", "a:65536",
        "a:123456", "a:80:80", ":80", "[::1", "::1", "[]", "[g::1]", "[1:2:3]", "[::1]x",
        "[1:2:3:4:5:6:7:8:9]", "[1::2::3]", "[12345::]", "[::1.2.3]", "[::1..2.3]", "[::1.2.3.]",
        "[::1.2.3.256]",
        "[::01.2.3.4]", "[:1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:]", "[::1%25eth0]", "a%", "a%4", "a\"",
        "[1:2:3:4:5:6:7:8::]", "[fe80::1%eth0]", "\u{FC}.example", "a\\b",
    ]

    static let goodHosts: [String] = [
        "a", "a.example", "a.example.", "localhost:8080", "127.0.0.1", "127.0.0.1:1", "a:", "a:0",
        "a:65535", "[::]", "[::1]", "[::1]:80", "[1:2:3:4:5:6:7:8]", "[1::8]", "[::2:3:4:5:6:7:8]",
        "[1:2:3:4:5:6:7::]", "[::ffff:1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]", "[1::1.2.3.4]", "a_b",
        "xn--bcher-kva.example", "%61",
    ]

    private func check(_ text: String, _ refusal: Refusal) {
        let whole = describe(RequestParserTests.parse(text))
        #expect(whole == "refused \(refusal)")
        #expect(describe(byteByByte(Array(text.utf8))) == whole)
    }

    @Test(arguments: requestLines)
    func `a request line that is not one is refused`(_ line: String, _ refusal: Refusal) {
        check("\(line)\r\n\(Self.host)\r\n", refusal)
    }

    @Test(arguments: targets)
    func `a target that is not one is refused`(_ target: String, _ refusal: Refusal) {
        check("GET \(target) HTTP/1.1\r\n\(Self.host)\r\n", refusal)
    }

    @Test(arguments: ["/", "*", "a", "a:", ":1", "http://a:1", "a:b", "a:1/", "a:99999"])
    func `CONNECT takes a host and a port alone`(_ target: String) {
        check("CONNECT \(target) HTTP/1.1\r\n\(Self.host)\r\n", .malformedTarget)
    }

    @Test(arguments: fields)
    func `a field that is not one is refused`(_ field: String, _ refusal: Refusal) {
        check("POST / HTTP/1.1\r\n\(Self.host)\(field)\r\n\r\n", refusal)
    }

    @Test(arguments: hosts)
    func `a Host that is no host is refused`(_ host: String) {
        check("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n", .malformedHost)
        check("GET / HTTP/1.0\r\nHost: \(host)\r\n\r\n", .malformedHost)
    }

    @Test(arguments: goodHosts)
    func `a Host that is one is taken`(_ host: String) throws {
        let request = try RequestParserTests.head("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").request
        #expect(request.authority.map(request.text) == host)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", Refusal.missingHost),
        ("GET http://a/ HTTP/1.1\r\n\r\n", .missingHost),
        ("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", .malformedHost),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", .malformedTransferEncoding),
        ("POST / HTTP/1.0\r\nTransfer-Encoding: gzip\r\n\r\n", .malformedTransferEncoding),
        ("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        ("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedLineEnd),
        ("\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedLineEnd),
        ("GET / HTTP/1.1\nHost: a\n\n", .malformedLineEnd),
        ("GET / HTTP/1.1\r\nHost: a\n\r\n", .malformedLineEnd),
        ("GET / HTTP/1.1\r\nHost: a\r\n\n", .malformedLineEnd),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\r\n", .malformedLineEnd),
        ("GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", .malformedLineEnd),
        ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .foldedField),
        ("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", .controlCharacter),
        ("\u{16}\u{3}\u{1}\u{2}\0\u{1}", .controlCharacter),
    ])
    func `a head that is not one is refused`(_ text: String, _ refusal: Refusal) {
        check(text, refusal)
    }
}
