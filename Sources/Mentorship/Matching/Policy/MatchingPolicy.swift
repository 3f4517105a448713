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

    /// What a factor counts where there are two sides to it.
    package enum Likeness: String, Sendable, CaseIterable {
        case same, different
    }

    /// How far the mentor's number lies above the mentee's, as the programme wants it: at least, at
    /// most, between the two, the same (both bounds 0), or any.
    package struct Difference: Sendable, Equatable {
        package var atLeast: Int?
        package var atMost: Int?
        /// How far outside the bounds the share has fallen to nothing.
        package var tolerance: Int

        package init(atLeast: Int? = nil, atMost: Int? = nil, tolerance: Int = 0) {
            self.atLeast = atLeast
            self.atMost = atMost
            self.tolerance = tolerance
        }
    }

    /// How a factor is read, where there is more than one way.
    package struct Shape: Sendable, Equatable {
        /// Which measure or characteristic.
        package var name: String?
        package var wants: Likeness
        package var difference: Difference
        /// From so much on, more adds nothing: minutes a week, pairs had together, pairs now.
        package var enough: Int?
        /// The words of a characteristic that a priority is for.
        package var values: [Term]

        package init(
            name: String? = nil, wants: Likeness = .same, difference: Difference = .init(),
            enough: Int? = nil, values: [Term] = []
        ) {
            self.name = name
            self.wants = wants
            self.difference = difference
            self.enough = enough
            self.values = values
        }
    }

    /// One factor and how much it counts.
    package struct Weighting: Sendable, Equatable {
        package let factor: Factor
        /// Thousandths of the whole.
        package var weight: Int
        package let missing: Missing
        package var shape: Shape

        package init(
            _ factor: Factor, weight: Int, missing: Missing = .neutral, shape: Shape = .init()
        ) {
            self.factor = factor
            self.weight = weight
            self.missing = missing
            self.shape = shape
        }
    }

    /// Who in somebody's own hierarchy is no candidate.
    package enum ReportingLine: String, Sendable, CaseIterable {
        /// Nobody is ruled out.
        case allowed
        /// Not one's own manager.
        case notManager = "not_manager"
        /// Nobody up or down the line.
        case notLine = "not_line"
        /// Nor anyone who has the same manager.
        case notTeam = "not_team"
    }

    /// A measure and how the two must differ in it, where both have stated it.
    package struct MeasureRule: Sendable, Equatable {
        package var name: String
        package var difference: Difference

        package init(_ name: String, _ difference: Difference) {
            self.name = name
            self.difference = difference
        }
    }

    /// What the members of a group share, and what that adds.
    package struct Cohesion: Sendable, Equatable {
        /// Millionths that a member adds who is after what most of the group are after.
        package var worth: Int
        /// Which words count as what somebody is after; nil: those of the factor that weighs most.
        package var purpose: Purpose?

        package init(worth: Int = million / 10, purpose: Purpose? = nil) {
            self.worth = worth
            self.purpose = purpose
        }
    }

    package enum Purpose: String, Sendable, CaseIterable {
        case needs = "need_coverage"
        case goals = "shared_goals"
        case challenges = "shared_challenges"
        case interests = "shared_interests"
        case values = "shared_values"

        package var factor: Factor {
            switch self {
            case .needs: .needs
            case .goals: .goals
            case .challenges: .challenges
            case .interests: .interests
            case .values: .values
            }
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
    /// People who both said how they can meet, and share no way, cannot be matched.
    package var requiresCommonMedium = true
    package var reportingLine = ReportingLine.notLine
    /// Minutes a week that both can meet, of people who both said when; 0 asks for none.
    package var minimumCommonMinutes = 0
    package var seniority: MeasureRule?
    /// Why the programme may look at what people say of themselves; without one, such a factor is
    /// refused (GDPR Article 9 asks for a condition, Article 6 for a basis).
    package var basis: String?
    /// The level of an offered skill that came without one.
    package var unstatedLevel: Int
    /// Agreement on one of one is weaker evidence than on three of three: shorter lists count as
    /// this long.
    package var shortestList: Int
    /// Thousandths of the weights that a score rests on at least, so that someone of whom little
    /// is known cannot outshine someone who answered everything.
    package var evidenceFloor: Int
    /// What holds a group together.
    package var cohesion = Cohesion()
    /// So many mentors a group has at most, its own included.
    package var groupMentors = 1

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
            Weighting(.interests, weight: 150),
            Weighting(.values, weight: 150),
            Weighting(.preference, weight: 200),
            Weighting(.languages, weight: 100),
        ])
}

/// Scores and shares are millionths, so that their sums are exact.
package let million = 1_000_000
