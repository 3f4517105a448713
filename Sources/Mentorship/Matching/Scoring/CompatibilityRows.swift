// One mentee against everybody: counts what is shared along the index, then judges the mentors it
// met. Says exactly what judging each pair would say, without looking at mentors who share nothing.

/// The room that one mentee's row needs, reused from row to row.
struct Tallies {
    fileprivate var tallies: [Tally]
    fileprivate var isMet: [Bool]
    fileprivate var named: [Between]
    fileprivate var met: [Int32] = []
    /// How alike each text of the mentors' is, and which are alike at all.
    fileprivate var products: [Int64]
    fileprivate var alike: [Int32] = []
    fileprivate var room: ColumnRoom

    init(_ compatibility: Compatibility) {
        let mentors = compatibility.mentors.count
        tallies = [Tally](repeating: Tally(), count: mentors)
        isMet = [Bool](repeating: false, count: mentors)
        named = [Between](repeating: Between(), count: mentors)
        products = [Int64](repeating: 0, count: compatibility.texts?.texts.count ?? 0)
        room = ColumnRoom(compatibility)
    }

    @inline(__always)
    fileprivate mutating func meet(_ mentor: Int32) {
        if !isMet[Int(mentor)] {
            isMet[Int(mentor)] = true
            met.append(mentor)
        }
    }

    @inline(__always)
    fileprivate mutating func add(_ mentor: Int32, _ change: (inout Tally) -> Void) {
        meet(mentor)
        change(&tallies[Int(mentor)])
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
    /// Calls `body` with every mentor who may be matched with this mentee and the pair's score: in
    /// the same order each time, which is not that of position.
    func forEachCandidate(
        of mentee: Int, _ tallies: inout Tallies, _ body: (_ mentor: Int, _ score: Int) -> Void
    ) {
        _ = forEachCandidate(of: mentee, atLeast: 0, few: .max, &tallies, body)
    }

    /// Only those who score `least` or more: about the best `few` first, then more at a time until
    /// `isEnough` says that whoever scores less than it is asked does not matter. Answers whether
    /// it said so. Whoever does not matter at the most that they could score is passed over.
    func forEachCandidate(
        of mentee: Int, atLeast least: Int, few: Int, _ tallies: inout Tallies,
        isEnough: (_ below: Int) -> Bool = { _ in false },
        mayMatter: (_ mentor: Int, _ most: Int) -> Bool = { _, _ in true },
        _ body: (_ mentor: Int, _ score: Int) -> Void
    ) -> Bool {
        if let columns, isBroad(mentee) {
            return forEachCandidate(
                of: mentee, along: columns, &tallies.room, atLeast: least, few: few,
                isEnough: isEnough, mayMatter: mayMatter, body)
        }
        let everyone = menteeProfiles[mentee].sheet.isBlank || !policy.requiresCommonGround
        forEachMentor(of: mentee, everyone: everyone, &tallies) { mentor, obstacles, score in
            if obstacles.isEmpty, score >= least { body(mentor, score) }
        }
        return false
    }

    /// How many mentors each reason rules out for this mentee, a mentor counted under each of
    /// theirs.
    func obstacleCounts(of mentee: Int, _ tallies: inout Tallies) -> [Forbidden: Int] {
        var counts: [UInt32: Int] = [:]
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
        // In order of position, since a table of hashes has another in each process.
        for (mentor, between) in named[mentee].sorted(by: { $0.key < $1.key }) {
            tallies.named[Int(mentor)] = between
            if between.isGround { tallies.meet(mentor) }
        }
        countTexts(of: mentee, everyone: everyone, &tallies)
        let conflicting = profile.conflicts.flatMap { index.conflicts[Int($0)] }
        for mentor in conflicting {
            tallies.named[Int(mentor)].obstacles.insert(.conflictOfInterest)
        }
        let sheet = profile.sheet
        if everyone {
            for mentor in mentors.indices { visit(mentee, mentor, sheet, tallies, body) }
        } else {
            for mentor in tallies.met { visit(mentee, Int(mentor), sheet, tallies, body) }
        }
        for mentor in conflicting { tallies.named[Int(mentor)] = Between() }
        for mentor in named[mentee].keys { tallies.named[Int(mentor)] = Between() }
        tallies.clear()
    }

    private func count(_ profile: borrowing Profile, _ tallies: inout Tallies) {
        for wanted in profile.skills {
            for offer in index.skills[Int(wanted.term)] {
                let covered = coverage(
                    wanted: wanted.level, offered: offer.level,
                    unstatedLevel: policy.unstatedLevel)
                tallies.add(offer.mentor) { $0.needs += covered }
            }
        }
        for slot in profile.sets.indices {
            for term in profile.sets[slot] {
                for mentor in index.sets[slot][Int(term)] {
                    tallies.add(mentor) { $0.sets[slot] += 1 }
                }
            }
        }
    }

    /// Two ordinary texts share a word or two, which is no reason to look at the pair: a mentor is
    /// met by text alone only where it counts as common ground.
    private func countTexts(of mentee: Int, everyone: Bool, _ tallies: inout Tallies) {
        guard let texts, let wish = texts.mentees[mentee] else { return }
        for entry in wish.entries {
            let word = Int(entry.word)
            for place in Int(texts.starts[word])..<Int(texts.starts[word + 1]) {
                let posting = texts.postings[place]
                if tallies.products[Int(posting.text)] == 0 { tallies.alike.append(posting.text) }
                tallies.products[Int(posting.text)] += Int64(entry.weight) * Int64(posting.weight)
            }
        }
        for text in tallies.alike {
            let share = TextVector.share(tallies.products[Int(text)])
            tallies.products[Int(text)] = 0
            let mentor = texts.mentorOfText[Int(text)]
            if everyone || share >= Tally.commonText { tallies.meet(mentor) }
            let known = tallies.tallies[Int(mentor)].text
            tallies.tallies[Int(mentor)].text = max(known, share)
        }
        forgetUnmet(texts, &tallies)
        tallies.alike.removeAll(keepingCapacity: true)
    }

    private func forgetUnmet(_ texts: TextIndex, _ tallies: inout Tallies) {
        for text in tallies.alike {
            let mentor = Int(texts.mentorOfText[Int(text)])
            if !tallies.isMet[mentor] { tallies.tallies[mentor].text = 0 }
        }
    }

    @inline(__always)
    private func visit(
        _ mentee: Int, _ mentor: Int, _ sheet: Sheet, _ tallies: borrowing Tallies,
        _ body: (_ mentor: Int, _ obstacles: Obstacles, _ score: Int) -> Void
    ) {
        let found = assess(
            facts(mentee, mentor, sheet, tallies.tallies[mentor], tallies.named[mentor]))
        body(mentor, found.obstacles, found.score)
    }
}
