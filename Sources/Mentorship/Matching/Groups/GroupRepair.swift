// The nearest grouping that is allowed: what breaks a rule is taken apart, and who is left joins
// the groups that stand. No bound rests on what is done here.

extension GroupMatching.Problem {
    /// Of two who must be kept apart one leaves; groups that are too small are dissolved; whoever
    /// is left over then joins the best group that stands and has a place.
    func repaired(_ partners: [Int32]) -> [Int32] {
        var kept = partners
        var groups = self.groups(partners)
        for mentor in groups.indices {
            while let clash = Apart.clash(in: groups[mentor], apart) {
                let isFirst = leavesFirst(clash.0, clash.1, mentor)
                let leaving = isFirst ? clash.0 : clash.1
                groups[mentor].removeAll { $0 == leaving }
                kept[leaving] = -1
            }
            if groups[mentor].count < least[mentor] {
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
                group.count + 1 >= least[mentor],
                apart[mentee].isDisjoint(with: group)
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
