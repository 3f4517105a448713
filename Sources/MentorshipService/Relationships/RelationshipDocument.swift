// A relationship and its closure as JSON, each as far as the viewer may see it.

import JSON
import Mentorship

struct RelationshipDocument: Resource {
    private let row: RelationshipRow
    private let showsReason: Bool

    init(_ row: RelationshipRow, for actor: Actor) {
        self.row = row
        showsReason = row.showsReason(to: actor)
    }

    var version: Int { row.version }
    var representation: String { showsReason ? "full" : "facts" }

    func write(into json: inout JSONWriter) {
        let relationship = row.relationship
        let lead = relationship.lead
        json.beginObject()
        json.member("id", relationship.id)
        json.member("programme_id", relationship.programme)
        json.member("proposal_id", row.proposal)
        json.member("model", relationship.model)
        json.array("members", relationship.members) { member, json in
            json.beginObject()
            json.member("person_id", member.person)
            json.member("role", member.side.rawValue)
            json.member("guides_id", member.guides)
            json.member("leads", member.person == lead)
            json.endObject()
        }
        json.member("state", relationship.state.name.rawValue)
        json.member("stage_model", row.stageModel)
        json.member("stage", relationship.stage)
        json.member("started_on", relationship.startedOn)
        json.member("planned_end_on", relationship.plannedEndOn)
        json.member("previous_id", relationship.previous)
        json.member("support_contact", row.supportContact)
        json.key("closure")
        if case .closed(let closure) = relationship.state {
            json.beginObject()
            closure.writeMembers(into: &json, showsReason: showsReason)
            json.endObject()
        } else {
            json.null()
        }
        json.member("created_by", row.createdBy)
        json.member("created_at", relationship.openedAt)
        json.member("updated_at", row.updatedAt)
        json.endObject()
    }
}

struct ClosureDocument: Resource {
    private let row: ClosureRow
    private let showsReason: Bool
    private let showsMessage: Bool

    init(_ row: ClosureRow, for actor: Actor) {
        self.row = row
        showsReason = RelationshipAccess.maySeeReason(of: row.closure, in: row.relationship, actor)
        showsMessage = RelationshipAccess.sight(of: row.relationship, by: actor) == .pair
    }

    /// Written once, never changed.
    let version = 1
    var representation: String {
        (showsReason ? "reason" : "fact") + (showsMessage ? "-pair" : "")
    }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("relationship_id", row.relationship.id)
        row.closure.writeMembers(into: &json, showsReason: showsReason)
        if showsMessage { json.member("message", row.message) }
        json.endObject()
    }
}

extension RelationshipRow {
    /// Whether it is closed and the actor may know why.
    func showsReason(to actor: Actor) -> Bool {
        guard case .closed(let closure) = relationship.state else { return false }
        return RelationshipAccess.maySeeReason(of: closure, in: relationship, actor)
    }
}

extension Closure {
    /// To those who may not know why, reason and side are null.
    fileprivate func writeMembers(into json: inout JSONWriter, showsReason: Bool) {
        json.member("reason", showsReason ? reason.rawValue : nil)
        json.member("side", showsReason ? askedBy.rawValue : nil)
        json.member("closed_on", on)
        json.member("closed_at", at)
    }
}
