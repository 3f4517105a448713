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
        case .json: AccessLineJSON.write(line, to: sink)
        case .text:
            let milliseconds = Double(line.nanoseconds / 10_000) / 100
            let inner = line.inner.map { " " + Self.oneLine($0) } ?? ""
            sink.write(
                Array(
                    ("\(line.time.rfc3339) \(line.status) \(line.method.rawValue) "
                        + "\(line.route) \(milliseconds) ms \(line.actor) \(line.requestID)"
                        + inner).utf8))
        }
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
