// The questions that a publication puts to further mentors of its groups, each looked at again as
// everything is by then. Who does not fit any more is not asked, and their group is published
// without them.

import Mentorship

struct CoMentorQuestions {
    let ground: MatchingGround
    let rules: PairRules
    let programme: ID<Programme>
    let run: ID<MatchRun>
    let deadline: Instant

    /// How many were asked. `pairs`: what is published, as reviewed.
    func send(
        beside pairs: [PairOfPeople], _ context: inout Context, _ transaction: Writing
    ) throws -> Int {
        let most = try PolicyService.groupMentors(programme, transaction)
        let members = Dictionary(grouping: pairs, by: \.mentor)
        var asked = 0
        for (lead, others) in try MatchGroupStore.coMentors(of: run, transaction) {
            let mentees = members[lead, default: []].map(\.mentee)
            guard !mentees.isEmpty else { continue }
            var guiding = [lead]
            for mentor in others where guiding.count < most && members[mentor] == nil {
                guard try fits(mentor, beside: guiding, mentees, transaction) else { continue }
                let row = ProposalRow(
                    asking: mentor, beside: lead, in: programme, run: run, deadline: deadline,
                    &context)
                try ProposalService.send(row, &context, transaction)
                guiding.append(mentor)
            }
            asked += guiding.count - 1
        }
        return asked
    }

    private func fits(
        _ mentor: ID<Person>, beside guiding: [ID<Person>], _ mentees: [ID<Person>],
        _ transaction: Writing
    ) throws -> Bool {
        let isFree =
            ground.inGroup[mentor] == nil && ground.leadOf[mentor] == nil
            && ground.freePlaces(of: mentor) >= mentees.count
            && !ground.open.contains { $0.mentor == mentor }
        guard isFree,
            ground.clashes(among: [mentor] + guiding, also: rules.keepsApart).isEmpty,
            try !CoMentorStore.hasDeclined(
                mentor, beside: guiding[0], in: programme, transaction)
        else { return false }
        let pairs = mentees.map { PairOfPeople(mentor: mentor, mentee: $0) }
        let isKeptApart = pairs.contains {
            ground.doNotMatch.contains($0) || ground.doNotMatch.contains($0.reversed)
        }
        return try !isKeptApart && rules.ruledOut(pairs, transaction).isEmpty
    }
}
