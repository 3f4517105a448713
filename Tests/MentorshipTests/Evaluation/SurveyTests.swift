// When a survey takes answers, whom it asks, and how little its reports tell of one person.

import Mentorship
import Testing

@Suite struct SurveyTests {
    private let now = Instant(milliseconds: 1_000_000)

    private func survey(
        _ audience: Survey.Audience = .both, closesAt: Instant? = nil
    ) -> Survey {
        var context = Context(actor: .nobody, now: now, requestID: "test", seed: 7)
        return Survey(
            id: context.newID(), programme: context.newID(),
            plan: .init(
                instrument: context.newID(), phase: .pulse, audience: audience, title: "T",
                closesAt: closesAt), createdBy: "test", createdAt: now, updatedAt: now)
    }

    @Test func `a survey asks those of its side, and those of both sides once`() {
        #expect(survey(.mentors).side(of: .mentor) == .mentor)
        #expect(survey(.mentors).side(of: .mentee) == nil)
        #expect(survey(.mentors).side(of: .both) == .mentor)
        #expect(survey(.mentees).side(of: .both) == .mentee)
        #expect(survey(.both).side(of: .both) == .both)
    }

    @Test func `it closes at its time or by hand, and for good`() throws {
        var timed = survey(closesAt: now.adding(seconds: 60))
        #expect(timed.state(at: now) == .open)
        let later = now.adding(seconds: 60)
        #expect(timed.state(at: later) == .closed)
        #expect(throws: Failure.surveyClosed) { try timed.checkOpen(at: later) }
        #expect(throws: Failure.surveyClosed) { try timed.move(to: .open, at: later) }
        var manual = survey()
        try manual.move(to: .open, at: now)
        try manual.move(to: .closed, at: later)
        #expect(manual.closedAt == later)
        try manual.move(to: .closed, at: later.adding(seconds: 60))
        #expect(manual.closedAt == later)
    }

    @Test func `two readings of a report never differ by fewer people than the threshold`() {
        for threshold in [5, 8] {
            let suppression = Suppression(threshold: threshold)
            for completed in 0...100 {
                let seen = (0...completed).map {
                    Survey.reportable(completed: $0, in: .open, suppression)
                }
                let last = Survey.reportable(completed: completed, in: .closed, suppression)
                #expect(last == completed)
                for number in Set(seen) {
                    #expect(number == 0 || last - number >= threshold)
                    #expect(number % threshold == 0)
                }
            }
        }
    }

    @Test func `an item that few answer does not move an open report by one of them`() {
        var responses: [Instrument.Answers] = []
        var before: SurveyReport?
        for index in 0..<60 {
            let hasHelp = index % 7 == 0
            responses.append(
                hasHelp
                    ? ["fit": .number(4), "help": .number(Double(1 + index % 5))]
                    : ["fit": .number(Double(1 + index % 3))])
            let report = SurveyReport.ofOpen(instrument, responses: responses, Suppression())
            for (item, last) in zip(report.items, before?.items ?? []) where item != last {
                #expect(item.answered - last.answered >= 5)
            }
            for (scale, last) in zip(report.subscales, before?.subscales ?? []) where scale != last
            {
                #expect(scale.n - last.n >= 5 || scale.n == last.n)
                let rows = scale.reliability.n - last.reliability.n
                #expect(rows >= 5 || rows == 0)
            }
            before = report
        }
        #expect(before?.items[0].answered == 55)
        #expect(before?.items[1].answered == 0)
        let closed = SurveyReport(instrument, responses: responses).suppressed(Suppression())
        #expect(closed.items[1].answered == 9)
    }

    // MARK: Sides

    private let instrument = Instrument(
        items: [
            .init("fit", .scale(min: 1, max: 5, isReversed: false)),
            .init("help", .scale(min: 1, max: 5, isReversed: false)),
        ], subscales: [.init("quality", ["fit", "help"])])

    private func answers(_ count: Int, help: Int) -> [Instrument.Answers] {
        (0..<count).map { index in
            index < help
                ? ["fit": .number(4), "help": .number(2)] : ["fit": .number(4)]
        }
    }

    @Test func `the side that would give a small one away is hidden with it`() {
        let sides = SurveySides(
            instrument, [(.mentor, answers(20, help: 20)), (.mentee, answers(3, help: 3))],
            Suppression())
        for side in sides.sides {
            #expect(side.n == nil)
            #expect(side.items.allSatisfy { $0.mean == .absent(.belowThreshold) })
            #expect(side.subscales.allSatisfy { $0.n == nil })
        }
    }

    @Test func `an item that few of a side answered is hidden on both sides, the rest is not`() {
        let sides = SurveySides(
            instrument, [(.mentor, answers(9, help: 9)), (.mentee, answers(9, help: 2))],
            Suppression())
        for side in sides.sides {
            #expect(side.n == 9)
            #expect(side.items[0].mean == .value(4))
            #expect(side.items[1].mean == .absent(.belowThreshold))
            #expect(side.items[1].n == nil)
        }
    }
}
