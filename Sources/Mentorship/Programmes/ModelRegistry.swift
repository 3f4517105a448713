// The models of mentoring that a programme can run, as data: how many meet, who guides whom, how
// often and how long, and what is special. A new model is a new row; no code asks which model it
// is.

/// Defaults; a programme may set its own.
package struct MentoringModel: Sendable, Equatable, Identifiable {
    /// How many people make one relationship.
    package struct Cardinality: Sendable, Equatable {
        package let mentors: ClosedRange<Int>
        package let mentees: ClosedRange<Int>
        /// The mentees at most when they are children or young people.
        package let menteesWhenYoung: ClosedRange<Int>?
        /// Everyone guides the next and the last guides the first.
        package let mayFormRing: Bool

        package init(
            mentors: ClosedRange<Int>, mentees: ClosedRange<Int>,
            menteesWhenYoung: ClosedRange<Int>? = nil, mayFormRing: Bool = false
        ) {
            self.mentors = mentors
            self.mentees = mentees
            self.menteesWhenYoung = menteesWhenYoung
            self.mayFormRing = mayFormRing
        }

        package static let pair = Cardinality(mentors: 1...1, mentees: 1...1)
        package static let any = Cardinality(mentors: 1...99, mentees: 1...99)
    }

    package enum Direction: String, Sendable, CaseIterable {
        case any
        case symmetric
        case juniorMentorsSenior = "junior_mentors_senior"
        case bothWays = "both_ways"
        case perProgramme = "per_programme"
    }

    package enum Cadence: Sendable, Equatable {
        case every(days: ClosedRange<Int>)
        case meetingsInAll(ClosedRange<Int>)
        case open
    }

    package enum Length: Sendable, Equatable {
        case months(ClosedRange<Int>)
        case days(atMost: Int)
        case open
    }

    package enum Rule: String, Sendable, CaseIterable {
        /// One adult with at most four young people.
        case youthRatioAtMostFour = "youth_ratio_at_most_four"
        case twoMentorsPresentWithChildren = "two_mentors_present_with_children"
        case bothHaveGoals = "both_have_goals"
        case seniorSideIsTrained = "senior_side_is_trained"
        /// Expectations, an objective, a factor, training for both, an evaluation plan: before it
        /// opens.
        case readinessChecklist = "readiness_checklist"
        case notInPerson = "not_in_person"
        case channelsMonitoredByProfile = "channels_monitored_by_profile"
        case conductIsTheOnlyAgreement = "conduct_is_the_only_agreement"
        case ratingIsAsked = "rating_is_asked"
        case logOnly = "log_only"
        case goalTemplates = "goal_templates"
    }

    /// Nobody guides the other: both give and get, and hold the same part in the relationship.
    package var isAmongEquals: Bool { direction == .symmetric || direction == .bothWays }

    package let id: String
    package let title: String
    package let cardinality: Cardinality
    package let direction: Direction
    package let cadence: Cadence
    package let length: Length
    package let rules: [Rule]

    package init(
        _ id: String, _ title: String, _ cardinality: Cardinality, _ direction: Direction,
        _ cadence: Cadence, _ length: Length, _ rules: [Rule] = []
    ) {
        self.id = id
        self.title = title
        self.cardinality = cardinality
        self.direction = direction
        self.cadence = cadence
        self.length = length
        self.rules = rules
    }
}

package enum ModelRegistry {
    package static func model(_ id: String) -> MentoringModel? {
        models.first { $0.id == id }
    }

    /// Of a model that is not there, no.
    package static func isAmongEquals(_ id: String) -> Bool { model(id)?.isAmongEquals ?? false }

    package static let models: [MentoringModel] = meetings + exchanges + occasions + purposes

    private static let fortnight = MentoringModel.Cadence.every(days: 14...14)
    private static let monthly = MentoringModel.Cadence.every(days: 28...31)

    private static let meetings: [MentoringModel] = [
        .init(
            "one_to_one", "One to one", .pair, .any, .every(days: 14...28), .months(6...12)),
        .init(
            "group", "Group",
            .init(mentors: 1...1, mentees: 3...8, menteesWhenYoung: 2...4), .any, monthly,
            .months(3...12), [.youthRatioAtMostFour]),
        .init(
            "team", "Team", .init(mentors: 2...99, mentees: 1...99), .any, monthly,
            .months(6...12), [.twoMentorsPresentWithChildren]),
    ]

    private static let exchanges: [MentoringModel] = [
        .init(
            "peer", "Peer", .init(mentors: 1...1, mentees: 1...1, mayFormRing: true), .symmetric,
            fortnight, .months(3...6), [.bothHaveGoals]),
        .init(
            "reverse", "Reverse", .pair, .juniorMentorsSenior, monthly, .months(6...9),
            [.seniorSideIsTrained, .readinessChecklist]),
        .init(
            "reciprocal", "Reciprocal", .pair, .bothWays, monthly, .months(6...9),
            [.seniorSideIsTrained, .readinessChecklist]),
    ]

    private static let occasions: [MentoringModel] = [
        .init(
            "virtual", "Virtual", .any, .any, fortnight, .months(3...12),
            [.notInPerson, .channelsMonitoredByProfile]),
        .init(
            "flash", "Flash", .pair, .any, .meetingsInAll(1...3), .days(atMost: 30),
            [.conductIsTheOnlyAgreement, .ratingIsAsked]),
        .init("informal", "Informal", .any, .any, .open, .open, [.logOnly]),
    ]

    private static let purposes: [MentoringModel] = [
        ("career", "Career"), ("executive", "Executive"), ("cross_cultural", "Cross-cultural"),
        ("leadership", "Leadership"), ("peer_coaching", "Peer coaching"),
    ].map { id, title in
        MentoringModel(
            id, title, .pair, .perProgramme, monthly, .months(6...12), [.goalTemplates])
    }
}
