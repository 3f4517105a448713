// A client of raw bytes over a real loopback connection: sends what a test says, also what no
// honest client would, and reads answers strictly.

import CLinux
import Glibc

final class TestClient {
    struct Answer {
        let status: Int
        /// As they came, names in lower case.
        let fields: [(name: String, value: String)]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        func field(_ name: String) -> String? {
            fields.first { $0.name == name }?.value
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    enum End: Equatable {
        case closed, reset, open
    }

    /// Long, since other tests and builds share the machine; only a failing test waits so long.
    private static let patienceMs = 20_000

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    private init() {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    /// Has its descriptor, and connects later.
    static func unconnected() -> TestClient { TestClient() }

    convenience init(
        _ port: UInt16, receiveBuffer: Int32? = nil, from source: String? = nil
    ) throws {
        self.init()
        guard descriptor >= 0 else { throw Failure(description: "no socket: \(errno)") }
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        if let source, Self.address(source, 0, { bind(descriptor, $0, $1) }) != 0 {
            throw Failure(description: "cannot bind: \(errno)")
        }
        try connect(port)
    }

    func connect(_ port: UInt16) throws {
        if Self.address("127.0.0.1", port, { Glibc.connect(descriptor, $0, $1) }) != 0 {
            throw Failure(description: "cannot connect: \(errno)")
        }
    }

    deinit { _ = Glibc.close(descriptor) }

    private static func address(
        _ host: String, _ port: UInt16, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    // MARK: Sending

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "cannot send: \(errno)") }
            sent += count
        }
    }

    /// As much as the socket takes without waiting; how much that was.
    func sendWhatFits(_ bytes: [UInt8]) -> Int {
        let count = bytes.withUnsafeBytes {
            Glibc.send(
                descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        return max(0, count)
    }

    /// Byte by byte, each in a segment of its own.
    func trickle(_ text: String) throws {
        for byte in text.utf8 { try send([byte]) }
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes by RST, unread data or not.
    func abort() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        disconnect()
    }

    /// The descriptor stays, for the object to close or to connect again.
    private func disconnect() {
        var unspecified = sockaddr()
        unspecified.sa_family = sa_family_t(AF_UNSPEC)
        Glibc.connect(descriptor, &unspecified, socklen_t(MemoryLayout<sockaddr>.size))
        buffer = []
    }

    func reconnect(_ port: UInt16) throws {
        disconnect()
        try connect(port)
    }

    // MARK: Receiving

    /// One answer; interim ones (1xx) are passed over unless asked for.
    func receive(toHead: Bool = false, interim: Bool = false) throws -> Answer {
        while true {
            let (status, fields) = try receiveHead()
            if status < 200, !interim { continue }
            let hasBody = !toHead && status >= 200 && status != 204 && status != 304
            let answer = Answer(status: status, fields: fields, body: [])
            let body = hasBody ? try receiveBody(answer) : []
            return Answer(status: status, fields: fields, body: body)
        }
    }

    private func receiveHead() throws -> (Int, [(name: String, value: String)]) {
        var lines: [String] = []
        while let line = try receiveLine(), !line.isEmpty { lines.append(line) }
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "),
            let status = Int(first.dropFirst(9).prefix(3))
        else { throw Failure(description: "no status line in \("\(lines)".prefix(200))") }
        return (
            status,
            lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (parts[0].lowercased(), String(parts[1].drop { $0 == " " }))
            }
        )
    }

    private func receiveBody(_ answer: Answer) throws -> [UInt8] {
        if let length = answer.field("content-length") { return try receive(count: Int(length)!) }
        guard answer.field("transfer-encoding") == "chunked" else { return try receiveAll() }
        var body: [UInt8] = []
        while let line = try receiveLine(), let size = Int(line, radix: 16), size > 0 {
            body += try receive(count: size)
            guard try receiveLine() == "" else { throw Failure(description: "no end of chunk") }
        }
        guard try receiveLine() == "" else { throw Failure(description: "no end of body") }
        return body
    }

    private func receiveLine() throws -> String? {
        while true {
            if let feed = buffer.firstIndex(of: 10) {
                let line = buffer[..<feed]
                buffer.removeSubrange(...feed)
                guard line.last == 13 else { throw Failure(description: "a bare LF") }
                return String(decoding: line.dropLast(), as: UTF8.self)
            }
            guard try fill() else {
                throw Failure(description: "closed after \(buffer.count) bytes of a line")
            }
        }
    }

    func receive(count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try fill() else {
                throw Failure(description: "closed after \(buffer.count) of \(count) bytes")
            }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// All that comes until the server closes.
    func receiveAll() throws -> [UInt8] {
        while try fill() {}
        defer { buffer = [] }
        return buffer
    }

    /// How the connection stands after so long: what comes meanwhile is put aside.
    func end(withinMs: Int = patienceMs) -> End {
        let start = now()
        while true {
            let leftMs = withinMs - (now() - start)
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if leftMs <= 0 || Glibc.poll(&poll, 1, Int32(leftMs)) == 0 { return .open }
            do {
                if try !fill() { return .closed }
            } catch {
                return .reset
            }
        }
    }

    /// Bytes that have come by now.
    func pending(afterMs: Int) -> Int {
        _ = end(withinMs: afterMs)
        return buffer.count
    }

    private func fill() throws -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, Int32(Self.patienceMs)) > 0 else {
            throw Failure(description: "nothing came in \(Self.patienceMs) ms")
        }
        var part = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &part, part.count, 0)
        guard count >= 0 else { throw Failure(description: "cannot receive: \(errno)") }
        buffer += part[..<count]
        return count > 0
    }

    private func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
