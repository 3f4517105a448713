// The search behind `Assignment`: shortest augmenting paths on reduced costs, mentors as nodes with
// a capacity, each mentee with a private exit of value 0. Works on flat memory; decides nothing
// else.

/// Prices u (mentees) and p (mentors) always cover every candidate pair: u + p ≥ value. A pair is
/// only made where they are equal, and a mentor with room has price 0, so that the pairs made so
/// far are optimal for the mentees served so far. Each further mentee is served along the cheapest
/// chain of moves (Jonker and Volgenant, Computing 38, 1987, without expanding mentors into
/// places).
/// Its memory is given back by `free`, exactly once.
struct AugmentingPaths<Value: FixedWidthInteger & SignedInteger>: ~Copyable {
    /// Price and distance lie together: every look at a candidate needs both.
    private struct Mentor {
        var price: Value
        var distance: Value
    }

    /// Where the cheapest chain ends: with a mentor who has room, or with someone who goes without.
    private enum End {
        case place(mentor: Int, via: Int)
        case exit(mentee: Int)
    }

    private let menteeCount: Int
    private let mentorCount: Int
    private let starts: UnsafePointer<Int>
    private let candidates: UnsafePointer<Int32>
    private let scores: UnsafePointer<Int64>
    private let pinned: UnsafePointer<Int32>
    private let scale: Value
    private let bonus: Value

    private let mentors: UnsafeMutablePointer<Mentor>
    private let prices: UnsafeMutablePointer<Value>
    /// The mentor of each mentee, or −1, and the place held there.
    private let partner: UnsafeMutablePointer<Int32>
    private let held: UnsafeMutablePointer<Int>
    /// The places of mentor j begin at `firstPlace[j]`; `taken[j]` of them hold a mentee and
    /// `room[j]` are left.
    private let firstPlace: UnsafeMutablePointer<Int>
    private let taken: UnsafeMutablePointer<Int32>
    private let room: UnsafeMutablePointer<Int32>
    private let places: UnsafeMutablePointer<Int32>
    /// The mentee from whom a mentor was reached in the search at hand.
    private let reachedFrom: UnsafeMutablePointer<Int32>
    private var touched: [Int32] = []
    private var settled: [Int32] = []
    private var queue = DistanceQueue<Value>()

    /// The rows must stay where they are as long as this lives.
    init(
        _ problem: Assignment.Problem, rows: Assignment.Problem.Rows, scale: Value, bonus: Value
    ) {
        menteeCount = problem.menteeCount
        mentorCount = problem.mentorCount
        starts = rows.starts
        candidates = rows.mentors
        scores = rows.scores
        pinned = rows.pinned
        self.scale = scale
        self.bonus = bonus
        mentors = .allocate(capacity: mentorCount)
        mentors.initialize(repeating: Mentor(price: 0, distance: .max), count: mentorCount)
        prices = .allocate(capacity: menteeCount)
        prices.initialize(repeating: 0, count: menteeCount)
        partner = .allocate(capacity: menteeCount)
        partner.initialize(repeating: -1, count: menteeCount)
        held = .allocate(capacity: menteeCount)
        held.initialize(repeating: 0, count: menteeCount)
        reachedFrom = .allocate(capacity: mentorCount)
        reachedFrom.initialize(repeating: -1, count: mentorCount)
        firstPlace = .allocate(capacity: mentorCount)
        taken = .allocate(capacity: mentorCount)
        taken.initialize(repeating: 0, count: mentorCount)
        room = .allocate(capacity: mentorCount)
        var total = 0
        // No mentor needs more places than there are mentees who could fill them.
        for (mentor, open) in problem.usefulPlaces.enumerated() {
            (firstPlace + mentor).initialize(to: total)
            (room + mentor).initialize(to: Int32(open))
            total += open
        }
        places = .allocate(capacity: total)
        places.initialize(repeating: -1, count: total)
    }

    /// Not a deinit: the optimiser of Swift 6.3 drops the deinit of this generic type when files
    /// are compiled one by one.
    consuming func free() {
        mentors.deallocate()
        prices.deallocate()
        partner.deallocate()
        held.deallocate()
        reachedFrom.deallocate()
        firstPlace.deallocate()
        taken.deallocate()
        room.deallocate()
        places.deallocate()
    }

    /// False when the callback stopped it.
    mutating func run(_ progress: Assignment.Progress) -> Bool {
        takeBestWithRoom()
        for mentee in 0..<menteeCount {
            if mentee & 255 == 0, !progress(mentee, menteeCount) { return false }
            if partner[mentee] < 0, isServed(mentee) { serve(mentee) }
        }
        return progress(menteeCount, menteeCount)
    }

    /// The mentor of each mentee, or −1, the pinned ones included.
    func partners() -> [Int32] {
        (0..<menteeCount).map { pinned[$0] >= 0 ? pinned[$0] : partner[$0] }
    }

    func menteePrices() -> [Value] { (0..<menteeCount).map { prices[$0] } }

    func mentorPrices() -> [Value] { (0..<mentorCount).map { mentors[$0].price } }
}

// MARK: Search

extension AugmentingPaths {
    private func isServed(_ mentee: Int) -> Bool {
        pinned[mentee] < 0 && starts[mentee] < starts[mentee + 1]
    }

    /// Most mentees get one of their best at once; only the rest need a search.
    private func takeBestWithRoom() {
        for mentee in 0..<menteeCount where isServed(mentee) {
            let (first, end) = (starts[mentee], starts[mentee + 1])
            prices[mentee] = value(first)
            for index in first..<end {
                if scores[index] < scores[first] { break }
                let mentor = Int(candidates[index])
                if room[mentor] > 0 {
                    takePlace(mentee, at: mentor)
                    break
                }
            }
        }
    }

    @inline(__always)
    private func value(_ index: Int) -> Value {
        Value(truncatingIfNeeded: scores[index]) &* scale &+ bonus
    }

    private mutating func serve(_ mentee: Int) {
        var bound = prices[mentee]
        var end = End.exit(mentee: mentee)
        look(from: mentee, at: 0, &bound, &end)
        while let (distance, found) = queue.popMinimum(), distance < bound {
            let mentor = Int(found)
            // Reached again by a shorter way since: that entry has had its turn.
            guard distance == mentors[mentor].distance else { continue }
            settled.append(found)
            let first = firstPlace[mentor]
            for place in first..<(first + Int(taken[mentor])) {
                let holder = Int(places[place])
                if distance + prices[holder] < bound {
                    bound = distance + prices[holder]
                    end = .exit(mentee: holder)
                }
                look(from: holder, at: distance, &bound, &end)
            }
        }
        raisePrices(of: mentee, by: bound)
        augment(from: mentee, to: end)
        for mentor in touched { mentors[Int(mentor)].distance = .max }
        touched.removeAll(keepingCapacity: true)
        settled.removeAll(keepingCapacity: true)
        queue.removeAll()
    }

    /// Relaxes the candidates of one mentee, who stands at `distance` from the start.
    @inline(__always)
    private mutating func look(
        from mentee: Int, at distance: Value, _ bound: inout Value, _ end: inout End
    ) {
        let base = distance + prices[mentee]
        for index in starts[mentee]..<starts[mentee + 1] {
            let least = base - value(index)
            // Rows begin with the best and prices are not negative: the rest is further away.
            if least >= bound { return }
            let mentor = Int(candidates[index])
            let reached = least + mentors[mentor].price
            guard reached < bound, reached < mentors[mentor].distance else { continue }
            if room[mentor] > 0 {
                bound = reached
                end = .place(mentor: mentor, via: mentee)
            } else {
                if mentors[mentor].distance == .max { touched.append(Int32(mentor)) }
                mentors[mentor].distance = reached
                reachedFrom[mentor] = Int32(mentee)
                queue.push(reached, Int32(mentor), isMinimum: reached == distance)
            }
        }
    }

    private func raisePrices(of mentee: Int, by bound: Value) {
        prices[mentee] -= bound
        for found in settled {
            let mentor = Int(found)
            let rise = bound - mentors[mentor].distance
            mentors[mentor].price += rise
            let first = firstPlace[mentor]
            for place in first..<(first + Int(taken[mentor])) {
                prices[Int(places[place])] -= rise
            }
        }
    }

    /// Walks the chain back to its start: each mentee on it takes the place that the next one left.
    private func augment(from start: Int, to end: End) {
        var mentor: Int32
        var place: Int
        switch end {
        case .exit(let mentee):
            if mentee == start { return }
            (mentor, place) = (partner[mentee], held[mentee])
            partner[mentee] = -1
        case .place(let room, let via):
            (mentor, place) = (partner[via], held[via])
            takePlace(via, at: room)
            if via == start { return }
        }
        while true {
            let mover = Int(reachedFrom[Int(mentor)])
            let left = (partner[mover], held[mover])
            places[place] = Int32(mover)
            partner[mover] = mentor
            held[mover] = place
            if mover == start { return }
            (mentor, place) = left
        }
    }

    private func takePlace(_ mentee: Int, at mentor: Int) {
        let place = firstPlace[mentor] + Int(taken[mentor])
        places[place] = Int32(mentee)
        taken[mentor] += 1
        room[mentor] -= 1
        partner[mentee] = Int32(mentor)
        held[mentee] = place
    }
}
