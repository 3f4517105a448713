// Of equally good pairings among equals, and of choices of several mentors, the one that serves
// those first who have waited longer: against trying everything, and proved.

import Testing

@testable import Mentorship

@Suite struct WaitingWorthTests {
    @Test func `of the best pairings of peers, those are served first who have waited longer`()
        throws
    {
        var changed = 0
        for seed in 1...4_000 as ClosedRange<UInt64> {
            var small = SmallPeers.drawn(seed: seed)
            var dice = Dice(seed: seed)
            let plain = try PeerMatching.solve(try small.problem())
            small.ranks = (0..<small.peers).map { _ in dice.below(5) }
            let answer = try PeerMatching.solve(try small.problem())
            #expect(answer.total == plain.total && answer.pairCount == plain.pairCount)
            let served = answer.partners.indices.filter { answer.partners[$0] >= 0 }
            #expect(
                served.map { small.ranks[$0] }.sorted(by: >) == small.longestWaiting(),
                "seed \(seed): \(small), \(small.ranks)")
            if answer.partners != plain.partners { changed += 1 }
        }
        #expect(changed > 100)
    }

    @Test func `blossoms in blossoms are proved with ranks too`() throws {
        for (peers, degree, levels) in [(61, 4, 2), (301, 5, 4), (300, 2, 9), (45, 44, 7)] {
            for seed in 1...12 as ClosedRange<UInt64> {
                var dice = Dice(seed: seed)
                let plain = try dice.peers(peers, degree: degree, levels: levels)
                let ranks = (0..<peers).map { _ in dice.below(peers) }
                let answer = try PeerMatching.solve(
                    .init(peers: peers, edges: plain.edges, ranks: ranks))
                #expect(answer.total == (try PeerMatching.solve(plain).total))
            }
        }
    }

    @Test(arguments: Assignment.Objective.allCases)
    func `of the best choices of several mentors, places go first to those who waited longer`(
        _ objective: Assignment.Objective
    ) throws {
        var changed = 0
        for seed in 1...2_000 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var small = SmallProblem.drawn(seed: seed &* 31)
            small.pins = []
            small.edges = Array(small.edges.shuffled(using: &dice).prefix(12))
            let wanted = (0..<small.mentees).map { _ in dice.below(4) }
            let ranks = (0..<small.mentees).map { _ in dice.below(5) }
            let problem = try small.problem()
            let plain = try SeveralMentors.solve(problem, wanted: wanted, objective)
            let answer = try SeveralMentors.solve(
                problem, wanted: wanted, ranks: ranks, objective)
            #expect(answer.total == plain.total && answer.pairCount == plain.pairCount)
            let places = answer.partners.indices.flatMap { mentee in
                answer.partners[mentee].map { _ in ranks[mentee] }
            }
            #expect(
                places.sorted(by: >) == small.longestWaiting(wanted, objective, ranks: ranks),
                "seed \(seed): \(small), \(wanted), \(ranks)")
            if answer.partners != plain.partners { changed += 1 }
        }
        #expect(changed > 20)
    }

    @Test func `an answer that somebody could complain about is not proved`() throws {
        let edges: [PeerMatching.Edge] = [.init(0, 1, 5), .init(1, 2, 5)]
        let problem = try PeerMatching.Problem(peers: 3, edges: edges, ranks: [1, 0, 2])
        let answer = try PeerMatching.solve(problem)
        #expect(answer.partners == [-1, 2, 1])
        let without = try PeerMatching.solve(.init(peers: 3, edges: edges)).certificate
        for (partners, proof) in [
            ([1, 0, -1], answer.certificate), ([-1, 2, 1], without), ([1, 0, -1], without),
        ] as [([Int32], PeerCertificate)] {
            #expect(throws: Assignment.Refusal.self) { try proof.check(partners, of: problem) }
        }
        let open = try Assignment.Problem(
            mentees: 2, capacities: [1], edges: [.init(0, 0, 3), .init(1, 0, 3)])
        let several = try SeveralMentors.solve(open, wanted: [2, 2], ranks: [1, 2], .maxWeight)
        #expect(several.partners == [[], [0]])
        #expect(throws: Assignment.Refusal.self) {
            try several.certificate.check([[0], []], of: open, wanted: [2, 2])
        }
    }

    @Test func `worth that would not fit is refused, and ranks that make no sense`() throws {
        let edges: [PeerMatching.Edge] = [.init(0, 1, .max), .init(1, 2, .max)]
        let ranks = [Int.max, .max, .max]
        #expect(throws: Assignment.Refusal.self) {
            try PeerMatching.solve(.init(peers: 3, edges: edges, ranks: ranks))
        }
        for ranks in [[1], [1, 2, -1]] {
            #expect(throws: Assignment.Refusal.self) {
                try PeerMatching.Problem(peers: 3, edges: edges, ranks: ranks)
            }
            let open = try Assignment.Problem(
                mentees: 3, capacities: [1], edges: [.init(0, 0, 3)])
            #expect(throws: Assignment.Refusal.self) {
                try SeveralMentors.solve(open, wanted: [1, 1, 1], ranks: ranks, .maxWeight)
            }
        }
    }

    @Test func `runs among equals and for several mentors serve who has waited longer`() throws {
        let since = [5, 1, 4, 3, 2] as [Int64]
        func people(first wanted: Int) -> [Candidate] {
            since.indices.map { number in
                var one = Candidate.with(
                    "p\(number)", interests: ["tea"], capacity: number == 0 ? wanted : 1)
                one.waitingSince = since[number]
                return one
            }
        }
        let tea = people(first: 1)
        for seed in 1...20 as ClosedRange<UInt64> {
            let peers = try MatchRun.solve(
                .init(mentees: tea, mentors: tea, shape: .peers), objective: .quality, seed: seed)
            #expect(peers.unmatched.map(\.mentee) == ["p0"])
            let mentors = ["x", "y"].map { Candidate.with($0, interests: ["tea"]) }
            let run = try MatchRun.solve(
                .init(mentees: people(first: 2), mentors: mentors), objective: .quality, seed: seed)
            #expect(run.pairs.map(\.mentee) == ["p1", "p4"])
        }
    }
}

extension SmallPeers {
    /// The ranks of those served, greatest first, by the best pairing of which they come first.
    func longestWaiting() -> [Int] {
        var found: [Int] = []
        var most = (-1, -1)
        func isNamed(_ pairs: [(Int, Int)], _ edge: PeerMatching.Edge) -> Bool {
            pairs.contains { $0 == (edge.one, edge.other) || $0 == (edge.other, edge.one) }
        }
        let kept = edges.filter { isNamed(pins, $0) }
        let open = edges.filter { !isNamed(forbidden, $0) && !isNamed(pins, $0) }
        func visit(_ index: Int, _ served: Set<Int>, _ total: Int, _ pairs: Int) {
            guard index < open.count else {
                let order = served.map { ranks[$0] }.sorted(by: >)
                guard (total, pairs) >= most,
                    (total, pairs) > most || found.lexicographicallyPrecedes(order)
                else { return }
                (most, found) = ((total, pairs), order)
                return
            }
            visit(index + 1, served, total, pairs)
            let edge = open[index]
            guard served.isDisjoint(with: [edge.one, edge.other]) else { return }
            visit(
                index + 1, served.union([edge.one, edge.other]), total + Int(edge.score), pairs + 1)
        }
        visit(
            0, Set(kept.flatMap { [$0.one, $0.other] }),
            kept.reduce(0) { $0 + Int($1.score) }, kept.count)
        return found
    }
}

extension SmallProblem {
    /// The rank of each place given, greatest first, by the best choice of which they come first.
    func longestWaiting(
        _ wanted: [Int], _ objective: Assignment.Objective, ranks: [Int]
    ) -> [Int] {
        var (left, open) = (capacities, wanted)
        var found: [Int] = []
        var most = (-1, -1)
        func visit(_ index: Int, _ pairs: Int, _ total: Int, _ places: [Int]) {
            guard index < edges.count else {
                let worth = objective == .maxWeight ? (total, pairs) : (pairs, total)
                let order = places.sorted(by: >)
                guard worth >= most, worth > most || found.lexicographicallyPrecedes(order)
                else { return }
                (most, found) = (worth, order)
                return
            }
            visit(index + 1, pairs, total, places)
            let edge = edges[index]
            guard left[edge.mentor] > 0, open[edge.mentee] > 0 else { return }
            left[edge.mentor] -= 1
            open[edge.mentee] -= 1
            visit(index + 1, pairs + 1, total + Int(edge.score), places + [ranks[edge.mentee]])
            left[edge.mentor] += 1
            open[edge.mentee] += 1
        }
        visit(0, 0, 0, [])
        return found
    }
}
