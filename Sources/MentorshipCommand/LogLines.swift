// What a log line looks like, as JSON for machines or as text for a terminal: one for each request,
// and those that the program writes through swift-log.

import ArgumentParser
import HTTP
import HTTPServer
import JSON
import Logging
import Mentorship
import MentorshipService

enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case json, text
}

struct LogLines: Sendable {
    let sink: LogSink
    let format: LogFormat

    func request(_ line: AccessLine) {
        switch format {
        case .json: sink.write(json(line))
        case .text:
            let milliseconds = (line.seconds * 1e5).rounded() / 100
            let inner = line.inner.map { " " + Self.oneLine($0) } ?? ""
            sink.write(
                Array(
                    ("\(SystemClock.now().rfc3339) \(line.status) \(line.method.rawValue) "
                        + "\(line.route) \(milliseconds) ms \(line.actor) \(line.requestID)"
                        + inner).utf8))
        }
    }

    private func json(_ line: AccessLine) -> [UInt8] {
        var json = JSONWriter(capacity: 320)
        json.beginObject()
        json.key("time")
        Timestamp.write(SystemClock.now(), into: &json)
        json.key("level")
        if line.status >= 500 { json.literal("error") } else { json.literal("info") }
        json.key("event")
        json.literal("request")
        json.member("request_id", line.requestID)
        if let trace = line.trace { json.member("traceparent", trace) }
        json.member("method", line.method.rawValue)
        json.member("route", line.route)
        json.member("status", line.status)
        json.member("us", Int(line.seconds * 1e6))
        json.member("actor", line.actor)
        json.member("peer", line.peer)
        if let inner = line.inner { json.member("inner", inner) }
        json.endObject()
        return json.bytes
    }

    /// A request that the server refused before the service saw it, or a connection it cut.
    func rejection(_ rejection: Rejection) {
        message(
            .notice, "rejected",
            [
                ("code", rejection.code), ("status", rejection.status.map { "\($0)" } ?? "cut"),
                ("peer", rejection.peer), ("request_id", rejection.requestID),
            ])
    }

    func message(_ level: Logger.Level, _ text: String, _ members: [(String, String)]) {
        switch format {
        case .json:
            var json = JSONWriter(capacity: 256)
            json.beginObject()
            json.member("time", SystemClock.now())
            json.member("level", level.rawValue)
            json.member("event", text)
            for (name, value) in members {
                json.key(text: name)
                json.string(value)
            }
            json.endObject()
            sink.write(json.bytes)
        case .text:
            let facts = members.map { " \($0.0)=\(Self.oneLine($0.1))" }.joined()
            sink.write(
                Array(
                    "\(SystemClock.now().rfc3339) \(level.rawValue) \(Self.oneLine(text))\(facts)"
                        .utf8))
        }
    }

    /// Controls would let what was sent forge a line of its own.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
}

/// swift-log's door to the same sink.
struct LineLogHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    init(lines: LogLines) {
        self.lines = lines
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        lines.message(
            event.level, "\(event.message)",
            all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") })
    }
}

/// A moment as RFC 3339 with milliseconds, digit by digit into the line: a String for each of its
/// parts would be most of what a line costs.
private enum Timestamp {
    static func write(_ moment: Instant, into json: inout JSONWriter) {
        let day = moment.milliseconds.flooredQuotient(by: 86_400_000)
        let rest = Int(moment.milliseconds - day * 86_400_000)
        let date = CivilDate(daysSince1970: Int(day))
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { out in
            _ = out.initialize(fromContentsOf: "0000-00-00T00:00:00.000Z".utf8)
            put(date.year, 4, out, 0)
            put(date.month, 2, out, 5)
            put(date.day, 2, out, 8)
            put(rest / 3_600_000, 2, out, 11)
            put(rest / 60_000 % 60, 2, out, 14)
            put(rest / 1000 % 60, 2, out, 17)
            put(rest % 1000, 3, out, 20)
            json.string(utf8: UnsafeBufferPointer(out))
        }
    }

    private static func put(
        _ number: Int, _ digits: Int, _ out: UnsafeMutableBufferPointer<UInt8>, _ at: Int
    ) {
        var number = number
        for index in (at..<at + digits).reversed() {
            out[index] = 0x30 + UInt8(truncatingIfNeeded: number % 10)
            number /= 10
        }
    }
}
