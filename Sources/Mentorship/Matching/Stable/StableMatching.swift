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
        package let menteeLists: WishLists
        package let mentorLists: WishLists
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
        var rounds = DeferredAcceptance(problem, proposing: side)
        rounds.run()
        var partners = problem.pinned.map { Int32(truncatingIfNeeded: $0) }
        rounds.forEachPair { hearer, proposer in
            let (mentee, mentor) = side == .mentees ? (proposer, hearer) : (hearer, proposer)
            partners[mentee] = Int32(truncatingIfNeeded: mentor)
        }
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
        try self.init(
            menteeLists: WishLists(menteeLists), mentorLists: WishLists(mentorLists),
            capacities: capacities, forbidden: forbidden, pins: pins)
    }

    package init(
        menteeLists: WishLists, mentorLists: WishLists, capacities: [Int],
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
            guard pin.mentee >= 0, pin.mentee < menteeLists.count, pin.mentor >= 0,
                pin.mentor < mentorLists.count
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

    private static func check(_ lists: WishLists, others: Int) throws(Assignment.Refusal) {
        guard lists.others.count < Int(Int32.max) else {
            throw .invalid("There are more wishes than the engine can number.")
        }
        var seenBy = [Int32](repeating: -1, count: others)
        for owner in 0..<lists.count {
            for entry in lists.entries(owner) {
                let other = Int(lists.others[entry])
                guard other >= 0, other < others else {
                    throw .invalid("A list names someone who is not there.")
                }
                guard seenBy[other] != Int32(owner) else {
                    throw .invalid("A list names someone twice.")
                }
                seenBy[other] = Int32(owner)
            }
        }
    }

    private func checkPins() throws(Assignment.Refusal) {
        for (mentee, mentor) in pinned.enumerated() where mentor >= 0 {
            guard menteeLists[mentee].contains(Int32(mentor)),
                mentorLists[mentor].contains(Int32(mentee)),
                !forbidden.contains(Assignment.Pair(mentee, mentor))
            else { throw .infeasible("A pinned pair is not acceptable.") }
        }
        guard openCapacities.allSatisfy({ $0 >= 0 }) else {
            throw .infeasible("A mentor is pinned beyond capacity.")
        }
    }
}
