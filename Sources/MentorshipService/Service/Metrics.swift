// What the service counts, for /metrics (Prometheus text format 0.0.4). Each loop adds to a table
// of its own, so that counting never makes one loop wait for another.

import Synchronization

package final class Metrics: Sendable {
    /// Upper bounds of the duration buckets in seconds: a point read to a slow report.
    package static let bounds = [0.000_25, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5]

    fileprivate struct Key: Hashable {
        let route: String
        let status: Int
    }

    fileprivate struct Tally {
        var count = 0
        var seconds = 0.0
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)

        mutating func add(_ seconds: Double) {
            count += 1
            self.seconds += seconds
            for (index, bound) in Metrics.bounds.enumerated() where seconds <= bound {
                buckets[index] += 1
            }
        }
    }

    package final class Table: Sendable {
        private let tallies = Mutex<[Key: Tally]>([:])

        package init() {}

        package func add(route: String, status: Int, seconds: Double) {
            // In place: taken out and put back, a tally would be copied for each request.
            tallies.withLock {
                $0[Key(route: route, status: status), default: Tally()].add(seconds)
            }
        }

        fileprivate func merge(into all: inout [Key: Tally]) {
            tallies.withLock { tallies in
                for (key, tally) in tallies {
                    var sum = all[key] ?? Tally()
                    sum.count += tally.count
                    sum.seconds += tally.seconds
                    for index in sum.buckets.indices { sum.buckets[index] += tally.buckets[index] }
                    all[key] = sum
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

    package func table() -> Table {
        let table = Table()
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
            text += "\(tally.buckets[index])\n"
        }
        text += "mentorship_request_seconds_bucket{\(labels(key)),le=\"+Inf\"} \(tally.count)\n"
        text += "mentorship_request_seconds_sum{\(labels(key))} \(tally.seconds)\n"
        return text + "mentorship_request_seconds_count{\(labels(key))} \(tally.count)\n"
    }
}
