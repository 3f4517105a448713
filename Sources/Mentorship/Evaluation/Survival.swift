// How long pairs last when some are still running: the Kaplan-Meier curve. A pair that runs, or
// that ended as planned, is one whose early end was not seen, and counts as long as it was watched.

extension Statistics {
    package struct SurvivalRow: Sendable, Equatable {
        package let time: Double
        package let atRisk: Int
        package let events: Int
        package let survival: Double
        /// Greenwood's; absent where nobody is left.
        package let standardError: Figure
        /// survival ± 1.96 standard errors, within 0 and 1.
        package let low: Figure
        package let high: Figure
        /// The interval on the scale of log(−log survival), which never leaves 0 to 1.
        package let logLogLow: Figure
        package let logLogHigh: Figure
    }

    package struct SurvivalCurve: Sendable, Equatable {
        package let n: Int
        package let events: Int
        /// The first time at which at most half are left.
        package let median: Figure
        package let rows: [SurvivalRow]

        /// The share that lasts beyond a time; 1 before the first event.
        package func survival(at time: Double) -> Double {
            rows.last { $0.time <= time }?.survival ?? 1
        }
    }

    /// One row for each time at which something ended early (Kaplan and Meier 1958).
    package static func kaplanMeier(
        _ lengths: [(duration: Double, endedEarly: Bool)]
    ) -> SurvivalCurve {
        let sorted = lengths.filter { $0.duration.isFinite }.sorted { $0.duration < $1.duration }
        var rows: [SurvivalRow] = []
        var survival = 1.0
        var greenwood = 0.0
        var index = 0
        while index < sorted.count {
            let time = sorted[index].duration
            let atRisk = sorted.count - index
            var events = 0
            while index < sorted.count, sorted[index].duration == time {
                events += sorted[index].endedEarly ? 1 : 0
                index += 1
            }
            guard events > 0 else { continue }
            let left = atRisk - events
            survival = left == 0 ? 0 : survival * (Double(left) / Double(atRisk))
            greenwood += Double(events) / (Double(atRisk) * Double(left))
            rows.append(row(time, atRisk, events, survival, greenwood))
        }
        // A half reached by multiplying thirds and quarters may miss .5 by a rounding.
        let median = rows.first { $0.survival <= 0.5 + 1e-12 }
        return SurvivalCurve(
            n: sorted.count, events: rows.reduce(0) { $0 + $1.events },
            median: median.map { .value($0.time) }
                ?? .absent(sorted.isEmpty ? .noValues : .notReached), rows: rows)
    }

    private static func row(
        _ time: Double, _ atRisk: Int, _ events: Int, _ survival: Double, _ greenwood: Double
    ) -> SurvivalRow {
        guard survival > 0 else {
            let none = Figure.absent(.notDefined)
            return SurvivalRow(
                time: time, atRisk: atRisk, events: events, survival: 0, standardError: none,
                low: none, high: none, logLogLow: none, logLogHigh: none)
        }
        let error = survival * greenwood.squareRoot()
        let exponent = SpecialFunctions.exponential(
            Distributions.normal975 * greenwood.squareRoot()
                / abs(SpecialFunctions.logarithm(survival)))
        return SurvivalRow(
            time: time, atRisk: atRisk, events: events, survival: survival,
            standardError: .value(error), low: .value(max(0, survival - 1.96 * error)),
            high: .value(min(1, survival + 1.96 * error)),
            logLogLow: Figure(SpecialFunctions.power(survival, exponent)),
            logLogHigh: Figure(SpecialFunctions.power(survival, 1 / exponent)))
    }
}
