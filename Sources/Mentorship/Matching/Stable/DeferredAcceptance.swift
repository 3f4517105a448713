// The rounds behind `StableMatching`: one side proposes down its lists, the other holds the best it
// has heard so far. The same for either side; never judges who is acceptable twice.

struct DeferredAcceptance {
    private let proposers: WishLists
    private let hearers: WishLists
    /// For each entry of a proposer's list, the entry of the hearer's list that names the proposer,
    /// or −1 when the pair is not acceptable. Entries of one list are in order, so that comparing
    /// two entries compares two ranks.
    private var heardAs: [Int32]
    /// How many more each proposer would be held by.
    private var open: [Int32]
    private var desks: [Desk]
    /// Whether each entry of the hearers' lists is held.
    private var isHeld: [Bool]

    /// One who hears: the places left, and the entry of the worst who is held.
    private struct Desk {
        var room: Int32
        var worst: Int32
    }

    init(_ problem: StableMatching.Problem, proposing side: StableMatching.Side) {
        let (mentees, mentors) = (problem.menteeLists, problem.mentorLists)
        let ofMentees = problem.pinned.map { Int32($0 < 0 ? 1 : 0) }
        let ofMentors = problem.openCapacities.map { Int32(clamping: $0) }
        let room: [Int32]
        switch side {
        case .mentees: (proposers, hearers, open, room) = (mentees, mentors, ofMentees, ofMentors)
        case .mentors: (proposers, hearers, open, room) = (mentors, mentees, ofMentors, ofMentees)
        }
        heardAs = proposers.answers(in: hearers)
        desks = zip(room, hearers.starts).map { Desk(room: $0, worst: $1 - 1) }
        isHeld = [Bool](repeating: false, count: hearers.others.count)
        for pair in problem.forbidden {
            let (one, other) =
                side == .mentees ? (pair.mentee, pair.mentor) : (pair.mentor, pair.mentee)
            guard one >= 0, one < proposers.count else { continue }
            for entry in proposers.entries(one) where Int(proposers.others[entry]) == other {
                heardAs[entry] = -1
            }
        }
    }

    mutating func run() {
        var next = proposers.starts
        var waiting: [Int32] = []
        for start in 0..<proposers.count {
            waiting.append(Int32(truncatingIfNeeded: start))
            while let last = waiting.popLast() {
                let proposer = Int(last)
                let end = proposers.starts[proposer + 1]
                while open[proposer] > 0, next[proposer] < end {
                    let entry = Int(next[proposer])
                    next[proposer] += 1
                    guard heardAs[entry] >= 0 else { continue }
                    let left = hear(heardAs[entry], at: Int(proposers.others[entry]))
                    guard left != last else { continue }
                    open[proposer] -= 1
                    if left >= 0 {
                        open[Int(left)] += 1
                        waiting.append(left)
                    }
                }
            }
        }
    }

    /// Answers who is left without for it: the one who proposed, or who was held before, or −1.
    private mutating func hear(_ entry: Int32, at hearer: Int) -> Int32 {
        var desk = desks[hearer]
        if desk.room > 0 {
            isHeld[Int(entry)] = true
            desk.room -= 1
            desk.worst = max(desk.worst, entry)
            desks[hearer] = desk
            return -1
        }
        guard entry < desk.worst else { return hearers.others[Int(entry)] }
        let left = hearers.others[Int(desk.worst)]
        isHeld[Int(desk.worst)] = false
        isHeld[Int(entry)] = true
        while !isHeld[Int(desk.worst)] { desk.worst -= 1 }
        desks[hearer] = desk
        return left
    }

    /// Whom each hearer holds.
    func forEachPair(_ body: (_ hearer: Int, _ proposer: Int) -> Void) {
        for hearer in 0..<hearers.count {
            var entry = Int(hearers.starts[hearer])
            while entry <= Int(desks[hearer].worst) {
                if isHeld[entry] { body(hearer, Int(hearers.others[entry])) }
                entry += 1
            }
        }
    }
}
