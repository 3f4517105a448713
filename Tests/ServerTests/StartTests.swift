// How a server begins, or does not and says why; and how it meets the end of the descriptors.

import CLinux
import Glibc
import HTTP
import HTTPServer
import Logging
import Testing

@Suite struct StartTests {
    private static func server(_ listen: String) -> Server {
        Server(
            configuration: .init(listen: listen, loops: 2),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            makeResponder: { _ in TestResponder(Record()) })
    }

    private func message(_ listen: String) -> String {
        do throws(ServerError) {
            let server = Self.server(listen)
            try server.start()
            server.stopNow()
            server.run()
            return "started"
        } catch {
            return error.message
        }
    }

    @Test func `a second instance on an address is refused, and told which`() throws {
        let first = try TestServer()
        defer { first.stop() }
        let message = message("127.0.0.1:\(first.port)")
        #expect(message.hasPrefix("cannot listen on 127.0.0.1:\(first.port): another program"))
        let client = try first.client()
        try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive().status == 200)
    }

    @Test func `a port is free again as soon as its server has ended`() throws {
        let first = try TestServer()
        let client = try first.client()
        try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = try client.receive()
        first.drain()
        #expect(message("127.0.0.1:\(first.port)") == "started")
    }

    @Test(arguments: [
        ("127.0.0.1", "there is no port"),
        ("127.0.0.1:http", "no number"),
        ("127.0.0.1:65536", "no number"),
        ("::1:8080", "needs brackets"),
        (":8080", "there is no host"),
        ("192.0.2.1:8080", "no such address"),
        ("name.invalid:8080", "name.invalid:8080"),
    ])
    func `a bad address is refused with the reason`(_ listen: String, _ reason: String) {
        let message = message(listen)
        #expect(message.hasPrefix("cannot listen on "))
        #expect(message.contains(reason))
    }

    @Test(arguments: ["127.0.0.1:0", "localhost:0", "0.0.0.0:0"])
    func `listens on an address or a name, and says the real port`(_ listen: String) throws {
        let server = Self.server(listen)
        try server.start()
        let address = try #require(server.address)
        #expect(address.port > 0)
        #expect(address.text == "\(address.host):\(address.port)")
        let client = try TestClient(address.port)
        try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive().status == 200)
        server.drain()
        server.run()
    }

    @Test func `an IPv6 address for all takes clients of both versions`() throws {
        let server = Self.server("[::]:0")
        do throws(ServerError) {
            try server.start()
        } catch {
            // A machine without IPv6 says so.
            #expect(error.message.hasPrefix("cannot listen on [::]:0"))
            return
        }
        let address = try #require(server.address)
        #expect(address.text == "[::]:\(address.port)")
        let client = try TestClient(address.port)
        try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive().status == 200)
        server.drain()
        server.run()
    }

    @Test func `a responder that cannot be made stops the start with its own error`() throws {
        struct NoDatabase: Error {}
        let server = Server(
            configuration: .init(listen: "127.0.0.1:0", loops: 2),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            makeResponder: { loop in
                if loop.number == 1 { throw NoDatabase() }
                return TestResponder(Record())
            })
        let error = #expect(throws: ServerError.self) { try server.start() }
        guard case .responderFailed(let reason)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason is NoDatabase)
    }

    @Test func `loops share the connections`() throws {
        let server = try TestServer(loops: 2)
        defer { server.stop() }
        let clients = try (0..<20).map { _ in try server.client() }
        for client in clients {
            try client.send("GET /loop HTTP/1.1\r\nHost: x\r\n\r\n")
        }
        let loops = try clients.map { try $0.receive().text }
        #expect(Set(loops).count == 2)
        #expect(loops.filter { $0 == loops[0] }.count <= 12)
    }

    // MARK: In a process of their own

    @Test func `without descriptors clients are told, the processor rests, and it recovers`()
        async
    {
        await #expect(processExitsWith: .success) {
            let server = try TestServer(loops: 1)
            let clients = (0..<3).map { _ in TestClient.unconnected() }
            // No number below the limit is free from here on.
            let next = dup(0)
            close(next)
            var limit = rlimit(rlim_cur: rlim_t(next), rlim_max: rlim_t(next) + 100)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            for client in clients {
                try client.connect(server.port)
                #expect(try client.receive().status == 503)
            }
            // One more waits now, for whom there is no descriptor.
            try clients[0].reconnect(server.port)
            let before = processorMs()
            usleep(300_000)
            #expect(processorMs() - before < 100)
            limit.rlim_cur += 100
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let client = try server.client()
            try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.receive().status == 200)
            server.stop()
        }
    }
}

/// What this process has used of the processors.
private func processorMs() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
        + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000
}
