// One mentee against everybody: counts what is shared along the index, then judges the mentors it
// met. Says exactly what judging each pair would say, without looking at mentors who share nothing.

/// The room that one mentee's row needs, reused from row to row.
struct Tallies {
    fileprivate var tallies: [Tally]
    fileprivate var isMet: [Bool]
    fileprivate var named: [Obstacles]
    fileprivate var met: [Int32] = []

    init(mentors: Int) {
        tallies = [Tally](repeating: Tally(), count: mentors)
        isMet = [Bool](repeating: false, count: mentors)
        named = [Obstacles](repeating: [], count: mentors)
    }

    @inline(__always)
    fileprivate mutating func add(_ mentor: Int32, _ change: (inout Tally) -> Void) {
        let position = Int(mentor)
        if !isMet[position] {
            isMet[position] = true
            met.append(mentor)
        }
        change(&tallies[position])
    }

    fileprivate mutating func clear() {
        for mentor in met {
            tallies[Int(mentor)] = Tally()
            isMet[Int(mentor)] = false
        }
        met.removeAll(keepingCapacity: true)
    }
}

extension Compatibility {
    /// Calls `body` with every mentor who may be matched with this mentee and the pair's score.
    func forEachCandidate(
        of mentee: Int, _ tallies: inout Tallies, _ body: (_ mentor: Int, _ score: Int) -> Void
    ) {
        let everyone = menteeProfiles[mentee].extent.isBlank || !policy.requiresCommonGround
        forEachMentor(of: mentee, everyone: everyone, &tallies) { mentor, obstacles, score in
            if obstacles.isEmpty { body(mentor, score) }
        }
    }

    /// How many mentors each reason rules out for this mentee, a mentor counted under each of
    /// theirs.
    func obstacleCounts(of mentee: Int, _ tallies: inout Tallies) -> [Forbidden: Int] {
        var counts: [UInt16: Int] = [:]
        forEachMentor(of: mentee, everyone: true, &tallies) { _, obstacles, _ in
            counts[obstacles.rawValue, default: 0] += 1
        }
        var byReason: [Forbidden: Int] = [:]
        for (obstacles, count) in counts {
            for reason in Obstacles(rawValue: obstacles).reasons {
                byReason[reason, default: 0] += count
            }
        }
        return byReason
    }

    @inline(__always)
    private func forEachMentor(
        of mentee: Int, everyone: Bool, _ tallies: inout Tallies,
        _ body: (_ mentor: Int, _ obstacles: Obstacles, _ score: Int) -> Void
    ) {
        let profile = menteeProfiles[mentee]
        count(profile, &tallies)
        let conflicting = profile.conflicts.flatMap { index.conflicts[$0] ?? [] }
        for mentor in conflicting { tallies.named[Int(mentor)].insert(.conflictOfInterest) }
        for (mentor, reasons) in barred[mentee] { tallies.named[Int(mentor)].formUnion(reasons) }
        if everyone {
            for mentor in mentors.indices { visit(mentor, profile, tallies, body) }
        } else {
            for mentor in tallies.met { visit(Int(mentor), profile, tallies, body) }
        }
        for mentor in conflicting { tallies.named[Int(mentor)] = [] }
        for mentor in barred[mentee].keys { tallies.named[Int(mentor)] = [] }
        tallies.clear()
    }

    private func count(_ profile: borrowing Profile, _ tallies: inout Tallies) {
        for wanted in profile.skills {
            for offer in index.skills[wanted.term] ?? [] {
                let covered = coverage(
                    wanted: wanted.level, offered: offer.level,
                    unstatedLevel: policy.unstatedLevel)
                tallies.add(offer.mentor) { $0.needs += covered }
            }
        }
        for term in profile.interests {
            for mentor in index.interests[term] ?? [] { tallies.add(mentor) { $0.interests += 1 } }
        }
        for term in profile.values {
            for mentor in index.values[term] ?? [] { tallies.add(mentor) { $0.values += 1 } }
        }
    }

    @inline(__always)
    private func visit(
        _ mentor: Int, _ profile: borrowing Profile, _ tallies: borrowing Tallies,
        _ body: (_ mentor: Int, _ obstacles: Obstacles, _ score: Int) -> Void
    ) {
        var tally = tallies.tallies[mentor]
        let bits = index.languageBits[mentor] & profile.languageBits
        tally.sharesLanguage =
            bits & ~Self.otherLanguages != 0
            || bits != 0 && common(profile.languages, mentorProfiles[mentor].languages) > 0
        let found = assess(mentor, profile, tally, tallies.named[mentor])
        body(mentor, found.obstacles, found.score)
    }

    private static var otherLanguages: UInt64 { 1 << 63 }
}
