import Testing

@testable import Mentorship

@Suite struct MatchQuestionTests {
    private func decimal(_ text: String) throws -> ExactDecimal {
        try #require(ExactDecimal(text: text))
    }

    private func question(
        _ objective: MatchQuestion.Objective, _ scores: [(String, String, String)],
        mentees: [String] = ["a", "b"], capacities: [Int] = [1, 1]
    ) throws -> MatchQuestion {
        var question = MatchQuestion(
            objective: objective, mentees: mentees,
            mentors: zip(["x", "y"], capacities).map { .init(id: $0, capacity: $1) })
        question.scores = try scores.map { .init($0, $1, try decimal($2)) }
        return question
    }

    @Test func `fractions are added exactly and written without a tail of noughts`() throws {
        let answer = try question(.maxWeight, [("a", "x", "0.1"), ("b", "y", "0.2")]).answer()
        #expect(answer.total == "0.3")
        #expect(answer.pairs == [.init(mentee: "a", mentor: "x"), .init(mentee: "b", mentor: "y")])
        let fine = try question(.maxCardinality, [("a", "x", "0.000000001"), ("b", "y", "7")])
        #expect(try fine.answer().total == "7.000000001")
        let whole = try question(.bottleneck, [("a", "x", "2.50"), ("b", "y", "7.5")])
        #expect(try whole.answer().total == "10")
    }

    @Test func `pairs and those left come in the order of the mentees`() throws {
        let answer = try question(
            .maxWeight, [("c", "x", "1"), ("a", "y", "1")], mentees: ["c", "b", "a"]
        ).answer()
        #expect(answer.pairs.map(\.mentee) == ["c", "a"])
        #expect(answer.unmatched == ["b"])
    }

    @Test func `what is not declared, or declared twice, is refused`() throws {
        let refused = [
            try question(.maxWeight, [("z", "x", "1")]),
            try question(.maxWeight, [("a", "z", "1")]),
            try question(.maxWeight, [], mentees: ["a", "a"]),
            try question(.maxWeight, [("a", "x", "1"), ("a", "x", "1")]),
            try question(.maxWeight, [], capacities: [-1, 0]),
        ]
        for question in refused {
            #expect {
                _ = try question.answer()
            } throws: {
                if case .invalid = $0 as? Assignment.Refusal { true } else { false }
            }
        }
    }

    @Test func `names are compared byte for byte`() throws {
        let composed = "\u{e9}"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed)
        let answer = try question(
            .maxWeight, [(composed, "x", "1"), (decomposed, "y", "2")],
            mentees: [composed, decomposed]
        ).answer()
        #expect(answer.pairs.count == 2)
        #expect(answer.total == "3")
    }

    @Test func `a forbidden pin is infeasible`() throws {
        var question = try question(.maxWeight, [("a", "x", "1")])
        question.forbidden = [.init(mentee: "a", mentor: "x")]
        question.pins = question.forbidden
        #expect {
            _ = try question.answer()
        } throws: {
            if case .infeasible = $0 as? Assignment.Refusal { true } else { false }
        }
    }

    @Test func `stable objectives read only the lists`() throws {
        var question = try question(.stable, [("a", "x", "1")])
        question.menteeLists = [("a", ["x", "y"]), ("b", ["y", "x"])]
        question.mentorLists = [("x", ["b", "a"]), ("y", ["a", "b"])]
        let forMentees = try question.answer()
        #expect(forMentees.pairs.map(\.mentor) == ["x", "y"])
        #expect(forMentees.total == nil)
        #expect(forMentees.proof == .blockingPairs(0))
        question.objective = .stableMentorOptimal
        #expect(try question.answer().pairs.map(\.mentor) == ["y", "x"])
    }

    @Test(arguments: [
        ("0", 0, 0), ("12", 12, 0), ("0.50", 5, 1), ("1e3", 1000, 0), ("2.5E-3", 25, 4),
        ("123456789.123456789", 123_456_789_123_456_789, 9), ("0.1e1", 1, 0),
    ])
    func `a decimal keeps its digits`(text: String, digits: Int64, places: Int) {
        let decimal = ExactDecimal(text: text)
        #expect(decimal?.digits == digits)
        #expect(decimal?.places == places)
    }

    @Test(arguments: [
        "", "-1", "1.2.3", "x", "0.0000000001", "1e400", "99999999999999999999", "1e",
        "1e-9223372036854775808", "1e9223372036854775807", "0e-9223372036854775808",
    ])
    func `what is no such decimal is refused`(text: String) {
        #expect(ExactDecimal(text: text) == nil)
    }

    @Test func `a number becomes the decimal that was written`() {
        #expect(ExactDecimal(0.1)?.places == 1)
        #expect(ExactDecimal(1e-7)?.digits == 1)
        #expect(ExactDecimal(12_345_678.25)?.digits == 1_234_567_825)
        #expect(ExactDecimal(-0.0)?.digits == 0)
        #expect(ExactDecimal(-0.5) == nil)
        #expect(ExactDecimal(Double.nan) == nil)
        #expect(ExactDecimal.text(-1250, places: 2) == "-12.5")
    }
}
