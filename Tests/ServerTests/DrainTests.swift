// The end of a server: what has been received is answered, who keeps a connection is told, nobody
// new comes in, and it is over in time.

import Glibc
import HTTP
import HTTPServer
import Synchronization
import Testing
import Threads

@Suite struct DrainTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"

    private static func limits(_ change: (inout Limits) -> Void) -> Limits {
        var limits = Limits()
        change(&limits)
        return limits
    }

    @Test func `a request under way is answered, and the connection closed`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /late/100 HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(eventually { server.record.read { $0.requests.count } == 1 })
        server.server.drain()
        let answer = try client.receive()
        #expect(answer.text == "late 100")
        #expect(answer.field("connection") == "close")
        #expect(client.end() == .closed)
        server.waitForRun()
        #expect(server.record.read(\.drains) == 2)
        #expect(server.server.counters.openConnections == 0)
    }

    @Test func `all requests of a pipeline are answered, the last one says that it is`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /late/50 HTTP/1.1\r\nHost: x\r\n\r\n" + Self.get + Self.get)
        #expect(eventually { server.record.read { $0.requests.count } == 1 })
        server.server.drain()
        #expect(try client.receive().field("connection") == nil)
        #expect(try client.receive().field("connection") == nil)
        #expect(try client.receive().field("connection") == "close")
        server.waitForRun()
    }

    @Test func `a request that is half sent may be finished`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe")
        #expect(eventually { server.server.counters.receivedBytes > 0 })
        server.server.drain()
        #expect(eventually { server.record.read(\.drains) == 2 })
        try client.send("llo")
        let answer = try client.receive()
        #expect(answer.text == "hello")
        #expect(answer.field("connection") == "close")
        server.waitForRun()
    }

    @Test func `idle connections are closed, and new ones refused`() throws {
        let server = try TestServer()
        let idle = try server.client()
        try idle.send(Self.get)
        _ = try idle.receive()
        server.server.drain()
        #expect(idle.end() == .closed)
        server.waitForRun()
        #expect(throws: TestClient.Failure.self) { try server.client() }
    }

    @Test func `new clients are refused at once, while old ones are still served`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /late/300 HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(eventually { server.record.read { $0.requests.count } == 1 })
        server.server.drain()
        #expect(eventually { server.record.read(\.drains) == 2 })
        let failure = #expect(throws: TestClient.Failure.self) { try server.client() }
        #expect(failure?.description == "cannot connect: \(ECONNREFUSED)")
        #expect(try client.receive().text == "late 300")
        server.waitForRun()
    }

    @Test func `who is in the kernel's queue is still served`() throws {
        let server = try TestServer(loops: 1)
        // The loop is busy with answers that take long to write while others knock.
        let clients = try (0..<40).map { _ in try server.client() }
        for client in clients { try client.send(Self.get) }
        server.server.drain()
        for client in clients { #expect(try client.receive().status == 200) }
        server.waitForRun()
    }

    @Test func `under load no request that was taken stays without an answer`() throws {
        let server = try TestServer()
        let port = server.port
        let outcomes = Mutex((answered: 0, dropped: 0))
        let group = try (0..<8).map { number in
            try NamedThread("test-load-\(number)") {
                // Keeps its connection as long as it is let, and connects anew until refused.
                while let client = try? TestClient(port) {
                    while true {
                        do {
                            try client.send(Self.get)
                            let answer = try client.receive()
                            outcomes.withLock { $0.answered += 1 }
                            if answer.field("connection") == "close" { break }
                        } catch {
                            outcomes.withLock { $0.dropped += 1 }
                            break
                        }
                    }
                }
            }
        }
        #expect(eventually { outcomes.withLock { $0.answered } > 500 })
        server.server.drain()
        server.waitForRun()
        for thread in group { thread.join() }
        let (answered, dropped) = outcomes.withLock { $0 }
        #expect(dropped == 0)
        // What the server says it took is what clients got.
        #expect(server.server.counters.requestsReceived == answered)
    }

    @Test func `streams are told to finish`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /open HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(eventually { server.record.read { $0.streams.count } == 1 })
        server.server.drain()
        #expect(try client.receive().text == "hello")
        #expect(client.end() == .closed)
        server.waitForRun()
    }

    @Test func `after the time of grace the rest is told or cut`() throws {
        let server = try TestServer(
            Self.limits {
                $0.drainTime = .milliseconds(100)
                $0.lastCallTime = .milliseconds(20)
            })
        let waiting = try server.client()
        try waiting.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        let halfSent = try server.client()
        try halfSent.send("GET /a HTTP/1.1\r\nHo")
        let stream = try server.client(receiveBuffer: 4096)
        try stream.send("GET /stream/100000/10000 HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(eventually { server.record.read { $0.requests.count } == 2 })
        #expect(eventually { server.server.counters.openConnections == 3 })
        server.drain()
        #expect(try waiting.receive().status == 503)
        #expect(try halfSent.receive().status == 503)
        #expect(stream.end() == .reset)
        #expect(server.record.read { $0.streams[0].isCancelled })
        #expect(
            Set(server.record.codes) == ["shutting_down", "drain_timeout"])
    }

    @Test func `stops at once when told so, also while it drains`() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(eventually { server.record.read { $0.requests.count } == 1 })
        server.server.drain()
        server.stop()
        #expect(client.end() != .open)
    }
}
