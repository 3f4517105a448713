// A policy to begin from for each model of mentoring, with the evidence that it follows. The order
// of the weights is the evidence's; the numbers are our proposal, and a programme's to change.

package struct PolicyTemplate: Sendable {
    package struct Citation: Sendable, Equatable {
        package let claim: String
        package let source: String
    }

    /// As in the registry of models.
    package let model: String
    package let summary: String
    package let policy: MatchingPolicy
    package let citations: [Citation]

    package static let all: [PolicyTemplate] = [
        .init("one_to_one", "Needs first, then values and interests, then both sides' wishes."),
        .init(
            "group", "People with the same purpose around one mentor: goals weigh more.",
            deep: [(.goals, 150), (.challenges, 50), (.values, 50), (.text, 50)], purpose: .goals),
        .init(
            "team", "Several mentors for a group: goals, and hours in which all can meet.",
            deep: [(.goals, 150), (.challenges, 50), (.values, 50), (.text, 50)], purpose: .goals,
            mentors: 2),
        .init(
            "peer", "Equals with the same challenges, close in seniority.",
            deep: [(.challenges, 120), (.goals, 100), (.values, 80)],
            measures: [.init(.measure, weight: 50, shape: alike)]),
        .init(
            "reverse", "The junior teaches what the senior wants to learn.",
            deep: [(.interests, 100), (.values, 100), (.text, 100)], rule: below),
        .init(
            "reciprocal", "Both teach and both learn.",
            deep: [(.interests, 100), (.values, 100), (.goals, 100)]),
        .init(
            "virtual", "Hours in common instead of a place in common.",
            logistics: [(.hours, 60), (.languages, 40)]),
        .init(
            "flash", "One question to one person who knows: the need, and soon.",
            needs: 550, deep: [(.text, 150)], logistics: [(.hours, 60), (.load, 40)]),
        .init("informal", "A proposal for people who choose each other."),
        .init(
            "career", "Towards a goal that the mentor has reached.",
            deep: [(.goals, 120), (.text, 80), (.values, 100)], rule: above),
        .init(
            "executive", "Few and senior: goals and values, somebody further up.",
            deep: [(.goals, 120), (.values, 120), (.challenges, 60)], rule: above),
        .init(
            "cross_cultural", "Across sites and backgrounds: what is shared lies deep.",
            deep: [(.values, 180), (.interests, 120)],
            measures: [.init(.site, weight: 50, shape: .init(wants: .different))]),
        .init(
            "leadership", "Challenges of leading that the mentor knows.",
            deep: [(.challenges, 120), (.goals, 100), (.values, 80)], rule: above),
        .init(
            "peer_coaching", "Equals who coach each other, close in seniority.",
            deep: [(.challenges, 120), (.goals, 100), (.values, 80)],
            measures: [.init(.measure, weight: 50, shape: alike)]),
    ]

    // MARK: Parts

    private static let alike = MatchingPolicy.Shape(
        name: "seniority", difference: .init(atLeast: -1, atMost: 1, tolerance: 3))
    private static let above = MatchingPolicy.MeasureRule("seniority", .init(atLeast: 1))
    private static let below = MatchingPolicy.MeasureRule("seniority", .init(atMost: -1))

    private init(
        _ model: String, _ summary: String, needs: Int = 400,
        deep: [(Factor, Int)] = [(.values, 100), (.interests, 80), (.goals, 60), (.text, 60)],
        logistics: [(Factor, Int)] = [(.hours, 60), (.languages, 40)],
        measures: [MatchingPolicy.Weighting] = [], rule: MatchingPolicy.MeasureRule? = nil,
        purpose: MatchingPolicy.Purpose? = nil, mentors: Int = 1
    ) {
        self.model = model
        self.summary = summary
        let needs = MatchingPolicy.Weighting(.needs, weight: needs, missing: .penalise)
        let wishes = MatchingPolicy.Weighting(.preference, weight: 200)
        var policy = MatchingPolicy(
            version: 0,
            weightings: [needs] + deep.map { .init($0.0, weight: $0.1) } + [wishes]
                + logistics.map { .init($0.0, weight: $0.1) } + measures)
        policy.seniority = rule
        policy.cohesion.purpose = purpose
        policy.groupMentors = mentors
        self.policy = policy
        citations = Self.evidence
    }

    private static let evidence: [Citation] = [
        .init(
            claim: "Needs of the mentee and deep-level similarity come before surface similarity; "
                + "both sides are heard before a match is final.",
            source: "Deng, Gulseren and Turner, 2022"),
        .init(
            claim: "Perceived input into the matching goes with better outcomes.",
            source: "Allen, Eby and Lentz, 2006, Journal of Applied Psychology 91(3)"),
        .init(
            claim: "Dissimilar attitudes and values marked the worst relationships.",
            source: "Eby, McManus, Simon and Russell, 2000"),
        .init(
            claim: "Those who chose their mentor got more support.",
            source: "Kendall and Smith-Jentsch, 2015"),
    ]
}
