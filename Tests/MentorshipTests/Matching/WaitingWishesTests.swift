import Testing

@testable import Mentorship

/// Small programmes in which many like each other just as much, and every choice of pairs tried.
@Suite struct WaitingWishesTests {
    private struct Small {
        var mentees: [Candidate] = []
        var mentors: [Candidate] = []
        let seed: UInt64

        init(seed: UInt64) {
            self.seed = seed
            var dice = Dice(seed: seed)
            let terms = ["go", "swift"].map { Term(stored: $0) }
            let (many, few) = (2 + dice.below(4), 1 + dice.below(3))
            for number in 0..<many {
                var mentee = Candidate(
                    id: "mentee-\(number)", skills: [.init(terms[dice.below(2)], level: 3)])
                mentee.waitingSince = dice.below(4) == 0 ? nil : Int64(dice.below(3))
                if dice.below(3) == 0 { mentee.rankings = ["mentor-\(dice.below(few))"] }
                mentees.append(mentee)
            }
            for number in 0..<few {
                var mentor = Candidate(
                    id: "mentor-\(number)", skills: terms.map { .init($0, level: 2) },
                    capacity: 1 + dice.below(2))
                if dice.below(3) == 0 { mentor.rankings = ["mentee-\(dice.below(many))"] }
                mentors.append(mentor)
            }
        }

        /// Places on the lists of both sides: whom they named, then by score, then who has waited
        /// longer, then by the draw.
        var lists: (ofMentees: [[Int]], ofMentors: [[Int]]) {
            let compatibility = Compatibility(
                policy: .standard, mentees: mentees, mentors: mentors, vetoes: .init())
            func score(_ mentee: Int, _ mentor: Int) -> Int {
                compatibility.score(mentee: mentee, mentor: mentor) ?? -1
            }
            func places(_ keys: [[UInt64]]) -> [Int] {
                let order = keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
                return keys.indices.map { order.firstIndex(of: $0) ?? 0 }
            }
            func named(_ other: Candidate, by one: Candidate) -> UInt64 {
                UInt64(one.rankings.firstIndex(of: other.person) ?? one.rankings.count)
            }
            let never = UInt64(1) << 40
            return (
                mentees.indices.map { mentee in
                    places(
                        mentors.indices.map { mentor in
                            [
                                named(mentors[mentor], by: mentees[mentee]),
                                never - UInt64(score(mentee, mentor)),
                                MatchRun.draw(mentors[mentor].id, seed),
                            ]
                        })
                },
                mentors.indices.map { mentor in
                    places(
                        mentees.indices.map { mentee in
                            [
                                named(mentees[mentee], by: mentors[mentor]),
                                never - UInt64(score(mentee, mentor)),
                                mentees[mentee].waitingSince.map { UInt64($0) } ?? never,
                                MatchRun.draw(mentees[mentee].id, seed),
                            ]
                        })
                }
            )
        }

        /// Of all choices against which nobody stands, the one that the mentees like best: it is
        /// best for each of them.
        var best: [Int?] {
            let (ofMentees, ofMentors) = lists
            var found: (worth: Int, partners: [Int?]) = (.max, [])
            func visit(_ partners: [Int?]) {
                guard partners.count == mentees.count else {
                    for next in [nil] + mentors.indices.map(Optional.some)
                    where next.map({ next in
                        partners.count { $0 == next } < mentors[next].capacity
                    }) ?? true {
                        visit(partners + [next])
                    }
                    return
                }
                let worth = partners.enumerated().reduce(0) { sum, one in
                    sum + (one.element.map { ofMentees[one.offset][$0] } ?? mentors.count)
                }
                if worth < found.worth, isStable(partners, ofMentees, ofMentors) {
                    found = (worth, partners)
                }
            }
            visit([])
            return found.partners
        }

        private func isStable(
            _ partners: [Int?], _ ofMentees: [[Int]], _ ofMentors: [[Int]]
        ) -> Bool {
            for mentee in mentees.indices {
                let now = partners[mentee].map { ofMentees[mentee][$0] } ?? mentors.count
                for mentor in mentors.indices where ofMentees[mentee][mentor] < now {
                    let held = partners.indices.filter { partners[$0] == mentor }
                    let place = ofMentors[mentor][mentee]
                    if held.count < mentors[mentor].capacity
                        || held.contains(where: { ofMentors[mentor][$0] > place })
                    {
                        return false
                    }
                }
            }
            return true
        }
    }

    @Test func `of two whom a mentor likes just as much, who has waited longer is taken`() throws {
        for seed in 1...600 as ClosedRange<UInt64> {
            let small = Small(seed: seed)
            let result = try MatchRun.solve(
                .init(mentees: small.mentees, mentors: small.mentors), objective: .stable,
                seed: seed)
            let best = small.best
            let expected = small.mentees.indices.compactMap { mentee in
                best[mentee].map { "\(small.mentees[mentee].id) \(small.mentors[$0].id)" }
            }
            #expect(result.pairs.map { "\($0.mentee) \($0.mentor)" } == expected, "seed \(seed)")
        }
    }
}
