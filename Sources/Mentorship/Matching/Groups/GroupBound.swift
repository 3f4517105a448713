// What no grouping exceeds, given a price for each mentee: the word on which the search drops a
// part. Shares no code with what finds the prices. Any prices give a true bound.

/// Lagrangian duality (Geoffrion, Lagrangean relaxation for integer programming, 1974): let each
/// mentor take whichever members are worth most beyond their prices, as if others did not want them
/// too. What all mentors have then, and all prices, is at least what any grouping is worth, since
/// a grouping pays each price once at most.
struct GroupBound {
    /// In parts of a point.
    let total: Int64
    /// By mentor: the most beyond prices; 0 for no group. Nil where there can be neither.
    let best: [Int64?]
    /// By form: the same for that form; nil when it is not open, or cannot be filled.
    let forms: [Int64?]
    /// False when some mentor must have a group and can have none.
    let isPossible: Bool

    init(_ ground: GroupGround, _ choices: GroupChoices, _ prices: [Int64]) {
        var total = prices.reduce(0) { $0 + max($1, 0) }
        var best: [Int64?] = []
        var forms = [Int64?](repeating: nil, count: ground.purposes.count)
        for mentor in 0..<ground.mentorCount {
            var most: Int64? = choices.canClose[mentor] ? 0 : nil
            for form in ground.forms(mentor) where choices.isOpen[form] {
                let value = Self.value(ground, choices, prices, mentor, form)
                forms[form] = value
                if let value { most = max(most ?? value, value) }
            }
            best.append(most)
            total += most ?? 0
        }
        self.total = total
        self.best = best
        self.forms = forms
        isPossible = best.allSatisfy { $0 != nil }
    }

    /// The members worth most beyond their prices: those needed, and more while they add something.
    private static func value(
        _ ground: GroupGround, _ choices: GroupChoices, _ prices: [Int64], _ mentor: Int,
        _ form: Int
    ) -> Int64? {
        var beyond: [Int64] = []
        for candidate in ground.candidates(mentor) where !choices.barred.contains(candidate) {
            let shared = ground.isDrawn(candidate, to: form) ? ground.cohesion : 0
            let price = max(prices[Int(ground.members[candidate])], 0)
            beyond.append(ground.worths[candidate] + shared - price)
        }
        guard beyond.count >= ground.least[mentor] else { return nil }
        beyond.sort(by: >)
        var sum = ground.bases[form]
        for (place, value) in beyond.prefix(ground.most[mentor]).enumerated() {
            if place >= ground.least[mentor] && value <= 0 { break }
            sum += value
        }
        return sum
    }
}

/// What is decided in a part of the search.
struct GroupChoices {
    /// By form of the ground.
    var isOpen: [Bool]
    /// By mentor: whether there may be no group.
    var canClose: [Bool]
    /// Candidates of the ground who are out.
    var barred: Set<Int> = []

    init(_ ground: GroupGround) {
        isOpen = [Bool](repeating: true, count: ground.purposes.count)
        canClose = ground.mustRun.map { !$0 }
    }

    /// How much is left to decide of a mentor: 1 when nothing is.
    func width(_ ground: GroupGround, _ mentor: Int) -> Int {
        var width = canClose[mentor] ? 1 : 0
        for form in ground.forms(mentor) where isOpen[form] { width += 1 }
        return width
    }
}
