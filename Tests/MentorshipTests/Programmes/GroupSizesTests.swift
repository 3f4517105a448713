import Testing

@testable import Mentorship

@Suite struct GroupSizesTests {
    private func sizes(_ model: String, _ least: Int?, _ most: Int?) -> GroupSizes {
        GroupSizes(ModelRegistry.model(model), least: least, most: most)
    }

    @Test func `what a programme does not say is as its model has it`() {
        #expect(sizes("group", nil, nil).sizes == 3...8)
        #expect(sizes("group", 5, nil).sizes == 5...8)
        #expect(sizes("group", 12, nil).sizes == 12...12)
        #expect(sizes("group", nil, 2).sizes == 2...2)
        #expect(sizes("group", nil, nil).shape == .groups)
        for model in ["one_to_one", "virtual", "flash", "nobody's"] {
            #expect(sizes(model, nil, nil).shape == .pairs, "\(model)")
        }
    }

    @Test func `a team is a group that several guide`() throws {
        #expect(sizes("team", nil, nil).shape == .groups)
        #expect(sizes("team", nil, nil).sizes == 1...30)
        #expect(sizes("team", 2, 4).sizes == 2...4)
        let team = try #require(ModelRegistry.model("team"))
        #expect(team.mentorsOfGroup(1) == 2 && team.mentorsOfGroup(3) == 3)
        let group = try #require(ModelRegistry.model("group"))
        #expect(group.mentorsOfGroup(1) == 1 && group.mentorsOfGroup(2) == 2)
        #expect(ModelRegistry.model("one_to_one")?.mentorsOfGroup(3) == 1)
    }

    @Test func `equals meet by twos unless a programme says how large circles are`() {
        #expect(sizes("peer", nil, nil) == sizes("peer", 3, nil))
        #expect(sizes("peer", nil, nil).shape == .peers)
        #expect(sizes("peer", 3, 5).shape == .circles && sizes("peer", 3, 5).sizes == 3...5)
        #expect(sizes("reciprocal", 3, 5).shape == .peers)
    }

    @Test func `a group that is too small says what is missing and who has the next move`() throws {
        let cases: [(members: Int, asked: Int, GroupStanding.Status, GroupStanding.Step)] = [
            (1, 2, .belowLeast, .othersAnswer), (1, 0, .belowLeast, .staffRun),
            (3, 1, .open, .othersAnswer), (4, 0, .open, .none), (5, 0, .full, .none),
            (5, 2, .full, .none),
        ]
        for (members, asked, status, step) in cases {
            let standing = GroupStanding(sizes: 3...5, members: members, asked: asked)
            #expect(standing.status == status && standing.step == step, "\(members), \(asked)")
            #expect(!standing.words.isEmpty)
        }
        let one = [try #require(ID<Person>("person_01h2xcejqtf2nbrexx3vqjhp41"))]
        for (asked, step) in [(0, GroupStanding.Step.addMentor), (1, .mentorsAnswer)] {
            let standing = GroupStanding(
                sizes: 3...5, members: 1, asked: 1, mentors: one, mentorsAsked: asked,
                mentorsLeast: 2)
            #expect(standing.status == .lacksMentors && standing.step == step)
            #expect(standing.words.contains("1 of the 2 mentors"))
        }
        let small = GroupStanding(sizes: 3...5, members: 1, asked: 0)
        #expect(small.words.contains("lacks 2 of 3"))
    }

    @Test func `a group that a mentor holds up says so, and what others wait for`() {
        var dice = Dice(seed: 1)
        let mentor = ID<Person>(now: Instant(milliseconds: 1), dice: &dice)
        for reason in GroupStanding.Hindrance.Reason.allCases {
            let hindrances = [GroupStanding.Hindrance(mentor: mentor, reason: reason)]
            for (members, asked) in [(1, 0), (1, 2), (3, 1)] {
                let standing = GroupStanding(
                    sizes: 3...5, members: members, asked: asked, hindrances: hindrances)
                #expect(standing.step == .staffSettleMentors)
                #expect(standing.words.contains("no run brings others"))
            }
            let full = GroupStanding(sizes: 3...5, members: 5, asked: 0, hindrances: hindrances)
            #expect(full.step == .none)
        }
    }

    @Test func `whoever pauses, left, is full or leads and is not ready holds a group up`() {
        func reason(
            _ change: (inout GroupMentorFacts) -> Void
        ) -> GroupStanding.Hindrance.Reason? {
            var facts = GroupMentorFacts()
            change(&facts)
            return facts.hindrance
        }
        #expect(reason { _ in } == nil)
        #expect(reason { $0.state = .paused } == .paused)
        #expect(reason { $0.state = .left } == .left)
        #expect(reason { $0.isApproved = false } == .notEnrolled)
        #expect(reason { $0.isReady = false } == nil, "a run asks for the lead's alone")
        #expect(reason { ($0.isReady, $0.leads) = (false, true) } == .gateNotMet)
        #expect(reason { $0.placesLeft = 0 } == .atCapacity)
    }
}
