// What one place more or fewer changes: the cheapest chain of moves into each mentor and out of
// each, for all mentors by one search. Never solves again: it starts from an answer and its prices.

import HeapModule

/// An answer is optimal when prices u (mentees) and p (mentors) cover every candidate's value, and
/// equal it on the pairs made. Slack is what they cover beyond. Along a chain of moves everything
/// but the slacks cancels out, so that
/// - one more place at j is worth p(j) less the cheapest way to fill it: somebody who waits comes
///   (their price is 0), or somebody moves in and leaves a place that is filled the same way, or
///   that stays empty at the cost of its price;
/// - one place fewer at j costs p(j) and the cheapest way out: into a mentor's room at no cost,
///   into the place of another who has to go in turn, or out of the run at the mentee's price.
/// A price alone is only a bound: where several sets of prices prove one answer, p(j) may be more
/// than a place is worth (degeneracy).
struct PlaceChains {
    /// Who comes into account when a place is filled.
    enum Waiting {
        case all
        case allBut(Int)
        /// This mentee must be the one who comes; ways worse than leaving the place empty are not
        /// looked for.
        case only(Int)
    }

    /// For each mentor the slack of the cheapest chain and the mentee who makes its last move in,
    /// or its first move out; −1 when a place stays empty. Out: `.max` where there is no chain.
    struct Costs {
        fileprivate(set) var cost: [Int128]
        fileprivate(set) var mover: [Int32]
        /// Only of chains out: where the mover goes, −1 when they go without.
        fileprivate(set) var next: [Int32] = []
    }

    struct Move: Equatable {
        let mentee: Int
        let from: Int?
        let to: Int?
    }

    let problem: Assignment.Problem
    /// The mentor of each mentee, or −1.
    let partners: [Int32]
    let certificate: Certificate
    /// Those who hold a place and are not pinned to it, by mentor.
    private let holders: [[Int32]]
    /// Places that nobody holds.
    let room: [Int]

    init(_ problem: Assignment.Problem, _ partners: [Int32], _ certificate: Certificate) {
        self.problem = problem
        self.partners = partners
        self.certificate = certificate
        var holders = [[Int32]](repeating: [], count: problem.mentorCount)
        var room = problem.openCapacities
        for (mentee, mentor) in partners.enumerated()
        where mentor >= 0 && problem.pinned[mentee] < 0 {
            holders[Int(mentor)].append(Int32(mentee))
            room[Int(mentor)] -= 1
        }
        self.holders = holders
        self.room = room
    }

    func value(_ score: Int64) -> Int128 {
        Int128(score) * certificate.scale + certificate.bonus
    }

    func slack(_ mentee: Int, _ mentor: Int, _ score: Int64) -> Int128 {
        certificate.menteePrices[mentee] + certificate.mentorPrices[mentor] - value(score)
    }

    private struct Step: Comparable {
        let cost: Int128
        let mentor: Int32

        static func < (left: Step, right: Step) -> Bool {
            left.cost != right.cost ? left.cost < right.cost : left.mentor < right.mentor
        }
    }
}

// MARK: Into a place

extension PlaceChains {
    func inward(_ waiting: Waiting = .all) -> Costs {
        let count = problem.mentorCount
        var found = Costs(
            cost: certificate.mentorPrices, mover: [Int32](repeating: -1, count: count))
        var queue = Heap<Step>()
        func look(_ mentee: Int, from base: Int128) {
            for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1] {
                let mentor = Int(problem.mentors[index])
                let cost = base + slack(mentee, mentor, problem.scores[index])
                guard cost < found.cost[mentor] else { continue }
                found.cost[mentor] = cost
                found.mover[mentor] = Int32(mentee)
                queue.insert(Step(cost: cost, mentor: Int32(mentor)))
            }
        }
        if case .only(let mentee) = waiting {
            // Values are whole: a way as good as an empty place is found, a worse one is not.
            for mentor in 0..<count { found.cost[mentor] += 1 }
            look(mentee, from: 0)
        } else {
            for mentor in 0..<count {
                queue.insert(Step(cost: found.cost[mentor], mentor: Int32(mentor)))
            }
            for mentee in 0..<problem.menteeCount where partners[mentee] < 0 {
                if let base = base(mentee, found, waiting) { look(mentee, from: base) }
            }
        }
        while let step = queue.popMin() {
            let mentor = Int(step.mentor)
            guard step.cost == found.cost[mentor] else { continue }
            for holder in holders[mentor] {
                guard let base = base(Int(holder), found, waiting) else { continue }
                look(Int(holder), from: base)
            }
        }
        return found
    }

    /// What stands before a mentee's own move: nothing for one who waits, the filling of the place
    /// left for one who has one; nil for those who do not move.
    private func base(_ mentee: Int, _ found: Costs, _ waiting: Waiting) -> Int128? {
        guard problem.pinned[mentee] < 0 else { return nil }
        if case .allBut(mentee) = waiting { return nil }
        let mentor = Int(partners[mentee])
        if case .only(let other) = waiting {
            if mentor < 0 { return mentee == other ? 0 : nil }
            return found.mover[mentor] < 0 ? nil : found.cost[mentor]
        }
        return mentor < 0 ? 0 : found.cost[mentor]
    }

    /// By how much a candidate that is not in the rows would make a chain cheaper.
    func shortens(
        _ mentee: Int, _ mentor: Int, _ score: Int64, _ found: Costs, _ waiting: Waiting
    ) -> Int128 {
        guard let base = base(mentee, found, waiting) else { return 0 }
        return found.cost[mentor] - base - slack(mentee, mentor, score)
    }

    /// Whether a candidate of so much could do that with any mentor at all: no way costs more than
    /// the price and one.
    func mayShorten(_ mentee: Int, _ score: Int64, _ found: Costs, _ waiting: Waiting) -> Bool {
        guard let base = base(mentee, found, waiting) else { return false }
        return value(score) + 1 > base + certificate.menteePrices[mentee]
    }

    /// The moves that fill a place, the last first.
    func movesIn(_ mentor: Int, _ found: Costs) -> [Move] {
        var moves: [Move] = []
        var place = mentor
        while found.mover[place] >= 0 {
            let mentee = Int(found.mover[place])
            let from = partners[mentee] < 0 ? nil : Int(partners[mentee])
            moves.append(Move(mentee: mentee, from: from, to: place))
            guard let from else { break }
            place = from
        }
        return moves
    }

    /// What one more place there is worth.
    func gain(_ mentor: Int, _ found: Costs) -> Worth {
        let moves = movesIn(mentor, found)
        let value = certificate.mentorPrices[mentor] - found.cost[mentor]
        let isNew = moves.last.map { $0.from == nil } ?? false
        return Worth(value: value, pairs: isNew ? 1 : 0, certificate)
    }
}

// MARK: Out of a place

extension PlaceChains {
    func outward() -> Costs {
        let count = problem.mentorCount
        var found = Costs(
            cost: [Int128](repeating: .max, count: count),
            mover: [Int32](repeating: -1, count: count), next: [Int32](repeating: -1, count: count))
        var queue = Heap<Step>()
        for mentor in 0..<count {
            if room[mentor] > 0 { found.cost[mentor] = 0 }
            for holder in holders[mentor] {
                let price = certificate.menteePrices[Int(holder)]
                guard price < found.cost[mentor] else { continue }
                found.cost[mentor] = price
                found.mover[mentor] = holder
            }
            guard found.cost[mentor] != .max else { continue }
            queue.insert(Step(cost: found.cost[mentor], mentor: Int32(mentor)))
        }
        let columns = columns()
        while let step = queue.popMin() {
            let next = Int(step.mentor)
            guard step.cost == found.cost[next] else { continue }
            for entry in columns[next] {
                let mentor = Int(partners[Int(entry.mentee)])
                let cost = step.cost + slack(Int(entry.mentee), next, entry.score)
                guard cost < found.cost[mentor] else { continue }
                found.cost[mentor] = cost
                found.mover[mentor] = entry.mentee
                found.next[mentor] = step.mentor
                queue.insert(Step(cost: cost, mentor: Int32(mentor)))
            }
        }
        return found
    }

    /// Those with a place who could have one at each mentor instead.
    private func columns() -> [[(mentee: Int32, score: Int64)]] {
        var columns = [[(mentee: Int32, score: Int64)]](repeating: [], count: problem.mentorCount)
        for mentee in 0..<problem.menteeCount
        where partners[mentee] >= 0 && problem.pinned[mentee] < 0 {
            for index in problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]
            where problem.mentors[index] != partners[mentee] {
                columns[Int(problem.mentors[index])].append((Int32(mentee), problem.scores[index]))
            }
        }
        return columns
    }

    func shortensOut(_ mentee: Int, _ mentor: Int, _ score: Int64, _ found: Costs) -> Int128 {
        guard problem.pinned[mentee] < 0, partners[mentee] >= 0, found.cost[mentor] != .max
        else { return 0 }
        return found.cost[Int(partners[mentee])] - found.cost[mentor] - slack(mentee, mentor, score)
    }

    /// Whether a candidate of so much could do that at all, when the cheapest place to be had
    /// anywhere costs `least`.
    func mayShortenOut(
        _ mentee: Int, _ score: Int64, _ found: Costs, least: Int128
    ) -> Bool {
        guard problem.pinned[mentee] < 0, partners[mentee] >= 0 else { return false }
        let before = found.cost[Int(partners[mentee])]
        return value(score) > certificate.menteePrices[mentee] - before + least
    }

    /// The price of the cheapest place and its way out.
    func leastLoss(_ found: Costs) -> Int128 {
        problem.capacities.indices.filter { found.cost[$0] != .max }
            .map { certificate.mentorPrices[$0] + found.cost[$0] }.min() ?? 0
    }

    /// The moves that empty a place, the first first.
    func movesOut(_ mentor: Int, _ found: Costs) -> [Move] {
        var moves: [Move] = []
        var place = mentor
        while found.mover[place] >= 0 {
            let to = found.next[place] < 0 ? nil : Int(found.next[place])
            moves.append(Move(mentee: Int(found.mover[place]), from: place, to: to))
            guard let to else { break }
            place = to
        }
        return moves
    }

    /// What one place fewer there would cost; nil where no place is free to be given up.
    func loss(_ mentor: Int, _ found: Costs) -> Worth? {
        guard found.cost[mentor] != .max else { return nil }
        let isLost = movesOut(mentor, found).last.map { $0.to == nil } ?? false
        let value = certificate.mentorPrices[mentor] + found.cost[mentor]
        return Worth(value: value, pairs: isLost ? 1 : 0, certificate)
    }
}

/// A difference between two answers: in what the objective maximises, and taken apart again.
package struct Worth: Sendable, Equatable {
    /// In the units of the certificate.
    package let value: Int128
    package let pairs: Int
    /// Millionths; may be less than nothing where a pair more is worth a lower total.
    package let score: Int

    static let nothing = Worth(pairs: 0, score: 0, value: 0)

    init(pairs: Int, score: Int, value: Int128) {
        self.value = value
        self.pairs = pairs
        self.score = score
    }

    /// Without prices, in the units of the score.
    init(pairs: Int, score: Int, _ certificate: Certificate?) {
        let value =
            Int128(score) * (certificate?.scale ?? 1) + Int128(pairs) * (certificate?.bonus ?? 0)
        self.init(pairs: pairs, score: score, value: value)
    }

    init(value: Int128, pairs: Int, _ certificate: Certificate) {
        self.value = value
        self.pairs = pairs
        score = Int((value - Int128(pairs) * certificate.bonus) / certificate.scale)
    }
}
