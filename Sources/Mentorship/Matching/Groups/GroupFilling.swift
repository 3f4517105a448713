// Who is in which group once it is decided which groups there are and what each is for: an exact
// assignment. Neither opens a group nor closes one.

struct GroupFilling {
    /// The mentor of each mentee of the problem, or −1; who is pinned included.
    let partners: [Int32]
    /// In points: what the members are worth in groups of these forms.
    let value: Int64

    /// `forms`: by mentor, −1 for no group. `ranks`: by mentee of the problem; of answers that are
    /// equally good the one that serves those first who have waited longer, which is proved. Nil
    /// when the groups cannot all be filled.
    init?(
        _ ground: GroupGround, _ forms: [Int32], barred: Set<Int> = [],
        pinned: [Int32], ranks: [Int]? = nil, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let places = Places(ground, forms, barred)
        let asked = try Assignment.Problem(
            mentees: ground.mentees.count, capacities: places.capacities, edges: places.edges)
        let answer = try Assignment.solve(asked, .maxWeight, progress: progress)
        let chosen = try ranks.map { (ranks) throws(Assignment.Refusal) in
            try Self.inOrder(asked, answer, ground.mentees.map { ranks[$0] })
        }
        let count = Int32(ground.mentorCount)
        guard answer.partners.count(where: { $0 >= count }) == places.needed else { return nil }
        var partners = pinned
        for (number, partner) in (chosen ?? answer.partners).enumerated() where partner >= 0 {
            partners[ground.mentees[number]] = partner >= count ? partner - count : partner
        }
        self.partners = partners
        let bases = forms.reduce(0) { $1 >= 0 ? $0 + ground.bases[Int($1)] / ground.scale : $0 }
        value = Int64(answer.total - Int128(places.must) * Int128(places.needed)) + bases
    }

    private static func inOrder(
        _ problem: Assignment.Problem, _ answer: Assignment.Answer, _ ranks: [Int]
    ) throws(Assignment.Refusal) -> [Int32] {
        var order = WaitingOrder(problem, answer.partners, answer.certificate, ranks: ranks)
        try order.settle()
        try order.proof().check(order.partners, of: problem, answer.certificate)
        return order.partners
    }

    /// Mentors stand twice: with the places that may be filled, and with those that must be.
    private struct Places {
        private(set) var capacities: [Int]
        private(set) var edges: [Assignment.Edge] = []
        private(set) var needed = 0
        /// Outweighs everything else: a place that must be filled.
        let must: Int64

        init(_ ground: GroupGround, _ forms: [Int32], _ barred: Set<Int>) {
            let count = ground.mentorCount
            capacities = [Int](repeating: 0, count: 2 * count)
            let greatest = ((ground.worths.max() ?? 0) + ground.cohesion) / ground.scale
            must = greatest * Int64(ground.mentees.count) + 1
            for mentor in 0..<count where forms[mentor] >= 0 {
                needed += ground.least[mentor]
                capacities[count + mentor] = ground.least[mentor]
                capacities[mentor] = ground.most[mentor] - ground.least[mentor]
                for candidate in ground.candidates(mentor) where !barred.contains(candidate) {
                    let isDrawn = ground.isDrawn(candidate, to: Int(forms[mentor]))
                    let worth = ground.worths[candidate] + (isDrawn ? ground.cohesion : 0)
                    let (mentee, score) = (Int(ground.members[candidate]), worth / ground.scale)
                    if capacities[mentor] > 0 { edges.append(.init(mentee, mentor, score)) }
                    if capacities[count + mentor] > 0 {
                        edges.append(.init(mentee, count + mentor, score + must))
                    }
                }
            }
        }
    }
}
