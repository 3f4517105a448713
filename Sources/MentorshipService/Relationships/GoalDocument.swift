// A goal as JSON, as far as the viewer may see it; and what members may write of it.

import JSON
import Mentorship

struct GoalDocument: Resource {
    private let row: GoalRow
    private let sight: RelationshipAccess.GoalSight

    init(_ row: GoalRow, _ sight: RelationshipAccess.GoalSight) {
        self.row = row
        self.sight = sight
    }

    var version: Int { row.version }

    var representation: String {
        switch sight {
        case .none, .status: "status"
        case .title: "title"
        case .full: "full"
        }
    }

    func write(into json: inout JSONWriter) {
        let goal = row.goal
        json.beginObject()
        json.member("id", goal.id)
        json.member("relationship_id", goal.relationship)
        json.member("state", goal.state.text)
        json.member("percent", goal.percent)
        if sight >= .title {
            json.member("owner_id", goal.owner)
            json.member("suggested_by", goal.suggestedBy)
            json.member("title", goal.wording.title)
            if sight == .full { json.member("details", goal.wording.details) }
            json.member("category", goal.wording.category.rawValue)
            json.member("weight", goal.wording.weight)
            json.member("target_on", goal.wording.targetOn)
            json.array("agreed_by", goal.agreedBy.sorted().map(\.text))
            json.member("proposed_outcome", goal.proposedOutcome?.rawValue)
        }
        json.member("created_at", goal.createdAt)
        json.member("updated_at", row.updatedAt)
        json.endObject()
    }

    // MARK: What members write

    /// Nil when something was refused; `input` has what.
    static func wording(_ input: inout Input) -> GoalWording? {
        let title = input.requiredText("title", max: GoalWording.Limits.title)
        let details = input.text("details", max: GoalWording.Limits.details, min: 1)
        let category = input.choice("category", GoalCategory.self)
        let weight = input.integer("weight", GoalWording.Limits.weight)
        let targetOn = input.date("target_on")
        guard input.errors.isEmpty else { return nil }
        do {
            return try GoalWording(
                title: title, details: details, category: category ?? .other,
                weight: weight ?? 1, targetOn: targetOn)
        } catch {
            input.adopt(error.fields)
            return nil
        }
    }

    /// The members that a patch may change, as they are now.
    static func writable(_ wording: GoalWording) -> JSON {
        .object([
            JSON.Member("title", .string(wording.title)),
            JSON.Member("details", wording.details.map { .string($0) } ?? .null),
            JSON.Member("category", .string(wording.category.rawValue)),
            JSON.Member("weight", .integer(Int64(wording.weight))),
            JSON.Member("target_on", wording.targetOn.map { .string($0.text) } ?? .null),
        ])
    }
}

extension GoalProgressRow {
    func write(into json: inout JSONWriter, showsNote: Bool) {
        json.beginObject()
        json.member("number", number)
        json.member("percent", percent)
        if showsNote { json.member("note", note) }
        json.member("recorded_by", recordedBy)
        json.member("recorded_at", recordedAt)
        json.endObject()
    }
}
