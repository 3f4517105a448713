// Where somebody stands who waits: what they can do themselves comes first, and every course of
// facts has a status, a next step and words.

import Mentorship
import Testing

@Suite struct WaitingTests {
    private static let soon = at("2026-03-03T09:00Z")
    private static let late = at("2026-03-09T09:00Z")

    private func open(_ id: String, _ deadline: Instant?, theirs: Bool) -> WaitingFacts.Open {
        .init(id: id, deadline: deadline, isTheirMove: theirs)
    }

    @Test func `one's own move comes before anybody else's, the nearest deadline first`() {
        var facts = WaitingFacts()
        facts.requests = [open("r", Self.soon, theirs: false)]
        facts.proposals = [
            open("p1", Self.late, theirs: true), open("p2", Self.soon, theirs: true),
            open("p3", Self.soon, theirs: false),
        ]
        #expect(
            facts.waiting
                == Waiting(.proposalWaitsForYou, .answerProposal, until: Self.soon, subject: "p2"))
        facts.proposals.removeAll { $0.isTheirMove }
        #expect(facts.waiting.status == .requestWithMentor)
        facts.requests = [open("r", Self.late, theirs: true)]
        #expect(
            facts.waiting
                == Waiting(.requestWaitsForYou, .answerRequest, until: Self.late, subject: "r"))
        facts.requests = []
        #expect(facts.waiting.status == .proposalWaitsForOther)
    }

    @Test func `nothing goes on before the enrolment and the gate`() {
        var facts = WaitingFacts()
        facts.proposals = [open("p", Self.soon, theirs: true)]
        facts.hasAcknowledged = false
        #expect(facts.waiting == Waiting(.acknowledgementMissing, .acknowledge))
        facts.isDecided = false
        #expect(facts.waiting == Waiting(.enrolmentUndecided, .staffDecide))
    }

    @Test func `who is paused is told so, after what waits for an answer`() {
        var facts = WaitingFacts()
        facts.isPaused = true
        facts.run = .without(reason: "outscored")
        facts.exhausted = "r"
        #expect(facts.waiting == Waiting(.paused, .staffResume))
        facts.requests = [open("r", Self.soon, theirs: true)]
        #expect(facts.waiting.status == .requestWaitsForYou)
        facts.isDecided = false
        #expect(facts.waiting.status == .enrolmentUndecided)
    }

    @Test func `a mentor without a pair is told of the run, and a request is named`() {
        var facts = WaitingFacts()
        facts.isMentee = false
        facts.exhausted = "r"
        facts.run = .without(reason: nil)
        #expect(facts.waiting == Waiting(.unmatchedInRun, .staffRun))
        facts.isMentee = true
        #expect(facts.waiting == Waiting(.requestExhausted, .askMentors, subject: "r"))
    }

    @Test func `only who lacks some is told how many were found`() {
        let waiting = Waiting(.enrolmentUndecided, .staffDecide)
        for found in [0, 2] {
            let words = waiting.words(MentorsWanted(found: found, wanted: 2))
            #expect(!words.contains("found so far"))
        }
    }

    @Test func `every course of facts has a status, a step and words`() {
        var seen: Set<String> = []
        let runs: [WaitingFacts.Run] = [
            .none, .underWay, .underReview, .published, .without(reason: "outscored"),
            .withFewer(reason: "outscored"), .withoutCircle,
        ]
        for run in runs {
            for bits in 0..<8 {
                var facts = WaitingFacts()
                facts.run = run
                facts.isMentee = bits & 1 > 0
                facts.mayAsk = bits & 2 > 0
                facts.exhausted = bits & 4 > 0 ? "r" : nil
                let waiting = facts.waiting
                for shape in [MatchRun.Shape.pairs, .groups, .peers, .circles] {
                    #expect(!waiting.words(in: shape).isEmpty)
                }
                #expect(facts.isMentee && facts.mayAsk || waiting.step != .askMentors)
                let isLeft = waiting.status == .unmatchedInRun || waiting.status == .fewerInRun
                #expect(!isLeft || waiting.reason == "outscored")
                let more = waiting.words(MentorsWanted(found: 1, wanted: 2))
                #expect(more.hasSuffix(" 1 of 2 mentors found so far."))
                seen.insert(waiting.status.rawValue)
            }
        }
        #expect(
            seen == [
                "no_run_yet", "run_under_way", "run_under_review", "request_exhausted",
                "unmatched_in_run", "fewer_in_run", "circle_not_formed",
            ])
    }

    @Test func `nobody is told of a pair in a group, nor of a mentor among equals`() {
        for status in Waiting.Status.allCases {
            for step in [Waiting.Step.staffRun, .askMentors] {
                let waiting = Waiting(status, step)
                #expect(!waiting.words(in: .groups).contains("pair"))
                #expect(!waiting.words(in: .circles).contains("pair"))
                // A run with fewer mentors than are wanted is not made among equals.
                guard status != .fewerInRun else { continue }
                for shape in [MatchRun.Shape.peers, .circles] {
                    let words = waiting.words(in: shape)
                    #expect(!words.contains("entor") && !words.contains("entee"), "\(words)")
                }
            }
        }
    }
}
