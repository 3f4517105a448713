// Answers that are made while they are sent: their framing for each version, their speed set by the
// client, and their end when either side breaks off.

import HTTP
import HTTPServer
import Testing

@Suite struct StreamTests {
    private func expected(_ pieces: Int, _ size: Int) -> [UInt8] {
        (0..<pieces).flatMap { number in
            [UInt8](repeating: UInt8(ascii: "a") + UInt8(number % 26), count: size)
        }
    }

    @Test func `a stream is chunked, and the connection goes on after it`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        for (pieces, size) in [(3, 5), (0, 1), (40, 20_000), (1, 300_000)] {
            try client.send("GET /stream/\(pieces)/\(size) HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try client.receive()
            #expect(answer.field("transfer-encoding") == "chunked")
            #expect(answer.body == expected(pieces, size))
        }
    }

    @Test func `a client of 1.0 gets a stream that ends with the connection`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send("GET /stream/20/3000 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let answer = try client.receive()
        #expect(answer.field("transfer-encoding") == nil)
        #expect(answer.field("connection") == "close")
        #expect(answer.body == expected(20, 3000))
    }

    @Test func `streams and other answers keep their order in a pipeline`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        let paths = ["/stream/3/1000", "/a", "/stream/0/1", "/late/20", "/stream/2/100000", "/b"]
        try client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
        let counts = try paths.map { _ in try client.receive().body.count }
        #expect(counts == [3000, 6, 0, 7, 200_000, 6])
    }

    @Test func `a stream that fails is cut, so that nobody takes it for whole`() throws {
        let server = try TestServer()
        defer { server.stop() }
        for version in ["HTTP/1.1", "HTTP/1.0"] {
            let client = try server.client()
            try client.send("GET /stream/3/10/1 \(version)\r\nHost: x\r\n\r\n")
            #expect(client.end() == .reset)
        }
        #expect(server.record.codes == ["stream_failed", "stream_failed"])
    }

    @Test func `a producer learns that its client has gone`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client(receiveBuffer: 4096)
        try client.send("GET /stream/1000000/10000 HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = try client.receive(count: 100_000)
        client.abort()
        #expect(eventually { server.record.read { $0.streams[0].isCancelled } })
        #expect(eventually { server.server.counters.openConnections == 0 })
    }

    @Test func `a slow client holds little of a long stream`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client(receiveBuffer: 4096)
        try client.send("GET /stream/10000/10000 HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = try client.receive(count: 1000)
        #expect(client.pending(afterMs: 0) < 100_000_000)
        #expect(server.server.counters.bufferedBytes < 500_000)
    }

    @Test func `what an endless stream has is sent at once`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = try server.client()
        try client.send("GET /open HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(eventually { server.record.read { !$0.streams.isEmpty } })
        let stream = server.record.read { $0.streams[0] }
        let head = try client.receive(count: 1)
        #expect(head == [UInt8(ascii: "H")])
        #expect(client.pending(afterMs: 50) > 0)
        #expect(stream.offer(Array(" world".utf8)))
        #expect(client.pending(afterMs: 50) > 0)
        stream.finish()
        client.finishSending()
        let rest = String(decoding: try client.receiveAll(), as: UTF8.self)
        #expect(rest.hasSuffix("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"))
    }
}
