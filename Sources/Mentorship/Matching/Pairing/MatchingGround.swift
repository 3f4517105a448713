// Where a programme's matching stands at one moment: who is approved with how many places, who is
// paired, who has been asked, and who must not meet; and what of a run's pairs still holds then.
// Never scores a pair.

/// Two people in their parts.
package struct PairOfPeople: Hashable, Sendable {
    package let mentor: ID<Person>
    package let mentee: ID<Person>

    package init(mentor: ID<Person>, mentee: ID<Person>) {
        self.mentor = mentor
        self.mentee = mentee
    }

    /// The same two, each in the other's part.
    package var reversed: PairOfPeople { PairOfPeople(mentor: mentee, mentee: mentor) }

    package var named: NamedPair { NamedPair(mentee: mentee.text, mentor: mentor.text) }

    package init?(_ named: NamedPair) {
        guard let mentor = ID<Person>(named.mentor), let mentee = ID<Person>(named.mentee) else {
            return nil
        }
        self.init(mentor: mentor, mentee: mentee)
    }
}

package struct MatchingGround: Sendable {
    package struct Part: Sendable {
        package let role: Enrolment.Role
        package let capacity: Int
        /// How many mentors this person would have as a mentee.
        package let mentorsWanted: Int

        package init(role: Enrolment.Role, capacity: Int, mentorsWanted: Int = 1) {
            self.role = role
            self.capacity = capacity
            self.mentorsWanted = mentorsWanted
        }
    }

    /// Approved, and not pausing.
    package var parts: [ID<Person>: Part] = [:]
    /// Those of them of whom the programme asks something that they have not given, or not anew: in
    /// what stands they stay, and to nothing else are they asked.
    package var notReady: Set<ID<Person>> = []
    /// Mentees in relationships that are not closed, by mentor.
    package var taken: [ID<Person>: Int] = [:]
    /// Mentees with as many relationships as they want that are not closed.
    package var paired: Set<ID<Person>> = []
    /// The pairs of relationships that are not closed.
    package var standing: Set<PairOfPeople> = []
    /// Relationships of mentees that are not closed, where several mentors of a group count once.
    package var relationshipsOf: [ID<Person>: Int] = [:]
    /// Asked and not answered yet.
    package var open: Set<PairOfPeople> = []
    /// One of the two has declined the other.
    package var declined: Set<PairOfPeople> = []
    /// The mentee left the mentor's group, or was taken out of it.
    package var leftGroup: Set<PairOfPeople> = []
    /// Who were in a circle together, of whom one waits for another circle.
    package var former: Set<PairOfPeople> = []
    /// Nobody guides the other: each is in one pair at most, and has one open question at most.
    package var isAmongEquals = false
    /// By twos, in groups or in circles.
    package var groupSizes = GroupSizes(nil, least: nil, most: nil)
    /// The mentees of the group that a mentor has and that takes more, in a programme of groups.
    package var inGroup: [ID<Person>: Set<ID<Person>>] = [:]
    /// The other mentors of the group that a mentor has and that takes more.
    package var guidingWith: [ID<Person>: [ID<Person>]] = [:]
    /// Who leads the group that a further mentor guides with them, or was asked to guide.
    package var leadOf: [ID<Person>: ID<Person>] = [:]
    /// Whichever of the two mentors.
    package var doNotMatch: Set<PairOfPeople> = []

    package init() {}

    package func isMentor(_ person: ID<Person>) -> Bool { parts[person]?.role.isMentor ?? false }

    /// Somebody who gives and gets.
    package func isPeer(_ person: ID<Person>) -> Bool { isMentor(person) && isMentee(person) }

    /// Everybody who was asked and has not answered, and whom they were asked about.
    package var asked: Set<ID<Person>> { Set(open.flatMap { [$0.mentor, $0.mentee] }) }

    package func isMentee(_ person: ID<Person>) -> Bool { parts[person]?.role.isMentee ?? false }

    /// Whether the two could be kept as a pair: nothing is in their way, and nobody else was asked
    /// for the mentee.
    package func isFree(_ pair: PairOfPeople) -> Bool {
        if isAmongEquals, !asked.isDisjoint(with: [pair.mentor, pair.mentee]) { return false }
        return changes(for: [pair]).isEmpty && mentorsToAsk(for: pair.mentee) > 0
    }

    /// How many mentors a mentee lacks.
    package func mentorsLeft(for mentee: ID<Person>) -> Int {
        mentorsLeft(for: mentee, having: mentorsHad(by: mentee))
    }

    /// A group counts once, however many guide it.
    package func mentorsHad(by mentee: ID<Person>) -> Int {
        relationshipsOf[mentee] ?? standing.count { $0.mentee == mentee }
    }

    private func mentorsLeft(for mentee: ID<Person>, having count: Int) -> Int {
        paired.contains(mentee) ? 0 : (parts[mentee]?.mentorsWanted ?? 1) - count
    }

    /// Those of them whom nobody was asked to be.
    package func mentorsToAsk(for mentee: ID<Person>) -> Int {
        mentorsLeft(for: mentee) - open.count { $0.mentee == mentee }
    }

    /// Places that neither a relationship has nor somebody who was asked.
    package func placesToOffer(of mentor: ID<Person>) -> Int {
        if isAmongEquals { return paired.contains(mentor) || asked.contains(mentor) ? 0 : 1 }
        return leadOf[mentor] == nil ? freePlaces(of: mentor) - offered(by: mentor) : 0
    }

    /// Places of a mentor's group that somebody was asked to take, whichever of its mentors guides.
    package func offered(by mentor: ID<Person>) -> Int {
        let all = [mentor] + (guidingWith[mentor] ?? [])
        return open.count { all.contains($0.mentor) }
    }

    /// Places that no relationship has; less than none when the mentor reduced them since. A member
    /// of a group takes one of each of its mentors.
    package func freePlaces(of mentor: ID<Person>) -> Int {
        guard let part = parts[mentor], part.role.isMentor else { return 0 }
        if isAmongEquals { return paired.contains(mentor) ? 0 : 1 }
        let others = (guidingWith[mentor] ?? []).map { (parts[$0]?.capacity ?? 0, taken[$0] ?? 0) }
        let places = others.reduce(part.capacity - (taken[mentor] ?? 0)) { min($0, $1.0 - $1.1) }
        guard groupSizes.shape == .groups, let most = groupSizes.sizes?.upperBound else {
            return places
        }
        return min(places, most - (inGroup[mentor]?.count ?? 0))
    }

    /// The members that a mentor's group has, or who were asked.
    package func members(of mentor: ID<Person>) -> Int {
        (inGroup[mentor]?.count ?? 0) + offered(by: mentor)
    }
}

// MARK: What has changed

extension MatchingGround {
    package enum Change: String, Sendable, CaseIterable {
        case mentorNotApproved = "mentor_not_approved"
        case menteeNotApproved = "mentee_not_approved"
        /// One of the two has to meet a condition of the programme anew.
        case gateNotMet = "gate_not_met"
        case menteeAlreadyPaired = "mentee_already_paired"
        case mentorAtCapacity = "mentor_at_capacity"
        case doNotMatch = "do_not_match"
        case alreadyProposed = "already_proposed"
        case declined
        case leftGroup = "left_group"
        /// What the two say of themselves now rules the pair out.
        case ruledOut = "ruled_out"
    }

    /// What stands in the way of these pairs by now, each with the pair; empty when nothing does.
    package func changes(
        for pairs: [PairOfPeople]
    ) -> [(pair: PairOfPeople, change: Change)] {
        var wanted: [ID<Person>: Int] = [:]
        var lacking: [ID<Person>: Int] = [:]
        for pair in pairs {
            wanted[pair.mentor, default: 0] += 1
            lacking[pair.mentee, default: 0] += 1
        }
        let asked = isAmongEquals ? asked : []
        let had = mentorsHad
        return pairs.flatMap { pair in
            var changes = self.changes(for: pair, asked)
            if isMentor(pair.mentor), wanted[pair.mentor] ?? 0 > freePlaces(of: pair.mentor) {
                changes.append(.mentorAtCapacity)
            }
            if !changes.contains(.menteeAlreadyPaired),
                lacking[pair.mentee] ?? 0
                    > mentorsLeft(for: pair.mentee, having: had[pair.mentee] ?? 0)
            {
                changes.append(.menteeAlreadyPaired)
            }
            return changes.map { (pair, $0) }
        }
    }

    private var mentorsHad: [ID<Person>: Int] {
        var had: [ID<Person>: Int] = [:]
        for pair in standing { had[pair.mentee, default: 0] += 1 }
        return had.merging(relationshipsOf) { $1 }
    }

    /// What stands in the way of asking all of these at once, as a run does: beside what has
    /// changed, that others were asked since about the same mentee or the mentor's last place.
    /// Staff who ask by hand may ask about more than there are places; a run rests on there being
    /// nobody who was asked.
    package func changesForAsking(
        _ pairs: [PairOfPeople]
    ) -> [(pair: PairOfPeople, change: Change)] {
        let changes = changes(for: pairs)
        // Equals were looked at one by one: each has one question.
        guard !isAmongEquals else { return changes }
        let known = Set(changes.map(\.pair))
        let wanted = Dictionary(grouping: pairs, by: \.mentor).mapValues(\.count)
        let lacking = Dictionary(grouping: pairs, by: \.mentee).mapValues(\.count)
        let offered = Dictionary(grouping: open, by: \.mentor).mapValues(\.count)
        let asked = Dictionary(grouping: open, by: \.mentee).mapValues(\.count)
        let had = mentorsHad
        func places(of mentor: ID<Person>) -> Int {
            guard leadOf[mentor] == nil else { return 0 }
            return ([mentor] + (guidingWith[mentor] ?? []))
                .reduce(freePlaces(of: mentor)) { $0 - (offered[$1] ?? 0) }
        }
        func left(for mentee: ID<Person>) -> Int {
            mentorsLeft(for: mentee, having: had[mentee] ?? 0) - (asked[mentee] ?? 0)
        }
        return changes
            + pairs.filter { !known.contains($0) }.compactMap { pair in
                if lacking[pair.mentee] ?? 0 > left(for: pair.mentee) {
                    return (pair, .alreadyProposed)
                }
                return wanted[pair.mentor] ?? 0 > places(of: pair.mentor)
                    ? (pair, .mentorAtCapacity) : nil
            }
    }

    /// The mentors of these pairs whose groups would have too few members.
    package func mentorsBelowLeast(with pairs: [PairOfPeople]) -> [ID<Person>] {
        guard groupSizes.shape == .groups, let least = groupSizes.sizes?.lowerBound else {
            return []
        }
        return Dictionary(grouping: pairs, by: \.mentor)
            .filter { $0.value.count + members(of: $0.key) < least }.keys.sorted()
    }

    /// `asked`: equals who were asked to meet somebody already; one question at a time.
    private func changes(for pair: PairOfPeople, _ asked: Set<ID<Person>>) -> [Change] {
        var changes: [Change] = []
        if !isMentor(pair.mentor) { changes.append(.mentorNotApproved) }
        if !isMentee(pair.mentee) { changes.append(.menteeNotApproved) }
        if isAmongEquals {
            if isMentor(pair.mentor), !isMentee(pair.mentor) { changes.append(.mentorNotApproved) }
            if isMentee(pair.mentee), !isMentor(pair.mentee) { changes.append(.menteeNotApproved) }
        }
        if !notReady.isDisjoint(with: [pair.mentor, pair.mentee]) { changes.append(.gateNotMet) }
        if paired.contains(pair.mentee) || standing.contains(pair) {
            changes.append(.menteeAlreadyPaired)
        }
        if doNotMatch.contains(pair) || doNotMatch.contains(pair.reversed) {
            changes.append(.doNotMatch)
        }
        if open.contains(pair) || !asked.isDisjoint(with: [pair.mentor, pair.mentee]) {
            changes.append(.alreadyProposed)
        }
        if leftGroup.contains(pair) { changes.append(.leftGroup) }
        if declined.contains(pair) || isAmongEquals && declined.contains(pair.reversed) {
            changes.append(.declined)
        }
        return changes
    }
}
