// How the search for groups comes to allowed ones: what breaks a rule is taken apart, and who is
// left joins the groups that stand. No bound rests on what is done here.

extension GroupSearch {
    /// The smallest groups are closed until those that stand are large enough; then each keeps its
    /// purpose while members change places, as long as that gains.
    func first(_ progress: Assignment.Progress) throws(Assignment.Refusal) -> [Int32] {
        let nobody = [Int32](repeating: -1, count: pairs.menteeCount)
        var choices = start
        while let found = try relaxed(choices, progress) {
            let groups = problem.groups(found.partners)
            let small = groups.indices.filter { mentor in
                guard case .open = choices.groups[mentor] else { return false }
                return !groups[mentor].isEmpty && groups[mentor].count < problem.least[mentor]
            }
            if small.isEmpty { return try settled(repaired(found.partners), progress) }
            let order = small.sorted { (groups[$0].count, $0) < (groups[$1].count, $1) }
            for mentor in order.prefix(max(1, small.count / 4)) {
                let holdsPin = groups[mentor].contains { pairs.isOnlyCandidate(mentor, of: $0) }
                choices.groups[mentor] = holdsPin ? .running(purpose: nil) : .closed
            }
        }
        return nobody
    }

    private func settled(
        _ partners: [Int32], _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> [Int32] {
        var (best, most) = (partners, try value(partners))
        while problem.cohesion > 0 {
            let groups = problem.groups(best)
            let kept = groups.map { group in
                group.isEmpty ? .closed : Choice.running(purpose: problem.common(group)?.purpose)
            }
            guard let found = try relaxed(.init(groups: kept), progress) else { break }
            let next = repaired(found.partners)
            let value = try value(next)
            guard value > most else { break }
            (best, most) = (next, value)
        }
        return best
    }

    /// Of two who must be kept apart one leaves; groups that are too small are dissolved; whoever
    /// is left over then joins the best group that stands and has a place.
    func repaired(_ partners: [Int32]) -> [Int32] {
        var kept = partners
        var groups = problem.groups(partners)
        for mentor in groups.indices {
            while let clash = Apart.clash(in: groups[mentor], problem.apart) {
                let isFirst = leavesFirst(clash.0, clash.1, mentor)
                let leaving = isFirst ? clash.0 : clash.1
                groups[mentor].removeAll { $0 == leaving }
                kept[leaving] = -1
            }
            if groups[mentor].count < problem.least[mentor] {
                for mentee in groups[mentor] { kept[mentee] = -1 }
                groups[mentor] = []
            }
        }
        for mentee in kept.indices where kept[mentee] < 0 {
            guard let mentor = bestStanding(mentee, groups) else { continue }
            kept[mentee] = Int32(mentor)
            groups[mentor].append(mentee)
        }
        return kept
    }

    private func leavesFirst(_ one: Int, _ other: Int, _ mentor: Int) -> Bool {
        let scores = (pairs.score(one, mentor) ?? 0, pairs.score(other, mentor) ?? 0)
        if pairs.isOnlyCandidate(mentor, of: one) { return false }
        return pairs.isOnlyCandidate(mentor, of: other) || scores.0 < scores.1
    }

    private func bestStanding(_ mentee: Int, _ groups: [[Int]]) -> Int? {
        var found: (mentor: Int, score: Int64)?
        for index in pairs.rowStarts[mentee]..<pairs.rowStarts[mentee + 1] {
            let mentor = Int(pairs.mentors[index])
            let group = groups[mentor]
            guard group.count < pairs.capacities[mentor],
                group.count + 1 >= problem.least[mentor],
                problem.apart[mentee].isDisjoint(with: group)
            else { continue }
            if pairs.scores[index] > found?.score ?? -1 {
                found = (mentor, pairs.scores[index])
            }
        }
        return found?.mentor
    }
}

extension Assignment.Problem {
    /// As a pin is written here.
    fileprivate func isOnlyCandidate(_ mentor: Int, of mentee: Int) -> Bool {
        rowStarts[mentee + 1] - rowStarts[mentee] == 1
            && Int(mentors[rowStarts[mentee]]) == mentor
    }
}
