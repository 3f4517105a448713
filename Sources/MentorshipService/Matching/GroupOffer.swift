// The group that a proposal is about, as it is at this moment: what it is for, how large it may be
// and how many are in it. Names no other member: who that is they learn once they are in it.

import JSON
import Mentorship

struct GroupOffer {
    private let purpose: String?
    private let sizes: ClosedRange<Int>
    private let members: Int

    /// Nil where two meet.
    init?(_ row: ProposalRow, _ snapshot: Reading) throws {
        let proposal = row.proposal
        guard let sizes = try RelationshipPlaces.frame(proposal.programme, snapshot)?.ofGroup
        else { return nil }
        self.sizes = sizes
        purpose = try row.run.flatMap {
            try MatchGroupStore.purpose(of: proposal.mentor, in: $0, snapshot)
        }
        let group = try RelationshipPlaces.group(
            of: proposal.mentor, in: proposal.programme, snapshot)
        members = group?.relationship.people(on: .mentee).count ?? 0
    }

    /// What no version of the proposal tells.
    var representation: String { "-\(members)-\(sizes.lowerBound)-\(sizes.upperBound)" }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("purpose", purpose)
        json.member("least", sizes.lowerBound)
        json.member("most", sizes.upperBound)
        json.member("members", members)
        json.endObject()
    }
}
