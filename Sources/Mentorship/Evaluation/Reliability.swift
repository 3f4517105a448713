// Whether the items of a scale go together: Cronbach's alpha with its interval. Incomplete rows are
// dropped before anything is counted.

extension Statistics {
    package struct Reliability: Sendable, Equatable {
        /// Rows without a gap.
        package let n: Int
        package let k: Int
        package let alpha: Figure
        package let low: Figure
        package let high: Figure
    }

    /// Rows are respondents, columns items. α = k/(k−1) · (1 − Σ var(item) / var(sum)); the 95 %
    /// interval after Feldt (Psychometrika 30, 1965): (1 − α) times the F distribution's points
    /// with n − 1 and (n − 1)(k − 1) degrees of freedom.
    package static func cronbach(_ rows: [[Double?]]) -> Reliability {
        let k = rows.map(\.count).max() ?? 0
        let complete = rows.compactMap { row -> [Double]? in
            let known = row.compactMap { $0 }.filter(\.isFinite)
            return known.count == k ? known : nil
        }
        let n = complete.count
        func absent(_ reason: Figure.Absence) -> Reliability {
            .init(
                n: n, k: k, alpha: .absent(reason), low: .absent(reason), high: .absent(reason))
        }
        guard n > 1, k > 1 else { return absent(n == 0 ? .noValues : .tooFewValues) }
        let items = (0..<k).compactMap { item in variance(complete.map { $0[item] }).value }
        let sums = complete.map { row in sum(row) { $0 } }
        guard items.count == k, let whole = variance(sums).value, whole > 0 else {
            return absent(.noVariation)
        }
        let alpha = Double(k) / Double(k - 1) * (1 - sum(items) { $0 } / whole)
        let df1 = Double(n - 1)
        let df2 = df1 * Double(k - 1)
        func limit(_ p: Double) -> Figure {
            Figure(
                Distributions.fisherQuantile(p, df1, df2).map { 1 - (1 - alpha) * $0 } ?? .nan)
        }
        return Reliability(
            n: n, k: k, alpha: Figure(alpha), low: limit(0.975), high: limit(0.025))
    }
}
