import Testing

@testable import Mentorship

@Suite struct GroupOutcomesTests {
    private typealias Outcome = GroupOutcomes.Outcome

    private func people(_ group: String?, matched: Int, without: Int) -> [Outcome] {
        let groups = group.map { [$0] } ?? []
        return (0..<matched).map { .init(groups: groups, score: 100_000 * ($0 + 1), rank: $0 + 1) }
            + (0..<without).map { _ in .init(groups: groups, score: nil, rank: nil) }
    }

    @Test func `each group has its share, its median score and its median rank`() throws {
        let found = GroupOutcomes(
            people("north", matched: 6, without: 6) + people("south", matched: 5, without: 0)
                + people("east", matched: 7, without: 5))
        let north = try #require(found.rows.first { $0.group == "north" })
        #expect(north.mentees == 12)
        #expect(north.matched == 6)
        #expect(north.share == .value(0.5))
        #expect(north.medianScore == .value(0.35))
        #expect(north.medianRank == .value(3.5))
        let south = try #require(found.rows.first { $0.group == "south" })
        #expect(south.share == .value(1))
        #expect(found.overall.mentees == 29)
        #expect(found.overall.matched == 18)
        #expect(found.rows.map(\.group) == ["east", "north", "south"])
    }

    @Test func `coarse figures are the same with one person more or less`() throws {
        func rows(_ north: Int) -> [GroupOutcomes.Row] {
            GroupOutcomes(
                people("north", matched: north, without: 10)
                    + people("south", matched: 20, without: 20), coarsely: true
            ).rows
        }
        #expect(rows(9).map(\.mentees) == rows(10).map(\.mentees))
        #expect(rows(9).map(\.matched) == rows(10).map(\.matched))
        #expect(rows(9).map(\.share) == rows(10).map(\.share))
        let north = try #require(rows(12).first)
        #expect(north.mentees == 20)
        #expect(north.matched == 10)
        #expect(north.share == .value(0.5))
        #expect(north.medianScore == .value(0.65))
    }

    @Test func `a small group is hidden, and another with it`() {
        let found = GroupOutcomes(
            people("a", matched: 10, without: 10) + people("b", matched: 2, without: 2)
                + people("c", matched: 6, without: 6))
        #expect(found.rows.map(\.mentees) == [20, nil, nil])
        #expect(found.rows.map(\.matched) == [10, nil, nil])
        #expect(found.rows[1].share == .absent(.belowThreshold))
        #expect(found.rows[2].medianScore == .absent(.belowThreshold))
    }

    @Test func `few without a mentor are hidden like few with one`() {
        let found = GroupOutcomes(
            people("a", matched: 10, without: 1) + people("b", matched: 10, without: 10)
                + people("c", matched: 10, without: 20))
        #expect(found.rows.map(\.mentees) == [11, 20, 30])
        #expect(found.rows.map(\.matched) == [nil, nil, 10])
    }

    @Test func `a group that is nearly all is hidden where others may belong to several`() {
        let found = GroupOutcomes(
            people("a", matched: 20, without: 10) + people(nil, matched: 1, without: 1))
        #expect(found.rows.map(\.matched) == [nil, nil])
        #expect(found.rows.map(\.group) == ["a", nil])
    }

    @Test func `what is hidden cannot be worked out from the totals`() {
        for seed in 1...400 as ClosedRange<UInt64> {
            var dice = Dice(seed: seed)
            var all: [Outcome] = []
            let groups = 1 + dice.below(6)
            for group in 0..<groups {
                all += people("g\(group)", matched: dice.below(15), without: dice.below(15))
            }
            let found = GroupOutcomes(all)
            let hidden = found.rows.filter { $0.matched == nil }
            for row in found.rows {
                let members = all.filter { $0.groups == [row.group ?? ""] }
                let served = members.count { $0.score != nil }
                if let matched = row.matched {
                    #expect(matched == served)
                    #expect(matched == 0 || matched >= 5, "seed \(seed)")
                    #expect(members.count == matched || members.count - matched >= 5)
                }
                if case .value = row.medianScore { #expect(served >= 5) }
            }
            guard !hidden.isEmpty, found.overall.matched != nil, hidden.count < groups else {
                continue
            }
            #expect(hidden.count > 1, "seed \(seed)")
            let left = all.filter { one in hidden.contains { [$0.group ?? ""] == one.groups } }
            let served = left.count { $0.score != nil }
            #expect(served == 0 || served >= 5, "seed \(seed)")
            #expect(left.count == served || left.count - served >= 5, "seed \(seed)")
        }
    }

    @Test func `rank counts the candidates who would have scored higher`() throws {
        let go = [("go", 4 as Int?)]
        let inputs = MatchRun.Inputs(
            mentees: [.with("e1", skills: go), .with("e2", skills: go)],
            mentors: [.with("o1", skills: go), .with("o2", skills: [("go", 2)])])
        let side = RunComparison.Side(
            inputs, pairs: [.init(mentee: "e1", mentor: "o2")])
        let outcomes = side.outcomes { [$0.id] }
        #expect(outcomes.map(\.rank) == [2, nil])
        #expect(outcomes.map(\.score) == [400_000, nil])
        #expect(outcomes.map(\.groups) == [["e1"], ["e2"]])
    }
}
