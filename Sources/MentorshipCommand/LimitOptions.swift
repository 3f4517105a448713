// Every limit of the wire by its name, to be listed and to be set.

import ArgumentParser
import HTTP

struct LimitOptions: ParsableArguments {
    @Option(
        name: .customLong("rate-limit"),
        help: "on, or off for load tests: lifts the limits per address and per credential.")
    var rateLimit = Environment.text("RATE_LIMIT").flatMap(Switch.init) ?? .on

    @Option(help: "A limit as NAME=VALUE, such as body_max=524288; can be repeated.")
    var limit: [String] = Environment.text("LIMIT")?.split(separator: ",").map(String.init) ?? []

    @Flag(name: .customLong("list-limits"), help: "List the limits and end.")
    var isListing = false

    enum Switch: String, ExpressibleByArgument, CaseIterable {
        case on, off
    }

    var isRateLimited: Bool { rateLimit == .on }

    func limits() throws -> Limits {
        var limits = Limits.standard
        for text in limit { try Self.set(text, &limits) }
        if !isRateLimited { limits.connectionsPerAddress = limits.connectionsMax }
        return limits
    }

    func list() {
        for entry in Self.amounts {
            print("\(entry.name)=\(Limits.standard[keyPath: entry.path])  \(entry.unit)")
        }
        for entry in Self.times {
            let time = Limits.standard[keyPath: entry.path]
            print("\(entry.name)=\(milliseconds(time))  milliseconds")
        }
    }

    private func milliseconds(_ time: Duration) -> Int64 {
        time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
    }

    private static func set(_ text: String, _ limits: inout Limits) throws {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let value = Int(parts[1]), value > 0 else {
            throw ValidationError("--limit \(text): write NAME=VALUE with a whole number above 0.")
        }
        if let entry = amounts.first(where: { $0.name == parts[0] }) {
            limits[keyPath: entry.path] = value
        } else if let entry = times.first(where: { $0.name == parts[0] }) {
            limits[keyPath: entry.path] = .milliseconds(value)
        } else {
            throw ValidationError("--limit \(parts[0]): no such limit; see --list-limits.")
        }
    }

    private static var amounts: [(name: String, unit: String, path: WritableKeyPath<Limits, Int>)] {
        [
            ("request_line_max", "bytes", \.requestLineMax),
            ("field_max", "bytes", \.fieldMax),
            ("header_block_max", "bytes", \.headerBlockMax),
            ("field_count_max", "fields", \.fieldCountMax),
            ("query_pairs_max", "pairs", \.queryPairsMax),
            ("body_max", "bytes", \.bodyMax),
            ("chunk_extension_max", "bytes", \.chunkExtensionMax),
            ("trailer_max", "bytes", \.trailerMax),
            ("spool_from", "bytes", \.spoolFrom),
            ("compression_from", "bytes", \.compressionFrom),
            ("body_rate_min", "bytes a second", \.bodyRateMin),
            ("busy_percent", "per cent", \.busyPercent),
            ("linger_max", "bytes", \.lingerMax),
            ("requests_per_connection", "requests", \.requestsPerConnection),
            ("connections_max", "connections", \.connectionsMax),
            ("connections_per_address", "connections", \.connectionsPerAddress),
            ("backlog", "connections", \.backlog),
            ("output_high_water", "bytes", \.outputHighWater),
            ("buffered_max", "bytes", \.bufferedMax),
            ("chunk_extensions_max", "bytes", \.chunkExtensionsMax),
            ("compression_level", "1 to 9", \.compressionLevel),
            ("descriptor_percent", "per cent", \.descriptorPercent),
            ("pipelined_max", "requests", \.pipelinedMax),
        ]
    }

    private static var times: [(name: String, path: WritableKeyPath<Limits, Duration>)] {
        [
            ("header_time", \.headerTime), ("body_time", \.bodyTime),
            ("body_rate_grace", \.bodyRateGrace), ("write_stall_time", \.writeStallTime),
            ("idle_time", \.idleTime), ("idle_time_when_busy", \.idleTimeWhenBusy),
            ("drain_time", \.drainTime), ("answer_time", \.answerTime),
            ("last_call_time", \.lastCallTime),
            ("accept_pause", \.acceptPause), ("linger_time", \.lingerTime),
        ]
    }
}
