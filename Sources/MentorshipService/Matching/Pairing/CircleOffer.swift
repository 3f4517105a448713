// The circle that a proposal is a part of: how large it is, and whom the one who is asked would
// guide. Names no other member: who that is they learn once they are in it.

import JSON
import Mentorship

struct CircleOffer {
    private let number: Int
    private let size: Int
    private let guided: ID<Person>
    private let isStaff: Bool
    /// As JSON text; for the members alone, while they are anything to each other.
    private var card: String?

    /// Nil where two meet.
    init?(
        _ row: ProposalRow, for viewer: ProposalService.Viewer, now: Instant, _ snapshot: Reading
    ) throws {
        guard let run = row.run, let number = row.proposal.circle else { return nil }
        let parts = try CircleStore.parts(number, of: run, snapshot).map(\.proposal)
        guard let next = parts.first(where: { $0.mentor == row.proposal.mentee })?.mentee else {
            return nil
        }
        self.number = number
        size = parts.count
        guided = next
        isStaff = viewer == .staff
        if try !isStaff && Self.concerns(row, next, now, snapshot) {
            var json = JSONWriter()
            try PersonReading.writeCard(of: guided, into: &json, snapshot)
            card = String(decoding: json.bytes, as: UTF8.self)
        }
    }

    /// Whether the circle may still begin, or both are in it.
    private static func concerns(
        _ row: ProposalRow, _ guided: ID<Person>, _ now: Instant, _ snapshot: Reading
    ) throws -> Bool {
        if row.proposal.state == .sent { return !row.proposal.isOverdue(now: now) }
        guard let id = row.relationship.flatMap({ ID<Relationship>($0) }),
            let own = row.proposal.mentee
        else { return false }
        return try RelationshipStore.find(id, snapshot)?.relationship.joins(own, guided) ?? false
    }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("number", number)
        json.member("size", size)
        if let card {
            json.member("guided", raw: card)
        } else if isStaff {
            json.member("guided_id", guided)
        }
        json.endObject()
    }
}
