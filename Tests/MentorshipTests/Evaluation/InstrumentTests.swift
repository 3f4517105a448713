import Testing

@testable import Mentorship

@Suite struct InstrumentTests {
    private let instrument = Instrument(
        items: [
            .init("trust", .scale(min: 1, max: 5, isReversed: false), isRequired: true),
            .init("distance", .scale(min: 1, max: 5, isReversed: true)),
            .init("ease", .scale(min: 1, max: 5, isReversed: false)),
            .init("respect", .scale(min: 1, max: 5, isReversed: false)),
            .init("help", .scale(min: 1, max: 5, isReversed: false)),
            .init("often", .choice(["weekly", "monthly"])),
            .init("hours/month", .number(min: 0, max: 40)),
            .init("words", .text(limit: 10)),
        ],
        subscales: [.init("bond", ["trust", "distance", "ease", "respect", "help"])])

    @Test func `good answers are kept without a word`() {
        #expect(instrument.problems().isEmpty)
        let answers: Instrument.Answers = [
            "trust": .number(5), "often": .text("weekly"), "hours/month": .number(2.5),
            "words": .text("she listens".prefix(10).description),
        ]
        #expect(instrument.problems(with: answers).isEmpty)
    }

    @Test func `each bad answer is named by a pointer to it`() {
        let answers: Instrument.Answers = [
            "distance": .number(2.5), "ease": .number(6), "respect": .text("5"),
            "often": .text("daily"), "hours/month": .number(41), "words": .text("much too long"),
            "mood~": .number(1),
        ]
        let found = instrument.problems(with: answers)
        #expect(
            found.map(\.pointer) == [
                "/answers/trust", "/answers/distance", "/answers/ease", "/answers/respect",
                "/answers/often", "/answers/hours~1month", "/answers/words", "/answers/mood~0",
            ])
        #expect(found.map(\.code).first == "required")
        #expect(found.map(\.code).last == "unknown_item")
        #expect(
            !instrument.problems(with: [:], isFinished: false).contains { $0.code == "required" })
    }

    @Test func `an instrument that contradicts itself is refused where it does`() {
        let odd = Instrument(
            items: [
                .init("a", .scale(min: 5, max: 1, isReversed: false)),
                .init("a", .choice(["x", "x"])), .init("", .number(min: 2, max: 1)),
                .init("t", .text(limit: 0)),
            ],
            subscales: [
                .init("s", ["t", "gone", "a", "a"], minimumAnsweredShare: 2), .init("s", []),
            ])
        #expect(
            odd.problems().map(\.pointer) == [
                "/items/0/max", "/items/1/key", "/items/1/options", "/items/2/key", "/items/2/max",
                "/items/3/limit", "/subscales/0/minimum_answered_share", "/subscales/0/items/0",
                "/subscales/0/items/1", "/subscales/0/items/3", "/subscales/1/key",
                "/subscales/1/items",
            ])
        #expect(Instrument(items: []).problems().map(\.pointer) == ["/items"])
    }

    @Test func `a score is the mean of what was answered, reversed items turned`() {
        let scores = instrument.scores([
            "trust": .number(5), "distance": .number(1), "ease": .number(4), "help": .number(4),
        ])
        // 5, 6 − 1, 4, 4 of five items: .8 is enough.
        #expect(
            scores == [.init(subscale: "bond", value: .value(4.5), answered: 4, items: 5)])
    }

    @Test func `too few answers make no score`() {
        let score = instrument.scores(["trust": .number(5), "ease": .number(4)])[0]
        #expect(score.value == .absent(.tooFewAnswered))
        #expect(score.answered == 2)
    }

    @Test func `a report counts each step and keeps people apart from gaps`() {
        let responses: [Instrument.Answers] = [
            ["trust": .number(5), "often": .text("weekly")], ["trust": .number(3)],
            ["often": .text("weekly")],
        ]
        let report = SurveyReport(instrument, responses: responses)
        #expect(report.n == 3)
        #expect(report.items[0].answered == 2)
        #expect(report.items[0].counts.map(\.count) == [0, 0, 1, 0, 1])
        #expect(report.items[0].mean == .value(4))
        let often = report.items[5]
        #expect(
            often.counts == [.init(value: "weekly", count: 2), .init(value: "monthly", count: 0)])
        #expect(often.mean == .absent(.notDefined))
        #expect(report.items[7].counts.isEmpty)
        #expect(report.comparison == nil)
        #expect(report.associations.isEmpty)
    }

    @Test func `a suppressed report shows nothing that stands for fewer than five`() {
        var responses = (0..<12).map { index -> Instrument.Answers in
            ["trust": .number(Double(index % 2 + 4)), "often": .text("weekly")]
        }
        responses += (0..<3).map { _ in ["trust": .number(1), "often": .text("monthly")] }
        responses[0]["ease"] = .number(2)
        let report = SurveyReport(
            instrument, responses: responses,
            questions: .init(correlateWith: "trust", compare: "trust", by: "often")
        ).suppressed(.init())
        // Three said 1; as the only hidden count the total would give it away.
        #expect(report.items[0].counts.map(\.count) == [nil, 0, 0, nil, 6])
        #expect(report.items[0].mean.value != nil)
        let ease = report.items[2]
        #expect(ease.mean == .absent(.belowThreshold))
        #expect(ease.counts.allSatisfy { $0.count == nil })
        let groups = report.comparison?.groups ?? []
        #expect(groups.map(\.n) == [nil, nil])
        // From the mean of the twelve and that of all, the three's would follow.
        #expect(groups.allSatisfy { $0.mean == .absent(.belowThreshold) })
    }

    @Test func `the threshold can be raised, never lowered`() {
        #expect(Suppression(threshold: 2).threshold == 5)
        #expect(Suppression(threshold: 10).threshold == 10)
        #expect(Suppression().shown([0, 9, 20]) == [0, 9, 20])
        #expect(Suppression().shown([4, 0, 9, 20]) == [nil, 0, nil, 20])
        #expect(Suppression().shown([1, 2, 9]) == [nil, nil, 9])
        #expect(Suppression().shown([3, 0]) == [nil, nil])
    }
}
