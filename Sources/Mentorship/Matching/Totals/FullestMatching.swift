// The most pairs among the candidates from a score on: by shortest chains, many in each phase
// (Hopcroft and Karp, SIAM Journal on Computing 2, 1973, with capacities). Weighs no score against
// another.

struct FullestMatching {
    private let problem: Assignment.Problem
    /// The mentor of each mentee, or −1; pinned pairs are not among them.
    private(set) var partners: [Int32]
    private(set) var pairCount = 0
    /// Row i goes on to `rowEnds[i]`: rows are best first.
    private var rowEnds: [Int]
    /// The place that each mentee holds; the places of mentor j begin at `firstPlace[j]`.
    private var held: [Int32]
    private let firstPlace: [Int32]
    private let room: [Int32]
    private var taken: [Int32]
    private var holders: [Int32]
    /// Steps from those who go without, or below 0: not reached, or of no more use.
    private var menteeLayer: [Int32]
    private var mentorLayer: [Int32]
    private var menteeCursor: [Int]
    private var mentorCursor: [Int32]
    /// Up to where the mentors of a row are known to be full, for good.
    private var freeCursor: [Int]

    init(_ problem: Assignment.Problem) {
        self.problem = problem
        let (mentees, mentors) = (problem.menteeCount, problem.mentorCount)
        rowEnds = Array(problem.rowStarts.dropLast())
        (menteeCursor, freeCursor) = (rowEnds, rowEnds)
        partners = [Int32](repeating: -1, count: mentees)
        (held, menteeLayer) = (partners, partners)
        room = problem.usefulPlaces.map { Int32(truncatingIfNeeded: $0) }
        var (first, next): ([Int32], Int32) = ([], 0)
        for places in room {
            first.append(next)
            next += places
        }
        firstPlace = first
        holders = [Int32](repeating: -1, count: Int(next))
        taken = [Int32](repeating: 0, count: mentors)
        mentorCursor = taken
        mentorLayer = [Int32](repeating: -1, count: mentors)
    }

    /// Candidates that score so much join, and as many pairs are made as can be; those there are
    /// must not score less. False when the callback stopped it.
    mutating func grow(from least: Int64, _ progress: Assignment.Progress) -> Bool {
        guard progress(pairCount, problem.menteeCount) else { return false }
        for mentee in partners.indices where problem.pinned[mentee] < 0 {
            var end = rowEnds[mentee]
            while end < problem.rowStarts[mentee + 1], problem.scores[end] >= least { end += 1 }
            rowEnds[mentee] = end
            if partners[mentee] < 0, let mentor = freeMentor(of: mentee) {
                pairCount += 1
                take(mentee, mentor)
            }
        }
        while let furthest = spread() {
            guard progress(pairCount, problem.menteeCount) else { return false }
            for mentee in partners.indices where menteeLayer[mentee] == 0 {
                if follow(from: mentee, furthest) { pairCount += 1 }
            }
        }
        return true
    }

    /// The least score among the pairs; nil when there are none.
    var worst: Int64? {
        partners.indices.filter { partners[$0] >= 0 }
            .compactMap { problem.score($0, Int(partners[$0])) }.min()
    }

    /// Who goes without does not want for price, nor does whoever they could push out; a place
    /// that these could take does (König): as many as there are pairs.
    func certificate(_ valuation: Valuation) -> Certificate {
        let mentees = partners.indices.map { partners[$0] >= 0 && menteeLayer[$0] < 0 ? 1 : 0 }
        let mentors = mentorLayer.map { $0 >= 0 ? 1 : 0 }
        let places = zip(mentors, problem.openCapacities).reduce(0) { $0 + $1.0 * $1.1 }
        return Certificate(
            objective: valuation.objective, scale: valuation.scale, bonus: valuation.bonus,
            menteePrices: mentees.map { Int128($0) }, mentorPrices: mentors.map { Int128($0) },
            primal: Int128(pairCount), dual: Int128(mentees.reduce(places, +)))
    }

    /// Full mentors stay full, so that each candidate is asked once.
    private mutating func freeMentor(of mentee: Int) -> Int? {
        var index = freeCursor[mentee]
        let end = rowEnds[mentee]
        defer { freeCursor[mentee] = index }
        while index < end {
            let mentor = Int(problem.mentors[index])
            if taken[mentor] < room[mentor] { return mentor }
            index += 1
        }
        return nil
    }

    private mutating func take(_ mentee: Int, _ mentor: Int) {
        let place = firstPlace[mentor] + taken[mentor]
        taken[mentor] += 1
        settle(mentee, mentor, place)
    }

    private mutating func settle(_ mentee: Int, _ mentor: Int, _ place: Int32) {
        holders[Int(place)] = Int32(truncatingIfNeeded: mentee)
        partners[mentee] = Int32(truncatingIfNeeded: mentor)
        held[mentee] = place
    }
}

// MARK: A phase

extension FullestMatching {
    /// Gives everybody their layer up to the nearest place; answers which that is, or nil.
    private mutating func spread() -> Int32? {
        var queue: [Int32] = []
        for mentee in partners.indices {
            let isWaiting =
                partners[mentee] < 0 && rowEnds[mentee] > problem.rowStarts[mentee]
            menteeLayer[mentee] = isWaiting ? 0 : -1
            menteeCursor[mentee] = problem.rowStarts[mentee]
            if isWaiting { queue.append(Int32(truncatingIfNeeded: mentee)) }
        }
        for mentor in mentorLayer.indices { (mentorLayer[mentor], mentorCursor[mentor]) = (-1, 0) }
        var furthest: Int32?
        var next = 0
        while next < queue.count {
            let mentee = Int(queue[next])
            next += 1
            let layer = menteeLayer[mentee]
            if let furthest, layer > furthest { break }
            for index in problem.rowStarts[mentee]..<rowEnds[mentee] {
                let mentor = Int(problem.mentors[index])
                guard mentorLayer[mentor] < 0 else { continue }
                mentorLayer[mentor] = layer
                guard taken[mentor] == room[mentor] else {
                    furthest = layer
                    continue
                }
                let first = Int(firstPlace[mentor])
                for place in first..<(first + Int(taken[mentor])) {
                    let holder = holders[place]
                    guard menteeLayer[Int(holder)] < 0 else { continue }
                    menteeLayer[Int(holder)] = layer + 1
                    queue.append(holder)
                }
            }
        }
        return furthest
    }

    /// Looks for a chain from one who goes without, depth first, and moves everyone along it.
    private mutating func follow(from start: Int, _ furthest: Int32) -> Bool {
        var chain = [start]
        while let mentee = chain.last {
            switch step(from: mentee, furthest) {
            case .room(let mentor):
                move(chain, to: mentor)
                return true
            case .holder(let holder): chain.append(holder)
            case nil:
                menteeLayer[mentee] = -1
                chain.removeLast()
            }
        }
        return false
    }

    private enum Step {
        case room(mentor: Int)
        case holder(Int)
    }

    private mutating func step(from mentee: Int, _ furthest: Int32) -> Step? {
        let layer = menteeLayer[mentee]
        while menteeCursor[mentee] < rowEnds[mentee] {
            let mentor = Int(problem.mentors[menteeCursor[mentee]])
            if mentorLayer[mentor] == layer {
                if taken[mentor] < room[mentor] { return .room(mentor: mentor) }
                while layer < furthest, mentorCursor[mentor] < taken[mentor] {
                    let holder = Int(holders[Int(firstPlace[mentor] + mentorCursor[mentor])])
                    mentorCursor[mentor] += 1
                    if menteeLayer[holder] == layer + 1 { return .holder(holder) }
                }
            }
            menteeCursor[mentee] += 1
        }
        return nil
    }

    /// The last takes the free place, each before them the place that the next one left.
    private mutating func move(_ chain: [Int], to mentor: Int) {
        var (free, place) = (mentor, Int32(-1))
        for mentee in chain.reversed() {
            let (left, leftPlace) = (Int(partners[mentee]), held[mentee])
            if place < 0 { take(mentee, free) } else { settle(mentee, free, place) }
            (free, place) = (left, leftPlace)
            menteeLayer[mentee] = -1
        }
    }
}
