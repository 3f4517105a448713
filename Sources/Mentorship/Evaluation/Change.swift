// Before and after: mean difference with its test and interval, effect sizes, and the signed-rank
// test for those who doubt the normal distribution. Only people with both values count.

extension Statistics {
    package struct PairedTest: Sendable, Equatable {
        package let n: Int
        /// After less before.
        package let meanDifference: Figure
        package let t: Figure
        package let df: Int?
        /// Two-sided.
        package let p: Figure
        package let low: Figure
        package let high: Figure
    }

    package static func pairedT(before: [Double?], after: [Double?]) -> PairedTest {
        let differences = complete(before, after).map { $0.1 - $0.0 }
        let n = differences.count
        let mean = mean(differences)
        guard n > 1, let difference = mean.value,
            let sd = standardDeviation(differences).value,
            let critical = Distributions.studentQuantile(0.975, df: Double(n - 1))
        else {
            let none = Figure.absent(n == 0 ? .noValues : .tooFewValues)
            return PairedTest(
                n: n, meanDifference: mean, t: none, df: nil, p: none, low: none, high: none)
        }
        let error = sd / Double(n).squareRoot()
        let t = difference / error
        return PairedTest(
            n: n, meanDifference: mean, t: sd > 0 ? Figure(t) : .absent(.noVariation), df: n - 1,
            p: sd > 0
                ? Figure(Distributions.studentTwoSided(t, df: Double(n - 1)))
                : .absent(.noVariation),
            low: Figure(difference - critical * error),
            high: Figure(difference + critical * error))
    }

    package struct EffectSize: Sendable, Equatable {
        package let n: Int
        /// By the spread of the differences.
        package let dz: Figure
        /// By the mean of the two spreads (Cumming 2012), and corrected for small n.
        package let dAverage: Figure
        package let gAverage: Figure
        package let low: Figure
        package let high: Figure
    }

    package static func effectSize(before: [Double?], after: [Double?]) -> EffectSize {
        let pairs = complete(before, after)
        let n = pairs.count
        let differences = pairs.map { $0.1 - $0.0 }
        func absent(_ reason: Figure.Absence, dz: Figure? = nil) -> EffectSize {
            let none = Figure.absent(reason)
            return .init(
                n: n, dz: dz ?? none, dAverage: none, gAverage: none, low: none, high: none)
        }
        guard n > 1, let mean = mean(differences).value,
            let spread = standardDeviation(differences).value,
            let before = variance(pairs.map(\.0)).value, let after = variance(pairs.map(\.1)).value,
            let critical = Distributions.studentQuantile(0.975, df: Double(n - 1))
        else { return absent(n == 0 ? .noValues : .tooFewValues) }
        let dz = spread > 0 ? Figure(mean / spread) : .absent(.noVariation)
        let pooled = ((before + after) / 2).squareRoot()
        guard pooled > 0 else { return absent(.noVariation, dz: dz) }
        let d = mean / pooled
        let count = Double(n)
        let error = (1 / count + d * d / (2 * count)).squareRoot()
        return EffectSize(
            n: n, dz: dz, dAverage: Figure(d), gAverage: Figure(d * (1 - 3 / (8 * count - 9))),
            low: Figure(d - critical * error), high: Figure(d + critical * error))
    }
}

// MARK: Signed ranks

extension Statistics {
    package struct SignedRanks: Sendable, Equatable {
        package let pairs: Int
        package let nonzero: Int
        package let plus: Figure
        package let minus: Figure
        /// The smaller of the two.
        package let statistic: Figure
        /// Normal approximation with tie correction, without continuity correction.
        package let pApproximate: Figure
        /// Without ties, and with at most 50 differences.
        package let pExact: Figure
    }

    /// Wilcoxon's test; zero differences are dropped first.
    package static func wilcoxon(before: [Double?], after: [Double?]) -> SignedRanks {
        let pairs = complete(before, after)
        let differences = pairs.map { $0.1 - $0.0 }.filter { $0 != 0 }
        let n = differences.count
        guard n > 0 else {
            let none = Figure.absent(pairs.isEmpty ? .noValues : .noVariation)
            return SignedRanks(
                pairs: pairs.count, nonzero: 0, plus: none, minus: none, statistic: none,
                pApproximate: none, pExact: none)
        }
        let ranked = ranks(differences.map { abs($0) })
        let plus = zip(differences, ranked.ranks).reduce(0.0) { $1.0 > 0 ? $0 + $1.1 : $0 }
        let whole = Double(n) * Double(n + 1) / 2
        let smaller = min(plus, whole - plus)
        let count = Double(n)
        let spread = count * (count + 1) * (2 * count + 1) / 24 - ranked.tieSum / 48
        let z = (smaller - whole / 2) / spread.squareRoot()
        let isExact = ranked.tieSum == 0 && n <= 50
        return SignedRanks(
            pairs: pairs.count, nonzero: n, plus: .value(plus), minus: .value(whole - plus),
            statistic: .value(smaller),
            pApproximate: spread > 0
                ? Figure(Distributions.normalTwoSided(z)) : .absent(.noVariation),
            pExact: isExact ? .value(exactTwoSided(Int(smaller), n)) : .absent(.tied))
    }

    /// Twice the share of the 2ⁿ choices of signs whose rank sum is at most `statistic`. The counts
    /// stay below 2⁵⁰, which a Double holds exactly.
    private static func exactTwoSided(_ statistic: Int, _ n: Int) -> Double {
        var ways = [Double](repeating: 0, count: statistic + 1)
        ways[0] = 1
        for rank in 1...n where rank <= statistic {
            for total in stride(from: statistic, through: rank, by: -1) {
                ways[total] += ways[total - rank]
            }
        }
        var chance = ways.reduce(0, +)
        for _ in 0..<n { chance /= 2 }
        return min(1, 2 * chance)
    }
}
