// Pairs that nobody would leave: deferred acceptance with mentors' capacities on strict, incomplete
// lists (Gale and Shapley, American Mathematical Monthly 69, 1962). Never breaks a tie: lists are
// strict.

package enum StableMatching {
    /// Of all stable matchings, the one that is best for every member of this side at once.
    package enum Side: String, Sendable, CaseIterable {
        case mentees
        case mentors
    }

    /// A pair is acceptable when each lists the other and it is not forbidden.
    package struct Problem: Sendable {
        package let menteeLists: [[Int]]
        package let mentorLists: [[Int]]
        package let capacities: [Int]
        package let forbidden: Set<Assignment.Pair>
        /// The pinned mentor of each mentee, or −1: out of the game, and so is the place.
        let pinned: [Int]
    }

    package struct Answer: Sendable, Equatable {
        /// The mentor of each mentee, or −1.
        package let partners: [Int32]
        /// Counted by independent code on every answer; anything but 0 is thrown, not answered.
        package let blockingPairs: Int

        package func mentor(of mentee: Int) -> Int? {
            partners[mentee] < 0 ? nil : Int(partners[mentee])
        }
    }

    package static func solve(
        _ problem: Problem, favouring side: Side,
        entering: (Assignment.Stage) -> Void = { _ in }
    ) throws(Assignment.Refusal) -> Answer {
        entering(.searching)
        var round = DeferredAcceptance(problem)
        switch side {
        case .mentees: round.menteesPropose()
        case .mentors: round.mentorsPropose()
        }
        let partners = round.partners(problem)
        entering(.checking)
        let blocking = try problem.blockingPairs(of: partners)
        guard blocking == 0 else {
            throw .unproven("\(blocking) pairs would rather have each other.")
        }
        return Answer(partners: partners, blockingPairs: blocking)
    }
}

extension StableMatching.Problem {
    package init(
        menteeLists: [[Int]], mentorLists: [[Int]], capacities: [Int],
        forbidden: [Assignment.Pair] = [], pins: [Assignment.Pair] = []
    ) throws(Assignment.Refusal) {
        guard mentorLists.count == capacities.count else {
            throw .invalid("Not every mentor has a list and a capacity.")
        }
        guard capacities.allSatisfy({ $0 >= 0 }) else { throw .invalid("A capacity is negative.") }
        try Self.check(menteeLists, others: mentorLists.count)
        try Self.check(mentorLists, others: menteeLists.count)
        self.menteeLists = menteeLists
        self.mentorLists = mentorLists
        self.capacities = capacities
        self.forbidden = Set(forbidden)
        var pinned = [Int](repeating: -1, count: menteeLists.count)
        for pin in pins {
            guard menteeLists.indices.contains(pin.mentee),
                mentorLists.indices.contains(pin.mentor)
            else { throw .invalid("A pin names someone who is not there.") }
            guard pinned[pin.mentee] < 0 else {
                throw .infeasible("A mentee is pinned to two mentors.")
            }
            pinned[pin.mentee] = pin.mentor
        }
        self.pinned = pinned
        try checkPins()
    }

    /// What is left of each capacity when the pinned pairs have taken theirs.
    var openCapacities: [Int] {
        var open = capacities
        for mentor in pinned where mentor >= 0 { open[mentor] -= 1 }
        return open
    }

    private static func check(_ lists: [[Int]], others: Int) throws(Assignment.Refusal) {
        var seenBy = [Int](repeating: -1, count: others)
        for (owner, list) in lists.enumerated() {
            for other in list {
                guard other >= 0, other < others else {
                    throw .invalid("A list names someone who is not there.")
                }
                guard seenBy[other] != owner else { throw .invalid("A list names someone twice.") }
                seenBy[other] = owner
            }
        }
    }

    private func checkPins() throws(Assignment.Refusal) {
        for (mentee, mentor) in pinned.enumerated() where mentor >= 0 {
            guard menteeLists[mentee].contains(mentor), mentorLists[mentor].contains(mentee),
                !forbidden.contains(Assignment.Pair(mentee, mentor))
            else { throw .infeasible("A pinned pair is not acceptable.") }
        }
        guard openCapacities.allSatisfy({ $0 >= 0 }) else {
            throw .infeasible("A mentor is pinned beyond capacity.")
        }
    }
}

// MARK: Proof

extension StableMatching.Problem {
    /// How many acceptable pairs would both rather have each other than what they were given: the
    /// mentee has nobody or someone lower on the list, and the mentor has room or holds someone
    /// lower on theirs. Throws when the partners are not an allowed matching at all.
    package func blockingPairs(of partners: [Int32]) throws(Assignment.Refusal) -> Int {
        guard partners.count == menteeLists.count else {
            throw .unproven("The answer is for another problem.")
        }
        let standing = try standings(of: partners)
        let ranks = ranksByMentee()
        var rankOfMentee = [Int](repeating: -1, count: mentorLists.count)
        var blocking = 0
        for (mentee, list) in menteeLists.enumerated() where pinned[mentee] < 0 {
            for entry in ranks[mentee] { rankOfMentee[entry.mentor] = entry.rank }
            var hasPartner = false
            for mentor in list {
                if Int(partners[mentee]) == mentor {
                    hasPartner = rankOfMentee[mentor] >= 0
                    break
                }
                if rankOfMentee[mentor] >= 0, rankOfMentee[mentor] < standing[mentor],
                    !forbidden.contains(Assignment.Pair(mentee, mentor))
                {
                    blocking += 1
                }
            }
            guard hasPartner || partners[mentee] < 0 else {
                throw .unproven("A pair does not list each other.")
            }
            for entry in ranks[mentee] { rankOfMentee[entry.mentor] = -1 }
        }
        return blocking
    }

    /// The rank that a mentee must beat to be taken: the worst held, or past the end where there
    /// is room.
    private func standings(of partners: [Int32]) throws(Assignment.Refusal) -> [Int] {
        var holders = openCapacities
        var isHeld = [Bool](repeating: false, count: partners.count)
        for (mentee, mentor) in partners.enumerated() {
            guard pinned[mentee] < 0 else {
                guard Int(mentor) == pinned[mentee] else { throw .unproven("A pin is not kept.") }
                continue
            }
            guard mentor >= 0 else { continue }
            holders[Int(mentor)] -= 1
            isHeld[mentee] = true
            guard holders[Int(mentor)] >= 0,
                !forbidden.contains(Assignment.Pair(mentee, Int(mentor)))
            else { throw .unproven("A pair is forbidden or beyond capacity.") }
        }
        return mentorLists.enumerated().map { mentor, list in
            if holders[mentor] > 0 { return list.count }
            return list.lastIndex { isHeld[$0] && Int(partners[$0]) == mentor } ?? 0
        }
    }

    private func ranksByMentee() -> [[(mentor: Int, rank: Int)]] {
        var ranks = [[(mentor: Int, rank: Int)]](repeating: [], count: menteeLists.count)
        for (mentor, list) in mentorLists.enumerated() {
            for (rank, mentee) in list.enumerated() { ranks[mentee].append((mentor, rank)) }
        }
        return ranks
    }
}
