// Whether two things go together, and whether groups differ, by ranks: nothing is assumed about the
// distance between "agree" and "strongly agree".

extension Statistics {
    /// Ranks from 1, ties sharing the mean of theirs; `tieSum` is Σ (t³ − t) over groups of ties.
    static func ranks(_ values: [Double]) -> (ranks: [Double], tieSum: Double) {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var tieSum = 0.0
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            let shared = Double(start + end + 1) / 2
            for index in start..<end { ranks[order[index]] = shared }
            let ties = Double(end - start)
            tieSum += ties * ties * ties - ties
            start = end
        }
        return (ranks, tieSum)
    }

    package struct Correlation: Sendable, Equatable {
        package let n: Int
        package let coefficient: Figure
        /// Two-sided, by Student's t with n − 2 degrees of freedom.
        package let p: Figure
    }

    package static func spearman(_ left: [Double?], _ right: [Double?]) -> Correlation {
        let pairs = complete(left, right)
        return pearson(ranks(pairs.map(\.0)).ranks, ranks(pairs.map(\.1)).ranks)
    }

    package static func pearson(_ left: [Double?], _ right: [Double?]) -> Correlation {
        let pairs = complete(left, right)
        let n = pairs.count
        guard n > 1, let one = mean(pairs.map(\.0)).value, let other = mean(pairs.map(\.1)).value
        else {
            let none = Figure.absent(n == 0 ? .noValues : .tooFewValues)
            return Correlation(n: n, coefficient: none, p: none)
        }
        let products = sum(pairs) { ($0.0 - one) * ($0.1 - other) }
        let squares = sum(pairs) { ($0.0 - one) * ($0.0 - one) }
        let others = sum(pairs) { ($0.1 - other) * ($0.1 - other) }
        guard squares > 0, others > 0 else {
            return Correlation(
                n: n, coefficient: .absent(.noVariation), p: .absent(.noVariation))
        }
        let r = min(1, max(-1, products / (squares.squareRoot() * others.squareRoot())))
        let df = Double(n - 2)
        let t = r * (df / ((1 - r) * (1 + r))).squareRoot()
        let p: Figure =
            n < 3
            ? .absent(.tooFewValues)
            : abs(r) == 1 ? .value(0) : Figure(Distributions.studentTwoSided(t, df: df))
        return Correlation(n: n, coefficient: Figure(r), p: p)
    }

    package struct GroupTest: Sendable, Equatable {
        package let groups: Int
        package let n: Int
        package let h: Figure
        package let p: Figure
    }

    /// Kruskal and Wallis, with the correction for ties; the chance is χ² with groups − 1 degrees.
    package static func kruskalWallis(_ groups: [[Double]]) -> GroupTest {
        let groups = groups.filter { !$0.isEmpty }
        let all = groups.flatMap { $0 }
        let n = Double(all.count)
        func absent(_ reason: Figure.Absence) -> GroupTest {
            .init(groups: groups.count, n: all.count, h: .absent(reason), p: .absent(reason))
        }
        guard groups.count > 1 else {
            return absent(all.isEmpty ? .noValues : .tooFewValues)
        }
        let (ranks, tieSum) = ranks(all)
        let correction = 1 - tieSum / (n * n * n - n)
        guard correction > 0 else { return absent(.noVariation) }
        var start = 0
        var total = 0.0
        for group in groups {
            let mean = ranks[start..<(start + group.count)].reduce(0, +) / Double(group.count)
            let off = mean - (n + 1) / 2
            total += Double(group.count) * off * off
            start += group.count
        }
        let h = 12 / (n * (n + 1)) * total / correction
        let p = Distributions.chiSquared(h, df: Double(groups.count - 1)).upper
        return GroupTest(groups: groups.count, n: all.count, h: Figure(h), p: Figure(p))
    }
}
