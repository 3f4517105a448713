// What is wrong with a policy as a person may have written it: what cannot be used is named member
// by member. What is merely unwise is PolicyLinter's.

package enum PolicyLimits {
    /// A pair is weighed by so many factors at most.
    package static let factors = 24
    /// Different measures that a policy reads; each has its place in a candidate's numbers.
    package static let measures = 8
    package static let characteristics = 8
    package static let minutesOfWeek = 10_080
    /// A measure's name, a characteristic's, or the basis.
    package static let name = 60
    package static let basis = 500
    /// Words that one priority is for.
    package static let values = 20
    package static let groupMentors = 1...3
    /// Measures and their differences stay far from where sums of them would no longer fit.
    package static let number = -1_000_000...1_000_000
}

extension MatchingPolicy {
    /// Empty when it can be used.
    package func problems() -> [Failure.Field] {
        var found = Findings()
        for index in weightings.indices { check(index, &found) }
        found.require(
            weightings.count <= PolicyLimits.factors, "/factors",
            "A policy has at most \(PolicyLimits.factors) factors.")
        found.require(
            weightings.contains { $0.weight > 0 && $0.factor != .priority }, "/factors",
            "Some factor must count in the score.", code: "nothing_counts")
        checkNames(&found)
        checkRules(&found)
        return found.fields
    }

    private struct Findings {
        var fields: [Failure.Field] = []

        mutating func require(
            _ holds: Bool, _ pointer: String, _ message: String, code: String = "out_of_range"
        ) {
            if !holds { fields.append(.init(pointer, code, message)) }
        }
    }

    private func check(_ index: Int, _ found: inout Findings) {
        let (weighting, at) = (weightings[index], "/factors/\(index)")
        found.require((0...1000).contains(weighting.weight), at + "/weight", "A weight is 0 to 1.")
        found.require(
            !weightings[..<index].contains {
                $0.factor == weighting.factor && $0.shape.name == weighting.shape.name
            }, at + "/factor",
            weighting.factor.isNamed
                ? "A measure, a characteristic or a priority counts once."
                : "A factor counts once.",
            code: "duplicate")
        let shape = weighting.shape
        found.require(
            (shape.name != nil) == weighting.factor.isNamed, at + "/name",
            weighting.factor.isNamed
                ? "Say which." : "Only measures, characteristics and priorities are named.",
            code: weighting.factor.isNamed ? "required_together" : "not_taken")
        found.require(
            shape.name.map { (1...PolicyLimits.name).contains($0.count) } ?? true, at + "/name",
            "A name has 1 to \(PolicyLimits.name) characters.")
        found.require(
            shape.wants == .same || weighting.factor.hasTwoSides, at + "/wants",
            "This factor has only one side.", code: "not_taken")
        found.require(
            shape.difference == .init() || weighting.factor == .measure, at + "/at_least",
            "Only measures differ by a number.", code: "not_taken")
        checkDifference(shape.difference, at, &found)
        found.require(
            shape.enough == nil || weighting.factor.hasAmount, at + "/enough",
            "This factor knows no amount.", code: "not_taken")
        found.require(
            (1...PolicyLimits.minutesOfWeek).contains(shape.enough ?? 1), at + "/enough",
            "Enough is 1 to \(PolicyLimits.minutesOfWeek).")
        found.require(
            !weighting.readsDescribed || basis?.isEmpty == false, "/basis",
            "A characteristic counts only where the programme states on what basis.",
            code: "required_together")
        checkPriority(weighting, at, &found)
    }

    /// Who comes first is never who alone comes at all.
    private func checkPriority(_ weighting: Weighting, _ pointer: String, _ found: inout Findings) {
        let (isPriority, values) = (weighting.factor == .priority, weighting.shape.values)
        found.require(
            isPriority != values.isEmpty, pointer + "/values",
            isPriority ? "Say for which words." : "Only a priority is for certain words.",
            code: isPriority ? "required_together" : "not_taken")
        found.require(
            values.count <= PolicyLimits.values, pointer + "/values",
            "A priority is for at most \(PolicyLimits.values) words.")
        found.require(
            !isPriority || weighting.missing != .exclude, pointer + "/missing",
            "A priority never excludes anybody.", code: "not_taken")
    }

    private func checkDifference(
        _ difference: Difference, _ pointer: String, _ found: inout Findings
    ) {
        for (name, number) in [
            ("at_least", difference.atLeast), ("at_most", difference.atMost),
            ("tolerance", difference.tolerance),
        ] {
            found.require(
                PolicyLimits.number.contains(number ?? 0)
                    && (name != "tolerance" || number ?? 0 >= 0),
                "\(pointer)/\(name)", "It is too small or too great.")
        }
        if let least = difference.atLeast, let most = difference.atMost {
            found.require(
                least <= most, pointer + "/at_most", "At most is not below at least.",
                code: "empty_range")
        }
    }

    private func checkNames(_ found: inout Findings) {
        found.require(
            measureNames.count <= PolicyLimits.measures, "/factors",
            "A policy reads at most \(PolicyLimits.measures) measures.")
        found.require(
            describedNames.count <= PolicyLimits.characteristics, "/factors",
            "A policy reads at most \(PolicyLimits.characteristics) characteristics.")
    }

    private func checkRules(_ found: inout Findings) {
        found.require((0...million).contains(minimumScore), "/minimum_score", "A score is 0 to 1.")
        found.require(
            (1...10_000).contains(candidateLimit), "/candidate_limit",
            "Between 1 and 10000 candidates are looked at.")
        found.require((1...100).contains(unstatedLevel), "/unstated_level", "A level is 1 to 100.")
        found.require(
            (1...100).contains(shortestList), "/shortest_list", "A list has 1 to 100 entries.")
        found.require(
            (0...1000).contains(evidenceFloor), "/evidence_floor", "A share is 0 to 1.")
        found.require(
            PolicyLimits.groupMentors.contains(groupMentors), "/group_mentors",
            "A group has 1 to \(PolicyLimits.groupMentors.upperBound) mentors.")
        found.require(
            (0...million).contains(cohesion.worth), "/group_cohesion", "Cohesion is 0 to 1.")
        found.require(
            (0...PolicyLimits.minutesOfWeek).contains(minimumCommonMinutes),
            "/minimum_common_minutes", "A week has \(PolicyLimits.minutesOfWeek) minutes.")
        if let seniority { checkDifference(seniority.difference, "/seniority", &found) }
    }

    /// Each measure that a factor or the rule of seniority reads, once.
    var measureNames: [String] {
        var names: [String] = []
        let factors = weightings.filter { $0.factor == .measure }.compactMap(\.shape.name)
        for name in factors + [seniority?.name].compactMap({ $0 }) where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    /// Those that two people are compared by: what weighs nothing is not even looked at.
    package var characteristicNames: [String] {
        weightings.filter { $0.factor == .characteristic && $0.weight > 0 }
            .compactMap(\.shape.name)
    }
}

extension Factor {
    var hasTwoSides: Bool {
        switch self {
        case .site, .history, .characteristic: true
        default: setSlot != nil
        }
    }

    var hasAmount: Bool { [.hours, .history, .load].contains(self) }
}
