// What a run has chosen and the proof of it, whichever engine answers its objective. Knows people
// only where their wishes decide; explains nothing.

package enum MatchProof: Sendable, Equatable {
    /// The best, and among equally good ones those first who have waited longer.
    case prices(Certificate, WaitingProof)
    case leximin(LeximinCertificate, WaitingProof)
    case peers(PeerCertificate)
    case several(SeveralMentors.Proof)
    /// What groups or circles are worth, and what no others exceed: equal when the search came to
    /// its end, else the gap says what might be missing.
    case bounded(MatchRun.Shape, value: Int128, bound: Int128)
    /// Counted on every answer by code that does not choose; anything but 0 is thrown.
    case stable(StableMatching.Side, blockingPairs: Int)

    /// Where a pair is worth a number.
    var prices: Certificate? {
        if case .prices(let certificate, _) = self { certificate } else { nil }
    }
}

extension CandidateRows {
    /// The same for whichever proof it is.
    mutating func addWhatCouldImprove(
        on choice: MatchChoice, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Bool {
        switch choice.proof {
        case .prices(let certificate, let waiting):
            return try addWhatCouldImprove(on: certificate, waiting, progress)
        case .leximin(let certificate, let waiting):
            return try add(
                progress,
                mayGain: { certificate.excess(mentee: $0, score: Int64($1)) <= 0 },
                gain: { mentee, mentor, score in
                    waiting.exceeds(mentee, mentor, Int64(score), certificate)
                        ? Int128(score) + 1 : 0
                })
        case .stable(let side, _):
            guard let bounds = choice.bounds else { return false }
            return try follow(bounds, favouring: side, progress)
        case .peers, .several, .bounded: return false
        }
    }
}

struct MatchChoice {
    /// The mentor of each mentee, or −1.
    let partners: [Int32]
    let proof: MatchProof
    /// Where it is stable.
    private(set) var bounds: WishBounds?

    init(
        _ problem: Assignment.Problem, _ objective: MatchRun.Objective,
        _ compatibility: Compatibility, favouring side: StableMatching.Side,
        progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        switch objective {
        case .quality, .coverageThenQuality:
            let answer = try Assignment.solve(
                problem, objective == .quality ? .maxWeight : .maxCardinality, progress: progress)
            let waiting: WaitingProof
            (partners, waiting) = try compatibility.mentees.inOrder(
                problem, answer.partners, answer.certificate, compatibility.mentees.waitingRanks,
                progress)
            proof = .prices(answer.certificate, waiting)
        case .fair:
            let answer = try Leximin.solve(problem, progress: progress)
            let waiting: WaitingProof
            (partners, waiting) = try compatibility.mentees.inOrder(
                problem, answer.partners, answer.certificate, compatibility.firstThenWaiting,
                progress)
            proof = .leximin(answer.certificate, waiting)
        case .stable:
            let wishes = try Wishes(problem, compatibility).lists(progress)
            let best = try StableMatching.solve(wishes, favouring: .mentees)
            guard progress(problem.menteeCount, problem.menteeCount) else { throw .cancelled }
            let answer =
                side == .mentees ? best : try StableMatching.solve(wishes, favouring: side)
            bounds = WishBounds(problem, compatibility, best.partners)
            partners = answer.partners
            proof = .stable(side, blockingPairs: answer.blockingPairs)
        }
    }
}

extension [Candidate] {
    /// Of the choices that these prices prove, the one that serves those first who have waited
    /// longer, and the proof that it does.
    fileprivate func inOrder(
        _ problem: Assignment.Problem, _ partners: [Int32], _ prices: some PairPrices,
        _ ranks: [Int], _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> ([Int32], WaitingProof) {
        var order = WaitingOrder(problem, partners, prices, ranks: ranks)
        try order.settle(progress)
        let waiting = order.proof()
        try waiting.check(order.partners, of: problem, prices, progress)
        return (order.partners, waiting)
    }

    /// Who has waited longer before who has waited less, else as they stand: where a mentor likes
    /// two just as much, the first on the list of all decides.
    var longestWaitingFirst: [Candidate] {
        let ranks = waitingRanks
        return indices.sorted { (ranks[$1], $0) < (ranks[$0], $1) }.map { self[$0] }
    }

    /// Who has waited longer has a greater rank, who has waited as long the same, and 0 of whom it
    /// is not known.
    var waitingRanks: [Int] {
        let moments = Set(compactMap(\.waitingSince)).sorted(by: >)
        let ranks = Dictionary(uniqueKeysWithValues: zip(moments, 1...))
        return map { $0.waitingSince.flatMap { ranks[$0] } ?? 0 }
    }
}
