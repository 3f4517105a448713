// Figures of one list of numbers: how many, where they lie, how they spread. Everything is stable
// for large numbers close together, and what does not exist is absent with a reason.

/// Statistics are pure: values in, figures out. Missing values are nil and never count.
package enum Statistics {
    package struct Description: Sendable, Equatable {
        package let n: Int
        package let missing: Int
        package let mean: Figure
        /// Dividing by n − 1.
        package let sd: Figure
        package let median: Figure
        package let min: Figure
        package let max: Figure
    }

    package static func describe(_ values: [Double?]) -> Description {
        let known = values.compactMap { $0 }.filter(\.isFinite)
        return Description(
            n: known.count, missing: values.count - known.count, mean: mean(known),
            sd: standardDeviation(known), median: median(known),
            min: known.min().map { .value($0) } ?? .absent(.noValues),
            max: known.max().map { .value($0) } ?? .absent(.noValues))
    }

    /// How often each value occurs, least first.
    package static func frequencies<Value: Hashable & Comparable>(
        _ values: [Value?]
    ) -> [(value: Value, count: Int)] {
        var counts: [Value: Int] = [:]
        for case let value? in values { counts[value, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    package static func mean(_ values: [Double]) -> Figure {
        values.isEmpty ? .absent(.noValues) : Figure(sum(values) { $0 } / Double(values.count))
    }

    package static func median(_ values: [Double]) -> Figure {
        guard !values.isEmpty else { return .absent(.noValues) }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        if sorted.count % 2 == 1 { return .value(sorted[middle]) }
        return Figure(sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2)
    }

    package static func standardDeviation(_ values: [Double]) -> Figure {
        switch variance(values) {
        case .value(let variance): .value(variance.squareRoot())
        case .absent(let reason): .absent(reason)
        }
    }

    /// In two passes with the rounding of the first taken out of the second (Chan, Golub and
    /// LeVeque, The American Statistician 37, 1983).
    package static func variance(_ values: [Double]) -> Figure {
        guard values.count > 1, let mean = mean(values).value else {
            return .absent(values.isEmpty ? .noValues : .tooFewValues)
        }
        let squares = sum(values) { ($0 - mean) * ($0 - mean) }
        let rest = sum(values) { $0 - mean }
        let n = Double(values.count)
        return Figure(max(0, squares - rest * rest / n) / (n - 1))
    }

    /// A sum whose rounding errors are carried along (Neumaier 1974).
    static func sum<Element>(_ values: [Element], of term: (Element) -> Double) -> Double {
        var sum = 0.0
        var lost = 0.0
        for value in values {
            let term = term(value)
            let next = sum + term
            lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
            sum = next
        }
        return sum + lost
    }

    /// The pairs where both values are there.
    static func complete(_ left: [Double?], _ right: [Double?]) -> [(Double, Double)] {
        zip(left, right).compactMap { one, other in
            guard let one, let other, one.isFinite, other.isFinite else { return nil }
            return (one, other)
        }
    }
}
