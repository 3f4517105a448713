import Testing

@testable import Mentorship

@Suite struct SupplyTests {
    private struct Small {
        var wanted: [[Supply.Want]] = []
        var offers: [Supply.Offer] = []

        init(seed: UInt64) {
            var dice = Dice(seed: seed)
            let kinds = 1 + dice.below(4)
            func want() -> Supply.Want {
                .init(
                    Term(stored: "skill \(dice.below(kinds))"),
                    level: dice.below(3) == 0 ? nil : 1 + dice.below(3))
            }
            wanted = (0..<dice.below(8)).map { _ in (0..<dice.below(3)).map { _ in want() } }
            offers = (0..<dice.below(5)).map { _ in
                .init(places: dice.below(4), (0..<dice.below(4)).map { _ in want() })
            }
        }

        func covers(_ offer: Supply.Offer, _ want: Supply.Want) -> Bool {
            offer.wants.contains { offered in
                offered.term == want.term && (want.level ?? 0) <= (offered.level ?? 2)
            }
        }

        func covers(_ offer: Supply.Offer, any wants: [Supply.Want]) -> Bool {
            wants.contains { covers(offer, $0) }
        }

        /// The most who can be served, by trying every way.
        func served(_ mentee: Int, _ left: inout [Int]) -> Int {
            guard mentee < wanted.count else { return 0 }
            var best = served(mentee + 1, &left)
            for mentor in offers.indices
            where left[mentor] > 0 && covers(offers[mentor], any: wanted[mentee]) {
                left[mentor] -= 1
                best = max(best, 1 + served(mentee + 1, &left))
                left[mentor] += 1
            }
            return best
        }

        var supply: Supply { Supply(wanted: wanted, offers: offers, unstatedLevel: 2) }
    }

    @Test func `so many go without as trying every way leaves, and the gaps add up to them`() {
        var (short, several) = (0, 0)
        for seed in 1...4_000 as ClosedRange<UInt64> {
            let small = Small(seed: seed)
            let supply = small.supply
            let asking = small.wanted.filter { !$0.isEmpty }
            var left = small.offers.map(\.places)
            #expect(supply.mentees == asking.count)
            #expect(supply.shortage == asking.count - small.served(0, &left), "seed \(seed)")
            for gap in supply.gaps {
                #expect(gap.short > 0)
                #expect(gap.mentees == asking.count { Set($0).isSubset(of: gap.wants) })
                let offering = small.offers.filter { small.covers($0, any: gap.wants) }
                #expect(gap.places == offering.reduce(0) { $0 + $1.places }, "seed \(seed)")
            }
            short += supply.shortage > 0 ? 1 : 0
            several += supply.gaps.count > 1 ? 1 : 0
        }
        #expect(short > 500 && several > 50, "\(short) \(several)")
    }

    @Test func `each want is counted at its level, a mentor of one skill once`() {
        for seed in 1...1_000 as ClosedRange<UInt64> {
            let small = Small(seed: seed)
            for row in small.supply.rows {
                let offering = small.offers.filter { $0.places > 0 && small.covers($0, row.want) }
                #expect(row.mentees == small.wanted.count { $0.contains(row.want) })
                #expect(row.mentors == offering.count, "seed \(seed)")
                #expect(row.places == offering.reduce(0) { $0 + $1.places })
            }
        }
    }

    @Test func `one mentor of three skills has but one place`() {
        let skills = ["go", "sql", "css"].map { Supply.Want(Term(stored: $0)) }
        let supply = Supply(
            wanted: skills.map { [$0] }, offers: [.init(places: 1, skills)], unstatedLevel: 3)
        #expect(supply.rows.allSatisfy { $0.mentees == 1 && $0.places == 1 }, "by counting enough")
        #expect(supply.gaps == [.init(wants: skills.sorted(), mentees: 3, places: 1)])
        #expect(supply.shortage == 2)
    }

    @Test func `what nobody offers is a gap of its own, and who wants nothing in none`() {
        let (go, weld) = (Supply.Want(Term(stored: "go")), Supply.Want(Term(stored: "weld")))
        let supply = Supply(
            wanted: [[go], [weld], [weld], []],
            offers: [.init(places: 0, [weld]), .init(places: 5, [go])], unstatedLevel: 3)
        #expect(supply.gaps == [.init(wants: [weld], mentees: 2, places: 0)])
        #expect(supply.mentees == 3)
        #expect(Supply(wanted: [], offers: [], unstatedLevel: 3).rows.isEmpty)
    }
}
