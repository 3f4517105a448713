// /v1/models and /v1/stage-models: what a programme can be, as data. A new model is a new row of
// the registry; nothing here knows any of them by name.

import HTTP
import JSON
import Mentorship

package enum ModelRoutes {
    package static let all: [Route] = [
        .get("/v1/models", "listModels", .authenticated, read: models),
        .get("/v1/stage-models", "listStageModels", .authenticated, read: stageModels),
    ]

    /// The whole registry: it is short, so it has no pages.
    private static func models(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return list(ModelRegistry.models) { model, json in model.write(into: &json) }
    }

    private static func stageModels(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return list(StageModel.all) { model, json in model.write(into: &json) }
    }

    private static func list<Element>(
        _ elements: [Element], write: (Element, inout JSONWriter) -> Void
    ) -> Response {
        var json = JSONWriter(capacity: 8 * 1024)
        json.beginObject()
        json.array("items", elements, write: write)
        json.key("next_cursor")
        json.null()
        json.endObject()
        return .json(json.bytes)
    }
}

extension MentoringModel {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("title", title)
        json.object("cardinality") { json in
            json.range("mentors", cardinality.mentors)
            json.range("mentees", cardinality.mentees)
            json.range("mentees_when_young", cardinality.menteesWhenYoung)
            json.member("may_form_ring", cardinality.mayFormRing)
        }
        json.member("direction", direction.rawValue)
        switch cadence {
        case .every(let days): json.object("cadence") { $0.range("every_days", days) }
        case .meetingsInAll(let count):
            json.object("cadence") { $0.range("meetings_in_all", count) }
        case .open: json.member("cadence", String?.none)
        }
        switch length {
        case .months(let months): json.object("length") { $0.range("months", months) }
        case .days(let most): json.object("length") { $0.member("days_at_most", most) }
        case .open: json.member("length", String?.none)
        }
        json.array("rules", rules.map(\.rawValue))
        json.endObject()
    }
}

extension StageModel {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("title", title)
        json.array("stages", stages) { stage, json in
            json.beginObject()
            json.member("key", stage.key)
            json.member("title", stage.title)
            json.member("step", stage.step.rawValue)
            json.range("typical_months", stage.typicalMonths)
            json.endObject()
        }
        json.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func range(_ name: StaticString, _ range: ClosedRange<Int>?) {
        guard let range else { return member(name, String?.none) }
        object(name) { json in
            json.member("min", range.lowerBound)
            json.member("max", range.upperBound)
        }
    }
}

// MARK: Naming one

extension Input {
    /// The id of a model of the registry; another is refused with those there are.
    mutating func modelID(_ name: String) -> String? {
        known(name, ModelRegistry.models.map(\.id))
    }

    mutating func stageModelID(_ name: String) -> String? {
        known(name, StageModel.all.map(\.id))
    }

    private mutating func known(_ name: String, _ ids: [String]) -> String? {
        guard let value = member(name), value != .null else { return nil }
        if let id = value.text, ids.contains(id) { return id }
        refuse(name, "not_a_choice", "\(name) must be one of: \(ids.joined(separator: ", ")).")
        return nil
    }
}
