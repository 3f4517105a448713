// The rounds behind `StableMatching`: one side proposes down its lists, the other holds the best it
// has heard so far. Flat lists, each entry knowing its counterpart; never judges who is acceptable
// twice.

struct DeferredAcceptance {
    /// Entry e of a mentee's list names a mentor; `mates[e]` is the entry of that mentor's list
    /// that names the mentee, or −1 when the pair is not acceptable. Entries of one list are in
    /// order, so that comparing two entries compares two ranks.
    private let mentees: Lists
    private let mentors: Lists
    private var room: [Int]
    /// The entry that each mentee holds, or nil; for mentors, whether each entry is held.
    private var held: [Int?]
    private var isHeld: [Bool]

    private struct Lists {
        var starts: [Int] = [0]
        var owners: [Int] = []
        var mates: [Int] = []

        init(_ lists: [[Int]]) {
            for (owner, list) in lists.enumerated() {
                owners.append(contentsOf: repeatElement(owner, count: list.count))
                starts.append(owners.count)
            }
            mates = [Int](repeating: -1, count: owners.count)
        }

        func range(_ owner: Int) -> Range<Int> { starts[owner]..<starts[owner + 1] }
    }

    init(_ problem: StableMatching.Problem) {
        var mentees = Lists(problem.menteeLists)
        var mentors = Lists(problem.mentorLists)
        var entryOf = [[(mentee: Int, entry: Int)]](repeating: [], count: mentors.starts.count - 1)
        for (mentee, list) in problem.menteeLists.enumerated() where problem.pinned[mentee] < 0 {
            for (mentor, entry) in zip(list, mentees.range(mentee)) {
                entryOf[mentor].append((mentee, entry))
            }
        }
        var entryByMentee = [Int](repeating: -1, count: problem.menteeLists.count)
        for (mentor, list) in problem.mentorLists.enumerated() {
            for (mentee, entry) in entryOf[mentor]
            where !problem.forbidden.contains(Assignment.Pair(mentee, mentor)) {
                entryByMentee[mentee] = entry
            }
            for (mentee, entry) in zip(list, mentors.range(mentor)) {
                let mate = entryByMentee[mentee]
                guard mate >= 0 else { continue }
                mentors.mates[entry] = mate
                mentees.mates[mate] = entry
            }
            for (mentee, _) in entryOf[mentor] { entryByMentee[mentee] = -1 }
        }
        room = problem.openCapacities
        held = [Int?](repeating: nil, count: problem.menteeLists.count)
        isHeld = [Bool](repeating: false, count: mentors.owners.count)
        self.mentees = mentees
        self.mentors = mentors
    }

    func partners(_ problem: StableMatching.Problem) -> [Int32] {
        problem.pinned.enumerated().map { mentee, pin in
            if pin >= 0 { return Int32(pin) }
            return held[mentee].map { Int32(mentors.owners[mentees.mates[$0]]) } ?? -1
        }
    }

    mutating func menteesPropose() {
        var next = Array(mentees.starts.dropLast())
        var worst = mentors.starts.dropLast().map { $0 - 1 }
        for start in held.indices {
            var proposer = start
            while next[proposer] < mentees.starts[proposer + 1] {
                let entry = next[proposer]
                next[proposer] += 1
                let heard = mentees.mates[entry]
                guard heard >= 0 else { continue }
                let mentor = mentors.owners[heard]
                guard room[mentor] > 0 || heard < worst[mentor] else { continue }
                isHeld[heard] = true
                held[proposer] = entry
                worst[mentor] = max(worst[mentor], heard)
                room[mentor] -= 1
                if room[mentor] >= 0 { break }
                proposer = sendAway(worst[mentor], from: mentor, &worst[mentor])
            }
        }
    }

    /// The worst held makes room; answers who that was.
    private mutating func sendAway(_ entry: Int, from mentor: Int, _ worst: inout Int) -> Int {
        isHeld[entry] = false
        room[mentor] += 1
        while worst >= mentors.starts[mentor], !isHeld[worst] { worst -= 1 }
        let mentee = mentees.owners[mentors.mates[entry]]
        held[mentee] = nil
        return mentee
    }

    mutating func mentorsPropose() {
        var next = Array(mentors.starts.dropLast())
        var waiting = Array(room.indices.reversed())
        while let mentor = waiting.popLast() {
            while room[mentor] > 0, next[mentor] < mentors.starts[mentor + 1] {
                let entry = next[mentor]
                next[mentor] += 1
                let heard = mentors.mates[entry]
                guard heard >= 0 else { continue }
                let mentee = mentees.owners[heard]
                if let current = held[mentee] {
                    guard heard < current else { continue }
                    let former = mentors.owners[mentees.mates[current]]
                    room[former] += 1
                    waiting.append(former)
                }
                held[mentee] = heard
                room[mentor] -= 1
            }
        }
    }
}
