// Whether pairs may still be made by what nobody may overrule, many at once: for those who look
// while others wait to write. Reads nothing that people wrote, since no such rule asks for it, and
// weighs nothing.

import Mentorship
import SQLite

struct PairRules {
    private let programme: ID<Programme>
    private let maker: CandidateMaker

    /// By what a programme asked for when the pairs were chosen.
    init(
        _ policy: MatchingPolicy, in programme: ID<Programme>, _ moment: MatchingMoment,
        _ snapshot: Reading
    ) throws {
        self.programme = programme
        var maker = CandidateMaker(policy: policy.rulesAlone, moment: moment)
        try maker.addRules(in: programme, snapshot)
        self.maker = maker
    }

    /// The same of some people alone.
    init(
        _ policy: MatchingPolicy, among people: [ID<Person>], in programme: ID<Programme>,
        _ moment: MatchingMoment, _ snapshot: Reading
    ) throws {
        self.programme = programme
        var maker = CandidateMaker(policy: policy.rulesAlone, moment: moment)
        try maker.addRules(of: people, in: programme, snapshot)
        self.maker = maker
    }

    /// With the last yes, which outweighs no rule: `ways` are the pairs, mentor and mentee, and
    /// `company` who would meet in a group or circle; of a group that stands only who joins it is
    /// looked at, since the others meet already.
    static func check(
        _ ways: [PairOfPeople], company: [ID<Person>] = [], joining: ID<Person>? = nil,
        by policy: MatchingPolicy, in programme: ID<Programme>, _ moment: MatchingMoment,
        _ snapshot: Reading
    ) throws {
        let people = Set(ways.flatMap { [$0.mentor, $0.mentee] }).union(company).sorted()
        let rules = try PairRules(policy, among: people, in: programme, moment, snapshot)
        let meet = company.enumerated().flatMap { place, person in
            company[(place + 1)...].map { PairOfPeople(mentor: person, mentee: $0) }
        }.filter { joining == nil || $0.mentor == joining || $0.mentee == joining }
        guard !meet.contains(where: rules.keepsApart), try rules.ruledOut(ways, snapshot).isEmpty
        else { throw Failure.pairNotPossible }
    }

    /// Whether somebody may join those who meet already.
    static func mayMeet(
        _ person: ID<Person>, all others: [ID<Person>], by policy: MatchingPolicy,
        in programme: ID<Programme>, _ moment: MatchingMoment, _ snapshot: Reading
    ) throws -> Bool {
        let rules = try PairRules(
            policy, among: others + [person], in: programme, moment, snapshot)
        return !others.contains { rules.keepsApart(PairOfPeople(mentor: $0, mentee: person)) }
    }

    /// Those of whom one has said something since that rules the pair out, or takes part no more.
    /// Vetoes by name are the ground's to know.
    func ruledOut(_ pairs: [PairOfPeople], _ snapshot: Reading) throws -> [PairOfPeople] {
        let mentees = try candidates(pairs.map(\.mentee), mentorWith: nil, snapshot)
        let mentors = try candidates(pairs.map(\.mentor), mentorWith: 1, snapshot)
        let compatibility = Compatibility(
            policy: maker.policy, mentees: mentees.list, mentors: mentors.list)
        return pairs.filter { pair in
            guard let mentee = mentees.position[pair.mentee],
                let mentor = mentors.position[pair.mentor]
            else { return true }
            return compatibility.forbidden(mentee: mentee, mentor: mentor)
                .contains { !$0.yieldsToLock }
        }
    }

    /// Whether one of the two is above the other, as far as the rule minds, or they have a
    /// conflict of interest: they meet in no group or circle either.
    func keepsApart(_ pair: PairOfPeople) -> Bool {
        isInOneLine(pair) || hasConflict(pair)
    }

    func isInOneLine(_ pair: PairOfPeople) -> Bool {
        maker.lines.keepsApart(pair.mentor, pair.mentee, by: maker.policy.reportingLine)
    }

    func hasConflict(_ pair: PairOfPeople) -> Bool {
        !Set(maker.conflicts[pair.mentor] ?? [])
            .isDisjoint(with: maker.conflicts[pair.mentee] ?? [])
    }

    private func candidates(
        _ people: [ID<Person>], mentorWith places: Int?, _ snapshot: Reading
    ) throws -> (list: [Candidate], position: [ID<Person>: Int]) {
        var list: [Candidate] = []
        var position: [ID<Person>: Int] = [:]
        for person in people where position[person] == nil {
            guard
                let profile = try CandidateStore.profile(of: person, in: programme, snapshot)
            else { continue }
            position[person] = list.count
            var candidate = try maker.candidate(person, profile, mentorWith: places)
            if places != nil {
                candidate.guidingWith = try GroupCompany.candidates(
                    with: person, in: programme, maker, snapshot)
            }
            list.append(candidate)
        }
        return (list, position)
    }
}
