// How figures look in a report: a number or null, and beside it why it is null.

import JSON
import Mentorship

extension JSONWriter {
    /// Each figure as a member, and `reasons` for those that are not there.
    mutating func figures(_ figures: [(name: StaticString, figure: Figure)]) {
        for (name, figure) in figures { member(name, figure.value) }
        object("reasons") { json in
            for (name, figure) in figures {
                guard case .absent(let reason) = figure else { continue }
                json.member(name, reason.rawValue)
            }
        }
    }

    mutating func suppression(_ suppression: Suppression) {
        object("suppression") { json in
            json.member("threshold", suppression.threshold)
            json.member(
                "definition",
                "Figures of fewer people than the threshold are null, and so are counts that "
                    + "would give a hidden one away; reasons then say below_threshold.")
        }
    }

    mutating func members(_ share: ProgrammeReport.Share, part: StaticString, whole: StaticString) {
        member(part, share.part)
        member(whole, share.whole)
        figures([("rate", share.rate), ("rate_low", share.low), ("rate_high", share.high)])
    }
}
