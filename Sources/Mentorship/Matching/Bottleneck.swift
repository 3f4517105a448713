// The fullest matching whose worst pair is as good as can be: a search over thresholds, each tried
// by the exact engine with every pair worth the same. Says nothing about the pairs above the worst.

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
        let levels = Set(open(problem)).sorted()
        // An answer to "most pairs of candidates that score at least so much".
        func fullest(
            from least: Int64
        ) throws(Assignment.Refusal) -> (Assignment.Problem, Assignment.Answer) {
            let part = try problem.keeping(from: least)
            return (part, try Assignment.solve(part, .maxWeight, progress: progress))
        }
        let whole = try fullest(from: 0)
        var best = whole
        var (low, high) = (0, levels.count)
        // Invariant: the most pairs are possible from level `low`, and not from level `high`.
        while high - low > 1 {
            let middle = low + (high - low) / 2
            let tried = try fullest(from: levels[middle])
            if tried.1.pairCount == whole.1.pairCount {
                (low, best) = (middle, tried)
            } else {
                high = middle
            }
        }
        let pins = problem.pinned.count { $0 >= 0 }
        let hasChoice = whole.1.pairCount > pins
        let threshold = hasChoice ? levels[low] : nil
        return try assembled(problem, best.1.partners, whole, threshold, fullest)
    }

    private static func assembled(
        _ problem: Assignment.Problem, _ partners: [Int32],
        _ whole: (Assignment.Problem, Assignment.Answer), _ threshold: Int64?,
        _ fullest: (Int64) throws(Assignment.Refusal) -> (Assignment.Problem, Assignment.Answer)
    ) throws(Assignment.Refusal) -> Answer {
        var scores: [Int64] = []
        for (mentee, mentor) in partners.enumerated() where mentor >= 0 {
            scores.append(problem.score(mentee, Int(mentor)) ?? 0)
        }
        var above: Certificate?
        if let threshold {
            let better = try fullest(threshold == .max ? .max : threshold + 1)
            guard threshold == .max || better.1.pairCount < whole.1.pairCount else {
                throw .unproven("Better pairs alone would make as many.")
            }
            above = threshold == .max ? nil : better.1.certificate
        }
        return Answer(
            partners: partners, pairCount: whole.1.pairCount, worst: scores.min(),
            total: scores.reduce(0) { $0 + Int128($1) }, most: whole.1.certificate,
            threshold: threshold, above: above)
    }

    /// The scores of the candidates that pins leave to choose from.
    private static func open(_ problem: Assignment.Problem) -> [Int64] {
        var scores: [Int64] = []
        for mentee in 0..<problem.menteeCount where problem.pinned[mentee] < 0 {
            scores += problem.scores[problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]]
        }
        return scores
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
            scores: [Int64](repeating: 0, count: kept.count), pins: pins)
    }
}
