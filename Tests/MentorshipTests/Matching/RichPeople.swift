// People who say everything that a policy may ask, drawn from a seed, and a policy that asks it.

@testable import Mentorship

extension Dice {
    /// Draws among few possibilities, so that people share things and gaps happen.
    mutating func rich(_ id: String, others: [String]) -> Candidate {
        var one = candidate(id, skills: 4, capacity: 1 + below(3))
        one.goals = words(2, of: 4, "goal")
        one.challenges = words(2, of: 4, "challenge")
        one.groups = words(2, of: 5, "group")
        one.media = words(2, of: 3, "medium")
        one.texts = (0..<below(3)).map { _ in text() }
        if below(4) > 0 { one.measures["seniority"] = below(6) }
        if below(3) > 0 { one.measures["pairs_before"] = below(4) }
        one.hours = (0..<below(4)).map { _ in
            let start = below(160) * 60
            return start..<(start + 30 * (1 + below(8)))
        }
        one.site = below(3) == 0 ? nil : "site \(below(3))"
        one.rankings = (0..<below(3)).map { _ in others[below(others.count)] }
        one.lines = (0..<below(3)).map { _ in others[below(others.count)] }
        for _ in 0..<below(3) { one.history[others[below(others.count)]] = below(3) }
        one.latest = below(3) == 0 ? others[below(others.count)] : nil
        one.load = below(4)
        one.characteristics = ["faith": words(1, of: 3, "faith")]
        one.gates = below(12) == 0 ? ["check"] : []
        return one
    }

    private mutating func text() -> String {
        (0..<(3 + below(20))).map { _ in "word\(below(8) * below(8))" }.joined(separator: " ")
    }

    mutating func richProgramme(mentees: Int, mentors: Int) -> MatchRun.Inputs {
        let (learners, others) = (
            (0..<mentees).map { "e\($0)" }, (0..<mentors).map { "o\($0)" }
        )
        return MatchRun.Inputs(
            policy: richPolicy(), mentees: learners.map { rich($0, others: others + learners) },
            mentors: others.map { rich($0, others: learners + others) })
    }

    mutating func richPolicy() -> MatchingPolicy {
        var factors: [MatchingPolicy.Weighting] = []
        for factor in Factor.allCases {
            let missing: MatchingPolicy.Missing =
                below(8) == 0 && factor != .priority
                ? .exclude : below(2) == 0 ? .neutral : .penalise
            let wants: MatchingPolicy.Likeness =
                factor.hasTwoSides && below(3) == 0 ? .different : .same
            let shape = MatchingPolicy.Shape(
                name: factor == .measure ? "pairs_before" : factor.isNamed ? "faith" : nil,
                wants: wants,
                difference: factor == .measure
                    ? .init(atLeast: below(3) - 1, atMost: nil, tolerance: below(3)) : .init(),
                enough: factor.hasAmount && below(2) == 0 ? 1 + below(90) : nil,
                values: factor == .priority ? [Term(stored: "Faith 1")] : [])
            factors.append(
                .init(factor, weight: below(4) * 50, missing: missing, shape: shape))
        }
        factors.append(.init(.measure, weight: 10, shape: .init(name: "seniority")))
        var policy = MatchingPolicy(version: 1, weightings: factors)
        policy.basis = "consent of each, under our equality plan"
        policy.reportingLine = MatchingPolicy.ReportingLine.allCases[below(4)]
        policy.minimumCommonMinutes = below(2) * 60
        policy.requiresCommonMedium = below(2) == 0
        policy.requiresCommonGround = below(3) > 0
        policy.allowsSameOrganisation = below(2) == 0
        policy.minimumScore = below(2) * 300_000
        if below(2) == 0 {
            policy.seniority = .init("seniority", .init(atLeast: 0, atMost: 3))
        }
        return policy
    }
}
