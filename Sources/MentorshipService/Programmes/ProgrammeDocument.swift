// A programme's document as it comes over the wire. POST, PUT and the result of a merge patch all
// go through here.

import JSON
import Mentorship

enum ProgrammeDocument {
    static func plan(_ object: JSON) throws(Failure) -> Programme.Plan {
        var input = try Input(object: object)
        let name = input.parsed("name") { text throws(Flaw) in
            try PlainText.line(text, limit: ProgrammeLimits.name)
        }
        if name == nil, input.member("name") ?? .null == .null {
            input.refuse("name", "required", "name is required.")
        }
        let model = input.modelID("model")
        if model == nil, input.member("model") ?? .null == .null {
            input.refuse("model", "required", "model is required; GET /v1/models lists them.")
        }
        let stageModel = input.stageModelID("stage_model") ?? StageModel.fiveStages.id
        var plan = Programme.Plan(name: name ?? "", model: model ?? "", stageModel: stageModel)
        plan.purpose = input.parsed("purpose") { text throws(Flaw) in
            try PlainText.free(text, limit: ProgrammeLimits.purpose)
        }
        plan.acknowledgement = input.parsed("acknowledgement") { text throws(Flaw) in
            try PlainText.free(text, limit: ProgrammeLimits.acknowledgement)
        }
        plan.externalID = input.parsed("external_id") { text throws(Flaw) in
            try PlainText.line(text, limit: ProgrammeLimits.externalID)
        }
        dates(&input, &plan)
        plan.groupLeast = input.integer("group_least", GroupSizes.sizesAllowed)
        plan.groupMost = input.integer("group_most", GroupSizes.sizesAllowed)
        input.adopt(plan.sizeProblems())
        // Who leads a group has as many places as it may have members.
        let sizes = plan.groupSizes
        plan.defaultCapacity =
            input.integer("default_capacity", 1...ProgrammeLimits.capacity)
            ?? (sizes.shape == .groups ? sizes.sizes?.upperBound ?? 1 : 1)
        plan.requiresAcknowledgement = input.flag("requires_acknowledgement") ?? false
        try input.finish()
        return plan
    }

    private static func dates(_ input: inout Input, _ plan: inout Programme.Plan) {
        plan.startsOn = input.date("starts_on")
        plan.endsOn = input.date("ends_on")
        if let start = plan.startsOn, let end = plan.endsOn, end < start {
            input.refuse("ends_on", "before_start", "ends_on must not lie before starts_on.")
        }
    }
}

extension Programme.Plan {
    /// What a patch may change, as it is now.
    var document: JSON {
        func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
        return .object([
            JSON.Member("name", .string(name)),
            JSON.Member("purpose", text(purpose)),
            JSON.Member("model", .string(model)),
            JSON.Member("stage_model", .string(stageModel)),
            JSON.Member("starts_on", text(startsOn?.text)),
            JSON.Member("ends_on", text(endsOn?.text)),
            JSON.Member("default_capacity", .integer(Int64(defaultCapacity))),
            JSON.Member("group_least", groupLeast.map { .integer(Int64($0)) } ?? .null),
            JSON.Member("group_most", groupMost.map { .integer(Int64($0)) } ?? .null),
            JSON.Member("requires_acknowledgement", .bool(requiresAcknowledgement)),
            JSON.Member("acknowledgement", text(acknowledgement)),
            JSON.Member("external_id", text(externalID)),
        ])
    }
}
