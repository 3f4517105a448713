// The four distributions that tests and intervals need: chances to one side, and the values that
// have a given chance. Tails are computed as tails, so that small chances keep their digits.

enum Distributions {
    /// Pr(|Z| > |z|).
    static func normalTwoSided(_ z: Double) -> Double {
        2 * SpecialFunctions.normalTail(abs(z))
    }

    /// The 97.5 % point of the standard normal distribution.
    static let normal975 = 1.959_963_984_540_054

    static func normalQuantile(_ p: Double) -> Double? {
        guard p > 0, p < 1 else { return nil }
        let half = quantile(of: min(p, 1 - p)) { SpecialFunctions.normalTail($0) }
        return half.map { p < 0.5 ? -$0 : $0 }
    }

    /// Pr(T > t) for t ≥ 0.
    static func studentTail(_ t: Double, df: Double) -> Double {
        let square = t * t
        return SpecialFunctions.incompleteBeta(
            df / 2, 0.5, df / (df + square), rest: square / (df + square)
        ).lower / 2
    }

    static func studentTwoSided(_ t: Double, df: Double) -> Double {
        min(1, 2 * studentTail(abs(t), df: df))
    }

    static func studentQuantile(_ p: Double, df: Double) -> Double? {
        guard p > 0, p < 1, df > 0 else { return nil }
        let half = quantile(of: min(p, 1 - p)) { studentTail($0, df: df) }
        return half.map { p < 0.5 ? -$0 : $0 }
    }

    /// Pr(χ² ≤ x) and Pr(χ² > x).
    static func chiSquared(_ x: Double, df: Double) -> (lower: Double, upper: Double) {
        SpecialFunctions.incompleteGamma(df / 2, x / 2)
    }

    static func chiSquaredQuantile(_ p: Double, df: Double) -> Double? {
        guard p > 0, p < 1, df > 0 else { return nil }
        return p < 0.5
            ? quantile(of: p, isRising: true) { chiSquared($0, df: df).lower }
            : quantile(of: 1 - p) { chiSquared($0, df: df).upper }
    }

    /// Pr(F ≤ x) and Pr(F > x).
    static func fisher(
        _ x: Double, _ df1: Double, _ df2: Double
    ) -> (lower: Double, upper: Double) {
        if x <= 0 { return (0, 1) }
        let whole = df1 * x + df2
        return SpecialFunctions.incompleteBeta(
            df1 / 2, df2 / 2, df1 * x / whole, rest: df2 / whole)
    }

    static func fisherQuantile(_ p: Double, _ df1: Double, _ df2: Double) -> Double? {
        guard p > 0, p < 1, df1 > 0, df2 > 0 else { return nil }
        return p < 0.5
            ? quantile(of: p, isRising: true) { fisher($0, df1, df2).lower }
            : quantile(of: 1 - p) { fisher($0, df1, df2).upper }
    }

    /// The x ≥ 0 at which a monotone chance has this value: bracketed by doubling and halving, then
    /// halved down to neighbouring numbers, which no smarter step could improve.
    private static func quantile(
        of chance: Double, isRising: Bool = false, _ chanceAt: (Double) -> Double
    ) -> Double? {
        func isBeyond(_ x: Double) -> Bool {
            isRising ? chanceAt(x) >= chance : chanceAt(x) <= chance
        }
        if isBeyond(0) { return 0 }
        var high = 1.0
        while !isBeyond(high) {
            high *= 2
            if high == .infinity { return nil }
        }
        var low = high / 2
        while low > 1e-300, isBeyond(low) {
            high = low
            low /= 2
        }
        while true {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { return high }
            if isBeyond(middle) { high = middle } else { low = middle }
        }
    }
}
