// Limits of time and number, each with a small value of its own so that the tests are quick: slow,
// silent and too many clients end as promised, and nobody else notices.

import CLinux
import Glibc
import HTTP
import HTTPServer
import Testing

@Suite struct LimitTests {
    private static func limits(_ change: (inout Limits) -> Void) -> Limits {
        var limits = Limits()
        change(&limits)
        return limits
    }

    private func expectServed(_ server: TestServer) throws {
        let client = try server.client()
        try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive().text == "now /a")
    }

    // MARK: Time

    @Test func `a head that takes too long is answered 408`() throws {
        let server = try TestServer(Self.limits { $0.headerTime = .milliseconds(60) })
        defer { server.stop() }
        let client = try server.client()
        try client.send("GET /a HTTP/1.1\r\nHost:")
        let answer = try client.receive()
        #expect(answer.status == 408)
        #expect(answer.text.contains("head_timeout"))
        #expect(client.end() == .closed)
        try expectServed(server)
    }

    @Test func `a later head has its time from its first byte`() throws {
        let server = try TestServer(Self.limits { $0.headerTime = .seconds(1) })
        defer { server.stop() }
        let client = try server.client()
        try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive().status == 200)
        // Idle for longer than a head may take.
        usleep(1_200_000)
        try client.send("GET /a")
        usleep(20_000)
        try client.send(" HTTP/1.1\r\nHost: x\r\n\r\nGET /b")
        #expect(try client.receive().status == 200)
        #expect(try client.receive().status == 408)
    }

    @Test func `who connects and says nothing is closed without a word`() throws {
        let server = try TestServer(Self.limits { $0.headerTime = .milliseconds(50) })
        defer { server.stop() }
        let client = try server.client()
        #expect(client.end() == .closed)
        #expect(try client.receiveAll().isEmpty)
        #expect(server.record.codes.isEmpty)
    }

    @Test func `a body that takes too long is answered 408`() throws {
        let server = try TestServer(Self.limits { $0.bodyTime = .milliseconds(60) })
        defer { server.stop() }
        let client = try server.client()
        try client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        let answer = try client.receive()
        #expect(answer.status == 408)
        #expect(answer.text.contains("body_timeout"))
        #expect(client.end() == .closed)
        try expectServed(server)
    }

    @Test func `a body below the least rate is cut, one above it is not`() throws {
        let server = try TestServer(
            Self.limits {
                $0.bodyTime = .seconds(60)
                $0.bodyRateGrace = .milliseconds(100)
                $0.bodyRateMin = 2000
            })
        defer { server.stop() }
        let slow = try server.client()
        let quick = try server.client()
        let head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n"
        try slow.send(head + "abc")
        try quick.send(head + String(repeating: "a", count: 19_999))
        #expect(try slow.receive().text.contains("body_timeout"))
        try quick.send("a")
        #expect(try quick.receive().body.count == 20_000)
    }

    @Test func `an idle connection is closed without a word`() throws {
        let server = try TestServer(Self.limits { $0.idleTime = .milliseconds(60) })
        defer { server.stop() }
        let client = try server.client()
        try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.receive().status == 200)
        #expect(client.end() == .closed)
        #expect(server.record.codes.isEmpty)
    }

    @Test func `idle connections give way when most places are taken`() throws {
        let server = try TestServer(
            Self.limits {
                $0.connectionsMax = 10
                $0.idleTimeWhenBusy = .milliseconds(50)
            })
        defer { server.stop() }
        let clients = try (0..<9).map { _ in try server.client() }
        for client in clients {
            try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.receive().status == 200)
        }
        #expect(eventually { server.server.counters.openConnections <= 8 })
    }

    @Test func `a request that is never answered ends in 503`() throws {
        let server = try TestServer(Self.limits { $0.answerTime = .milliseconds(50) })
        defer { server.stop() }
        let client = try server.client()
        try client.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = try client.receive()
        #expect(answer.status == 503)
        #expect(answer.field("retry-after") != nil)
        #expect(client.end() == .closed)
    }

    @Test func `who does not read is cut by a reset, and others are served meanwhile`() throws {
        let server = try TestServer(
            Self.limits { $0.writeStallTime = .seconds(1) }, loops: 1)
        defer { server.stop() }
        let client = try server.client(receiveBuffer: 4096)
        try client.send("GET /large/16000000 HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(eventually { server.server.counters.bufferedBytes > 1_000_000 })
        try expectServed(server)
        #expect(eventually { server.record.codes == ["write_stall"] })
        #expect(client.end() == .reset)
        #expect(eventually { server.server.counters.bufferedBytes == 0 })
        try expectServed(server)
    }

    @Test func `who reads below the least rate is cut as well`() throws {
        let server = try TestServer(
            Self.limits {
                $0.writeStallTime = .milliseconds(400)
                $0.bodyRateGrace = .milliseconds(600)
                $0.bodyRateMin = 100_000_000
            })
        defer { server.stop() }
        let client = try server.client(receiveBuffer: 4096)
        try client.send("GET /large/16000000 HTTP/1.1\r\nHost: x\r\n\r\n")
        var received = 0
        while true {
            do { received += try client.receive(count: 20_000).count } catch { break }
            usleep(20_000)
        }
        #expect(received < 16_000_000)
        #expect(eventually { server.record.codes == ["write_stall"] })
    }

    @Test func `an answer that lies in the kernel does not count as read`() throws {
        let server = try TestServer(
            Self.limits {
                $0.writeStallTime = .milliseconds(150)
                $0.bodyRateGrace = .milliseconds(200)
            })
        defer { server.stop() }
        let client = try server.client(receiveBuffer: 4096)
        // Small enough for the socket to take it at once.
        try client.send("GET /large/100000 HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(eventually { server.record.codes == ["write_stall"] })
        #expect(client.end() == .reset)
    }

    // MARK: Numbers

    @Test func `a connection ends after its last request`() throws {
        let server = try TestServer(Self.limits { $0.requestsPerConnection = 3 })
        defer { server.stop() }
        let client = try server.client()
        try client.send(String(repeating: "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", count: 5))
        #expect(try client.receive().field("connection") == nil)
        #expect(try client.receive().field("connection") == nil)
        #expect(try client.receive().field("connection") == "close")
        #expect(try client.receiveAll().isEmpty)
        #expect(server.record.read(\.requests).count == 3)
    }

    @Test func `connections beyond an address' share are turned away with 503`() throws {
        let server = try TestServer(Self.limits { $0.connectionsPerAddress = 3 })
        defer { server.stop() }
        var clients = try (0..<3).map { _ in try server.client() }
        #expect(eventually { server.server.counters.openConnections == 3 })
        let refused = try server.client()
        let answer = try refused.receive()
        #expect(answer.status == 503)
        #expect(answer.field("retry-after") != nil)
        #expect(answer.text.contains("too_many_connections"))
        #expect(refused.end() == .closed)
        // Another address has a share of its own.
        let elsewhere = try TestClient(server.port, from: "127.0.0.2")
        try elsewhere.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try elsewhere.receive().status == 200)
        // A place becomes free.
        clients.removeLast()
        #expect(eventually { server.server.counters.openConnections == 3 })
        try expectServed(server)
    }

    @Test func `connections beyond the limit are turned away with 503`() throws {
        let server = try TestServer(Self.limits { $0.connectionsMax = 2 })
        defer { server.stop() }
        let clients = try (0..<2).map { _ in try server.client() }
        #expect(eventually { server.server.counters.openConnections == 2 })
        #expect(try server.client().receive().status == 503)
        for client in clients {
            try client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.receive().status == 200)
        }
    }

    @Test func `a pipeline is not read while its answers are not`() throws {
        let server = try TestServer(loops: 1)
        defer { server.stop() }
        let client = try server.client(receiveBuffer: 4096)
        let request = Array("GET /large/100000 HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
        let pipeline = Array(repeatElement(request, count: 1000).joined())
        var sent = 0
        var quiet = 0
        while quiet < 20 {
            let count = client.sendWhatFits(pipeline)
            sent += count
            quiet = count == 0 ? quiet + 1 : 0
            if count == 0 { usleep(5000) }
            if sent > 100_000_000 { break }
        }
        #expect(sent < 100_000_000)
        // What the kernel takes of answers, 4 MB at most by default, and one unsent one.
        #expect(server.record.read(\.requests).count < 100)
        #expect(server.server.counters.bufferedBytes < 500_000)
        try expectServed(server)
    }

    @Test func `when buffers are full the slowest gives way`() throws {
        let server = try TestServer(
            Self.limits { $0.bufferedMax = 40_000_000 }, loops: 1)
        defer { server.stop() }
        let clients = try (0..<3).map { _ in try server.client(receiveBuffer: 4096) }
        for (number, client) in clients.enumerated() {
            try client.send("GET /large/25000000 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(eventually { server.record.read(\.requests).count == number + 1 })
            usleep(5000)
        }
        #expect(eventually { server.record.codes == ["memory", "memory"] })
        #expect(clients[0].end() == .reset)
        #expect(clients[1].end() == .reset)
        #expect(try clients[2].receive().body.count == 25_000_000)
    }

    @Test func `those who hoard on one loop give way, not who comes to another`() throws {
        let server = try TestServer(Self.limits { $0.bufferedMax = 1_000_000 })
        defer { server.stop() }
        var byLoop: [String: [TestClient]] = [:]
        for _ in 0..<8 {
            let client = try server.client()
            try client.send("GET /loop HTTP/1.1\r\nHost: x\r\n\r\n")
            byLoop[try client.receive().text, default: []].append(client)
        }
        let (hoarders, others) = (try #require(byLoop["0"]), try #require(byLoop["1"]))
        let head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 250000\r\n\r\n"
        let most = [UInt8](repeating: 0x61, count: 240_000)
        for (number, hoarder) in hoarders.prefix(3).enumerated() {
            try hoarder.send(Array(head.utf8) + most)
            #expect(eventually { server.server.counters.bufferedBytes > (number + 1) * 240_000 })
        }
        try others[0].send(Array(head.utf8) + most)
        #expect(eventually { server.record.codes == ["memory"] })
        #expect(hoarders[0].end() == .reset)
        try others[0].send([UInt8](repeating: 0x61, count: 10_000))
        #expect(try others[0].receive().body.count == 250_000)
    }

    // MARK: Large bodies

    @Test func `a large body arrives as a file, and a small one does not`() throws {
        let server = try TestServer(Self.limits { $0.spoolFrom = 100_000 })
        defer { server.stop() }
        let client = try server.client()
        let body = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try client.send(
            "POST /spool HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n")
        try client.send(body)
        #expect(try client.receive().text == "file 1048576")
        let path = try #require(server.record.read(\.files).first)
        defer { unlink(path) }
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        // Compared first: a difference of so many bytes would be worked out for minutes.
        let isWhole = contents(of: path, body.count + 1) == body
        #expect(isWhole)
        try client.send(
            "POST /spool HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n0\r\n\r\n")
        #expect(try client.receive().text == "hello")
    }

    @Test func `a large body in chunks of a byte arrives as a file`() throws {
        let server = try TestServer(Self.limits { $0.spoolFrom = 1000 })
        defer { server.stop() }
        let client = try server.client()
        let body = (0..<200_000).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        var chunks: [UInt8] = []
        for byte in body { chunks += Array("1\r\n".utf8) + [byte] + Array("\r\n".utf8) }
        try client.send("POST /spool HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        try client.send(chunks + Array("0\r\n\r\n".utf8))
        #expect(try client.receive().text == "file 200000")
        let path = try #require(server.record.read(\.files).first)
        defer { unlink(path) }
        // Compared first: a difference of so many bytes would be worked out for minutes.
        let isWhole = contents(of: path, body.count + 1) == body
        #expect(isWhole)
    }

    @Test func `a large body that breaks off leaves no file`() throws {
        let directory = try Directory()
        let server = try TestServer(
            Self.limits { $0.spoolFrom = 1000 }, spoolDirectory: directory.path)
        defer { server.stop() }
        let client = try server.client()
        try client.send("POST /spool HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        try client.send([UInt8](repeating: 0x61, count: 50_000))
        #expect(eventually { directory.entries.count == 1 })
        client.abort()
        #expect(eventually { directory.entries.isEmpty })
    }

    @Test func `what a process that was killed left behind is removed at the start`() throws {
        let directory = try Directory()
        let process = getpid()
        let names = [
            "mentorship-body-999999999-1", "mentorship-body-\(process)-2",
            "mentorship-body-\(getppid())-3", "something-else",
        ]
        for name in names {
            close(open("\(directory.path)/\(name)", O_CREAT | O_WRONLY, 0o600))
        }
        let server = try TestServer(spoolDirectory: directory.path)
        defer { server.stop() }
        #expect(Set(directory.entries) == [names[2], names[3]])
    }

    @Test func `a body that cannot be stored is answered 507`() throws {
        let server = try TestServer(
            Self.limits { $0.spoolFrom = 1000 }, spoolDirectory: "/nowhere")
        defer { server.stop() }
        let client = try server.client()
        try client.send("POST /spool HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n")
        try client.send([UInt8](repeating: 0x61, count: 10_000))
        #expect(try client.receive().status == 507)
        #expect(client.end() == .closed)
    }

    private func contents(of path: String, _ capacity: Int) -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            while true {
                let part = read(descriptor, buffer.baseAddress! + count, capacity - count)
                if part <= 0 { return }
                count += part
            }
        }
    }
}

/// A directory of the test's own, removed with it.
final class Directory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/mentorship-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TestClient.Failure(description: "no directory: \(errno)")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for entry in entries { unlink("\(path)/\(entry)") }
        rmdir(path)
    }

    var entries: [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // In place: an entry is shorter than its type.
            let start = UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
            let name = String(cString: start.assumingMemoryBound(to: CChar.self))
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
