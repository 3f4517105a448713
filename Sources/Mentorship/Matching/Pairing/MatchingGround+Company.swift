// Who would meet whom in a group or a circle, beside the pairs themselves: two who must not be
// matched for somebody's sake must not meet there either, whoever came first.

extension MatchingGround {
    /// Who is in each mentor's group, or was asked to be, and who guides it with them.
    package var company: [ID<Person>: Set<ID<Person>>] {
        let guided = inGroup.merging(guidingWith.mapValues { Set($0) }) { $0.union($1) }
        return open.reduce(into: guided) { $0[$1.mentor, default: []].insert($1.mentee) }
    }

    /// Pairs of whom the mentee must not meet somebody in the mentor's group, or one who would join
    /// it too. `other`: what keeps two apart beside the vetoes.
    package func clashes(
        in pairs: [PairOfPeople], also other: (PairOfPeople) -> Bool = { _ in false }
    ) -> [(pair: PairOfPeople, change: Change)] {
        var groups = company
        for pair in pairs { groups[pair.mentor, default: []].insert(pair.mentee) }
        return pairs.compactMap { pair in
            clash(of: pair.mentee, with: groups[pair.mentor] ?? [], also: other)
                .map { (pair, $0) }
        }
    }

    /// Those of one circle who must not meet, or have asked since to be with others.
    package func clashes(
        among people: [ID<Person>], also other: (PairOfPeople) -> Bool = { _ in false }
    ) -> [(pair: PairOfPeople, change: Change)] {
        people.enumerated().flatMap { place, person in
            people[(place + 1)...].compactMap { next in
                let two = PairOfPeople(mentor: person, mentee: next)
                if former.contains(two) || former.contains(two.reversed) { return (two, .declined) }
                return clash(of: person, with: [next], also: other).map { (two, $0) }
            }
        }
    }

    private func clash(
        of person: ID<Person>, with people: Set<ID<Person>>, also other: (PairOfPeople) -> Bool
    ) -> Change? {
        let ways = people.filter { $0 != person }.map { PairOfPeople(mentor: person, mentee: $0) }
        if ways.contains(where: { doNotMatch.contains($0) || doNotMatch.contains($0.reversed) }) {
            return .doNotMatch
        }
        return ways.contains(where: other) ? .ruledOut : nil
    }

    /// Mentors with the mentees who must not meet somebody in their group, or who was asked to be.
    /// `conflicts`: the keys of each one's conflicts of interest.
    package func apartFromGroups(
        _ mentees: [ID<Person>], _ lines: ReportingLines, by rule: MatchingPolicy.ReportingLine,
        conflicts: [ID<Person>: [String]] = [:]
    ) -> Set<PairOfPeople> {
        var groupsOf: [ID<Person>: [ID<Person>]] = [:]
        for (mentor, members) in company {
            for member in members { groupsOf[member, default: []].append(mentor) }
        }
        var found: Set<PairOfPeople> = []
        func note(_ mentee: ID<Person>, apartFrom member: ID<Person>) {
            for mentor in groupsOf[member] ?? [] {
                found.insert(PairOfPeople(mentor: mentor, mentee: mentee))
            }
        }
        for pair in doNotMatch {
            note(pair.mentee, apartFrom: pair.mentor)
            note(pair.mentor, apartFrom: pair.mentee)
        }
        let keys = groupsOf.keys.flatMap { member in
            (conflicts[member] ?? []).map { (key: $0, member: member) }
        }
        let holders = Dictionary(grouping: keys, by: \.key)
        for mentee in mentees {
            for other in (conflicts[mentee] ?? []).flatMap({ holders[$0] ?? [] })
            where other.member != mentee { note(mentee, apartFrom: other.member) }
        }
        guard rule != .allowed else { return found }
        var teams: [ID<Person>: [ID<Person>]] = [:]
        for member in groupsOf.keys {
            for manager in lines.minded(member, by: rule) { note(manager, apartFrom: member) }
            if rule == .notTeam, let manager = lines.managers[member] {
                teams[manager, default: []].append(member)
            }
        }
        for mentee in mentees {
            let mates = lines.managers[mentee].flatMap { teams[$0] } ?? []
            for other in lines.minded(mentee, by: rule) + mates where other != mentee {
                note(mentee, apartFrom: other)
            }
        }
        return found
    }
}
