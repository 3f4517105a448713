// One mentee against all mentors at once: what each pair could score at most, by passes over
// columns, and then those worth a look, the best first, pair by pair. Says exactly what judging
// each pair would say of everybody whom it names.

/// The room that a row needs, reused from row to row.
struct ColumnRoom {
    /// By mentor: the sum of the coverage of each wanted skill, and millionths of the closest text.
    fileprivate var needs: [Int32]
    fileprivate var text: [Int32]
    /// By list and mentor, how many terms are shared.
    fileprivate var shared: [UInt8]
    fileprivate var products: [Int32]
    fileprivate var sums: [Int64]
    /// What each could score at most; below nought where there is no pair.
    fileprivate var bounds: [Int32]

    init(_ compatibility: Compatibility) {
        let mentors = compatibility.mentors.count
        needs = [Int32](repeating: 0, count: mentors)
        text = needs
        shared = [UInt8](repeating: 0, count: mentors * compatibility.index.sets.count)
        products = [Int32](repeating: 0, count: compatibility.texts?.texts.count ?? 0)
        sums = [Int64](repeating: 0, count: mentors)
        bounds = needs
    }
}

extension Compatibility {
    /// Lists longer than this are counted pair by pair; nearly nobody has one.
    private static let longestList = 40

    /// Whether so many share something with this mentee that looking at all is less work.
    func isBroad(_ mentee: Int) -> Bool {
        let profile = menteeProfiles[mentee]
        guard profile.skills.count <= Self.longestList,
            profile.sets.allSatisfy({ $0.count <= Self.longestList })
        else { return false }
        if profile.sheet.isBlank || !policy.requiresCommonGround { return true }
        var met = profile.skills.reduce(0) { $0 + index.skills[Int($1.term)].count }
        for (slot, terms) in profile.sets.enumerated() {
            met = terms.reduce(met) { $0 + index.sets[slot][Int($1)].count }
        }
        return met >= mentors.count / 2
    }

    /// Calls `body` with the candidates who score `least` or more, until `isEnough` says that those
    /// who score less than it is asked do not matter. Answers whether it did so.
    func forEachCandidate(
        of mentee: Int, along columns: MentorColumns, _ room: inout ColumnRoom, atLeast least: Int,
        few: Int, isEnough: (_ below: Int) -> Bool,
        mayMatter: (_ mentor: Int, _ most: Int) -> Bool,
        _ body: (_ mentor: Int, _ score: Int) -> Void
    ) -> Bool {
        count(mentee, columns, &room)
        add(mentee, columns, &room)
        let least = max(least, policy.minimumScore)
        // Whatever stands between two by name can weigh in the score.
        for mentor in namedMentors(of: mentee, columns) {
            room.bounds[mentor] = -1
            offer(mentee, mentor, room, least, body)
        }
        return room.bounds.withUnsafeBufferPointer { bounds in
            var steps = ScoreSteps(bounds, least: least)
            while let step = steps.next(atLeast: few) {
                if isEnough(step.upperBound) { return true }
                for mentor in bounds.indices where step.contains(Int(bounds[mentor])) {
                    if mayMatter(mentor, Int(bounds[mentor])) {
                        offer(mentee, mentor, room, least, body)
                    }
                }
            }
            return false
        }
    }

    private func namedMentors(of mentee: Int, _ columns: MentorColumns) -> [Int] {
        var mentors = named[mentee].keys.map(Int.init)
        let latest = menteeProfiles[mentee].sheet.latest
        if latest >= 0, weightings.contains(where: { $0.factor == .continuity }) {
            for mentor in columns.persons.indices
            where columns.persons[mentor] == latest && named[mentee][Int32(mentor)] == nil {
                mentors.append(mentor)
            }
        }
        return mentors
    }

    @inline(__always)
    private func offer(
        _ mentee: Int, _ mentor: Int, _ room: borrowing ColumnRoom, _ least: Int,
        _ body: (_ mentor: Int, _ score: Int) -> Void
    ) {
        var tally = Tally()
        tally.needs = Int(room.needs[mentor])
        tally.text = Int(room.text[mentor])
        for slot in index.sets.indices {
            tally.sets[slot] = UInt16(room.shared[slot * mentors.count + mentor])
        }
        let found = assess(counted(mentee, mentor, tally))
        if found.obstacles.isEmpty, found.score >= least { body(mentor, found.score) }
    }
}

// MARK: What is shared

extension Compatibility {
    private func count(_ mentee: Int, _ columns: MentorColumns, _ room: inout ColumnRoom) {
        let profile = menteeProfiles[mentee]
        room.needs.withUnsafeMutableBufferPointer { needs in
            needs.update(repeating: 0)
            for wanted in profile.skills { cover(wanted, needs) }
        }
        room.shared.withUnsafeMutableBufferPointer { shared in
            shared.update(repeating: 0)
            for (slot, terms) in profile.sets.enumerated() {
                let first = slot * mentors.count
                for term in terms {
                    index.sets[slot][Int(term)].withUnsafeBufferPointer { list in
                        for mentor in list { shared[first + Int(mentor)] &+= 1 }
                    }
                }
            }
        }
        countTexts(mentee, &room)
    }

    private func cover(
        _ wanted: Profile.Skill, _ needs: UnsafeMutableBufferPointer<Int32>
    ) {
        // By level up to the one wanted; a wish without a level is content with any.
        let enough = max(wanted.level ?? 0, 0)
        func covered(_ level: Int) -> Int32 {
            Int32(coverage(wanted: wanted.level, offered: level, unstatedLevel: 0))
        }
        let table = (0...min(enough, 1000)).map(covered)
        index.skills[Int(wanted.term)].withUnsafeBufferPointer { offers in
            for offer in offers {
                let level = min(max(Int(offer.level ?? policy.unstatedLevel), 0), enough)
                needs[Int(offer.mentor)] &+=
                    level < table.count ? table[level] : covered(level)
            }
        }
    }

    private func countTexts(_ mentee: Int, _ room: inout ColumnRoom) {
        guard let texts else { return }
        room.text.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        guard let wish = texts.mentees[mentee] else { return }
        room.products.withUnsafeMutableBufferPointer { products in
            products.update(repeating: 0)
            texts.postings.withUnsafeBufferPointer { postings in
                for entry in wish.entries {
                    let word = Int(entry.word)
                    for place in Int(texts.starts[word])..<Int(texts.starts[word + 1]) {
                        let posting = postings[place]
                        products[Int(posting.text)] &+= entry.weight &* posting.weight
                    }
                }
            }
            room.text.withUnsafeMutableBufferPointer { closest in
                for (text, product) in products.enumerated() where product > 0 {
                    let mentor = Int(texts.mentorOfText[text])
                    let share = Int32(truncatingIfNeeded: TextVector.share(Int64(product)))
                    closest[mentor] = max(closest[mentor], share)
                }
            }
        }
    }
}

// MARK: What it is worth

extension Compatibility {
    private func add(_ mentee: Int, _ columns: MentorColumns, _ room: inout ColumnRoom) {
        let sheet = menteeProfiles[mentee].sheet
        room.sums.withUnsafeMutableBufferPointer { sums in
            sums.update(repeating: columns.most)
            for alike in columns.alike where !alike.factors.isEmpty {
                add(alike, mentee, sheet, sums)
            }
            for rule in columns.counted {
                switch rule.factor {
                case .needs: addNeeds(rule, sheet, room.needs, sums)
                case .text: addText(rule, sheet, room.text, sums)
                default: addList(rule, sheet, columns, room.shared, sums)
                }
            }
            room.bounds.withUnsafeMutableBufferPointer { bounds in
                for mentor in sums.indices {
                    bounds[mentor] = Self.score(sums[mentor], leastWeight)
                }
            }
        }
    }

    /// The quotient of two whole numbers far below 2⁵³ is never rounded across a whole one.
    @inline(__always)
    private static func score(_ sum: Int64, _ leastWeight: Int) -> Int32 {
        guard sum >= 0 else { return -1 }
        let divisor = max(sum & (1 << Packed.shift - 1), Int64(leastWeight))
        return Int32(Double(sum >> Packed.shift + divisor / 2) / Double(divisor))
    }

    /// Of one mentor of each group, what the factors say; of the others, that they say the same.
    private func add(
        _ alike: MentorColumns.Alike, _ mentee: Int, _ sheet: Sheet,
        _ sums: UnsafeMutableBufferPointer<Int64>
    ) {
        var worth = [Int64](repeating: 0, count: 256)
        for (group, example) in alike.examples.enumerated() {
            var pair = facts(mentee, example, sheet, Tally(), Between())
            pair.mentor.person = -2
            worth[group] = alike.factors.reduce(0) {
                $0 + Packed.value($1.value(pair, policy.shortestList), $1.weight)
            }
        }
        worth.withUnsafeBufferPointer { worth in
            alike.group.withUnsafeBufferPointer { group in
                for mentor in sums.indices { sums[mentor] &+= worth[Int(group[mentor])] }
            }
        }
    }

    private func addNeeds(
        _ rule: FactorRule, _ sheet: Sheet, _ needs: [Int32],
        _ sums: UnsafeMutableBufferPointer<Int64>
    ) {
        let gap = Packed.value(rule.gap, rule.weight)
        let wanted = UInt64(sheet.skills)
        if wanted == 0 {
            let all: Int64 = rule.missing == .exclude ? Packed.excluded : 0
            for mentor in sums.indices { sums[mentor] &+= all }
            return
        }
        // Exact for all that forty skills can sum up to (Granlund and Montgomery, PLDI 1994).
        let reciprocal = (1 << 32 + wanted - 1) / wanted
        let half = UInt64(wanted / 2)
        needs.withUnsafeBufferPointer { needs in
            index.sheets.withUnsafeBufferPointer { sheets in
                for mentor in sums.indices {
                    let covered = UInt64(truncatingIfNeeded: needs[mentor]) &+ half
                    let share = Int(truncatingIfNeeded: (covered &* reciprocal) >> 32)
                    sums[mentor] &+=
                        sheets[mentor].skills == 0 ? gap : Packed.share(share, rule.weight)
                }
            }
        }
    }

    private func addText(
        _ rule: FactorRule, _ sheet: Sheet, _ text: [Int32],
        _ sums: UnsafeMutableBufferPointer<Int64>
    ) {
        let gap = Packed.value(rule.gap, rule.weight)
        index.sheets.withUnsafeBufferPointer { sheets in
            text.withUnsafeBufferPointer { text in
                for mentor in sums.indices {
                    let isKnown = sheet.hasTexts && sheets[mentor].hasTexts
                    sums[mentor] &+=
                        isKnown ? Packed.share(Int(text[mentor]), rule.weight) : gap
                }
            }
        }
    }

    /// Whoever has more terms than the mentee counts as one with as many: so few cases are tabled.
    private func addList(
        _ rule: FactorRule, _ sheet: Sheet, _ columns: MentorColumns, _ shared: [UInt8],
        _ sums: UnsafeMutableBufferPointer<Int64>
    ) {
        let own = Int(sheet.sets[rule.slot])
        var pair = PairFacts(sheet)
        var worth: [Int64] = []
        for count in 0...own {
            for common in 0...own {
                pair.mentor.sets[rule.slot] = UInt16(count)
                pair.tally.sets[rule.slot] = UInt16(min(common, count))
                worth.append(
                    Packed.value(rule.value(pair, policy.shortestList), rule.weight))
            }
        }
        let first = rule.slot * mentors.count
        worth.withUnsafeBufferPointer { worth in
            shared.withUnsafeBufferPointer { shared in
                columns.counts[rule.slot].withUnsafeBufferPointer { counts in
                    for mentor in sums.indices {
                        let count = min(Int(counts[mentor]), own)
                        sums[mentor] &+=
                            worth[count &* (own &+ 1) &+ Int(shared[first &+ mentor])]
                    }
                }
            }
        }
    }
}
