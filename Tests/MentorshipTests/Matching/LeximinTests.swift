import Testing

@testable import Mentorship

@Suite struct LeximinTests {
    @Test func `nobody worse off could be better off, as trying everything shows`() throws {
        for seed in 1...4000 as ClosedRange<UInt64> {
            let small = SmallProblem.drawn(seed: seed)
            let fairest = small.fairest()
            for fewAtOnce in [0, 1, 32] {
                let answer = try Leximin.solve(try small.problem(), fewAtOnce: fewAtOnce)
                #expect(answer.vector == fairest, "seed \(seed), \(fewAtOnce): \(small)")
            }
        }
    }

    @Test func `the worst pair is that of the bottleneck, and as many are served`() throws {
        for levels in [2, 6, 101, 1_000_001] {
            let problem = try LargeProblem.drawn(
                mentees: 300, mentors: 170, candidates: 9, levels: levels)
            let fair = try Leximin.solve(problem)
            let worst = try Bottleneck.solve(problem)
            #expect(fair.pairCount == worst.pairCount)
            #expect(fair.vector.first == worst.worst)
        }
    }

    @Test func `one by one or together, it comes to the same at sizes nobody can try out`() throws {
        for levels in [3, 40, 5_000, 1_000_001] {
            for places in [60, 110, 200] {
                let problem = try LargeProblem.drawn(
                    mentees: 400, mentors: places, candidates: 11, levels: levels)
                let together = try Leximin.solve(problem, fewAtOnce: 0)
                for fewAtOnce in [2, 8, .max] {
                    let answer = try Leximin.solve(problem, fewAtOnce: fewAtOnce)
                    #expect(answer.vector == together.vector, "\(levels), \(places), \(fewAtOnce)")
                }
            }
        }
    }

    @Test func `more pairs come before better ones, and the second worst counts too`() throws {
        let problem = try Assignment.Problem(
            mentees: 3, capacities: [1, 1, 1],
            edges: [
                .init(0, 0, 9), .init(0, 1, 2), .init(1, 0, 3), .init(2, 1, 9), .init(2, 2, 4),
                .init(1, 1, 0), .init(0, 2, 2),
            ])
        let answer = try Leximin.solve(problem)
        #expect(answer.vector == [2, 3, 9])
        #expect(answer.partners == [2, 0, 1])
    }

    @Test func `a pinned pair stands in the vector and outside the choice`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1, 1],
            edges: [.init(0, 0, 1), .init(0, 1, 8), .init(1, 0, 8), .init(1, 1, 5)],
            pins: [.init(0, 0)])
        let answer = try Leximin.solve(problem)
        #expect(answer.vector == [1, 5])
        #expect(answer.certificate.worth == [1, -1])
    }

    @Test func `the same problem gives the same answer every time`() throws {
        let problem = try LargeProblem.drawn(mentees: 300, mentors: 150, candidates: 20, levels: 9)
        let first = try Leximin.solve(problem)
        #expect(try Leximin.solve(problem) == first)
    }

    @Test func `a callback that says stop is obeyed between levels`() throws {
        let problem = try LargeProblem.drawn(mentees: 300, mentors: 150, candidates: 5, levels: 9)
        var ends = 0
        #expect(throws: Assignment.Refusal.cancelled) {
            try Leximin.solve(problem) { done, total in
                if done == total { ends += 1 }
                return ends == 0 || done == total
            }
        }
        #expect(ends == 1)
    }

    // MARK: Proof

    @Test func `a worse choice is not proved, whatever certificate it brings`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1, 1],
            edges: [.init(0, 0, 9), .init(0, 1, 5), .init(1, 0, 5), .init(1, 1, 1)])
        let answer = try Leximin.solve(problem)
        #expect(answer.vector == [5, 5])
        let proof = answer.certificate
        #expect(throws: Assignment.Refusal.self) { try proof.check([0, 1], of: problem) }
        let claim = LeximinCertificate(
            levels: [1, 9], menteePrices: [[.init(place: 0, amount: 1)], []],
            mentorPrices: [[], [.init(place: 0, amount: 1), .init(place: 1, amount: -1)]],
            worth: [2, -1, -1])
        #expect(throws: Assignment.Refusal.self) { try claim.check([0, 1], of: problem) }
    }

    @Test func `a certificate with one entry changed proves nothing`() throws {
        let problem = try LargeProblem.drawn(mentees: 40, mentors: 25, candidates: 5, levels: 6)
        let answer = try Leximin.solve(problem)
        let proof = answer.certificate
        func refused(_ mentees: [[LeximinCertificate.Term]], _ worth: [Int128]) {
            let changed = LeximinCertificate(
                levels: proof.levels, menteePrices: mentees, mentorPrices: proof.mentorPrices,
                worth: worth)
            #expect(throws: Assignment.Refusal.self) {
                try changed.check(answer.partners, of: problem)
            }
        }
        for (mentee, price) in proof.menteePrices.enumerated() {
            for (index, term) in price.enumerated() {
                var prices = proof.menteePrices
                prices[mentee][index] = .init(place: term.place, amount: term.amount + 1)
                refused(prices, proof.worth)
            }
        }
        for place in proof.worth.indices {
            var worth = proof.worth
            worth[place] += 1
            refused(proof.menteePrices, worth)
        }
    }

    @Test func `partners that are not allowed are refused before any price is read`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1, 1], edges: [.init(0, 0, 1), .init(1, 0, 1)],
            pins: [.init(0, 0)])
        let proof = try Leximin.solve(problem).certificate
        for partners in [[0], [0, 0], [1, -1], [-1, 0], [0, 7]] as [[Int32]] {
            #expect(throws: Assignment.Refusal.self) { try proof.check(partners, of: problem) }
        }
    }
}

extension SmallProblem {
    /// The scores of the fairest of the fullest matchings, ascending.
    func fairest() -> [Int64] {
        var left = capacities
        var found: [Int64] = []
        func visit(_ mentee: Int, _ scores: [Int64]) {
            guard mentee < mentees else {
                let vector = scores.sorted()
                if vector.count > found.count
                    || vector.count == found.count && found.lexicographicallyPrecedes(vector)
                {
                    found = vector
                }
                return
            }
            let pin = pins.first { $0.mentee == mentee }
            if pin == nil { visit(mentee + 1, scores) }
            for edge in edges where edge.mentee == mentee && left[edge.mentor] > 0 {
                if let pin, pin.mentor != edge.mentor { continue }
                left[edge.mentor] -= 1
                visit(mentee + 1, scores + [edge.score])
                left[edge.mentor] += 1
            }
        }
        visit(0, [])
        return found
    }
}
