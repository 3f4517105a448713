// What is unwise in a policy that could be used: proxies for what nobody should be chosen by,
// weights that drown what the evidence puts first. Warns, never refuses.

package struct PolicyWarning: Sendable, Equatable {
    package let pointer: String
    package let code: String
    package let message: String
}

extension MatchingPolicy {
    /// `model`: of the programme that matches by the policy.
    package func warnings(in model: MentoringModel? = nil) -> [PolicyWarning] {
        var found: [PolicyWarning] = []
        for (index, weighting) in weightings.enumerated() {
            if let warning = withoutBasis(weighting, index) { found.append(warning) }
            guard weighting.weight > 0 else { continue }
            let at = "/factors/\(index)"
            if let warning = proxy(weighting, at) { found.append(warning) }
            if weighting.missing == .exclude {
                found.append(
                    .init(
                        pointer: at + "/missing", code: "silence_excludes",
                        message: "Whoever leaves this blank can be matched with nobody."))
            }
        }
        if let seniority, Self.isLikeAge(seniority.name) {
            found.append(Self.likeAge(seniority.name, "/seniority"))
        }
        return found + balance() + rules() + directions(of: model)
    }

    // MARK: Proxies

    private func proxy(_ weighting: Weighting, _ pointer: String) -> PolicyWarning? {
        let name = weighting.shape.name ?? ""
        switch weighting.factor {
        case .measure where Self.isLikeAge(name): return Self.likeAge(name, pointer)
        case .measure where Self.standsForOrigin(name):
            return Self.origin(name, pointer)
        case .characteristic:
            return .init(
                pointer: pointer, code: "surface_similarity",
                message:
                    "Likeness in \(name) is surface similarity: no evidence says that it makes "
                    + "better pairs than needs and values do (Deng et al., 2022). Only people who "
                    + "opened it for matching are compared.")
        case .site where weighting.weight > 0:
            return .init(
                pointer: pointer, code: "place_proxy",
                message: "Where people are can stand for origin or income. Hours and ways to meet "
                    + "say what a pair needs.")
        case .languages where share(weighting) > 250:
            return .init(
                pointer: pointer, code: "origin_proxy",
                message: "Shared languages that weigh so much can stand for origin. That two can "
                    + "talk is a rule already: requires_common_language.")
        case .text where share(weighting) > 500:
            return .init(
                pointer: pointer, code: "text_rules",
                message: "Texts that weigh more than half favour those who write much, and in the "
                    + "words of their mentors.")
        default: return nil
        }
    }

    private static func likeAge(_ name: String, _ pointer: String) -> PolicyWarning {
        PolicyWarning(
            pointer: pointer, code: "age_proxy",
            message:
                "\(name) goes with age. Compare what somebody can do (need_coverage), or state "
                + "why the years themselves matter.")
    }

    private static func origin(_ name: String, _ pointer: String) -> PolicyWarning {
        PolicyWarning(
            pointer: pointer, code: "origin_proxy",
            message: "\(name) can stand for origin, income or belief.")
    }

    private static func isLikeAge(_ name: String) -> Bool {
        holds(
            name,
            [
                "age", "born", "birth", "year", "years", "graduation", "graduated", "tenure",
                "seniority", "experience", "generation",
            ])
    }

    private static func standsForOrigin(_ name: String) -> Bool {
        holds(
            name,
            [
                "postcode", "zip", "address", "school", "surname", "name", "nationality",
                "country", "income", "salary", "fees",
            ])
    }

    private static func holds(_ name: String, _ suspects: Set<String>) -> Bool {
        TextWords.words(name.split(separator: "_").joined(separator: " "))
            .contains { suspects.contains($0) }
    }

    /// A priority that counts is refused without one; this one is written down already.
    private func withoutBasis(_ weighting: Weighting, _ index: Int) -> PolicyWarning? {
        guard weighting.factor == .priority, weighting.weight == 0, basis?.isEmpty != false
        else { return nil }
        return .init(
            pointer: "/factors/\(index)", code: "basis_missing",
            message: "Nobody can be put first by what they said of themselves until the programme "
                + "states on what basis (GDPR Articles 6 and 9).")
    }

    // MARK: Directions

    /// Which way a model goes is a rule of the policy's: without it nothing keeps the senior from
    /// teaching the junior.
    private func directions(of model: MentoringModel?) -> [PolicyWarning] {
        guard model?.direction == .juniorMentorsSenior else { return [] }
        if let most = seniority?.difference.atMost, most < 0 { return [] }
        return [
            .init(
                pointer: "/seniority", code: "direction_missing",
                message: "In this model the junior guides the senior, and no rule of seniority "
                    + "says so: at_most below 0, as the template has it.")
        ]
    }

    // MARK: Balance

    /// Thousandths of all weights in a score.
    private func share(_ weighting: Weighting) -> Int {
        let whole = weightings.reduce(0) { $0 + ($1.factor == .priority ? 0 : $1.weight) }
        return whole == 0 ? 0 : weighting.weight * 1000 / whole
    }

    private func share(of family: Factor.Family) -> Int {
        weightings.filter { $0.factor.family == family }.reduce(0) { $0 + share($1) }
    }

    private func balance() -> [PolicyWarning] {
        var found: [PolicyWarning] = []
        func warn(_ code: String, _ message: String) {
            found.append(.init(pointer: "/factors", code: code, message: message))
        }
        let needs = share(of: .needs)
        let greatest = Factor.Family.allCases.filter { $0 != .needs && $0 != .priority }
            .map { share(of: $0) }.max()
        if needs == 0 {
            warn(
                "needs_missing",
                "What the mentee needs does not count at all; the evidence puts it first "
                    + "(Deng et al., 2022).")
        } else if needs < greatest ?? 0 {
            warn(
                "needs_drowned",
                "Other factors together weigh more than the needs, which the evidence puts first "
                    + "(Deng et al., 2022).")
        }
        if priorityWeight > needs, needs > 0 {
            warn(
                "priority_drowns_needs",
                "Who comes first gets a place even where others need the mentor more than anything "
                    + "the policy says of needs: let priority weigh less than they do.")
        }
        if share(of: .preference) == 0 {
            warn(
                "no_say",
                "What the two asked for does not count; input of both sides goes with better "
                    + "outcomes (Allen, Eby and Lentz, 2006).")
        }
        if share(of: .history) > 0, !weighs(.load) {
            warn(
                "load_missing",
                "Who was chosen before is chosen again: without load a few mentors do all the work."
            )
        }
        return found
    }

    private func rules() -> [PolicyWarning] {
        var found: [PolicyWarning] = []
        if evidenceFloor < 200 {
            found.append(
                .init(
                    pointer: "/evidence_floor", code: "little_evidence",
                    message: "Someone of whom little is known can outshine someone who answered "
                        + "everything."))
        }
        if reportingLine == .allowed {
            found.append(
                .init(
                    pointer: "/reporting_line", code: "managers_allowed",
                    message:
                        "People may be matched with their own managers; mentoring is then hard "
                        + "to keep apart from appraisal."))
        }
        if cohesion.worth > million / 2 {
            found.append(
                .init(
                    pointer: "/group_cohesion", code: "cohesion_rules",
                    message: "What members share outweighs whether the mentor can help them: a "
                        + "group is then of one mind around somebody who may know little of it."))
        }
        if minimumCommonMinutes > 300 {
            found.append(
                .init(
                    pointer: "/minimum_common_minutes", code: "hours_demanded",
                    message: "More than five hours in common a week rules out most people with "
                        + "other duties."))
        }
        return found
    }
}
