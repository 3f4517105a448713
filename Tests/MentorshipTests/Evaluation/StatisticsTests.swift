import Testing

@testable import Mentorship

/// Where no source is named, the figures were computed by SciPy 1.17.
@Suite struct StatisticsTests {
    @Test func `values near a thousand million keep their spread`() {
        let values = [4, 7, 13, 16].map { $0 + 1e9 }
        let described = Statistics.describe(values + [nil])
        #expect(described.n == 4)
        #expect(described.missing == 1)
        #expect(described.mean == .value(1e9 + 10))
        #expect(isClose(described.sd.value, 30.0.squareRoot(), within: 1e-14))
        #expect(described.median == .value(1e9 + 10))
    }

    @Test func `what does not exist is absent with a reason`() {
        let nothing = Statistics.describe([nil])
        #expect(nothing.mean == .absent(.noValues))
        #expect(nothing.min == .absent(.noValues))
        let one = Statistics.describe([3])
        #expect(one.mean == .value(3))
        #expect(one.sd == .absent(.tooFewValues))
        #expect(Statistics.spearman([1, 1, 1], [1, 2, 3]).coefficient == .absent(.noVariation))
        #expect(Statistics.kruskalWallis([[2, 2], [2]]).h == .absent(.noVariation))
        #expect(Statistics.cronbach([[1, 1], [1, 1]]).alpha == .absent(.noVariation))
        #expect(Statistics.pairedT(before: [1, 2], after: [2, 3]).t == .absent(.noVariation))
        #expect(Statistics.wilcoxon(before: [1], after: [1]).pExact == .absent(.noVariation))
        #expect(Statistics.nps([]).nps == .absent(.noValues))
        #expect(Figure(.nan) == .absent(.notDefined))
    }

    @Test func `frequencies count each value, least first`() {
        let counts = Statistics.frequencies([3, 1, nil, 3])
        #expect(counts.map(\.value) == [1, 3])
        #expect(counts.map(\.count) == [1, 2])
    }

    @Test func `reliability drops rows with a gap and has Feldt's interval`() {
        let rows: [[Double?]] = [
            [4, 5, 3, 4], [2, 3, 2, 3], [5, 5, 4, 5], [1, 2, 2, 1], [3, 4, 3, 3], [4, 4, 5, 4],
            [5, nil, 5, 5],
        ]
        let found = Statistics.cronbach(rows)
        #expect(found.n == 6)
        #expect(found.k == 4)
        #expect(isClose(found.alpha.value, 0.9494089834515365))
        #expect(isClose(found.low.value, 0.819065511880444))
        #expect(isClose(found.high.value, 0.9921292538773531))
    }

    private let before: [Double?] = [12, 15, 9, 20, 17, 11, 14, 13, 18, 16.5, nil, 3]
    private let after: [Double?] = [14, 15, 13, 19, 22, 15, 13.5, 17, 25, 17, 5, nil]

    @Test func `a paired change has its test and its interval`() {
        let test = Statistics.pairedT(before: before, after: after)
        #expect(test.n == 10)
        #expect(test.df == 9)
        #expect(isClose(test.t.value, 2.9417420270727606))
        #expect(isClose(test.p.value, 0.016440112590283436))
        #expect(isClose(test.low.value, 0.5775360806797105))
        #expect(isClose(test.high.value, 4.42246391932029))
    }

    @Test func `effect sizes divide by differences and by the mean spread`() {
        let effect = Statistics.effectSize(before: before, after: after)
        #expect(isClose(effect.dz.value, 0.9302605094190635))
        #expect(isClose(effect.dAverage.value, 0.6811851426724228))
        #expect(isClose(effect.gAverage.value, 0.6524026718552782))
        #expect(isClose(effect.low.value, -0.11283092561136654))
        #expect(isClose(effect.high.value, 1.4752012109562123))
    }

    @Test func `signed ranks drop zeros and correct for ties`() {
        let ranks = Statistics.wilcoxon(before: before, after: after)
        #expect(ranks.pairs == 10)
        #expect(ranks.nonzero == 9)
        #expect(ranks.statistic == .value(4.5))
        #expect(isClose(ranks.pApproximate.value, 0.03220387837242837))
        #expect(ranks.pExact == .absent(.tied))
    }

    @Test func `without ties signed ranks have their exact chance`() {
        let ranks = Statistics.wilcoxon(
            before: [1.1, 2.3, 3.7, 4.2, 5.9, 6.4, 7.8],
            after: [1.3, 2.0, 4.5, 5.7, 5.2, 8.5, 9.0])
        #expect(ranks.statistic == .value(5))
        #expect(ranks.pExact == .value(0.15625))
        #expect(isClose(ranks.pApproximate.value, 0.12819017434510785))
    }

    @Test func `fifty differences still have an exact chance`() {
        let after = (1...50).map { $0 <= 31 ? -Double($0) : Double($0) }
        let ranks = Statistics.wilcoxon(
            before: [Double?](repeating: 0, count: 50), after: after)
        #expect(ranks.statistic == .value(496))
        #expect(isClose(ranks.pExact.value, 0.174987615360088))
    }

    @Test func `rank correlation shares ranks among ties`() {
        let left: [Double?] = [1, 2, 2, 4, 5, 6, 7, 7]
        let right: [Double?] = [3, 1, 4, 4, 6, 5, 9, 8]
        let ranks = Statistics.spearman(left, right)
        #expect(isClose(ranks.coefficient.value, 0.9151683228048982))
        #expect(isClose(ranks.p.value, 0.001430753855924794))
        let plain = Statistics.pearson(left, right)
        #expect(isClose(plain.coefficient.value, 0.8726989031317884))
        #expect(isClose(plain.p.value, 0.004677590418675175))
    }

    @Test func `groups are compared by ranks, corrected for ties`() {
        let test = Statistics.kruskalWallis([[1, 2, 3, 4, 4], [2, 3, 5, 6], [7, 8, 5]])
        #expect(isClose(test.h.value, 5.81303191489362))
        #expect(isClose(test.p.value, 0.05466585664273302))
    }

    @Test func `recommendation counts promoters less detractors`() {
        let found = Statistics.nps([10, 9, 8, 7, 6, 0, nil, 10])
        #expect(found.n == 7)
        #expect(found.promoters == 3)
        #expect(found.passives == 2)
        #expect(found.detractors == 2)
        #expect(isClose(found.nps.value, 100.0 / 7))
    }

    @Test(
        arguments: [
            (7, 10, 0.3967781474611453, 0.8922087325936988), (0, 5, 0, 0.43448246478317476),
            (5, 5, 0.5655175352168252, 1), (80, 200, 0.3346057856680734, 0.46916327960737997),
        ] as [(Int, Int, Double, Double)])
    func `a share has Wilson's interval`(part: Int, whole: Int, low: Double, high: Double) {
        let interval = Statistics.wilson(part, of: whole)
        #expect(isClose(interval.low.value, low))
        #expect(isClose(interval.high.value, high))
    }

    /// Vectors of the field's requirements (C24), ρ = .3.
    @Test(
        arguments: [
            ([1], [1], 60.0), ([1], [-1], 40), ([1, 1, 1], [1, 1, 1], 63.6931),
            ([1, 1, 1], [0, 1, -1], 50), ([1, 2, 3], [1, 0, -1], 45.5935),
            ([1, 1], [2, 2], 74.8069), ([1, 1], [-2, -2], 25.1931),
            ([3, 2, 1], [2, 1, -1], 65.4228),
        ] as [([Double], [Double], Double)])
    func `goal attainment has its published scores`(
        weights: [Double], scores: [Double], expected: Double
    ) {
        let goals = zip(weights, scores).map {
            Statistics.Attainment(weight: $0, score: $1)
        }
        let found = Statistics.goalAttainment(goals).tScore.value
        #expect(isClose(found, expected, within: 5e-5 / expected))
    }

    @Test func `goals without a score or a weight are left out`() {
        let found = Statistics.goalAttainment([
            .init(weight: 1, score: 1), .init(weight: 0, score: -2), .init(weight: 3, score: nil),
        ])
        #expect(found.n == 1)
        #expect(found.tScore == .value(60))
        #expect(Statistics.goalAttainment([]).tScore == .absent(.noValues))
    }

    @Test func `a pair that still runs is not one that ended`() {
        let curve = Statistics.kaplanMeier([
            (2, true), (3, false), (4, true), (4, true), (9, false), (10, false),
        ])
        #expect(curve.n == 6)
        #expect(curve.events == 3)
        #expect(curve.rows.map(\.atRisk) == [6, 4])
        #expect(isClose(curve.rows[1].survival, 5.0 / 12))
        #expect(curve.median == .value(4))
        #expect(curve.survival(at: 1) == 1)
        #expect(isClose(curve.survival(at: 3.5), 5.0 / 6))
    }

    @Test func `a half reached in steps is a half, and a curve may end at nought`() {
        // 3/4 × 2/3 = 1/2, though not in binary.
        let curve = Statistics.kaplanMeier([(1, true), (2, true), (3, true), (4, true)])
        #expect(curve.median == .value(2))
        #expect(curve.rows[3].survival == 0)
        #expect(curve.rows[3].standardError == .absent(.notDefined))
        #expect(curve.rows[3].low == .absent(.notDefined))
        #expect(Statistics.kaplanMeier([(1, false)]).median == .absent(.notReached))
    }
}
