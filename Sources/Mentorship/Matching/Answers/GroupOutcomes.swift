// How a run's chances and scores fall across groups of mentees: how many were matched, how well,
// and how near to their best. Groups come from outside; figures that could point to somebody are
// hidden, and so are those that would give a hidden one away.

package struct GroupOutcomes: Sendable, Equatable {
    /// What a run did for one mentee.
    package struct Outcome: Sendable {
        package let groups: [String]
        /// Millionths; nil for who was left without.
        package let score: Int?
        /// 1 when no candidate would have scored higher; nil for who was left without.
        package let rank: Int?

        package init(groups: [String], score: Int?, rank: Int?) {
            self.groups = groups
            self.score = score
            self.rank = rank
        }
    }

    package struct Row: Sendable, Equatable {
        /// Nil for those of whom it is not known.
        package let group: String?
        /// Nil where hidden.
        package let mentees: Int?
        package let matched: Int?
        package let share: Figure
        package let medianScore: Figure
        package let medianRank: Figure
    }

    package let rows: [Row]
    package let overall: Row
    package let threshold: Int

    /// Groups by name; those who named none last. They are treated as if they added up to all, as
    /// they nearly do where few are in two. `coarsely`: where somebody may leave a group between
    /// two looks, counts are shown to the nearest five, scores to the nearest twentieth and ranks
    /// whole, so that two looks seldom tell who did.
    package init(
        _ outcomes: [Outcome], coarsely: Bool = false, _ suppression: Suppression = Suppression()
    ) {
        var members: [String?: [Outcome]] = [:]
        for outcome in outcomes {
            if outcome.groups.isEmpty { members[nil, default: []].append(outcome) }
            for group in Set(outcome.groups) { members[group, default: []].append(outcome) }
        }
        let names = members.keys.compactMap(\.self).sorted(by: MatchRun.isBefore)
        let keys = names.map(Optional.some) + (members[nil] == nil ? [] : [nil])
        let groups = keys.map { (name: $0, members: members[$0] ?? []) }
        let rows = Self.rows(groups, of: outcomes.count, suppression)
        self.rows = coarsely ? rows.map(\.coarse) : rows
        overall = Self.overall(outcomes, suppression)
        threshold = suppression.threshold
    }

    private static func overall(_ outcomes: [Outcome], _ suppression: Suppression) -> Row {
        let matched = outcomes.count { $0.score != nil }
        let isShown =
            !suppression.hides(matched) && !suppression.hides(outcomes.count - matched)
        return row(
            nil, outcomes, mentees: suppression.hides(outcomes.count) ? nil : outcomes.count,
            matched: isShown ? matched : nil, suppression)
    }

    /// The two parts of each group, matched and not, are counts like any other: where one is small
    /// both are hidden, and so many others that nothing hidden can be worked out from the totals.
    private static func rows(
        _ groups: [(name: String?, members: [Outcome])], of all: Int, _ suppression: Suppression
    ) -> [Row] {
        let sizes = groups.map(\.members.count)
        let matched = groups.map { $0.members.count { $0.score != nil } }
        let isSizeShown = suppression.shown(sizes).map { $0 != nil }
        var isMatchedShown = groups.indices.map { index in
            isSizeShown[index] && !suppression.hides(matched[index])
                && !suppression.hides(sizes[index] - matched[index])
                // What all have less what this group has is of those outside it.
                && !suppression.hides(all - sizes[index])
        }
        protect(&isMatchedShown, sizes, matched, suppression)
        return groups.indices.map { index in
            row(
                groups[index].name, groups[index].members,
                mentees: isSizeShown[index] ? sizes[index] : nil,
                matched: isMatchedShown[index] ? matched[index] : nil, suppression)
        }
    }

    /// The totals tell what all hidden groups have together: that must be of more than one group,
    /// and not small itself; else the smallest of the shown joins them.
    private static func protect(
        _ isShown: inout [Bool], _ sizes: [Int], _ matched: [Int], _ suppression: Suppression
    ) {
        while true {
            let hidden = sizes.indices.filter { !isShown[$0] }
            let served = hidden.reduce(0) { $0 + matched[$1] }
            let people = hidden.reduce(0) { $0 + sizes[$1] }
            guard !hidden.isEmpty,
                hidden.count == 1 || suppression.hides(served)
                    || suppression.hides(people - served),
                let least = sizes.indices.filter({ isShown[$0] }).min(by: { sizes[$0] < sizes[$1] })
            else { return }
            isShown[least] = false
        }
    }

    private static func row(
        _ group: String?, _ members: [Outcome], mentees: Int?, matched: Int?,
        _ suppression: Suppression
    ) -> Row {
        let served = members.filter { $0.score != nil }
        // What stands on the matched stands on so many people as the matched are.
        let isShown = matched != nil && served.count >= suppression.threshold
        func median(_ numbers: [Int], scale: Double) -> Figure {
            if served.isEmpty && matched != nil { return .absent(.noValues) }
            return isShown ? .value(Self.median(numbers) / scale) : .absent(.belowThreshold)
        }
        return Row(
            group: group, mentees: mentees, matched: matched,
            share: matched == nil || mentees == nil
                ? .absent(.belowThreshold)
                : .value(Double(served.count) / Double(max(members.count, 1))),
            medianScore: median(served.compactMap(\.score), scale: Double(million)),
            medianRank: median(served.compactMap(\.rank), scale: 1))
    }

    private static func median(_ numbers: [Int]) -> Double {
        let sorted = numbers.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1
            ? Double(sorted[middle]) : Double(sorted[middle - 1] + sorted[middle]) / 2
    }
}

extension GroupOutcomes.Row {
    fileprivate var coarse: Self {
        let (mentees, matched) = (mentees.map(Self.coarse), matched.map(Self.coarse))
        var share = share
        if let mentees, let matched { share = .value(Double(matched) / Double(max(mentees, 1))) }
        return Self(
            group: group, mentees: mentees, matched: matched, share: share,
            medianScore: medianScore.rounded(to: 20), medianRank: medianRank.rounded(to: 1))
    }

    private static func coarse(_ count: Int) -> Int { (count + 2) / 5 * 5 }
}

extension Figure {
    /// To the nearest of so many parts of one.
    fileprivate func rounded(to parts: Double) -> Figure {
        guard case .value(let number) = self else { return self }
        return .value((number * parts).rounded() / parts)
    }
}

extension RunComparison.Side {
    /// What the run did for each of its mentees; `groups` says to which ones each belongs. Of
    /// several mentors the mean score counts, and the best of the ranks; of equals what each gets.
    package func outcomes(groups: (Candidate) -> [String]) -> [GroupOutcomes.Outcome] {
        var tallies = compatibility.emptyTallies
        return compatibility.mentees.enumerated().map { position, mentee in
            let mentors = mentorsOf[mentee.id] ?? []
            let scores = mentors.map { score(mentee.id, [$0]) ?? 0 }
            guard let most = scores.max() else {
                return .init(groups: groups(mentee), score: nil, rank: nil)
            }
            var better = 0
            compatibility.forEachCandidate(of: position, &tallies) { mentor, other in
                if other > most, isPossibleBack(position, mentor) { better += 1 }
            }
            return .init(
                groups: groups(mentee), score: scores.reduce(0, +) / scores.count,
                rank: better + 1)
        }
    }
}
