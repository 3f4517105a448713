// Why a line has no answer, as the line that stands in its place. The only mapping from what rules
// throw to what an engine says.

import JSON
import Mentorship

struct EngineRefusal: Error {
    /// `invalid`, `infeasible`, or `unproven`: a defect of ours, never shown as an answer.
    let error: String
    let detail: String

    init(_ detail: String) {
        error = "invalid"
        self.detail = detail
    }

    init(_ thrown: any Error) {
        switch thrown {
        case let refusal as EngineRefusal: self = refusal
        case let flaw as JSONError: self.init(flaw.description)
        case let flaw as Flaw: self.init(flaw.message)
        case let failure as Failure: self.init(failure.detail)
        case let refusal as Assignment.Refusal: self.init(refusal)
        default: self.init("\(thrown)")
        }
    }

    private init(_ refusal: Assignment.Refusal) {
        (error, detail) =
            switch refusal {
            case .invalid(let detail): ("invalid", detail)
            case .infeasible(let detail): ("infeasible", detail)
            case .cancelled: ("cancelled", "It was stopped.")
            case .unproven(let detail): ("unproven", detail)
            case .tooLarge(let detail): ("too_large", detail)
            }
    }

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("error", error)
        json.member("detail", detail)
        json.endObject()
        return json.bytes
    }
}
