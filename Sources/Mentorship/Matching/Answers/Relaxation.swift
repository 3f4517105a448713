// What would have to change for somebody who was left without a mentor: a place more, a rule lifted
// for one pair, a lower minimum score. Each is exact: what a new run over the changed inputs would
// reach is known before it is run. Never changes a run.

package struct Relaxation: Sendable, Equatable {
    package enum Change: Sendable, Equatable {
        /// One more place with this mentor.
        case place(mentor: String)
        /// The one rule between the two is lifted, for them alone.
        case exception(mentor: String, rule: Forbidden)
        /// The minimum is this for everybody, in millionths.
        case minimum(Int)
        /// Groups and circles may be as small as this.
        case least(Int)
        /// Circles may be as large as this.
        case most(Int)
        /// Nothing but a lock: the mentee has this mentor, whatever the others lose.
        case lock(mentor: String)
    }

    /// How far the change decides for this mentee.
    package enum Certainty: Int, Sendable, Comparable {
        /// Every best answer then has a mentor for them.
        case certain
        /// Some best answers have, and others are as good.
        case tie
        /// Others would have to give way: only with a lock as well.
        case lock

        package static func < (left: Certainty, right: Certainty) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    package let change: Change
    package let certainty: Certainty
    /// What the run's answer gains when the mentee is served this way; with a lock it may lose.
    package let worth: Worth
    /// Mentees with another mentor than now, this one included.
    package let moves: Int
    /// What decides between two changes to a run that has no total: greater first, place by place.
    var order: [Int] = []

    /// The surer first, and of equally sure ones the one that all together gain more by.
    package func isBetter(than other: Relaxation) -> Bool {
        if certainty != other.certainty { return certainty < other.certainty }
        return order == other.order
            ? worth.value > other.worth.value : other.order.lexicographicallyPrecedes(order)
    }
}

extension SettledRun {
    /// The best of each kind for a mentee who has no mentor: the surest first, and among those the
    /// one that all together gain most by.
    package mutating func relaxations(
        of mentee: Int, progress: MatchRun.Report = { _ in true }
    ) throws(Assignment.Refusal) -> [Relaxation] {
        guard partners[mentee] < 0 else { return [] }
        var found: [Relaxation] = []
        if let place = try place(for: mentee, progress) { found.append(place) }
        let outward = try outward(progress)
        let chains = try chains()
        found += exceptions(for: mentee, outward, chains)
        if let lock = lock(for: mentee, outward, chains) { found.append(lock) }
        return found.sorted { $0.isBetter(than: $1) }
    }

    // MARK: One more place

    /// Where one more place would go to the mentee; nil where every one would go to others, who
    /// all together gain more by it.
    private mutating func place(
        for mentee: Int, _ progress: MatchRun.Report
    ) throws(Assignment.Refusal) -> Relaxation? {
        let own = try inward(.only(mentee), progress)
        let all = try inward(.all, progress)
        let others = try inward(.allBut(mentee), progress)
        let chains = try chains()
        var best: Relaxation?
        for mentor in byID(compatibility.mentors)
        where own.mover[mentor] >= 0 && own.cost[mentor] == all.cost[mentor] {
            // Without the mentee the place is worth as much less as the way into it is longer.
            let isCertain = all.cost[mentor] < others.cost[mentor]
            let one = Relaxation(
                change: .place(mentor: compatibility.mentors[mentor].id),
                certainty: isCertain ? .certain : .tie, worth: chains.gain(mentor, own),
                moves: chains.movesIn(mentor, own).count)
            if best.map({ one.isBetter(than: $0) }) ?? true { best = one }
        }
        return best
    }

    // MARK: One rule lifted, or a lock

    /// For each rule that alone stands between the mentee and somebody, the pair to lift it for.
    private func exceptions(
        for mentee: Int, _ outward: PlaceChains.Costs, _ chains: PlaceChains
    ) -> [Relaxation] {
        var best: [Forbidden: Relaxation] = [:]
        for mentor in byID(compatibility.mentors) {
            let rules = compatibility.forbidden(mentee: mentee, mentor: mentor)
            guard rules.count == 1, let rule = rules.first, rule.mayBeLifted,
                let score = compatibility.score(mentee: mentee, mentor: mentor),
                let worth = worth(
                    mentor, score + compatibility.priorities[mentee], outward, chains)
            else { continue }
            let one = Relaxation(
                change: .exception(mentor: compatibility.mentors[mentor].id, rule: rule),
                certainty: worth.value > 0 ? .certain : worth.value == 0 ? .tie : .lock,
                worth: worth, moves: 1 + chains.movesOut(mentor, outward).count)
            if best[rule].map({ one.isBetter(than: $0) }) ?? true { best[rule] = one }
        }
        return Forbidden.allCases.compactMap { best[$0] }
    }

    /// The candidate whom the mentee could have at the least loss to all.
    private func lock(
        for mentee: Int, _ outward: PlaceChains.Costs, _ chains: PlaceChains
    ) -> Relaxation? {
        var tallies = compatibility.emptyTallies
        var candidates: [(mentor: Int, score: Int)] = []
        compatibility.forEachCandidate(of: mentee, &tallies) { candidates.append(($0, $1)) }
        var best: Relaxation?
        for (mentor, score) in candidates {
            let value = score + compatibility.priorities[mentee]
            guard let worth = worth(mentor, value, outward, chains) else { continue }
            let one = Relaxation(
                change: .lock(mentor: compatibility.mentors[mentor].id), certainty: .lock,
                worth: worth, moves: 1 + chains.movesOut(mentor, outward).count)
            if best.map({ one.isBetter(than: $0) }) ?? true { best = one }
        }
        return best
    }

    /// What a pair is worth less what making room for it costs; nil when nothing can make room.
    private func worth(
        _ mentor: Int, _ score: Int, _ outward: PlaceChains.Costs, _ chains: PlaceChains
    ) -> Worth? {
        guard let loss = chains.loss(mentor, outward) else { return nil }
        return Worth(
            value: chains.value(Int64(score)) - loss.value, pairs: 1 - loss.pairs,
            chains.certificate)
    }
}

extension Forbidden {
    /// Facts, interests in conflict, power over each other and conditions not met are nobody's to
    /// lift, nor is what stands between a mentee and a third person.
    package var mayBeLifted: Bool {
        switch self {
        case .samePerson, .alreadyPaired, .conflictOfInterest, .lineManager, .sameReportingLine,
            .gateNotMet, .otherMentor:
            false
        default: true
        }
    }
}
