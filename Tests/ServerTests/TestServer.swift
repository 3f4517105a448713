// A server on a free loopback port with a responder that answers at once, later from another
// thread, or as a stream, as the path says; and what was told to that responder.

import Glibc
import HTTP
import HTTPServer
import Logging
import Synchronization
import Threads

final class TestServer: Sendable {
    let server: Server
    let record = Record()
    let port: UInt16
    private let thread: NamedThread
    /// Its own, where none is named: a server that starts removes what it finds of spooled bodies,
    /// and those of its neighbours with them.
    private let directory: Directory?

    init(
        _ limits: Limits = .standard, loops: Int = 2, spoolDirectory: String? = nil
    ) throws {
        let record = record
        let directory = spoolDirectory == nil ? try Directory() : nil
        self.directory = directory
        server = Server(
            configuration: .init(
                listen: "127.0.0.1:0", loops: loops,
                spoolDirectory: spoolDirectory ?? directory?.path ?? "/nowhere"),
            limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            makeResponder: { TestResponder(record, loop: $0) })
        try server.start()
        port = server.address!.port
        let server = server
        thread = try NamedThread("test-run") { server.run() }
    }

    /// Ends at once, and waits for it.
    func stop() {
        server.stopNow()
        thread.join()
    }

    /// Ends as for SIGTERM, and waits for it.
    func drain() {
        server.drain()
        thread.join()
    }

    func waitForRun() { thread.join() }

    func client(receiveBuffer: Int32? = nil) throws -> TestClient {
        try TestClient(port, receiveBuffer: receiveBuffer)
    }
}

/// What responders saw, on whichever loop.
final class Record: Sendable {
    struct Seen {
        var requests: [String] = []
        var rejections: [Rejection] = []
        var drains = 0
        var streams: [ResponseStream] = []
        /// Those that end only when they are told to.
        var endless: [ResponseStream] = []
        var files: [String] = []
    }

    private let seen = Mutex(Seen())

    func note(_ change: (inout sending Seen) -> Void) { seen.withLock { change(&$0) } }
    func read<T: Sendable>(_ part: (Seen) -> T) -> T { seen.withLock { part($0) } }

    var codes: [String] { read { $0.rejections.map(\.code) } }
}

/// Waits until something that happens on another thread has happened.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<4000 {
        if condition() { return true }
        usleep(5000)
    }
    return false
}

func later(_ ms: UInt32, _ body: @escaping @Sendable () -> Void) {
    unawaited("test-later") {
        usleep(ms * 1000)
        body()
    }
}

/// A thread that nobody joins.
private func unawaited(_ name: String, _ body: @escaping @Sendable () -> Void) {
    (try? NamedThread(name, body: body))?.detach()
}

final class TestResponder: Responder {
    private let record: Record
    private let loop: LoopID

    init(_ record: Record, loop: LoopID = LoopID(0)) {
        self.record = record
        self.loop = loop
    }

    func admit(_ head: Request) -> Admission {
        switch head.pathText {
        case "/forbidden":
            .refuse(
                Problem(status: 403, code: "forbidden", title: "No", detail: "No.")
                    .response(requestID: "test"))
        case "/spool": .body(limit: 4 * 1024 * 1024, spool: true)
        case "/small": .body(limit: 10, spool: false)
        default: .body(limit: 256 * 1024, spool: false)
        }
    }

    func respond(to request: Request, reply: Reply) -> Response? {
        let path = request.pathText
        record.note { $0.requests.append(path) }
        let parts = path.split(separator: "/").map(String.init)
        switch parts.first {
        case "late" where parts.count > 2:
            later(UInt32(parts[1])!) { reply.send(Self.large(Int(parts[2])!)) }
        case "late": later(UInt32(parts[1])!) { reply.send(Self.text("late " + parts[1])) }
        case "twice":
            reply.send(Self.text("first"))
            reply.send(Self.text("second"))
        case "loop": reply.send(Self.text("\(loop.number)"))
        case "never": break
        case "large": return Self.large(Int(parts[1])!)
        case "json": return Self.json(Int(parts[1])!)
        case "same": reply.send(Self.same(Int(parts[1])!))
        case "costly":
            usleep(UInt32(parts[1])! * 1000)
            reply.send(Self.text("costly"))
        case "tag": return Self.tagged(request)
        case "stream": stream(parts.dropFirst().compactMap { Int($0) }, reply)
        case "open": reply.send(openStream())
        case "spool", "echo": echo(request, reply)
        default: return Self.text("now " + path)
        }
        return nil
    }

    func wakeUpEnded() {}

    func refused(_ rejection: Rejection) { record.note { $0.rejections.append(rejection) } }

    func drainBegan() {
        let endless = record.read(\.endless)
        record.note { $0.drains += 1 }
        for stream in endless { stream.finish() }
    }

    // MARK: Answers

    private static func text(_ text: String) -> Response {
        Response(
            status: 200, headers: [.init("Content-Type", "application/octet-stream")],
            body: .bytes(Array(text.utf8)))
    }

    private static func large(_ count: Int) -> Response {
        Response(
            status: 200, headers: [.init("Content-Type", "application/octet-stream")],
            body: .bytes([UInt8](repeating: 0x61, count: count)))
    }

    private static func json(_ count: Int) -> Response {
        .json(
            Array("[".utf8) + [UInt8](repeating: 0x31, count: count - 2) + Array("]".utf8),
            headers: [.init("ETag", "\"3-full\"")])
    }

    /// Bodies that are one array each, whoever asks: zeros, or ones.
    private static let constants = [UInt8(0x30), 0x31].map { digit in
        [UInt8](repeating: digit, count: 200_000)
    }

    private static func same(_ number: Int) -> Response {
        .json(constants[number])
    }

    private static func tagged(_ request: Request) -> Response {
        request.header("if-none-match") == nil
            ? json(2000) : Response(status: 304, headers: [.init("ETag", "\"3-full\"")])
    }

    private func echo(_ request: Request, _ reply: Reply) {
        switch request.body {
        case .bytes(let bytes):
            reply.send(
                Response(
                    status: 200, headers: [.init("Content-Type", "application/octet-stream")],
                    body: .bytes(bytes)))
        case .file(let path, let count):
            record.note { $0.files.append(path) }
            reply.send(Self.text("file \(count)"))
        }
    }

    /// So many pieces of so many bytes, made on another thread as the client takes them.
    private func stream(_ numbers: [Int], _ reply: Reply) {
        let stream = ResponseStream()
        record.note { $0.streams.append(stream) }
        reply.send(
            Response(
                status: 200, headers: [.init("Content-Type", "text/plain")], body: .stream(stream)))
        let (pieces, size, fails) = (numbers[0], numbers[1], numbers.count > 2)
        unawaited("test-producer") {
            for number in 0..<pieces {
                let piece = [UInt8](repeating: UInt8(ascii: "a") + UInt8(number % 26), count: size)
                while !stream.offer(piece) {
                    if stream.isCancelled { return }
                    usleep(1000)
                }
            }
            if fails { stream.fail() } else { stream.finish() }
        }
    }

    /// One piece, and then nothing until somebody says something.
    private func openStream() -> Response {
        let stream = ResponseStream()
        record.note {
            $0.streams.append(stream)
            $0.endless.append(stream)
        }
        _ = stream.offer(Array("hello".utf8))
        return Response(
            status: 200, headers: [.init("Content-Type", "text/event-stream")],
            body: .stream(stream))
    }
}
