// What a small fair or stable run could come to, by trying every choice of pairs: none of the
// engine's own code decides anything here but what two people score.

@testable import Mentorship

struct OneEachOracle {
    /// Pairs, and what they score: of a fair run one by one from the worst.
    typealias Value = [Int]

    private(set) var best: Value = []
    private(set) var withPair: [NamedPair: Value] = [:]
    private(set) var served: [String: Value] = [:]
    private(set) var unserved: [String: Value] = [:]
    /// Of a stable run: its answer.
    private(set) var answer: [String: String] = [:]

    private let inputs: MatchRun.Inputs
    private let scores: [[Int?]]
    private let objective: MatchRun.Objective
    private var places: (ofMentees: [[Int]], ofMentors: [[Int]]) = ([], [])
    private var sum: Int?

    /// `admitted`: two of whom no rule is held against them. Locks of the inputs are kept.
    init(
        _ inputs: MatchRun.Inputs, _ objective: MatchRun.Objective,
        favouring side: StableMatching.Side = .mentees, seed: UInt64,
        admitting admitted: NamedPair? = nil
    ) {
        self.inputs = inputs
        self.objective = objective
        let all = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
            vetoes: inputs.vetoes)
        scores = inputs.mentees.indices.map { mentee in
            inputs.mentors.indices.map { mentor in
                let pair = NamedPair(
                    mentee: inputs.mentees[mentee].id, mentor: inputs.mentors[mentor].id)
                let isAllowed =
                    pair == admitted || inputs.locks.contains(pair)
                    || all.forbidden(mentee: mentee, mentor: mentor).isEmpty
                return isAllowed ? all.score(mentee: mentee, mentor: mentor) ?? 0 : nil
            }
        }
        places = lists(seed)
        visit([], side)
    }

    private func lists(_ seed: UInt64) -> (ofMentees: [[Int]], ofMentors: [[Int]]) {
        func places(_ keys: [[UInt64]]) -> [Int] {
            let order = keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
            return keys.indices.map { order.firstIndex(of: $0) ?? 0 }
        }
        func named(_ other: Candidate, by one: Candidate) -> UInt64 {
            UInt64(one.rankings.firstIndex(of: other.person) ?? one.rankings.count)
        }
        let never = UInt64(1) << 40
        let (mentees, mentors) = (inputs.mentees, inputs.mentors)
        return (
            mentees.indices.map { mentee in
                places(
                    mentors.indices.map { mentor in
                        [
                            named(mentors[mentor], by: mentees[mentee]),
                            never - UInt64(scores[mentee][mentor] ?? 0),
                            MatchRun.draw(mentors[mentor].id, seed),
                        ]
                    })
            },
            mentors.indices.map { mentor in
                places(
                    mentees.indices.map { mentee in
                        [
                            named(mentees[mentee], by: mentors[mentor]),
                            never - UInt64(scores[mentee][mentor] ?? 0),
                            mentees[mentee].waitingSince.map { UInt64($0) } ?? never,
                            MatchRun.draw(mentees[mentee].id, seed),
                        ]
                    })
            }
        )
    }

    private mutating func visit(_ partners: [Int?], _ side: StableMatching.Side) {
        let mentee = partners.count
        guard mentee < inputs.mentees.count else { return note(partners, side) }
        let id = inputs.mentees[mentee].id
        let lock = inputs.locks.first { $0.mentee == id }
        if lock == nil { visit(partners + [nil], side) }
        for (mentor, other) in inputs.mentors.enumerated()
        where scores[mentee][mentor] != nil && lock.map({ $0.mentor == other.id }) ?? true {
            guard partners.count(where: { $0 == mentor }) < other.capacity else { continue }
            visit(partners + [mentor], side)
        }
    }

    private mutating func note(_ partners: [Int?], _ side: StableMatching.Side) {
        let made = partners.indices.compactMap { mentee in
            partners[mentee].flatMap { scores[mentee][$0] }
        }
        if objective == .stable {
            guard isStable(partners) else { return }
            let sum = partners.indices.reduce(0) { sum, mentee in
                sum + (partners[mentee].map { places.ofMentees[mentee][$0] } ?? 1000)
            }
            // What is best for the mentors is worst for each mentee.
            if let known = self.sum, side == .mentees ? known < sum : known > sum { return }
            self.sum = sum
            best = [made.count, made.reduce(0, +)]
            answer = [:]
            for (mentee, mentor) in partners.enumerated() {
                mentor.map { answer[inputs.mentees[mentee].id] = inputs.mentors[$0].id }
            }
            return
        }
        let value = [made.count] + made.sorted()
        func greater(_ known: Value?) -> Value {
            known.map { $0.lexicographicallyPrecedes(value) ? value : $0 } ?? value
        }
        best = greater(best)
        for (mentee, mentor) in partners.enumerated() {
            let id = inputs.mentees[mentee].id
            guard let mentor else {
                unserved[id] = greater(unserved[id])
                continue
            }
            served[id] = greater(served[id])
            let pair = NamedPair(mentee: id, mentor: inputs.mentors[mentor].id)
            withPair[pair] = greater(withPair[pair])
        }
    }

    private func isStable(_ partners: [Int?]) -> Bool {
        let locked = inputs.mentees.map { mentee in
            inputs.locks.contains { $0.mentee == mentee.id }
        }
        for mentee in partners.indices where !locked[mentee] {
            let now = partners[mentee].map { places.ofMentees[mentee][$0] } ?? inputs.mentors.count
            for mentor in inputs.mentors.indices
            where scores[mentee][mentor] != nil && places.ofMentees[mentee][mentor] < now {
                let held = partners.indices.filter { partners[$0] == mentor }
                let place = places.ofMentors[mentor][mentee]
                if held.count < inputs.mentors[mentor].capacity { return false }
                if held.contains(where: { !locked[$0] && places.ofMentors[mentor][$0] > place }) {
                    return false
                }
            }
        }
        return true
    }
}
