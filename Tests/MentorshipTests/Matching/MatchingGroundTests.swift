// What of a run's pairs still holds when it is published.

import Mentorship
import Testing

@Suite struct MatchingGroundTests {
    private var dice = Dice(seed: 7)
    private let mentor: ID<Person>
    private let mentee: ID<Person>
    private let other: ID<Person>

    init() {
        let now = Instant(milliseconds: 1_772_442_000_000)
        mentor = ID(now: now, dice: &dice)
        mentee = ID(now: now, dice: &dice)
        other = ID(now: now, dice: &dice)
    }

    private var ground: MatchingGround {
        var ground = MatchingGround()
        ground.parts = [
            mentor: .init(role: .mentor, capacity: 1), mentee: .init(role: .mentee, capacity: 0),
            other: .init(role: .both, capacity: 2),
        ]
        return ground
    }

    private func changes(
        _ ground: MatchingGround, _ pairs: [PairOfPeople]? = nil
    ) -> [MatchingGround.Change] {
        ground.changes(for: pairs ?? [PairOfPeople(mentor: mentor, mentee: mentee)]).map(\.change)
    }

    @Test func `nothing has changed on the ground a run stood on`() {
        #expect(changes(ground).isEmpty)
    }

    @Test func `each change is named`() {
        let pair = PairOfPeople(mentor: mentor, mentee: mentee)
        let cases: [(MatchingGround.Change, (inout MatchingGround) -> Void)] = [
            (.mentorNotApproved, { $0.parts[self.mentor] = nil }),
            (.menteeNotApproved, { $0.parts[self.mentee] = nil }),
            (.menteeNotApproved, { $0.parts[self.mentee] = .init(role: .mentor, capacity: 3) }),
            (.menteeAlreadyPaired, { $0.paired = [self.mentee] }),
            (.mentorAtCapacity, { $0.taken = [self.mentor: 1] }),
            (.doNotMatch, { $0.doNotMatch = [pair] }),
            (.doNotMatch, { $0.doNotMatch = [pair.reversed] }),
            (.alreadyProposed, { $0.open = [pair] }),
            (.declined, { $0.declined = [pair] }),
        ]
        for (change, alter) in cases {
            var ground = ground
            alter(&ground)
            #expect(changes(ground) == [change])
        }
    }

    @Test func `a mentor's pairs of one run count together`() {
        let pairs = [mentee, other].map { PairOfPeople(mentor: mentor, mentee: $0) }
        #expect(changes(ground, pairs) == [.mentorAtCapacity, .mentorAtCapacity])
        let fewer = [
            PairOfPeople(mentor: mentor, mentee: mentee),
            PairOfPeople(mentor: other, mentee: mentee),
        ]
        #expect(changes(ground, fewer) == [.menteeAlreadyPaired, .menteeAlreadyPaired])
        var ground = ground
        ground.parts[mentee] = .init(role: .mentee, capacity: 0, mentorsWanted: 2)
        #expect(changes(ground, fewer).isEmpty)
    }

    @Test func `a run asks for nothing that somebody was asked for since`() {
        let pair = PairOfPeople(mentor: mentor, mentee: mentee)
        func asking(_ ground: MatchingGround) -> [MatchingGround.Change] {
            ground.changesForAsking([pair]).map(\.change)
        }
        #expect(asking(ground).isEmpty)
        let cases: [(MatchingGround.Change, PairOfPeople)] = [
            (.alreadyProposed, pair), (.alreadyProposed, .init(mentor: other, mentee: mentee)),
            (.mentorAtCapacity, .init(mentor: mentor, mentee: other)),
        ]
        for (change, asked) in cases {
            var ground = ground
            ground.open = [asked]
            #expect(asking(ground) == [change])
            if asked != pair { #expect(changes(ground).isEmpty, "staff may ask one more") }
            ground.parts[mentor] = .init(role: .mentor, capacity: 2)
            ground.parts[mentee] = .init(role: .mentee, capacity: 0, mentorsWanted: 2)
            #expect(asking(ground) == (asked == pair ? [change] : []))
        }
        var guiding = ground
        guiding.guidingWith = [mentor: [other]]
        guiding.parts[mentor] = .init(role: .mentor, capacity: 2)
        guiding.open = [PairOfPeople(mentor: other, mentee: other)]
        #expect(asking(guiding).isEmpty, "of two places one was offered by whom they guide with")
        guiding.leadOf = [mentor: other]
        #expect(asking(guiding) == [.mentorAtCapacity])
    }

    @Test func `an equal who was asked to meet one is not asked to meet another`() {
        var ground = ground
        ground.isAmongEquals = true
        for person in [mentor, mentee, other] {
            ground.parts[person] = .init(role: .both, capacity: 1)
        }
        #expect(changes(ground).isEmpty)
        for pair in [
            PairOfPeople(mentor: other, mentee: mentor), .init(mentor: mentee, mentee: other),
        ] {
            ground.open = [pair]
            #expect(changes(ground) == [.alreadyProposed])
        }
    }

    @Test func `a mentor who reduced their places below what is taken has none`() {
        var ground = ground
        ground.taken = [other: 3]
        #expect(ground.freePlaces(of: other) == -1)
        #expect(ground.freePlaces(of: mentee) == 0)
    }

    @Test func `nobody meets in a group whom they must not, whoever was there first`() {
        let pair = PairOfPeople(mentor: mentor, mentee: mentee)
        let two = PairOfPeople(mentor: other, mentee: mentee)
        var ground = ground
        #expect(ground.clashes(in: [pair]).isEmpty)
        ground.doNotMatch = [two]
        #expect(ground.clashes(in: [pair]).isEmpty, "they meet nowhere")
        #expect(ground.apartFromGroups([mentee], ReportingLines(), by: .notLine).isEmpty)
        let grounds: [(inout MatchingGround) -> Void] = [
            { $0.inGroup = [self.mentor: [self.other]] },
            { $0.open = [PairOfPeople(mentor: self.mentor, mentee: self.other)] },
        ]
        for change in grounds {
            var changed = ground
            change(&changed)
            #expect(changed.clashes(in: [pair]).map(\.change) == [.doNotMatch])
            #expect(changed.apartFromGroups([mentee], ReportingLines(), by: .allowed) == [pair])
        }
        ground.doNotMatch = []
        ground.inGroup = [mentor: [other]]
        #expect(ground.clashes(in: [pair]) { $0 == two.reversed }.map(\.change) == [.ruledOut])
        #expect(ground.clashes(among: [mentor, other, mentee]) { $0 == two }.count == 1)
    }
}
