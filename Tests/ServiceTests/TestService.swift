// A whole service in the process, without sockets: a fresh database, the real dispatcher, a clock
// that stands still until a test moves it. What the suite sends and gets can be recorded, so that
// every answer is held against openapi.yaml afterwards; so can the statements that it runs.

import Foundation
import HTTP
import JSON
import Logging
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Testing

final class TestClock: Sendable {
    private let milliseconds: Mutex<Int64>

    init(_ instant: Instant) { milliseconds = Mutex(instant.milliseconds) }

    var now: Instant { Instant(milliseconds: milliseconds.withLock { $0 }) }

    func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }
}

struct TestResponse: Sendable {
    let status: Int
    let headers: [Response.Header]
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSON { (try? JSON(parsing: bytes)) ?? .null }
    subscript(name: String) -> JSON { json[name] ?? .null }
    var code: String { json["code"]?.text ?? "" }
    var items: [JSON] { json["items"]?.elements ?? [] }
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

final class TestService {
    let clock: TestClock
    let database: Database
    let deployment: Deployment
    private let reader: Reader
    private let dispatcher: Dispatcher
    private(set) var administrator = ""
    private let watch = Statements.Watch()

    /// 2026-03-02 was a Monday; 09:00 UTC.
    static let monday = Instant(rfc3339: "2026-03-02T09:00:00Z")!

    init(
        now: Instant = monday, isRateLimited: Bool = false, corsOrigins: Set<String> = [],
        hosts: Set<String> = []
    ) throws {
        let clock = TestClock(now)
        self.clock = clock
        database = try Database.temporary(schema: Store.schema, recorder: watch.recorder)
        var settings = Settings()
        settings.isRateLimited = isRateLimited
        settings.corsOrigins = corsOrigins
        settings.hosts = hosts
        // Its own, since ids come from the same seeds in every test; gone with the database.
        settings.spoolFolder = URL(fileURLWithPath: database.path).deletingLastPathComponent().path
        let seeds = Mutex<UInt64>(1)
        let workers = WorkerPool()
        deployment = Deployment(
            databasePath: database.path, writer: database.writer,
            sealer: try Sealer(key: [UInt8](repeating: 7, count: 32)), workers: workers,
            jobs: JobBell(), limiter: RateLimiter(isOn: isRateLimited), metrics: Metrics(),
            zones: ZoneFiles(), settings: settings, now: { clock.now },
            ticks: { DispatchTime.now().uptimeNanoseconds },
            seed: {
                seeds.withLock { seed in
                    seed += 1
                    return seed
                }
            },
            accessLog: { _ in }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            isServing: { true })
        reader = try database.reader()
        dispatcher = Dispatcher(
            deployment, router: try Routes.router(), reader: try database.reader())
        let database = database
        try workers.start(threads: 1) { try database.reader() }
        administrator = try key(.administrator)
    }

    deinit {
        deployment.workers.stop()
        database.close()
        watch.check()
    }

    /// A credential made as the command makes one.
    func key(
        _ role: Role, programmes: Set<ID<Programme>>? = nil, scopes: Set<Scope>? = nil
    ) throws -> String {
        let context = Context(
            actor: Bootstrap.actor, now: clock.now, requestID: "test", seed: deployment.seed())
        let draft = CredentialDraft(
            name: "test \(role.rawValue)", role: role, scopes: scopes, programmes: programmes)
        return try database.writer.perform { transaction in
            var context = context
            return try CredentialService.create(draft, &context, transaction).1.text
        }
    }

    /// A token of that person, minted over the API.
    func token(_ person: String) throws -> String {
        let answer = try send(.post, "/v1/people/\(person)/tokens", as: administrator)
        return try #require(answer["token"].text)
    }

    @discardableResult
    func send(
        _ method: HTTP.Method, _ target: String, as key: String? = nil,
        headers: [(String, String)] = [], _ body: String? = nil, type: String = "application/json"
    ) throws -> TestResponse {
        var headers = headers
        if let key { headers.append(("Authorization", "Bearer \(key)")) }
        if body != nil { headers.append(("Content-Type", type)) }
        var request = try Request.make(
            method, target, headers: headers, body: Array((body ?? "").utf8))
        request.peer = "127.0.0.1"
        return respond(to: request)
    }

    /// An answer whose body may go on for ever; it is the test that takes from it.
    func open(
        _ target: String, as key: String, headers: [(String, String)], _ method: HTTP.Method = .get
    ) throws -> Response {
        let headers = headers + [("Authorization", "Bearer \(key)")]
        var request = try Request.make(method, target, headers: headers)
        request.peer = "127.0.0.1"
        let box = ResponseBox()
        dispatcher.respond(to: request) { box.put($0) }
        dispatcher.wakeUpEnded()
        return box.wait()
    }

    /// What a head comes to before its body: the status of a refusal, or nil where it may come.
    func admission(
        _ method: HTTP.Method, _ target: String, headers: [(String, String)]
    ) throws -> Int? {
        var head = try Request.make(method, target, headers: headers)
        head.peer = "127.0.0.1"
        if case .failure(let refusal) = dispatcher.admit(head) { return refusal.response.status }
        return nil
    }

    func respond(to request: Request) -> TestResponse {
        let box = ResponseBox()
        dispatcher.respond(to: request) { box.put($0) }
        dispatcher.wakeUpEnded()
        let response = box.wait()
        let answer = TestResponse(
            status: response.status, headers: Array(response.headers), bytes: box.body(of: response)
        )
        Recording.add(request, answer)
        return answer
    }

    /// Runs the long work that waits, on this thread.
    func runJobs() {
        JobRunner(deployment, kinds: JobKinds.all, isStopping: { false })
            .runAllWaiting(reader: reader)
        reader.end()
    }

    /// Does what is due by the test's clock, on this thread.
    func runClock() {
        Timekeeper(deployment, isStopping: { false }).doAllDue(reader: reader)
        reader.end()
    }

    func read<Value>(_ body: (Snapshot) throws -> Value) throws -> Value {
        defer { reader.end() }
        return try body(reader.snapshot())
    }
}

final class ResponseBox: Sendable {
    private let response = Mutex<Response?>(nil)
    private let semaphore = DispatchSemaphore(value: 0)

    func put(_ value: Response) {
        response.withLock { $0 = value }
        semaphore.signal()
    }

    func wait() -> Response {
        guard semaphore.wait(timeout: .now() + 30) == .success else {
            return Response(status: 599)
        }
        return response.withLock { $0 } ?? Response(status: 599)
    }

    /// A stream is read to its end, as a client would.
    func body(of response: Response) -> [UInt8] {
        guard case .stream(let stream) = response.body else { return response.bytes }
        let readable = DispatchSemaphore(value: 0)
        stream.onReadable { readable.signal() }
        var all: [UInt8] = []
        while true {
            switch stream.take() {
            case .bytes(let bytes): all += bytes
            case .pending: if readable.wait(timeout: .now() + 30) != .success { return all }
            case .finished, .failed: return all
            }
        }
    }
}

/// Appends each exchange as a JSON line to the file that MENTORSHIP_RECORD names.
enum Recording {
    private static let file: FileHandle? = {
        guard let path = ProcessInfo.processInfo.environment["MENTORSHIP_RECORD"] else {
            return nil
        }
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return FileHandle(forWritingAtPath: path)
    }()
    private static let lock = Mutex(())

    static func add(_ request: Request, _ answer: TestResponse) {
        guard let file else { return }
        var json = JSONWriter()
        json.beginObject()
        json.member("method", request.method.rawValue)
        json.member("path", request.pathText)
        json.member("query", request.rawQuery.map { request.text($0) })
        let names: [StaticString] = ["If-Match", "If-None-Match", "Idempotency-Key", "Prefer"]
        let sent = names.filter { request.header($0) != nil }
        json.array("request_headers", sent.map { "\($0)" })
        json.member("request_type", request.header("Content-Type"))
        var body = String(decoding: request.bytes, as: UTF8.self)
        if case .file = request.body { body = "(a file)" }
        json.member("request_body", body)
        json.member("status", answer.status)
        json.member("content_type", answer.header("Content-Type"))
        json.object("headers") { json in
            for header in answer.headers {
                json.key(text: header.name)
                json.string(header.value)
            }
        }
        json.member("body", answer.text)
        json.endObject()
        lock.withLock { _ in
            file.seekToEndOfFile()
            file.write(Data(json.bytes + [0x0A]))
        }
    }
}
