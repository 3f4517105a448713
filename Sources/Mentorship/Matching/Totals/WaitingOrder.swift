// The tie rule of the waiting list: among all choices that are equally good, the one that serves
// those who have waited longer first. Never gives up a point of score or a pair for it, and knows
// no time: who has waited longer has a greater rank.

/// Prices that prove a choice, as numbers or as vectors: all that the order has to know of them.
protocol PairPrices {
    /// Below 0 where a candidate pair is worth less than the prices of its two, 0 where just that.
    func surplus(_ mentee: Int, _ mentor: Int, _ score: Int64) -> Int
    func isNothing(ofMentee mentee: Int) -> Bool
    func isNothing(ofMentor mentor: Int) -> Bool
    /// Throws `unproven` unless these partners are what the prices prove.
    func prove(
        _ partners: [Int32], of problem: Assignment.Problem, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal)
}

extension Certificate: PairPrices {
    func surplus(_ mentee: Int, _ mentor: Int, _ score: Int64) -> Int {
        let worth = Int128(score) * scale + bonus
        return Int((worth - menteePrices[mentee] - mentorPrices[mentor]).signum())
    }

    func isNothing(ofMentee mentee: Int) -> Bool { menteePrices[mentee] == 0 }

    func isNothing(ofMentor mentor: Int) -> Bool { mentorPrices[mentor] == 0 }

    func prove(
        _ partners: [Int32], of problem: Assignment.Problem, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        try check(partners, of: problem)
    }
}

extension LeximinCertificate: PairPrices {
    func surplus(_ mentee: Int, _ mentor: Int, _ score: Int64) -> Int {
        -excess(mentee: mentee, mentor: mentor, score: score)
    }

    func isNothing(ofMentee mentee: Int) -> Bool { menteePrices[mentee].isEmpty }

    func isNothing(ofMentor mentor: Int) -> Bool { mentorPrices[mentor].isEmpty }

    func prove(
        _ partners: [Int32], of problem: Assignment.Problem, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        try check(partners, of: problem, progress: progress)
    }
}

/// Choices are equally good when they keep to the prices that prove one of them: they consist of
/// pairs that are worth exactly the prices of their two, and serve everybody whose price is above 0
/// (complementary slackness). The sets of mentees whom such choices serve are bases of a matroid
/// (Murota, Discrete Convex Analysis, 2003, section 9.6), so that one exchange after another leads
/// to the set that is first in the order of the list, whatever the differences between the ranks
/// are.
struct WaitingOrder<Prices: PairPrices> {
    private let problem: Assignment.Problem
    private let prices: Prices
    private let ranks: [Int]
    private(set) var partners: [Int32]
    /// The mentees of each mentor who are not pinned.
    private var held: [[Int]]
    /// Mentors from whom no way leads to anybody who has waited less than who is still unserved.
    private var isClosed: [Bool]

    init(
        _ problem: Assignment.Problem, _ partners: [Int32], _ prices: Prices, ranks: [Int]
    ) {
        self.problem = problem
        self.prices = prices
        self.ranks = ranks
        self.partners = partners
        held = [[Int]](repeating: [], count: problem.mentorCount)
        isClosed = [Bool](repeating: false, count: problem.mentorCount)
        for (mentee, mentor) in partners.enumerated()
        where mentor >= 0 && problem.pinned[mentee] < 0 {
            held[Int(mentor)].append(mentee)
        }
    }

    /// The waiting from the one who has waited longest on.
    private var unserved: [Int] {
        partners.indices.filter { partners[$0] < 0 && ranks[$0] > 0 }
            .sorted { (ranks[$1], $0) < (ranks[$0], $1) }
    }

    /// Stops when the callback says so.
    mutating func settle(
        _ progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) {
        var least = partners.indices.filter { mayYield($0) && partners[$0] >= 0 }
            .sorted { ranks[$0] < ranks[$1] }[...]
        let waiting = unserved
        for (done, mentee) in waiting.enumerated() {
            guard done & 15 != 0 || progress(done, waiting.count) else { throw .cancelled }
            least = least.drop { partners[$0] < 0 }
            guard let first = least.first, ranks[first] < ranks[mentee] else { return }
            serve(mentee, from: ranks[first])
        }
    }

    private func mayYield(_ mentee: Int) -> Bool {
        prices.isNothing(ofMentee: mentee) && problem.pinned[mentee] < 0
    }

    /// Serves a mentee in the place of whoever of those on a way from here has waited least, if
    /// that is less. `least`: nobody who is served has a lower rank.
    private mutating func serve(_ mentee: Int, from least: Int) {
        var comesFrom = [Int: Int]()
        var queue = [mentee][...]
        var yielding: Int?
        while let one = queue.popFirst(), yielding.map({ ranks[$0] > least }) ?? true {
            forEachMentor(tightWith: one) { mentor in
                guard !isClosed[mentor], comesFrom[mentor] == nil else { return }
                comesFrom[mentor] = one
                queue += held[mentor]
                for other in held[mentor]
                where mayYield(other) && ranks[other] < ranks[yielding ?? mentee] {
                    yielding = other
                }
            }
        }
        guard let yielding else {
            for mentor in comesFrom.keys { isClosed[mentor] = true }
            return
        }
        var mentor = Int(partners[yielding])
        partners[yielding] = -1
        held[mentor].removeAll { $0 == yielding }
        while let one = comesFrom[mentor] {
            let before = Int(partners[one])
            partners[one] = Int32(mentor)
            held[mentor].append(one)
            guard one != mentee else { return }
            held[before].removeAll { $0 == one }
            mentor = before
        }
    }

    private func forEachMentor(tightWith mentee: Int, _ body: (Int) -> Void) {
        for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1] {
            let mentor = Int(problem.mentors[index])
            if prices.surplus(mentee, mentor, problem.scores[index]) == 0 { body(mentor) }
        }
    }

    // MARK: Proof

    /// A mentor's second price is the rank of the one who has waited longest of those unserved for
    /// whom a place there would have to be made.
    func proof() -> WaitingProof {
        var ofMentors = [Int](repeating: 0, count: problem.mentorCount)
        var isReached = [Bool](repeating: false, count: problem.mentorCount)
        for mentee in unserved {
            var stack = [mentee]
            while let one = stack.popLast() {
                forEachMentor(tightWith: one) { mentor in
                    guard !isReached[mentor] else { return }
                    isReached[mentor] = true
                    ofMentors[mentor] = ranks[mentee]
                    stack += held[mentor]
                }
            }
        }
        return WaitingProof(
            ranks: ranks,
            menteePrices: partners.indices.map { mentee in
                partners[mentee] < 0 || problem.pinned[mentee] >= 0
                    ? 0 : ranks[mentee] - ofMentors[Int(partners[mentee])]
            },
            mentorPrices: ofMentors)
    }
}

/// Prices in two places, compared place by place as words are by letters: the first are those of
/// the certificate, the second are here. They prove an answer by the same duality (numbers that are
/// compared so are an ordered group): where the first prices of a pair are exactly what it is
/// worth, the second cover the mentee's rank; where a first price is 0, the second is not below 0;
/// and the second add up to the ranks of all who are served.
package struct WaitingProof: Sendable, Equatable {
    package let ranks: [Int]
    package let menteePrices: [Int]
    package let mentorPrices: [Int]

    package init(ranks: [Int], menteePrices: [Int], mentorPrices: [Int]) {
        self.ranks = ranks
        self.menteePrices = menteePrices
        self.mentorPrices = mentorPrices
    }

    /// Throws `unproven` unless these partners, whose worth the prices prove, serve those
    /// first who have waited longer.
    func check(
        _ partners: [Int32], of problem: Assignment.Problem, _ prices: some PairPrices,
        _ progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) {
        try prices.prove(partners, of: problem, progress)
        guard ranks.count == problem.menteeCount, menteePrices.count == problem.menteeCount,
            mentorPrices.count == problem.mentorCount, ranks.allSatisfy({ $0 >= 0 })
        else { throw .unproven("The order is for another problem.") }
        var served = 0
        var sum = 0
        for mentee in 0..<problem.menteeCount where problem.pinned[mentee] < 0 {
            guard mentee & 255 != 0 || progress(mentee, problem.menteeCount) else {
                throw .cancelled
            }
            guard !prices.isNothing(ofMentee: mentee) || menteePrices[mentee] >= 0 else {
                throw .unproven("A price is negative.")
            }
            if partners[mentee] >= 0 { served += ranks[mentee] }
            sum += menteePrices[mentee]
            for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]
            where exceeds(mentee, Int(problem.mentors[index]), problem.scores[index], prices) {
                throw .unproven("Somebody who waits longer could be served.")
            }
        }
        for (mentor, places) in problem.openCapacities.enumerated() {
            guard !prices.isNothing(ofMentor: mentor) || mentorPrices[mentor] >= 0 else {
                throw .unproven("A price is negative.")
            }
            sum += mentorPrices[mentor] * min(places, problem.menteeCount)
        }
        guard sum == served else {
            throw .unproven("The prices do not add up to the ranks of those who are served.")
        }
    }

    /// Whether a candidate pair is worth more than its prices, the second deciding where the first
    /// are equal.
    func exceeds(
        _ mentee: Int, _ mentor: Int, _ score: Int64, _ prices: some PairPrices
    ) -> Bool {
        let surplus = prices.surplus(mentee, mentor, score)
        return surplus != 0
            ? surplus > 0 : ranks[mentee] > menteePrices[mentee] + mentorPrices[mentor]
    }
}
