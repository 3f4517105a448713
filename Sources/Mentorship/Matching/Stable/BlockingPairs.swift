// The proof of a stable matching: counts the pairs that would leave it for each other, from the
// lists alone. Shares nothing with the search, and repairs nothing.

extension StableMatching.Problem {
    /// How many acceptable pairs would both rather have each other than what they were given: the
    /// mentee has nobody or someone lower on the list, and the mentor has room or holds someone
    /// lower on theirs. Throws when the partners are not an allowed matching at all. Each list is
    /// walked twice at most.
    package func blockingPairs(of partners: [Int32]) throws(Assignment.Refusal) -> Int {
        guard partners.count == menteeLists.count else {
            throw .unproven("The answer is for another problem.")
        }
        let standing = try standings(of: partners)
        var envies = Envies(mentors: mentorLists.count)
        for mentee in partners.indices where pinned[mentee] < 0 {
            var isListed = false
            for mentor in menteeLists[mentee] {
                isListed = mentor == partners[mentee]
                if isListed { break }
                envies.add(Int32(truncatingIfNeeded: mentee), Int(mentor))
            }
            guard isListed || partners[mentee] < 0 else {
                throw .unproven("A pair does not list each other.")
            }
        }
        var blocking = 0
        var envious = [Int32](repeating: -1, count: partners.count)
        for mentor in 0..<mentorLists.count where envies.isAny(of: mentor) {
            envies.forEach(of: mentor) { envious[Int($0)] = Int32(truncatingIfNeeded: mentor) }
            for mentee in mentorLists[mentor].prefix(standing[mentor])
            where Int(envious[Int(mentee)]) == mentor && !isForbidden(Int(mentee), mentor) {
                blocking += 1
            }
        }
        return blocking
    }

    /// The rank that a mentee must beat to be taken: the worst held, or past the end where there
    /// is room.
    private func standings(of partners: [Int32]) throws(Assignment.Refusal) -> [Int] {
        var held = [Int](repeating: 0, count: mentorLists.count)
        for (mentee, mentor) in partners.enumerated() {
            guard pinned[mentee] < 0 else {
                guard Int(mentor) == pinned[mentee] else { throw .unproven("A pin is not kept.") }
                continue
            }
            guard mentor >= 0 else { continue }
            guard Int(mentor) < held.count, !isForbidden(mentee, Int(mentor)) else {
                throw .unproven("A pair is forbidden or beyond capacity.")
            }
            held[Int(mentor)] += 1
        }
        var standings = openCapacities
        for mentor in held.indices {
            guard held[mentor] <= standings[mentor] else {
                throw .unproven("A pair is forbidden or beyond capacity.")
            }
            let hasRoom = held[mentor] < standings[mentor]
            let list = mentorLists[mentor]
            var (listed, worst) = (0, 0)
            for (rank, mentee) in list.enumerated()
            where Int(partners[Int(mentee)]) == mentor && pinned[Int(mentee)] < 0 {
                (listed, worst) = (listed + 1, rank)
            }
            guard listed == held[mentor] else {
                throw .unproven("A pair does not list each other.")
            }
            standings[mentor] = hasRoom ? list.count : worst
        }
        return standings
    }

    private func isForbidden(_ mentee: Int, _ mentor: Int) -> Bool {
        !forbidden.isEmpty && forbidden.contains(Assignment.Pair(mentee, mentor))
    }
}

/// Who would rather have which mentor: a chain for each mentor.
private struct Envies {
    private var first: [Int32]
    private var links: [(mentee: Int32, next: Int32)] = []

    init(mentors: Int) { first = [Int32](repeating: -1, count: mentors) }

    mutating func add(_ mentee: Int32, _ mentor: Int) {
        links.append((mentee, first[mentor]))
        first[mentor] = Int32(truncatingIfNeeded: links.count - 1)
    }

    func isAny(of mentor: Int) -> Bool { first[mentor] >= 0 }

    func forEach(of mentor: Int, _ body: (_ mentee: Int32) -> Void) {
        var link = first[mentor]
        while link >= 0 {
            body(links[Int(link)].mentee)
            link = links[Int(link)].next
        }
    }
}
