// A question in which mentees may want several mentors. What is pinned is taken out with its places
// before anything is chosen; never gives anybody the same mentor twice.

extension MatchQuestion {
    func several(
        _ names: MatchNames, _ entering: (Assignment.Stage) -> Void,
        _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> Answer {
        guard objective == .maxWeight || objective == .maxCardinality else {
            throw .invalid("Several mentors are for max_weight and max_cardinality.")
        }
        guard wanted.count == mentees.count, wanted.allSatisfy({ $0 >= 0 }) else {
            throw .invalid("A number of mentors wanted is negative.")
        }
        let (all, places) = try problem(names, pins: [])
        let pins = try names.pairs(pins)
        let open = try OpenPlaces(all, wanted, pins)
        entering(.searching)
        let found = try SeveralMentors.solve(
            open.problem, wanted: open.wanted,
            objective == .maxWeight ? .maxWeight : .maxCardinality, progress: progress)
        entering(.answering)
        var partners = found.partners
        for pin in pins { partners[pin.mentee].append(Int32(pin.mentor)) }
        return Answer(
            pairs: zip(mentees, partners).flatMap { mentee, mentors in
                mentors.sorted().map { .init(mentee: mentee, mentor: self.mentors[Int($0)].id) }
            },
            unmatched: zip(mentees, partners).filter { $1.isEmpty }.map(\.0),
            total: ExactDecimal.text(found.total + open.pinnedTotal, places: places),
            proof: .severalPrices(found.certificate, places: places))
    }
}

/// What pins leave to be chosen.
struct OpenPlaces {
    let problem: Assignment.Problem
    let wanted: [Int]
    let pinnedTotal: Int128

    init(
        _ all: Assignment.Problem, _ wanted: [Int], _ pins: [Assignment.Pair]
    ) throws(Assignment.Refusal) {
        var (wanted, capacities) = (wanted, all.capacities)
        var total: Int128 = 0
        for pin in pins {
            guard let score = all.score(pin.mentee, pin.mentor) else {
                throw .infeasible("A pinned pair is not among the candidates.")
            }
            wanted[pin.mentee] -= 1
            capacities[pin.mentor] -= 1
            total += Int128(score)
        }
        let pinned = Set(pins)
        guard pinned.count == pins.count, wanted.allSatisfy({ $0 >= 0 }) else {
            throw .infeasible("A mentee is pinned to more mentors than are wanted.")
        }
        guard capacities.allSatisfy({ $0 >= 0 }) else {
            throw .infeasible("A mentor is pinned beyond capacity.")
        }
        let edges = all.edges.filter { !pinned.contains(.init($0.mentee, $0.mentor)) }
        problem = try Assignment.Problem(
            mentees: all.menteeCount, capacities: capacities, edges: edges)
        self.wanted = wanted
        pinnedTotal = total
    }
}

extension Assignment.Problem {
    /// All candidate pairs, mentee by mentee.
    var edges: [Assignment.Edge] {
        (0..<menteeCount).flatMap { mentee in
            (rowStarts[mentee]..<rowStarts[mentee + 1]).map { index in
                Assignment.Edge(mentee, Int(mentors[index]), scores[index])
            }
        }
    }
}
