// What makes a good pair in a programme, as data with a version: which factors count how much, what
// a gap in the data means, and what rules a pair out. Never holds a person.

package struct MatchingPolicy: Sendable, Equatable {
    /// What a factor is worth where one side has not said what it needs.
    package enum Missing: String, Sendable, CaseIterable {
        /// Left out: the other factors share its weight.
        case neutral
        /// Counts as no agreement.
        case penalise
        /// The pair is no candidate.
        case exclude
    }

    /// One factor and how much it counts.
    package struct Weighting: Sendable, Equatable {
        package let factor: Factor
        /// Thousandths of the whole.
        package var weight: Int
        package let missing: Missing

        package init(_ factor: Factor, weight: Int, missing: Missing) {
            self.factor = factor
            self.weight = weight
            self.missing = missing
        }
    }

    package var version: Int
    package var weightings: [Weighting]
    /// Millionths; a pair that scores less is no candidate.
    package var minimumScore: Int
    /// At least so many of a mentee's best candidates are looked at from the start; further ones
    /// join while they could still change the answer, so the limit saves work, never quality.
    package var candidateLimit: Int
    /// People who both said what they speak, and share nothing, cannot be matched.
    package var requiresCommonLanguage: Bool
    /// A mentee who said something is not matched with someone who shares none of it.
    package var requiresCommonGround: Bool
    package var allowsSameOrganisation: Bool
    /// The level of an offered skill that came without one.
    package var unstatedLevel: Int
    /// Agreement on one of one is weaker evidence than on three of three: shorter lists count as
    /// this long.
    package var shortestList: Int
    /// Thousandths of the weights that a score rests on at least, so that someone of whom little
    /// is known cannot outshine someone who answered everything.
    package var evidenceFloor: Int

    package init(
        version: Int, weightings: [Weighting], minimumScore: Int = 0, candidateLimit: Int = 50,
        requiresCommonLanguage: Bool = true, requiresCommonGround: Bool = true,
        allowsSameOrganisation: Bool = true, unstatedLevel: Int = 3, shortestList: Int = 3,
        evidenceFloor: Int = 500
    ) {
        self.version = version
        self.weightings = weightings
        self.minimumScore = minimumScore
        self.candidateLimit = candidateLimit
        self.requiresCommonLanguage = requiresCommonLanguage
        self.requiresCommonGround = requiresCommonGround
        self.allowsSameOrganisation = allowsSameOrganisation
        self.unstatedLevel = unstatedLevel
        self.shortestList = shortestList
        self.evidenceFloor = evidenceFloor
    }

    /// The order is the evidence's: needs first, then deep-level similarity, then both sides' input
    /// (review by Deng, Gulseren and Turner, 2022); the numbers are our proposal. A mentor who
    /// offers nothing covers no need; any other gap is neutral.
    package static let standard = MatchingPolicy(
        version: 1,
        weightings: [
            Weighting(.needs, weight: 400, missing: .penalise),
            Weighting(.interests, weight: 150, missing: .neutral),
            Weighting(.values, weight: 150, missing: .neutral),
            Weighting(.preference, weight: 200, missing: .neutral),
            Weighting(.languages, weight: 100, missing: .neutral),
        ])

    /// What is wrong with a policy as a person may have written it; empty when nothing is.
    package func problems() -> [Failure.Field] {
        var found: [Failure.Field] = []
        func require(_ holds: Bool, _ pointer: String, _ message: String) {
            if !holds { found.append(.init(pointer, "out_of_range", message)) }
        }
        for (index, weighting) in weightings.enumerated() {
            require(
                (0...1000).contains(weighting.weight), "/factors/\(index)/weight",
                "A weight is 0 to 1.")
            require(
                !weightings[..<index].contains { $0.factor == weighting.factor },
                "/factors/\(index)/factor", "A factor counts once.")
        }
        require(
            weightings.contains { $0.weight > 0 }, "/factors", "Some factor must count.")
        require((0...million).contains(minimumScore), "/minimum_score", "A score is 0 to 1.")
        require(
            (1...10_000).contains(candidateLimit), "/candidate_limit",
            "Between 1 and 10000 candidates are looked at.")
        require((1...100).contains(unstatedLevel), "/unstated_level", "A level is 1 to 100.")
        require((1...100).contains(shortestList), "/shortest_list", "A list has 1 to 100 entries.")
        require((0...1000).contains(evidenceFloor), "/evidence_floor", "A share is 0 to 1.")
        return found
    }
}

/// Scores and shares are millionths, so that their sums are exact.
package let million = 1_000_000
