// The group that a proposal is about, as it is at this moment: what it is for, how large it may be,
// how many are in it and who guides it beside its lead. Names no other mentee: who that is they
// learn once they are in it.

import JSON
import Mentorship

struct GroupOffer {
    /// A mentor who guides the group with its lead, would as soon as it begins, or was asked to.
    private struct CoMentor {
        enum State: String {
            case guides
            case agreed
            case asked
        }

        let person: ID<Person>
        let state: State
        /// As JSON text; for the sides alone.
        var card: String?
    }

    private let purpose: String?
    private let sizes: ClosedRange<Int>
    /// Nil once a proposal has ended that nothing came of: what the group is by now is no business
    /// of those who are not in it.
    private let members: Int?
    private var coMentors: [CoMentor] = []

    /// Nil where two meet.
    init?(
        _ row: ProposalRow, for viewer: ProposalService.Viewer, now: Instant, _ snapshot: Reading
    ) throws {
        let proposal = row.proposal
        guard let sizes = try RelationshipPlaces.frame(proposal.programme, snapshot)?.ofGroup
        else { return nil }
        self.sizes = sizes
        let mentor = proposal.lead ?? proposal.mentor
        purpose = try row.run.flatMap {
            try MatchGroupStore.purpose(of: mentor, in: $0, snapshot)
        }
        let group = try RelationshipPlaces.group(of: mentor, in: proposal.programme, snapshot)?
            .relationship
        let isOver = !proposal.state.isOpen && proposal.state != .accepted
        members = isOver ? nil : group?.people(on: .mentee).count ?? 0
        let guiding = group?.people(on: .mentor) ?? [mentor]
        coMentors = guiding.filter { $0 != mentor }.map { CoMentor(person: $0, state: .guides) }
        for one in try CoMentorStore.open(
            beside: group?.lead ?? mentor, in: proposal.programme, snapshot)
        where !one.proposal.isOverdue(now: now) {
            let state = one.proposal.waitsForGroup ? CoMentor.State.agreed : .asked
            coMentors.append(CoMentor(person: one.proposal.mentor, state: state))
        }
        // The lead is told who was asked; everybody else who has said yes. Nobody is told of
        // themselves, and of a group that is no longer theirs they are told nobody.
        if case .side(let side) = viewer {
            let own = side == .mentor ? proposal.mentor : proposal.mentee
            let isLead = own == group?.lead ?? mentor
            let isAsked = proposal.state.isOpen && !proposal.isOverdue(now: now)
            let isInGroup = group?.members.contains { $0.person == own } ?? false
            if !isAsked && !isInGroup { coMentors = [] }
            coMentors.removeAll { $0.person == own || !isLead && $0.state == .asked }
            for place in coMentors.indices {
                var json = JSONWriter()
                try PersonReading.writeCard(of: coMentors[place].person, into: &json, snapshot)
                coMentors[place].card = String(decoding: json.bytes, as: UTF8.self)
            }
        }
    }

    /// What no version of the proposal tells.
    var representation: String {
        coMentors.reduce("-\(members ?? -1)-\(sizes.lowerBound)-\(sizes.upperBound)") {
            "\($0)-\($1.person)-\($1.state)"
        }
    }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("purpose", purpose)
        json.member("least", sizes.lowerBound)
        json.member("most", sizes.upperBound)
        json.member("members", members)
        json.array("co_mentors", coMentors) { mentor, json in
            json.beginObject()
            json.member("state", mentor.state.rawValue)
            if let card = mentor.card {
                json.member("mentor", raw: card)
            } else {
                json.member("mentor_id", mentor.person)
            }
            json.endObject()
        }
        json.endObject()
    }
}
