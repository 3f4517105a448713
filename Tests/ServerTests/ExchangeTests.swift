// Requests and answers as honest clients know them: kept connections, pipelines, bodies in any cut,
// 100-continue, HEAD, answers now and later.

import Glibc
import HTTP
import HTTPServer
import Testing

@Suite struct ExchangeTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func `a connection is kept for the next request`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        for number in 1...5 {
            try client.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try client.receive()
            #expect(answer.status == 200)
            #expect(answer.text == "now /\(number)")
            #expect(answer.field("connection") == nil)
        }
        #expect(server.server.counters.openConnections == 1)
    }

    @Test func `a client that asks for it gets its connection closed`() throws {
        let server = try TestServer()
        defer { server.stop() }
        for request in [
            "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.0\r\n\r\n",
        ] {
            let client = try server.client()
            try client.send(request)
            #expect(try client.receive().field("connection") == "close")
            #expect(client.end() == .closed)
        }
    }

    @Test func `a client of 1.0 keeps its connection when it asks`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        for _ in 1...2 {
            try client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try client.receive().field("connection") == "keep-alive")
        }
    }

    @Test func `a request may come byte by byte`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.trickle("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
        #expect(try client.receive().text == "hello")
        try client.trickle(
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nX-Trailer: 1\r\n\r\n")
        #expect(try client.receive().text == "hello")
        try client.send(Self.get)
        #expect(try client.receive().text == "now /a")
    }

    @Test func `answers to a pipeline stay in order though one comes late`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        let paths = ["/0", "/1", "/late/100", "/3", "/late/1", "/5", "/6", "/7", "/8", "/9"]
        try client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
        for path in paths {
            let expected = path.hasPrefix("/late") ? "late " + path.dropFirst(6) : "now " + path
            #expect(try client.receive().text == expected)
        }
    }

    @Test func `bodies and requests may share a segment`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        let post = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        let chunked =
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\ndef\r\n0\r\n\r\n"
        try client.send(post + Self.get + chunked + post + Self.get)
        for text in ["abc", "now /a", "def", "abc", "now /a"] {
            #expect(try client.receive().text == text)
        }
    }

    @Test func `a large answer that comes late is sent in full`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client(receiveBuffer: 4096)
        for _ in 1...2 {
            try client.send("GET /late/10/8000000 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.receive().body.count == 8_000_000)
        }
    }

    @Test func `a pipeline of costly requests does not hold up another client`() throws {
        let server = try TestServer(loops: 1)
        defer { server.stop() }
        let (costly, other) = (try server.client(), try server.client())
        for client in [costly, other] {
            try client.send(Self.get)
            _ = try client.receive()
        }
        let request = "GET /costly/20 HTTP/1.1\r\nHost: x\r\n\r\n"
        try costly.send(String(repeating: request, count: 16))
        try other.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try other.receive().text == "now /b")
        let before = server.record.read(\.requests).prefix { $0 != "/b" }
        #expect(before.filter { $0 == "/costly/20" }.count < 8)
        for _ in 0..<16 { #expect(try costly.receive().text == "costly") }
    }

    @Test func `a long pipeline is answered in full`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send(String(repeating: Self.get, count: 500))
        for _ in 0..<500 { #expect(try client.receive().text == "now /a") }
    }

    @Test func `HEAD has the fields of GET and no body`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        for path in ["/a", "/json/3000", "/stream/3/10"] {
            try client.send("HEAD \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.receive(toHead: true).status == 200)
        }
        try client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get)
        #expect(try client.receive(toHead: true).field("content-length") == "6")
        #expect(try client.receive().text == "now /a")
        #expect(eventually { server.record.read { $0.streams.allSatisfy(\.isCancelled) } })
    }

    @Test func `an answer from another thread reaches its connection`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let clients = try (0..<8).map { _ in try server.client() }
        for (number, client) in clients.enumerated() {
            try client.send("GET /late/\(number * 3) HTTP/1.1\r\nHost: x\r\n\r\n")
        }
        for (number, client) in clients.enumerated() {
            #expect(try client.receive().text == "late \(number * 3)")
        }
    }

    @Test func `a second answer to a request goes nowhere`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send("GET /twice HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get)
        #expect(try client.receive().text == "first")
        #expect(try client.receive().text == "now /a")
        #expect(client.pending(afterMs: 30) == 0)
    }

    @Test func `an answer to a client that has gone is dropped`() throws {
        let server = try TestServer(loops: 1)
        defer { server.stop() }
        let client = try server.client()
        try client.send("GET /late/50 HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(eventually { server.record.read { $0.requests.count } == 1 })
        client.abort()
        #expect(eventually { server.server.counters.openConnections == 0 })
        // Takes the place of the one that has gone; the old answer must not reach it.
        let other = try server.client()
        try other.send("GET /late/100 HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try other.receive().text == "late 100")
    }

    @Test func `who has finished sending still gets the answer`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send("GET /late/30 HTTP/1.1\r\nHost: x\r\n\r\n")
        client.finishSending()
        #expect(try client.receive().text == "late 30")
        #expect(client.end() == .closed)
    }

    @Test func `a client that asks first may send its body once it is admitted`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        let head = "Host: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
        try client.send("POST /echo HTTP/1.1\r\n" + head)
        #expect(try client.receive(interim: true).status == 100)
        try client.send("hello")
        #expect(try client.receive().text == "hello")
        // Who sends the body at once needs no permission.
        try client.send("POST /echo HTTP/1.1\r\n" + head + "hello")
        #expect(try client.receive(interim: true).text == "hello")
    }

    @Test func `a client that asks first is refused without sending its body`() throws {
        let server = try TestServer()
        defer { server.stop() }
        for (path, length, status) in [("/forbidden", 5, 403), ("/small", 11, 413)] {
            let client = try server.client()
            try client.send(
                "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(length)\r\n"
                    + "Expect: 100-continue\r\n\r\n")
            let answer = try client.receive(interim: true)
            #expect(answer.status == status)
            #expect(answer.field("connection") == "close")
            #expect(client.end() == .closed)
        }
    }

    @Test func `a large answer arrives whole`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client(receiveBuffer: 4096)
        try client.send("GET /large/8000000 HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get)
        #expect(try client.receive().body.count == 8_000_000)
        #expect(try client.receive().text == "now /a")
    }

    @Test func `an answer that comes while the last one is half sent waits for its turn`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client(receiveBuffer: 4096)
        let pair =
            "GET /large/60000 HTTP/1.1\r\nHost: x\r\n\r\nGET /late/1 HTTP/1.1\r\nHost: x\r\n\r\n"
        try client.send(String(repeating: pair, count: 20))
        usleep(100_000)
        for _ in 0..<20 {
            #expect(try client.receive().body == [UInt8](repeating: 0x61, count: 60_000))
            #expect(try client.receive().text == "late 1")
        }
    }

    @Test func `counts what has gone through`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send(Self.get)
        let answer = try client.receive()
        try client.send(Self.get)
        _ = try client.receive()
        let counters = server.server.counters
        #expect(eventually { counters.requestsReceived == 2 })
        #expect(counters.receivedBytes == 2 * Self.get.utf8.count)
        #expect(counters.sentBytes > 2 * answer.body.count)
        #expect(counters.acceptedConnections == 1)
        #expect(counters.bufferedBytes == 0)
    }
}
