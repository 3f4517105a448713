// Proposals: both sides must say yes, in time, and nothing decided is decided again.

import Mentorship
import Testing

@Suite struct ProposalTests {
    private static let deadline = at("2026-06-08T00:00Z")

    private static func proposal() -> Proposal {
        Proposal(
            id: Cast.id(60), programme: Cast.programme, mentor: Cast.mentor, mentee: Cast.mentee,
            sentAt: Cast.now, deadline: deadline)
    }

    @Test func `both sides must accept, in either order`() throws {
        for first in ProposalSide.allCases {
            var proposal = Self.proposal()
            let answers = [
                try proposal.accept(first, now: Cast.now),
                try proposal.accept(first, now: Cast.now),
                try proposal.accept(first.other, now: Cast.now),
                try proposal.accept(first, now: Self.deadline),
            ]
            #expect(answers == [false, false, true, true])
            #expect(proposal.state == .accepted)
        }
    }

    @Test func `one no ends it, also after a yes`() throws {
        var proposal = Self.proposal()
        try proposal.accept(.mentor, now: Cast.now)
        try proposal.decline(.mentor, reason: .time, now: Cast.now)
        #expect(proposal.state == .declined)
        #expect(proposal.decision(of: .mentor)?.answer == .declined(.time))
        #expect(proposal.decision(of: .mentee) == nil)
        let late = refusal { () throws(Failure) in try proposal.accept(.mentee, now: Cast.now) }
        #expect(late == "proposal_not_open")
        try proposal.decline(.mentor, reason: .time, now: Cast.now)
    }

    @Test func `the deadline is the first moment that is too late`() throws {
        var proposal = Self.proposal()
        let last = Self.deadline.adding(seconds: -1)
        let early = proposal.expire(now: last)
        #expect(!early)
        try proposal.accept(.mentor, now: last)
        let tooLate = [
            refusal { () throws(Failure) in try proposal.accept(.mentee, now: Self.deadline) },
            refusal { () throws(Failure) in
                try proposal.decline(.mentee, reason: .other, now: Self.deadline)
            },
        ]
        #expect(tooLate == ["proposal_expired", "proposal_expired"])
        #expect(proposal.isOverdue(now: Self.deadline))
        let changes = [proposal.expire(now: Self.deadline), proposal.expire(now: Self.deadline)]
        #expect(changes == [true, false])
        #expect(proposal.state == .expired)
    }

    @Test func `what is decided is not decided again`() throws {
        for state in Proposal.State.allCases where state != .sent {
            var proposal = Proposal(
                id: Cast.id(60), programme: Cast.programme, mentor: Cast.mentor,
                mentee: Cast.mentee, sentAt: Cast.now, deadline: Self.deadline, state: state)
            let before = proposal
            let changes = [proposal.supersede(), proposal.expire(now: Self.deadline)]
            #expect(changes == [false, false])
            let refusals = [
                refusal { () throws(Failure) in try proposal.withdraw() },
                refusal { () throws(Failure) in try proposal.accept(.mentor, now: Cast.now) },
                refusal { () throws(Failure) in
                    try proposal.decline(.mentee, reason: .expertise, now: Cast.now)
                },
            ]
            #expect(refusals.allSatisfy { $0 == "proposal_not_open" }, "\(state)")
            #expect(proposal == before)
        }
        var taken = Self.proposal()
        try taken.withdraw()
        #expect(taken.state == .withdrawn)
        var replaced = Self.proposal()
        let isReplaced = replaced.supersede()
        #expect(isReplaced && replaced.state == .superseded)
    }

    @Test func `a person answers for their own side only`() {
        let proposal = Self.proposal()
        #expect(proposal.side(of: Cast.mentor) == .mentor)
        #expect(proposal.side(of: Cast.mentee) == .mentee)
        #expect(proposal.side(of: Cast.stranger) == nil)
    }
}
