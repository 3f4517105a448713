// A request as its mentee sees it: each choice with what the mentor shows and where it stands; as
// a mentor sees it who was asked: who asks, and their own answer; and as staff see it.

import HTTP
import JSON
import Mentorship

struct RequestResource: Resource {
    let row: RequestRow
    let viewer: RequestService.Viewer
    /// For the mentee, of each choice; for a mentor one, of the mentee, while it concerns them.
    var cards: [String] = []
    /// For the two, of each choice: what speaks for the pair.
    var reasons: [[String]] = []
    /// What came with refusals, in plain text; for staff alone, in the answer of one request.
    var messages: [String?] = []

    var version: Int { row.version }

    /// The two see cards, which change without it, and a mentor nothing of the others' answers.
    var entityTag: String { viewer == .staff ? "\"\(version)-full\"" : tagOfContent }

    func write(into json: inout JSONWriter) {
        let request = row.request
        json.beginObject()
        json.member("id", request.id)
        json.member("programme_id", request.programme)
        switch viewer {
        case .staff: writeForStaff(into: &json)
        case .mentee: writeForMentee(into: &json)
        case .mentor(let position): write(forMentorAt: position, into: &json)
        }
        json.endObject()
    }

    private func writeForStaff(into json: inout JSONWriter) {
        json.member("mentee_id", row.request.mentee)
        writeState(into: &json)
        json.array("choices", row.request.choices.enumerated()) { item, json in
            let (index, choice) = item
            json.beginObject()
            write(choice, into: &json)
            json.member("refusal_code", choice.declineReason?.rawValue)
            json.member("refusal_message", index < messages.count ? messages[index] : nil)
            json.member("nudged_at", choice.nudgedAt)
            json.member("explanation", raw: row.explanations[index])
            json.endObject()
        }
        writeEnd(into: &json)
    }

    private func writeForMentee(into json: inout JSONWriter) {
        json.member("your_side", "mentee")
        writeState(into: &json)
        json.array("choices", row.request.choices.enumerated()) { item, json in
            let (index, choice) = item
            json.beginObject()
            write(choice, into: &json)
            json.member("card", raw: index < cards.count ? cards[index] : "null")
            json.array("reasons", index < reasons.count ? reasons[index] : [])
            json.endObject()
        }
        writeEnd(into: &json)
    }

    private func writeState(into json: inout JSONWriter) {
        json.member("state", row.request.state.rawValue)
        json.member("ended_because", row.endedBecause?.rawValue)
    }

    private func write(_ choice: MentorshipRequest.Choice, into json: inout JSONWriter) {
        json.member("mentor_id", choice.mentor)
        json.member("state", choice.state.rawValue)
        json.member("asked_at", choice.askedAt)
        json.member("deadline", choice.time?.deadline)
        json.member("answered_at", choice.answeredAt)
        json.member("passed_over_because", choice.passedOver?.rawValue)
    }

    private func writeEnd(into json: inout JSONWriter) {
        json.member("relationship_id", row.relationship)
        json.member("created_at", row.request.createdAt)
        json.member("updated_at", row.updatedAt)
    }

    /// Neither that others were asked before, nor who comes after.
    private func write(forMentorAt position: Int, into json: inout JSONWriter) {
        let choice = row.request.choices[position]
        json.member("your_side", "mentor")
        json.member("state", choice.state.rawValue)
        json.member("asked_at", choice.askedAt)
        json.member("deadline", choice.time?.deadline)
        json.member("answered_at", choice.answeredAt)
        json.member("other", raw: cards.first ?? "null")
        json.array("reasons", reasons.first ?? [])
        json.member("relationship_id", choice.state == .accepted ? row.relationship : nil)
    }
}

extension RequestResource {
    /// With what the viewer may see of the others.
    static func make(
        _ row: RequestRow, _ viewer: RequestService.Viewer, _ snapshot: Reading
    ) throws -> RequestResource {
        var resource = RequestResource(row: row, viewer: viewer)
        switch viewer {
        case .staff: break
        case .mentee: try resource.addCards(snapshot)
        case .mentor(let position):
            guard try resource.concerns(row.request.choices[position], snapshot) else { break }
            var json = JSONWriter()
            try PersonReading.writeCard(of: row.request.mentee, into: &json, snapshot)
            resource.cards = [String(decoding: json.bytes, as: UTF8.self)]
            resource.reasons = [Explanation.reasons(row.explanations[position], forAsked: true)]
        }
        return resource
    }

    /// Whether the mentor and the mentee are anything to each other now: one waits for the other,
    /// or they are in a relationship that is not closed.
    private func concerns(
        _ choice: MentorshipRequest.Choice, _ snapshot: Reading
    ) throws -> Bool {
        let request = row.request
        switch choice.state {
        case .queued, .asked:
            let pair = PairOfPeople(mentor: choice.mentor, mentee: request.mentee)
            return try request.state == .waiting
                && PersonStore.find(choice.mentor, snapshot)?.state != .left
                && ExclusionStore.standing(between: pair, in: request.programme, snapshot) == nil
        case .accepted:
            guard let id = row.relationship else { return false }
            return try RelationshipStore.find(id, snapshot)?.relationship
                .joins(choice.mentor, request.mentee) ?? false
        default: return false
        }
    }

    private mutating func addCards(_ snapshot: Reading) throws {
        for (index, choice) in row.request.choices.enumerated() {
            guard try concerns(choice, snapshot) else {
                cards.append("null")
                reasons.append([])
                continue
            }
            let programme = row.request.programme
            let enrolment = try EnrolmentStore.current(of: choice.mentor, in: programme, snapshot)
            let card =
                try enrolment.map { try MentorCardStore.find($0.id, snapshot).card }
                ?? MentorCard(isListed: false, shows: [])
            var json = JSONWriter()
            try MentorCardStore.write(
                card, of: choice.mentor, in: programme, into: &json, snapshot)
            cards.append(String(decoding: json.bytes, as: UTF8.self))
            reasons.append(card.reasons(row.explanations[index]))
        }
    }
}

extension MentorCard {
    /// What speaks for the pair, as far as it tells nothing that the card hides.
    func reasons(_ explanation: String) -> [String] {
        guard let json = try? JSON(parsing: explanation) else { return [] }
        return (json["parts"]?.elements ?? []).compactMap { part in
            guard let factor = part["factor"]?.text.flatMap(Factor.init(rawValue:)),
                admits(reasonsOf: factor)
            else { return nil }
            return Explanation.plain(part)?.ofRequest(forAsked: false)
        }
    }
}
