// A matching policy as people write it: weights and scores from 0 to 1, rules by name. Members that
// are left out are as in the standard policy. The same words in requests, answers and the engine.

import JSON
import Mentorship

package enum PolicyDocument {
    /// `version` is the store's to give.
    package static func policy(
        _ json: JSON, version: Int = 0
    ) throws(Failure) -> MatchingPolicy {
        var input = try Input(object: json)
        let policy = try read(&input, version: version)
        try input.finish()
        return policy
    }

    package static func read(
        _ input: inout Input, version: Int
    ) throws(Failure) -> MatchingPolicy {
        let factors = try input.objects("factors", countMax: PolicyLimits.factors) {
            (inner) throws(Failure) in weighting(&inner)
        }
        if factors == nil { input.refuse("factors", "required", "factors is required.") }
        var policy = MatchingPolicy(version: version, weightings: (factors ?? []).compactMap { $0 })
        readRules(&input, &policy)
        readNumbers(&input, &policy)
        policy.seniority = try seniority(&input)
        policy.basis = input.line("basis", limit: PolicyLimits.basis)
        if input.errors.isEmpty { input.adopt(policy.problems()) }
        return policy
    }

    private static func weighting(_ input: inout Input) -> MatchingPolicy.Weighting? {
        let factor = input.requiredChoice("factor", Factor.self)
        if !input.isPresent("weight") {
            input.refuse("weight", "required", "weight is required.")
        }
        let weight = input.number("weight", 0...1)
        let missing = input.choice("missing", MatchingPolicy.Missing.self)
        let shape = MatchingPolicy.Shape(
            name: input.line("name", limit: PolicyLimits.name),
            wants: input.choice("wants", MatchingPolicy.Likeness.self) ?? .same,
            difference: difference(&input),
            enough: input.integer("enough", 1...PolicyLimits.minutesOfWeek),
            values: values(&input))
        guard let factor, let weight else { return nil }
        return .init(
            factor, weight: Score.thousandths(weight), missing: missing ?? .neutral, shape: shape)
    }

    private static func values(_ input: inout Input) -> [Term] {
        input.parsedList("values", countMax: PolicyLimits.values) { text throws(Flaw) in
            try Term(text)
        }
    }

    private static func difference(_ input: inout Input) -> MatchingPolicy.Difference {
        .init(
            atLeast: input.integer("at_least", PolicyLimits.number),
            atMost: input.integer("at_most", PolicyLimits.number),
            tolerance: input.integer("tolerance", 0...PolicyLimits.number.upperBound) ?? 0)
    }

    private static func readRules(_ input: inout Input, _ policy: inout MatchingPolicy) {
        policy.requiresCommonLanguage =
            input.flag("requires_common_language") ?? policy.requiresCommonLanguage
        policy.requiresCommonMedium =
            input.flag("requires_common_medium") ?? policy.requiresCommonMedium
        policy.requiresCommonGround =
            input.flag("requires_common_ground") ?? policy.requiresCommonGround
        policy.allowsSameOrganisation =
            input.flag("allows_same_organisation") ?? policy.allowsSameOrganisation
        policy.reportingLine =
            input.choice("reporting_line", MatchingPolicy.ReportingLine.self)
            ?? policy.reportingLine
    }

    private static func readNumbers(_ input: inout Input, _ policy: inout MatchingPolicy) {
        policy.minimumCommonMinutes =
            input.integer("minimum_common_minutes", 0...PolicyLimits.minutesOfWeek)
            ?? policy.minimumCommonMinutes
        policy.minimumScore =
            input.number("minimum_score", 0...1).map(Score.millionths) ?? policy.minimumScore
        policy.evidenceFloor =
            input.number("evidence_floor", 0...1).map(Score.thousandths) ?? policy.evidenceFloor
        policy.candidateLimit =
            input.integer("candidate_limit", 1...10_000) ?? policy.candidateLimit
        policy.unstatedLevel = input.integer("unstated_level", 1...100) ?? policy.unstatedLevel
        policy.shortestList = input.integer("shortest_list", 1...100) ?? policy.shortestList
        policy.cohesion.worth =
            input.number("group_cohesion", 0...1).map(Score.millionths) ?? policy.cohesion.worth
        policy.groupMentors =
            input.integer("group_mentors", PolicyLimits.groupMentors) ?? policy.groupMentors
        policy.cohesion.purpose = input.choice("group_purpose", MatchingPolicy.Purpose.self)
    }

    private static func seniority(
        _ input: inout Input
    ) throws(Failure) -> MatchingPolicy.MeasureRule? {
        try input.object("seniority") { (inner) throws(Failure) in
            let name = inner.line("name", limit: PolicyLimits.name) ?? "seniority"
            let atLeast = inner.integer("at_least", PolicyLimits.number)
            let atMost = inner.integer("at_most", PolicyLimits.number)
            return .init(name, .init(atLeast: atLeast, atMost: atMost))
        }
    }
}

// MARK: Writing

extension PolicyDocument {
    package static func write(_ policy: MatchingPolicy, into json: inout JSONWriter) {
        json.array("factors", policy.weightings) { write($0, into: &$1) }
        json.member("minimum_score", Score.share(policy.minimumScore))
        json.member("minimum_common_minutes", policy.minimumCommonMinutes)
        json.member("requires_common_language", policy.requiresCommonLanguage)
        json.member("requires_common_medium", policy.requiresCommonMedium)
        json.member("requires_common_ground", policy.requiresCommonGround)
        json.member("allows_same_organisation", policy.allowsSameOrganisation)
        json.member("reporting_line", policy.reportingLine.rawValue)
        if let seniority = policy.seniority {
            json.object("seniority") { json in
                json.member("name", seniority.name)
                write(seniority.difference, into: &json)
            }
        } else {
            json.member("seniority", JSON.null)
        }
        json.member("basis", policy.basis)
        json.member("evidence_floor", Double(policy.evidenceFloor) / 1000)
        json.member("candidate_limit", policy.candidateLimit)
        json.member("unstated_level", policy.unstatedLevel)
        json.member("shortest_list", policy.shortestList)
        json.member("group_cohesion", Score.share(policy.cohesion.worth))
        json.member("group_mentors", policy.groupMentors)
        json.member("group_purpose", policy.cohesion.purpose?.rawValue)
    }

    package static func text(_ policy: MatchingPolicy) -> String {
        var json = JSONWriter()
        json.beginObject()
        write(policy, into: &json)
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    package static func write(_ warning: PolicyWarning, into json: inout JSONWriter) {
        json.beginObject()
        json.member("pointer", warning.pointer)
        json.member("code", warning.code)
        json.member("message", warning.message)
        json.endObject()
    }

    private static func write(
        _ weighting: MatchingPolicy.Weighting, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("factor", weighting.factor.rawValue)
        if let name = weighting.shape.name { json.member("name", name) }
        json.member("weight", Double(weighting.weight) / 1000)
        json.member("missing", weighting.missing.rawValue)
        if weighting.shape.wants != .same { json.member("wants", weighting.shape.wants.rawValue) }
        write(weighting.shape.difference, into: &json)
        if let enough = weighting.shape.enough { json.member("enough", enough) }
        let values = weighting.shape.values
        if !values.isEmpty { json.array("values", values.map(\.text)) }
        json.endObject()
    }

    private static func write(
        _ difference: MatchingPolicy.Difference, into json: inout JSONWriter
    ) {
        if let least = difference.atLeast { json.member("at_least", least) }
        if let most = difference.atMost { json.member("at_most", most) }
        if difference.tolerance != 0 { json.member("tolerance", difference.tolerance) }
    }
}
