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
        if policy.readsLines { maker.lines = try ManagerStore.lines(in: programme, snapshot) }
        self.maker = maker
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
            list.append(try maker.candidate(person, profile, mentorWith: places))
        }
        return (list, position)
    }
}

extension MatchingPolicy {
    /// The same rules, and nothing to weigh: what is a matter of degree rules nobody out here.
    var rulesAlone: MatchingPolicy {
        var policy = self
        policy.weightings = []
        policy.minimumCommonMinutes = 0
        return policy
    }
}
