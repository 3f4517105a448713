import Testing

@testable import Mentorship

@Suite struct WaitingOrderTests {
    @Test(arguments: Assignment.Objective.allCases)
    func `of the best choices, the one is made that serves those first who have waited longer`(
        _ objective: Assignment.Objective
    ) throws {
        var changed = 0
        for seed in 1...2_000 as ClosedRange<UInt64> {
            let small = SmallProblem.drawn(seed: seed)
            var dice = Dice(seed: seed)
            let ranks = (0..<small.mentees).map { _ in dice.below(5) }
            let problem = try small.problem()
            let answer = try Assignment.solve(problem, objective)
            var order = WaitingOrder(problem, answer.partners, answer.certificate, ranks: ranks)
            try order.settle()
            try order.proof().check(order.partners, of: problem, answer.certificate)
            let served = order.partners.indices.filter { order.partners[$0] >= 0 }
            #expect(
                served.map { ranks[$0] }.sorted(by: >)
                    == small.longestWaiting(objective, ranks: ranks), "seed \(seed): \(small)")
            if order.partners != answer.partners { changed += 1 }
        }
        #expect(changed > 20)
    }

    @Test func `of the fairest choices, the one is made that serves those first who waited longer`()
        throws
    {
        var changed = 0
        for seed in 1...2_000 as ClosedRange<UInt64> {
            let small = SmallProblem.drawn(seed: seed)
            var dice = Dice(seed: seed)
            let ranks = (0..<small.mentees).map { _ in dice.below(5) }
            let problem = try small.problem()
            let answer = try Leximin.solve(problem)
            var order = WaitingOrder(problem, answer.partners, answer.certificate, ranks: ranks)
            try order.settle()
            try order.proof().check(order.partners, of: problem, answer.certificate)
            let served = order.partners.indices.filter { order.partners[$0] >= 0 }
            #expect(
                served.map { ranks[$0] }.sorted(by: >) == small.longestWaitingOfFairest(ranks),
                "seed \(seed): \(small)")
            if order.partners != answer.partners { changed += 1 }
        }
        #expect(changed > 20)
    }

    @Test func `where many are alike, those who have waited longest have the places`() throws {
        let (mentees, mentors) = (900, 40)
        var dice = Dice(seed: 3)
        let ranks = (0..<mentees).map { _ in dice.below(1_000_000) }
        let edges = (0..<mentees).flatMap { mentee in
            (0..<mentors).map { Assignment.Edge(mentee, $0, 7) }
        }
        let problem = try Assignment.Problem(
            mentees: mentees, capacities: [Int](repeating: 5, count: mentors), edges: edges)
        let answer = try Assignment.solve(problem, .maxCardinality)
        var order = WaitingOrder(problem, answer.partners, answer.certificate, ranks: ranks)
        try order.settle()
        try order.proof().check(order.partners, of: problem, answer.certificate)
        let served = order.partners.indices.filter { order.partners[$0] >= 0 }
        #expect(served.map { ranks[$0] }.sorted() == ranks.sorted().suffix(200))
    }

    @Test func `an order that somebody could complain about is not proved`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1], edges: [.init(0, 0, 3), .init(1, 0, 3)])
        let certificate = try Assignment.solve(problem, .maxWeight).certificate
        var order = WaitingOrder(problem, [0, -1], certificate, ranks: [1, 2])
        #expect(throws: Assignment.Refusal.self) {
            try order.proof().check(order.partners, of: problem, certificate)
        }
        try order.settle()
        #expect(order.partners == [-1, 0])
        let proof = order.proof()
        try proof.check(order.partners, of: problem, certificate)
        for (mentees, mentor) in [([0, 0], 1), ([-1, 0], 3), ([0, 2], 0), ([0, 1], 2)] {
            let other = WaitingProof(
                ranks: proof.ranks, menteePrices: mentees, mentorPrices: [mentor])
            #expect(throws: Assignment.Refusal.self) {
                try other.check(order.partners, of: problem, certificate)
            }
        }
    }

    @Test(arguments: [MatchRun.Objective.coverageThenQuality, .fair, .stable])
    func `a run serves who has waited longer, whatever the seed and however few it holds`(
        _ objective: MatchRun.Objective
    ) throws {
        let term = Term(stored: "swift")
        let mentees = (0..<6).map { number in
            var mentee = Candidate(id: "mentee-\(number)", skills: [.init(term)])
            mentee.waitingSince = Int64([5, 1, 4, 3, 9, 2][number])
            return mentee
        }
        let mentors = (0..<2).map { Candidate(id: "mentor-\($0)", skills: [.init(term)]) }
        for seed in 1...20 as ClosedRange<UInt64> {
            for limit in [1, 100] {
                var policy = MatchingPolicy.standard
                policy.candidateLimit = limit
                let result = try MatchRun.solve(
                    .init(policy: policy, mentees: mentees, mentors: mentors),
                    objective: objective, seed: seed, budget: 1)
                #expect(result.pairs.map(\.mentee) == ["mentee-1", "mentee-5"])
            }
        }
    }
}

extension SmallProblem {
    /// The ranks of those served, greatest first, by the fairest choice of which they come first.
    func longestWaitingOfFairest(_ ranks: [Int]) -> [Int] {
        let fairest = fairest()
        var left = capacities
        var found: [Int] = []
        func visit(_ mentee: Int, _ scores: [Int64], _ served: [Int]) {
            guard mentee < mentees else {
                let order = served.sorted(by: >)
                if scores.sorted() == fairest, found.lexicographicallyPrecedes(order) {
                    found = order
                }
                return
            }
            let pin = pins.first { $0.mentee == mentee }
            if pin == nil { visit(mentee + 1, scores, served) }
            for edge in edges where edge.mentee == mentee && left[edge.mentor] > 0 {
                if let pin, pin.mentor != edge.mentor { continue }
                left[edge.mentor] -= 1
                visit(mentee + 1, scores + [edge.score], served + [ranks[mentee]])
                left[edge.mentor] += 1
            }
        }
        visit(0, [], [])
        return found
    }

    /// The ranks of those served, greatest first, by the best choice of which they come first.
    func longestWaiting(_ objective: Assignment.Objective, ranks: [Int]) -> [Int] {
        var left = capacities
        var found: [Int] = []
        var most = (-1, -1)
        func visit(_ mentee: Int, _ pairs: Int, _ total: Int, _ served: [Int]) {
            guard mentee < mentees else {
                let worth = objective == .maxWeight ? (total, pairs) : (pairs, total)
                let order = served.sorted(by: >)
                guard worth >= most, worth > most || found.lexicographicallyPrecedes(order)
                else { return }
                (most, found) = (worth, order)
                return
            }
            let pin = pins.first { $0.mentee == mentee }
            if pin == nil { visit(mentee + 1, pairs, total, served) }
            for edge in edges where edge.mentee == mentee && left[edge.mentor] > 0 {
                if let pin, pin.mentor != edge.mentor { continue }
                left[edge.mentor] -= 1
                visit(mentee + 1, pairs + 1, total + Int(edge.score), served + [ranks[mentee]])
                left[edge.mentor] += 1
            }
        }
        visit(0, 0, 0, [])
        return found
    }
}
