// The fullest matching whose worst pair is as good as can be: a search over thresholds, each tried
// for how many pairs it leaves. Says nothing about the pairs above the worst.

package enum Bottleneck {
    package struct Answer: Sendable, Equatable {
        /// The mentor of each mentee, or −1.
        package let partners: [Int32]
        package let pairCount: Int
        /// The least score among all pairs; nil when there are none.
        package let worst: Int64?
        package let total: Int128
        /// Proves that no matching has more pairs.
        package let most: Certificate
        /// The pairs that the pins leave to choose, and the least score among those chosen.
        package let threshold: Int64?
        /// Proves that candidates above the threshold alone make fewer pairs; nil when the
        /// threshold is nil.
        package let above: Certificate?
    }

    package static func solve(
        _ problem: Assignment.Problem, progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        var whole = FullestMatching(problem)
        guard whole.grow(from: 0, progress) else { throw .cancelled }
        var (best, above) = (whole, FullestMatching(problem))
        var low = Int128(whole.worst ?? .max)
        var high = Int128(ceiling(problem, pairs: whole.pairCount)) + 1
        // Invariant: the most pairs are possible from score `low`, and not from `high`, whose
        // pairs are a start for any score below it.
        while high - low > 1 {
            let middle = low + (high - low) / 2
            var tried = above
            guard tried.grow(from: Int64(middle), progress) else { throw .cancelled }
            if tried.pairCount == whole.pairCount {
                (low, best) = (max(middle, Int128(tried.worst ?? 0)), tried)
            } else {
                (high, above) = (middle, tried)
            }
        }
        let threshold = whole.pairCount > 0 ? Int64(low) : nil
        if let threshold, threshold < .max, !above.grow(from: threshold + 1, progress) {
            throw .cancelled
        }
        return try assembled(problem, whole, best, threshold, above)
    }

    /// No more have candidates that score more than this.
    private static func ceiling(_ problem: Assignment.Problem, pairs: Int) -> Int64 {
        let best = (0..<problem.menteeCount).filter {
            problem.pinned[$0] < 0 && problem.rowStarts[$0] < problem.rowStarts[$0 + 1]
        }.map { problem.scores[problem.rowStarts[$0]] }.sorted(by: >)
        return pairs > 0 ? best[pairs - 1] : 0
    }

    /// Both proofs are checked here, each against its candidates laid out by themselves.
    private static func assembled(
        _ problem: Assignment.Problem, _ whole: FullestMatching, _ best: FullestMatching,
        _ threshold: Int64?, _ above: FullestMatching
    ) throws(Assignment.Refusal) -> Answer {
        let all = try problem.keeping(from: 0)
        let most = whole.certificate(Valuation(all, .maxWeight))
        let partners = best.partners(of: problem)
        let made = try most.check(partners, of: all)
        var better: Certificate?
        if let threshold, threshold < .max {
            let part = try problem.keeping(from: threshold + 1)
            better = above.certificate(Valuation(part, .maxWeight))
            let found = try better?.check(above.partners(of: problem), of: part)
            guard let found, found.pairs < made.pairs else {
                throw .unproven("Better pairs alone would make as many.")
            }
        }
        var scores: [Int64] = []
        for (mentee, mentor) in partners.enumerated() where mentor >= 0 {
            scores.append(problem.score(mentee, Int(mentor)) ?? 0)
        }
        return Answer(
            partners: partners, pairCount: made.pairs, worst: scores.min(),
            total: scores.reduce(0) { $0 + Int128($1) }, most: most, threshold: threshold,
            above: better)
    }
}

extension Assignment.Problem {
    /// The same people with only the candidates from a score on, each worth the same; pinned pairs
    /// stay whatever they score.
    fileprivate func keeping(from least: Int64) throws(Assignment.Refusal) -> Self {
        var starts = [0]
        var kept: [Int32] = []
        var pins: [Assignment.Pair] = []
        for mentee in 0..<menteeCount {
            if pinned[mentee] >= 0 {
                kept.append(pinned[mentee])
                pins.append(.init(mentee, Int(pinned[mentee])))
            } else {
                for index in rowStarts[mentee]..<rowStarts[mentee + 1] {
                    if scores[index] < least { break }
                    kept.append(mentors[index])
                }
            }
            starts.append(kept.count)
        }
        return try Self(
            capacities: capacities, rowStarts: starts, mentors: kept,
            scores: ScoreList([Int32](repeating: 0, count: kept.count)), pins: pins)
    }
}

extension FullestMatching {
    /// Pinned pairs included.
    fileprivate func partners(of problem: Assignment.Problem) -> [Int32] {
        zip(problem.pinned, partners).map { $0.0 >= 0 ? $0.0 : $0.1 }
    }
}
