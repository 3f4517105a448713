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
    /// By mentor: what the factors come to at most, in the columns' units, and the weight that it
    /// rests on, infinite where there is no pair.
    fileprivate var sums: [Int32]
    fileprivate var weights: [Float]
    /// The same by group of mentors.
    fileprivate var groupSums = [Int32](repeating: 0, count: 256)
    fileprivate var groupWeights = [Float](repeating: 0, count: 256)
    /// What each could score at most; below nought where there is no pair.
    fileprivate var bounds: [Int32]

    init(_ compatibility: Compatibility) {
        let mentors = compatibility.mentors.count
        needs = [Int32](repeating: 0, count: mentors)
        text = needs
        shared = [UInt8](repeating: 0, count: mentors * compatibility.index.sets.count)
        products = [Int32](repeating: 0, count: compatibility.texts?.texts.count ?? 0)
        sums = needs
        weights = [Float](repeating: 0, count: mentors)
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
        weigh(mentee, columns, &room)
        count(mentee, columns, &room)
        bound(columns, &room)
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
                ScoreSteps.forEach(in: step, of: bounds) { mentor in
                    if mayMatter(mentor, Int(bounds[mentor])) {
                        offer(mentee, mentor, room, least, body)
                    }
                }
            }
            return false
        }
    }

    private func namedMentors(of mentee: Int, _ columns: MentorColumns) -> [Int] {
        var mentors = named[mentee].keys.sorted().map(Int.init)
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
        // Lane by lane the whole vector would be written and read again for each.
        withUnsafeMutableBytes(of: &tally.sets) { bytes in
            let lanes = bytes.assumingMemoryBound(to: UInt16.self)
            for slot in index.sets.indices {
                lanes[slot] = UInt16(room.shared[slot * mentors.count + mentor])
            }
        }
        let found = assess(counted(mentee, mentor, tally))
        if found.obstacles.isEmpty, found.score >= least { body(mentor, found.score) }
    }
}

// MARK: What both have said

extension Compatibility {
    /// What the factors come to with nothing shared.
    private func weigh(_ mentee: Int, _ columns: MentorColumns, _ room: inout ColumnRoom) {
        let sheet = menteeProfiles[mentee].sheet
        for (number, alike) in columns.alike.enumerated() {
            for (group, example) in alike.examples.enumerated() {
                var pair = facts(mentee, example, sheet, Tally(), Between())
                pair.mentor.person = -2
                var (sum, weight) = found(alike, pair)
                if number == 0 {
                    sum += columns.otherWeight * million
                    weight += Float(columns.otherWeight)
                }
                room.groupSums[group] = columns.units(sum)
                room.groupWeights[group] = weight
            }
            Self.spread(alike.group, isFirst: number == 0, &room)
        }
    }

    /// Of one mentor of a group, what some factors come to at most: a millionth more than they say,
    /// for what is rounded.
    private func found(
        _ alike: MentorColumns.Alike, _ pair: PairFacts
    ) -> (sum: Int, weight: Float) {
        var (sum, weight) = (0, Float(0))
        for factor in alike.factors {
            switch factor.value(pair, policy.shortestList) {
            case .share(let share):
                sum += factor.weight * (share + 1)
                weight += Float(factor.weight)
            case .leftOut: continue
            case .excluded: weight = .infinity
            }
        }
        let isSpeechless =
            policy.requiresCommonLanguage && alike.reads(.languages) && pair.areLanguagesKnown
            && !pair.sharesLanguage
        let isApart =
            policy.requiresCommonMedium && alike.reads(.media) && pair.areMediaKnown
            && !pair.sharesMedium
        return (sum, isSpeechless || isApart ? .infinity : weight)
    }

    private static func spread(_ group: [UInt8], isFirst: Bool, _ room: inout ColumnRoom) {
        let (groupSums, groupWeights) = (room.groupSums, room.groupWeights)
        group.withUnsafeBufferPointer { group in
            room.sums.withUnsafeMutableBufferPointer { sums in
                groupSums.withUnsafeBufferPointer { groupSums in
                    for mentor in group.indices {
                        let more = groupSums[Int(group[mentor])]
                        sums[mentor] = isFirst ? more : sums[mentor] &+ more
                    }
                }
            }
            room.weights.withUnsafeMutableBufferPointer { weights in
                groupWeights.withUnsafeBufferPointer { groupWeights in
                    for mentor in group.indices {
                        let more = groupWeights[Int(group[mentor])]
                        weights[mentor] = isFirst ? more : weights[mentor] + more
                    }
                }
            }
        }
    }
}

// MARK: What is shared

/// What one thing more in common adds to the sum of a pair, never less than it does: factors of
/// what is shared are straight lines but for their rounding.
private struct Slopes {
    let rules: [FactorRule]
    let shortestList: Int

    init(_ columns: MentorColumns, _ policy: MatchingPolicy, _ isMeant: (FactorRule) -> Bool) {
        rules = columns.counted.filter(isMeant)
        shortestList = policy.shortestList
    }

    /// From `none` shared to what is shared in `some`.
    func slope(_ none: PairFacts, _ some: PairFacts) -> Int {
        rules.reduce(0) {
            guard case .share(let less) = $1.value(none, shortestList),
                case .share(let more) = $1.value(some, shortestList)
            else { return $0 }
            return $0 + $1.weight * (more - less + 1)
        }
    }
}

extension Compatibility {
    private func count(_ mentee: Int, _ columns: MentorColumns, _ room: inout ColumnRoom) {
        let profile = menteeProfiles[mentee]
        countNeeds(profile, columns, &room)
        room.shared.withUnsafeMutableBufferPointer { shared in
            shared.update(repeating: 0)
            room.sums.withUnsafeMutableBufferPointer { sums in
                for (slot, terms) in profile.sets.enumerated() where !terms.isEmpty {
                    let first = slot * mentors.count
                    let slopes = listSlopes(slot, profile.sheet, columns)
                    slopes.withUnsafeBufferPointer { slopes in
                        count(
                            terms, index.sets[slot], columns.counts[slot], slopes,
                            UnsafeMutableBufferPointer(rebasing: shared[first...]), sums)
                    }
                }
            }
        }
        countTexts(mentee, columns, &room)
    }

    @inline(__always)
    private func count(
        _ terms: [Int32], _ lists: [[Int32]], _ counts: [UInt8],
        _ slopes: UnsafeBufferPointer<Int32>, _ shared: UnsafeMutableBufferPointer<UInt8>,
        _ sums: UnsafeMutableBufferPointer<Int32>
    ) {
        counts.withUnsafeBufferPointer { counts in
            for term in terms {
                lists[Int(term)].withUnsafeBufferPointer { list in
                    for position in list {
                        let mentor = Int(position)
                        shared[mentor] &+= 1
                        sums[mentor] &+= slopes[min(Int(counts[mentor]), slopes.count &- 1)]
                    }
                }
            }
        }
    }

    /// By how many terms a mentor has. Whoever has more than the mentee counts as one with as many.
    private func listSlopes(_ slot: Int, _ sheet: Sheet, _ columns: MentorColumns) -> [Int32] {
        let slopes = Slopes(columns, policy) {
            $0.factor != .needs && $0.factor != .text && $0.slot == slot
        }
        let none = PairFacts(sheet)
        return (0...Int(sheet.sets[slot])).map { count in
            if count == 0 || slopes.rules.isEmpty { return 0 }
            var (none, one) = (none, none)
            none.mentor.sets[slot] = UInt16(count)
            one.mentor.sets[slot] = UInt16(count)
            one.tally.sets[slot] = 1
            return columns.units(slopes.slope(none, one))
        }
    }

    private func countNeeds(
        _ profile: Profile, _ columns: MentorColumns, _ room: inout ColumnRoom
    ) {
        let slopes = Slopes(columns, policy) { $0.factor == .needs }
        var none = PairFacts(profile.sheet)
        none.mentor.skills = 1
        room.needs.withUnsafeMutableBufferPointer { needs in
            needs.update(repeating: 0)
            room.sums.withUnsafeMutableBufferPointer { sums in
                for wanted in profile.skills {
                    cover(wanted, needs, sums) { covered in
                        var some = none
                        some.tally.needs = Int(covered)
                        return columns.units(slopes.slope(none, some))
                    }
                }
            }
        }
    }

    private func cover(
        _ wanted: Profile.Skill, _ needs: UnsafeMutableBufferPointer<Int32>,
        _ sums: UnsafeMutableBufferPointer<Int32>, _ slope: (_ covered: Int32) -> Int32
    ) {
        // By level up to the one wanted; a wish without a level is content with any.
        let enough = max(wanted.level ?? 0, 0)
        func covered(_ level: Int) -> Int32 {
            Int32(coverage(wanted: wanted.level, offered: level, unstatedLevel: 0))
        }
        let table = (0...min(enough, 1000)).map { level in
            let covered = covered(level)
            return (covered: covered, slope: slope(covered))
        }
        table.withUnsafeBufferPointer { table in
            index.skills[Int(wanted.term)].withUnsafeBufferPointer { offers in
                for offer in offers {
                    let level = min(max(Int(offer.level ?? policy.unstatedLevel), 0), enough)
                    let mentor = Int(offer.mentor)
                    if level < table.count {
                        needs[mentor] &+= table[level].covered
                        sums[mentor] &+= table[level].slope
                    } else {
                        let covered = covered(level)
                        needs[mentor] &+= covered
                        sums[mentor] &+= slope(covered)
                    }
                }
            }
        }
    }

    private func countTexts(
        _ mentee: Int, _ columns: MentorColumns, _ room: inout ColumnRoom
    ) {
        guard let texts else { return }
        room.text.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        guard let wish = texts.mentees[mentee] else { return }
        let weight = columns.counted.reduce(0) { $0 + ($1.factor == .text ? $1.weight : 0) }
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
                room.sums.withUnsafeMutableBufferPointer { sums in
                    for (text, product) in products.enumerated() where product > 0 {
                        let mentor = Int(texts.mentorOfText[text])
                        let share = Int32(truncatingIfNeeded: TextVector.share(Int64(product)))
                        if share > closest[mentor] {
                            sums[mentor] &+= columns.units(weight * Int(share - closest[mentor]))
                            closest[mentor] = share
                        }
                    }
                }
            }
        }
    }
}

// MARK: What it is worth at most

extension Compatibility {
    /// Two roundings of a part in 2²⁴ each, of a million at most, and that of the score are less
    /// than the two millionths added.
    private func bound(_ columns: MentorColumns, _ room: inout ColumnRoom) {
        let least = Float(leastWeight)
        let unit = Float(columns.unit)
        room.bounds.withUnsafeMutableBufferPointer { bounds in
            room.sums.withUnsafeBufferPointer { sums in
                room.weights.withUnsafeBufferPointer { weights in
                    for mentor in bounds.indices {
                        let weight = weights[mentor]
                        let score = Float(sums[mentor]) * unit / (weight < least ? least : weight)
                        // The bits of 2²³ and a number below it end in the nearest whole one.
                        let bits = Int32(bitPattern: (score + 0x1p23).bitPattern & 0x7F_FFFF)
                        let most = bits > Self.mostLess ? Int32(million) : bits &+ 2
                        bounds[mentor] = weight < .infinity ? most : -1
                    }
                }
            }
        }
    }

    private static var mostLess: Int32 { Int32(million) - 2 }
}
