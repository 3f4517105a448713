// Who sees and does what: every role against every act, inside and outside the programme, and that a
// stranger cannot tell a hidden relationship from none.

import Mentorship
import Testing

@Suite struct RelationshipAccessTests {
    private typealias Access = RelationshipAccess

    private static let pair = Cast.relationship()

    @Test func `members may do everything, strangers and nobody know nothing`() {
        for act in Access.Act.allCases {
            for person in [Cast.mentor, Cast.mentee] {
                #expect(Access.may(act, in: Self.pair, Cast.token(of: person)))
            }
            for actor in [Cast.token(of: Cast.stranger), .nobody] {
                let found = refusal { () throws(Failure) in
                    try Access.check(act, in: Self.pair, by: actor)
                }
                #expect(found == "not_found", "\(act)")
                #expect(Access.sight(of: Self.pair, by: actor) == .none)
                #expect(Access.goalSight(in: Self.pair, by: actor) == .none)
            }
        }
    }

    @Test func `staff see facts, never what the pair shares`() {
        let expected: [(Role, Access.Sight, Access.GoalSight)] = [
            (.administrator, .facts, .title), (.coordinator, .facts, .title),
            (.safeguardingLead, .facts, .full), (.programmeOwner, .none, .none),
            (.analyst, .none, .none), (.participant, .none, .none), (.lineManager, .none, .none),
            (.integration, .facts, .status),
        ]
        #expect(expected.count == Role.allCases.count)
        for (role, sight, goals) in expected {
            let actor = Cast.staff(role)
            #expect(Access.sight(of: Self.pair, by: actor) == sight, "\(role)")
            #expect(Access.goalSight(in: Self.pair, by: actor) == goals, "\(role)")
            for act in [Access.Act.writeGoal, .writeJournal, .seeAgenda] {
                #expect(!Access.may(act, in: Self.pair, actor), "\(role) \(act)")
            }
        }
    }

    @Test func `each role does what its scopes say, the rest is refused or hidden`() {
        let runs: Set<Access.Act> = [
            .see, .moveStage, .pause, .close, .listGoals, .seeMeetings, .book, .cancelMeeting,
            .recordAttendance,
        ]
        let allowed: [Role: Set<Access.Act>] = [
            .administrator: runs, .coordinator: runs,
            .safeguardingLead: [.see, .listGoals, .seeMeetings],
            .integration: [
                .see, .listGoals, .seeMeetings, .book, .cancelMeeting, .recordAttendance,
            ],
        ]
        for role in Role.allCases {
            for act in Access.Act.allCases {
                let mine = refusal { () throws(Failure) in
                    try Access.check(
                        act, in: Self.pair, by: Cast.staff(role, in: [Cast.programme]))
                }
                let elsewhere = refusal { () throws(Failure) in
                    try Access.check(
                        act, in: Self.pair, by: Cast.staff(role, in: [Cast.otherProgramme]))
                }
                let isKnown = allowed[role] != nil
                let isAllowed = allowed[role]?.contains(act) ?? false
                let expected = isAllowed ? nil : isKnown ? "forbidden" : "not_found"
                #expect(mine == expected, "\(role) \(act)")
                #expect(elsewhere == "not_found", "\(role) \(act) in another programme")
            }
        }
    }

    @Test func `a coordinator's own token has a mentor's eyes, in their own pair only`() {
        let own = Cast.token(of: Cast.mentor)
        #expect(Access.sight(of: Self.pair, by: own) == .pair)
        let others = Cast.relationship(
            members: [.init(Cast.stranger, .mentor), .init(Cast.mentee, .mentee)])
        #expect(Access.sight(of: others, by: own) == .none)
        #expect(!Access.mayOpen(in: Cast.programme, own))
        #expect(Access.mayOpen(in: Cast.programme, Cast.staff(.coordinator)))
        #expect(
            !Access.mayOpen(
                in: Cast.programme, Cast.staff(.coordinator, in: [Cast.otherProgramme])))
    }

    @Test func `only its author reads a journal entry`() throws {
        let entry = try JournalEntry(
            id: Cast.id(30), author: Cast.mentee, relationship: Self.pair.id,
            writtenAt: Cast.now, text: "I spoke up today.")
        #expect(entry.mayBeRead(by: Cast.token(of: Cast.mentee)))
        #expect(!entry.mayBeRead(by: Cast.token(of: Cast.mentor)))
        for role in Role.allCases {
            let found = refusal { () throws(Failure) in
                try entry.checkRead(by: Cast.staff(role))
            }
            #expect(found == "not_found")
        }
    }

    @Test func `a journal entry has words, within its limit`() throws {
        var entry = try JournalEntry(
            id: Cast.id(30), author: Cast.mentee, relationship: Self.pair.id,
            writtenAt: Cast.now, text: "First\nthoughts")
        for text in ["", " \n ", String(repeating: "x", count: 20_001), "a\u{0}b"] {
            #expect(throws: Failure.self) { try entry.revise(text, now: Cast.now) }
        }
        #expect(entry.revisedAt == nil && entry.text == "First\nthoughts")
        try entry.revise("Second", now: at("2026-06-02T00:00Z"))
        #expect(entry.text == "Second" && entry.revisedAt == at("2026-06-02T00:00Z"))
    }

    @Test func `why it ended is for staff and the side that asked`() {
        func sees(_ closure: Closure, _ actor: Actor) -> Bool {
            Access.maySeeReason(of: closure, in: Self.pair, actor)
        }
        let (mentor, mentee) = (Cast.token(of: Cast.mentor), Cast.token(of: Cast.mentee))
        let hard = Cast.closure(.manipulation, askedBy: .mentee)
        #expect(sees(hard, mentee))
        #expect(!sees(hard, mentor))
        #expect(sees(hard, Cast.staff(.coordinator)))
        #expect(!sees(hard, Cast.staff(.coordinator, in: [Cast.otherProgramme])))
        #expect(!sees(hard, Cast.staff(.integration)))
        #expect(!sees(hard, Cast.token(of: Cast.stranger)))
        // Circumstances are not told either: silence must not mean a fault.
        #expect(!sees(Cast.closure(.time, askedBy: .mentee), mentor))
        for closure in [Cast.closure(.completed), Cast.closure(.mismatch, askedBy: .both)] {
            #expect(sees(closure, mentor) && sees(closure, mentee))
            #expect(!sees(closure, Cast.token(of: Cast.stranger)))
        }
    }
}
