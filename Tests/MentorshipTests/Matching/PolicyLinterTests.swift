import Testing

@testable import Mentorship

@Suite struct PolicyLinterTests {
    private func codes(_ change: (inout MatchingPolicy) -> Void) -> [String] {
        var policy = MatchingPolicy.standard
        change(&policy)
        return policy.warnings().map(\.code)
    }

    @Test func `the standard policy gives no warning, and no template a serious one`() {
        #expect(MatchingPolicy.standard.warnings().isEmpty)
        for template in PolicyTemplate.all {
            #expect(template.policy.problems().isEmpty, "\(template.model)")
            let serious = template.policy.warnings().map(\.code).filter {
                !["age_proxy", "place_proxy"].contains($0)
            }
            #expect(serious.isEmpty, "\(template.model)")
        }
    }

    @Test func `a model in which the junior guides the senior wants a rule that says so`() throws {
        func codes(_ policy: MatchingPolicy, in model: String) -> [String] {
            policy.warnings(in: ModelRegistry.model(model)).map(\.code)
        }
        var policy = MatchingPolicy.standard
        #expect(codes(policy, in: "reverse") == ["direction_missing"])
        #expect(codes(policy, in: "one_to_one").isEmpty)
        policy.seniority = .init("seniority", .init(atLeast: 1))
        #expect(codes(policy, in: "reverse").contains("direction_missing"))
        policy.seniority = .init("seniority", .init(atMost: -1))
        #expect(!codes(policy, in: "reverse").contains("direction_missing"))
        let template = try #require(PolicyTemplate.all.first { $0.model == "reverse" })
        #expect(!codes(template.policy, in: "reverse").contains("direction_missing"))
    }

    @Test func `there is a template for each model of the registry`() {
        #expect(
            PolicyTemplate.all.map(\.model).sorted() == ModelRegistry.models.map(\.id).sorted())
    }

    @Test func `proxies for age, origin and place are named`() {
        func measure(_ name: String) -> [String] {
            codes { $0.weightings.append(.init(.measure, weight: 50, shape: .init(name: name))) }
        }
        #expect(measure("years_of_experience") == ["age_proxy"])
        #expect(measure("graduation_year") == ["age_proxy"])
        #expect(measure("postcode") == ["origin_proxy"])
        #expect(measure("languages_of_code").isEmpty)
        #expect(codes { $0.weightings.append(.init(.site, weight: 50)) } == ["place_proxy"])
    }

    @Test func `what is said of oneself needs a basis, and is warned about even then`() {
        var policy = MatchingPolicy.standard
        policy.weightings.append(
            .init(.characteristic, weight: 50, shape: .init(name: "ethnicity")))
        #expect(policy.problems().map(\.pointer) == ["/basis"])
        policy.basis = "positive action plan, section 158"
        #expect(policy.problems().isEmpty)
        #expect(policy.warnings().map(\.code) == ["surface_similarity"])
    }

    @Test func `weights that drown the needs, or leave out both sides' say, are named`() {
        #expect(
            codes { $0.weightings[4] = .init(.languages, weight: 900) }.contains("needs_drowned"))
        #expect(codes { $0.weightings.removeFirst() } == ["needs_missing"])
        #expect(codes { $0.weightings.remove(at: 3) } == ["no_say"])
        #expect(codes { $0.weightings.append(.init(.continuity, weight: 50)) } == ["load_missing"])
        #expect(codes { $0.evidenceFloor = 0 } == ["little_evidence"])
        #expect(codes { $0.cohesion.worth = 600_000 } == ["cohesion_rules"])
        #expect(codes { $0.reportingLine = .allowed } == ["managers_allowed"])
        #expect(
            codes { $0.weightings[1] = .init(.interests, weight: 150, missing: .exclude) }
                == ["silence_excludes"])
    }
}
