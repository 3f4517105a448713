// mentorship engine: the rules on their own, one JSON object a line in and one answer a line out,
// in order, each written as soon as it is ready. Needs no database and keeps nothing.

import ArgumentParser
import Glibc
import JSON

struct EngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "Answers questions to an engine, a JSON object a line.",
        discussion: """
            Reads questions from standard input and writes an answer for each to standard output. \
            A line that cannot be used is answered with {"error": …, "detail": …}, and the rest \
            goes on.
            """)

    @Argument(help: "match, rank, slots, recur or statistics.")
    var engine: Engine

    @Flag(
        name: .customLong("time"),
        help: "Write the processor seconds of each answer, by stage, to standard error.")
    var showsTime = false

    func run() {
        do {
            try answerAll()
        } catch let error as NDJSONError {
            Exit.end(error.cause ?? error)
        } catch {
            Exit.end(error)
        }
    }

    private func answerAll() throws {
        // What a question may hold is up to who asks: a dense matrix is one long line.
        var lines = NDJSONLines(limit: .max, source: StandardStreams.read)
        let zones = EngineZones()
        while let line = try lines.next() {
            var times = EngineTimes(isWanted: showsTime)
            var answer = engine.answer(line, zones, &times)
            answer.append(UInt8(ascii: "\n"))
            try StandardStreams.write(answer)
            times.write()
        }
    }
}

enum Engine: String, CaseIterable, ExpressibleByArgument {
    case match
    case rank
    case slots
    case recur
    case statistics

    func answer(
        _ line: ArraySlice<UInt8>, _ zones: EngineZones, _ times: inout EngineTimes
    ) -> [UInt8] {
        do {
            let text = self == .match ? LongDecimals.marked(line) : line
            let question = EngineInput("line", try JSON(parsing: text))
            guard question.json.members != nil else { throw question.refusal("an object") }
            var json = JSONWriter()
            json.beginObject()
            switch self {
            case .match: try MatchLine.answer(question, &times, &json)
            case .rank: try RankLine.answer(question, &json)
            case .slots: try SlotsLine.answer(question, zones, &json)
            case .recur: try RecurLine.answer(question, zones, &json)
            case .statistics: try StatisticsLine.answer(question, &json)
            }
            json.endObject()
            return json.bytes
        } catch {
            return EngineRefusal(error).bytes
        }
    }
}

/// Standard input and output as bytes, past any buffering.
enum StandardStreams {
    /// What there is to read, as soon as there is something; nil at the end.
    static func read() throws -> [UInt8]? {
        var count = 0
        let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
            repeat {
                count = Glibc.read(0, buffer.baseAddress, buffer.count)
            } while count < 0 && errno == EINTR
            filled = max(count, 0)
        }
        guard count >= 0 else { throw failure("Standard input cannot be read") }
        return count == 0 ? nil : piece
    }

    static func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else {
                throw failure("Standard output cannot be written")
            }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    private static func failure(_ what: String) -> CommandError {
        CommandError(.diskFailing, "\(what): \(String(cString: strerror(errno)))")
    }
}
