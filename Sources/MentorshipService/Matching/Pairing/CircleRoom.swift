// A circle's proposal as a whole: it begins with the last member's yes, and ends for everybody when
// it ends for one. Each member has a part of it, a proposal of their own; nobody is told who did
// not say yes.

import JSON
import Mentorship
import SQLite

enum CircleRoom {
    /// True when this was the last yes. What throws undoes it.
    static func confirm(
        _ row: ProposalRow, _ moment: MatchingMoment, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Bool {
        let parts = try parts(with: row, transaction)
        guard !parts.isEmpty, Proposal.isAgreed(parts.map(\.proposal)) else { return false }
        for part in parts {
            var part = part
            part.proposal.complete()
            _ = try ProposalService.save(part, context, transaction)
        }
        let people = parts.compactMap(\.proposal.mentee)
        try ProposalRoom.checkGates(people, in: row.proposal.programme, transaction)
        try RelationshipService.open(
            CircleOpening(
                programme: row.proposal.programme, people: people,
                proposals: parts.map(\.proposal.id)), &context, transaction)
        try PairRules.check(
            parts.compactMap(\.proposal.pair), company: people,
            by: ProposalRoom.policy(of: row, transaction), in: row.proposal.programme, moment,
            transaction)
        return true
    }

    /// The other members' parts; the row's own has ended already.
    static func endOthers(
        _ row: ProposalRow, because ending: ProposalEnding, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        for part in try parts(with: row, transaction) where part.proposal.state.isOpen {
            try ProposalService.end(part, because: ending, &context, transaction)
        }
    }

    /// Nobody goes on without these people; why is on record with their parts alone.
    static func end(
        _ row: ProposalRow, without people: Set<ID<Person>>, because ending: ProposalEnding,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        for part in try parts(with: row, transaction) where part.proposal.state.isOpen {
            let isTheirs = part.proposal.mentee.map(people.contains) ?? false
            try ProposalService.end(
                part, because: isTheirs ? ending : .circleNotFormed, &context, transaction)
        }
    }

    /// Two who are kept apart from now on are in no circle together, side by side or not.
    static func keepApart(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        guard let one = try CircleStore.openPart(of: pair.mentor, in: programme, transaction),
            let other = try CircleStore.openPart(of: pair.mentee, in: programme, transaction),
            one.run == other.run, one.proposal.circle == other.proposal.circle
        else { return }
        try end(
            one, without: [pair.mentor, pair.mentee], because: .pairExcluded, &context,
            transaction)
    }

    /// Empty where two meet.
    private static func parts(
        with row: ProposalRow, _ snapshot: Reading
    ) throws -> [ProposalRow] {
        guard let run = row.run, let circle = row.proposal.circle else { return [] }
        return try CircleStore.parts(circle, of: run, snapshot)
    }
}
