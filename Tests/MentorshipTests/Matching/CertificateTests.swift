import Testing

@testable import Mentorship

@Suite struct CertificateTests {
    @Test(arguments: LargeProblem.references)
    func `totals equal those of another program`(reference: LargeProblem.Reference) throws {
        let problem = try LargeProblem.drawn(
            mentees: reference.mentees, mentors: reference.mentors,
            candidates: reference.candidates, levels: reference.levels)
        let quality = try Assignment.solve(problem, .maxWeight)
        #expect(quality.total == Int128(reference.greatestTotal))
        let coverage = try Assignment.solve(problem, .maxCardinality)
        #expect(coverage.pairCount == reference.mostPairs)
        #expect(coverage.total == Int128(reference.totalOfMostPairs))
    }

    @Test func `prices add up to what the pairs are worth`() throws {
        let problem = try LargeProblem.drawn(mentees: 90, mentors: 40, candidates: 9, levels: 50)
        let answer = try Assignment.solve(problem, .maxWeight)
        #expect(answer.certificate.gap == 0)
        for answer in [answer, try Assignment.solve(problem, .maxCardinality)] {
            let proof = answer.certificate
            #expect(
                proof.primal
                    == answer.total * proof.scale + Int128(answer.pairCount) * proof.bonus)
        }
    }

    @Test func `an answer changed by hand fails the check`() throws {
        let problem = try LargeProblem.drawn(mentees: 60, mentors: 30, candidates: 8, levels: 20)
        let answer = try Assignment.solve(problem, .maxWeight)
        for mentee in 0..<60 {
            var partners = answer.partners
            for candidate in [-1] + problem.mentors[row(mentee, problem)]
            where candidate != answer.partners[mentee] {
                partners[mentee] = candidate
                #expect(isRefused(answer.certificate, partners, problem) || isEqual(partners))
            }
        }
        /// Another optimum may be reached by one move; then the certificate is rightly good.
        func isEqual(_ partners: [Int32]) -> Bool {
            let total = partners.enumerated().reduce(Int128(0)) { sum, pair in
                guard pair.element >= 0 else { return sum }
                return sum + Int128(problem.score(pair.offset, Int(pair.element)) ?? 0)
            }
            return total == answer.total
        }
    }

    @Test func `a certificate changed by hand fails the check`() throws {
        let problem = try LargeProblem.drawn(mentees: 60, mentors: 30, candidates: 8, levels: 20)
        let answer = try Assignment.solve(problem, .maxWeight)
        let good = answer.certificate
        #expect(!isRefused(good, answer.partners, problem))
        for tamper in [-1, 1] as [Int128] {
            for mentee in good.menteePrices.indices {
                var prices = good.menteePrices
                prices[mentee] += tamper
                #expect(isRefused(good.with(menteePrices: prices), answer.partners, problem))
                // Also when the sum is made to fit.
                let fitted = good.with(menteePrices: prices, dual: good.dual + tamper)
                #expect(isRefused(fitted, answer.partners, problem))
            }
        }
        #expect(isRefused(good.with(bonus: 2), answer.partners, problem))
        #expect(isRefused(good.with(menteePrices: []), answer.partners, problem))
    }

    @Test func `a proof of quality proves nothing about coverage`() throws {
        let problem = try Assignment.Problem(
            mentees: 2, capacities: [1, 1],
            edges: [.init(0, 0, 100), .init(0, 1, 1), .init(1, 0, 1)])
        let quality = try Assignment.solve(problem, .maxWeight)
        let claim = quality.certificate.with(objective: .maxCardinality)
        #expect(isRefused(claim, quality.partners, problem))
    }

    private func row(_ mentee: Int, _ problem: Assignment.Problem) -> Range<Int> {
        problem.rowStarts[mentee]..<problem.rowStarts[mentee + 1]
    }

    private func isRefused(
        _ certificate: Certificate, _ partners: [Int32], _ problem: Assignment.Problem
    ) -> Bool {
        do {
            try certificate.check(partners, of: problem)
            return false
        } catch {
            if case .unproven = error { return true }
            return false
        }
    }
}

extension Certificate {
    func with(
        objective: Assignment.Objective? = nil, bonus: Int128? = nil,
        menteePrices: [Int128]? = nil, dual: Int128? = nil
    ) -> Certificate {
        Certificate(
            objective: objective ?? self.objective, scale: scale, bonus: bonus ?? self.bonus,
            menteePrices: menteePrices ?? self.menteePrices, mentorPrices: mentorPrices,
            primal: primal, dual: dual ?? self.dual)
    }
}
