// What the service counts, for /metrics (Prometheus text format 0.0.4). Each loop adds to a table
// of its own, so that counting never makes one loop wait for another.

import Synchronization

package final class Metrics: Sendable {
    /// Upper bounds of the duration buckets in seconds: a point read to a slow report.
    package static let bounds = [0.000_25, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5]
    private static let boundsNs: [UInt64] = bounds.map { UInt64($0 * 1e9) }

    fileprivate struct Key: Hashable {
        let route: String
        let status: Int
    }

    /// The answers of one status on one route.
    fileprivate struct Tally {
        let status: Int
        var nanoseconds: UInt64 = 0
        /// By bucket, the last for what takes longer than any bound; not summed up yet.
        var counts: InlineArray<8, Int> = .init(repeating: 0)

        init(status: Int) {
            self.status = status
        }

        mutating func add(_ nanoseconds: UInt64) {
            self.nanoseconds &+= nanoseconds
            counts[Self.bucket(nanoseconds)] &+= 1
        }

        mutating func add(_ other: Tally) {
            nanoseconds &+= other.nanoseconds
            for index in counts.indices { counts[index] &+= other.counts[index] }
        }

        private static func bucket(_ nanoseconds: UInt64) -> Int {
            var bucket = 0
            while bucket < boundsNs.count, nanoseconds > boundsNs[bucket] { bucket += 1 }
            return bucket
        }

        /// Answers that took no longer than the bound of that number.
        func count(upTo bucket: Int) -> Int {
            (0...bucket).reduce(0) { $0 + counts[$1] }
        }

        var count: Int { count(upTo: counts.count - 1) }
        var seconds: Double { Double(nanoseconds) / 1e9 }
    }

    package final class Table: Sendable {
        /// What is counted under each number; the last for requests without a route.
        private let labels: [String]
        /// By those numbers; in each place the statuses as they came, the usual one first.
        private let tallies: Mutex<[[Tally]]>

        fileprivate init(_ labels: [String]) {
            self.labels = labels + ["-"]
            tallies = Mutex([[Tally]](repeating: [], count: labels.count + 1))
        }

        package func add(route: Int?, status: Int, nanoseconds: UInt64) {
            let place = route ?? labels.count - 1
            tallies.withLock { tallies in
                for index in tallies[place].indices where tallies[place][index].status == status {
                    return tallies[place][index].add(nanoseconds)
                }
                var tally = Tally(status: status)
                tally.add(nanoseconds)
                tallies[place].append(tally)
            }
        }

        fileprivate func merge(into all: inout [Key: Tally]) {
            let tallies = tallies.withLock { $0 }
            for (label, tallies) in zip(labels, tallies) {
                for tally in tallies {
                    let key = Key(route: label, status: tally.status)
                    all[key, default: Tally(status: tally.status)].add(tally)
                }
            }
        }
    }

    /// A value that somebody else counts, read when /metrics is asked.
    package struct Gauge: Sendable {
        package let name: String
        package let help: String
        package let kind: String
        package let value: @Sendable () -> Double

        package init(
            name: String, help: String, kind: String = "gauge",
            value: @escaping @Sendable () -> Double
        ) {
            self.name = name
            self.help = help
            self.kind = kind
            self.value = value
        }
    }

    private let tables = Mutex<[Table]>([])
    private let gauges = Mutex<[Gauge]>([])

    package init() {}

    /// A table for routes that are named by their place in `labels`.
    package func table(of labels: [String]) -> Table {
        let table = Table(labels)
        tables.withLock { $0.append(table) }
        return table
    }

    package func watch(_ gauge: Gauge) {
        gauges.withLock { $0.append(gauge) }
    }

    package var text: String {
        var all: [Key: Tally] = [:]
        for table in tables.withLock({ $0 }) { table.merge(into: &all) }
        let sorted = all.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
        var text = "# HELP mentorship_requests_total Answered requests.\n"
        text += "# TYPE mentorship_requests_total counter\n"
        for (key, tally) in sorted {
            text += "mentorship_requests_total{\(labels(key))} \(tally.count)\n"
        }
        text += "# HELP mentorship_request_seconds From the whole request to its answer.\n"
        text += "# TYPE mentorship_request_seconds histogram\n"
        for (key, tally) in sorted { text += histogram(key, tally) }
        for gauge in gauges.withLock({ $0 }) {
            text += "# HELP \(gauge.name) \(gauge.help)\n# TYPE \(gauge.name) \(gauge.kind)\n"
            text += "\(gauge.name) \(gauge.value())\n"
        }
        return text
    }

    private func labels(_ key: Key) -> String {
        "route=\"\(key.route)\",status=\"\(key.status)\""
    }

    private func histogram(_ key: Key, _ tally: Tally) -> String {
        var text = ""
        for (index, bound) in Self.bounds.enumerated() {
            text += "mentorship_request_seconds_bucket{\(labels(key)),le=\"\(bound)\"} "
            text += "\(tally.count(upTo: index))\n"
        }
        text += "mentorship_request_seconds_bucket{\(labels(key)),le=\"+Inf\"} \(tally.count)\n"
        text += "mentorship_request_seconds_sum{\(labels(key))} \(tally.seconds)\n"
        return text + "mentorship_request_seconds_count{\(labels(key))} \(tally.count)\n"
    }
}
