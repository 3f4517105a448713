// One pair by itself: what they have in common counted the plain way, what stands between them, and
// what they score. Rows of a run count along the index and are judged by the same two functions.

extension Compatibility {
    /// Everything there is to say about one pair, at any time.
    package func judge(mentee: Int, mentor: Int) -> Judgement {
        let reasons = forbidden(mentee: mentee, mentor: mentor)
        return reasons.isEmpty
            ? .candidate(explanation(mentee: mentee, mentor: mentor)) : .forbidden(reasons)
    }

    /// Every reason why this pair may not be made; none when it may.
    package func forbidden(mentee: Int, mentor: Int) -> [Forbidden] {
        assess(facts(mentee, mentor)).obstacles.reasons
    }

    /// The score of a pair whether or not it may be made; nil when a gap excludes it.
    package func score(mentee: Int, mentor: Int) -> Int? { score(facts(mentee, mentor)) }

    @inline(__always)
    func score(_ pair: PairFacts) -> Int? {
        var (sum, known) = (0, 0)
        for factor in factors {
            switch factor.value(pair, policy.shortestList) {
            case .share(let share):
                sum += factor.weight * share
                known += factor.weight
            case .leftOut: continue
            case .excluded: return nil
            }
        }
        let divisor = max(known, leastWeight)
        return (sum + divisor / 2) / divisor
    }

    /// What stands between a mentee and a mentor who have so much in common.
    @inline(__always)
    func assess(_ pair: PairFacts) -> (obstacles: Obstacles, score: Int) {
        var obstacles = pair.between.obstacles
        if pair.mentor.person == pair.mentee.person { obstacles.insert(.samePerson) }
        if pair.mentor.hasGates || pair.mentee.hasGates { obstacles.insert(.gateNotMet) }
        if !policy.allowsSameOrganisation, pair.mentee.organisation >= 0,
            pair.mentor.organisation == pair.mentee.organisation
        {
            obstacles.insert(.sameOrganisation)
        }
        if policy.requiresCommonLanguage, pair.areLanguagesKnown, !pair.sharesLanguage {
            obstacles.insert(.noCommonLanguage)
        }
        if policy.requiresCommonMedium, pair.areMediaKnown, !pair.sharesMedium {
            obstacles.insert(.noCommonMedium)
        }
        if let seniority = policy.seniority, let difference = pair.difference(senioritySlot),
            !seniority.difference.admits(difference)
        {
            obstacles.insert(.seniorityRule)
        }
        if pair.commonMinutes >= 0, pair.commonMinutes < policy.minimumCommonMinutes {
            obstacles.insert(.tooFewHours)
        }
        if policy.requiresCommonGround, !pair.mentee.isBlank, !pair.tally.isGround,
            !pair.between.isGround
        {
            obstacles.insert(.nothingInCommon)
        }
        guard let score = score(pair) else { return (obstacles.union(.missingData), 0) }
        if score < policy.minimumScore { obstacles.insert(.belowMinimumScore) }
        return (obstacles, score)
    }

    /// The pair counted the plain way; `forEachCandidate` counts the same through the index.
    func facts(_ mentee: Int, _ mentor: Int) -> PairFacts {
        counted(mentee, mentor, tally(mentee, mentor))
    }

    /// What they have in common has been counted.
    @inline(__always)
    func counted(_ mentee: Int, _ mentor: Int, _ tally: Tally) -> PairFacts {
        var between = Between()
        if !named[mentee].isEmpty { between = named[mentee][Int32(mentor)] ?? Between() }
        if !menteeProfiles[mentee].conflicts.isEmpty,
            common(menteeProfiles[mentee].conflicts, mentorProfiles[mentor].conflicts) > 0
        {
            between.obstacles.insert(.conflictOfInterest)
        }
        return facts(mentee, mentor, menteeProfiles[mentee].sheet, tally, between)
    }

    @inline(__always)
    func facts(
        _ mentee: Int, _ mentor: Int, _ one: Sheet, _ tally: Tally, _ between: Between
    ) -> PairFacts {
        let other = index.sheets[mentor]
        return PairFacts(
            mentee: one, mentor: other, tally: tally, between: between,
            sharesLanguage: shares(one.languages & other.languages) {
                common(menteeProfiles[mentee].languages, mentorProfiles[mentor].languages) > 0
            },
            sharesMedium: shares(one.media & other.media) {
                common(menteeProfiles[mentee].media, mentorProfiles[mentor].media) > 0
            },
            commonMinutes: one.hasHours && other.hasHours
                ? hours?.commonMinutes(mentee, menteeProfiles.count + mentor) ?? -1 : -1)
    }

    /// The last bit stands for many words, so that it alone says nothing certain.
    @inline(__always)
    private func shares(_ bits: UInt64, _ look: () -> Bool) -> Bool {
        bits & ~(1 << 63) != 0 || bits != 0 && look()
    }

    private func tally(_ mentee: Int, _ mentor: Int) -> Tally {
        let (one, other) = (menteeProfiles[mentee], mentorProfiles[mentor])
        var tally = Tally()
        for wanted in one.skills {
            guard let offered = other.skills.first(where: { $0.term == wanted.term })
            else { continue }
            tally.needs += coverage(
                wanted: wanted.level, offered: offered.level, unstatedLevel: policy.unstatedLevel)
        }
        for slot in one.sets.indices {
            tally.sets[slot] = UInt16(common(one.sets[slot], other.sets[slot]))
        }
        tally.text = texts?.share(mentee: mentee, mentor: mentor) ?? 0
        return tally
    }

    /// How many numbers two sorted lists share.
    private func common(_ left: [Int32], _ right: [Int32]) -> Int {
        var (one, other, count) = (0, 0, 0)
        while one < left.count, other < right.count {
            if left[one] == right[other] {
                count += 1
                one += 1
                other += 1
            } else if left[one] < right[other] {
                one += 1
            } else {
                other += 1
            }
        }
        return count
    }
}
