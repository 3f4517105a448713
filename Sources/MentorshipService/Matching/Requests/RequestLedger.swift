// What a change of a request leaves behind: an event for each thing that happened to it, found by
// comparing the row before with the row after. Ids, codes and times only.

import JSON
import Mentorship
import SQLite

enum RequestLedger {
    /// `before` is nil for a new request.
    static func record(
        _ before: RequestRow?, _ after: RequestRow, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        if before == nil { try note("sent", after, [], &context, transaction) }
        for (index, choice) in after.request.choices.enumerated() {
            let old = before?.request.choices[index] ?? .init(choice.mentor)
            guard choice != old else { continue }
            for name in names(old, choice) {
                try note(name, after, members(choice), &context, transaction)
            }
        }
        let state = after.request.state
        if state != before?.request.state ?? .waiting {
            let mentor = after.request.choices.first { $0.state == .accepted }?.mentor
            try note(
                // Only a yes that was taken back makes a request wait again.
                state == .waiting ? "reopened" : state.rawValue, after,
                mentor.map { [JSON.Member("mentor_id", .string($0.text))] } ?? [], &context,
                transaction)
        }
    }

    /// What a request as a whole tells of is not told of a choice again.
    private static func names(
        _ old: MentorshipRequest.Choice, _ new: MentorshipRequest.Choice
    ) -> [String] {
        if new.isTakenBack { return old.isTakenBack ? [] : ["acceptance_undone"] }
        if new.state == old.state { return new.nudgedAt == old.nudgedAt ? [] : ["nudged"] }
        switch new.state {
        case .asked, .declined, .expired, .passedOver: return [new.state.rawValue]
        case .queued, .accepted, .withdrawn, .notAsked: return []
        }
    }

    private static func members(_ choice: MentorshipRequest.Choice) -> [JSON.Member] {
        var members = [JSON.Member("mentor_id", .string(choice.mentor.text))]
        switch choice.state {
        case .asked:
            let deadline = choice.time?.deadline.rfc3339
            members.append(JSON.Member("deadline", deadline.map { .string($0) } ?? .null))
        case .declined:
            members.append(JSON.Member("code", .string(choice.declineReason?.rawValue ?? "")))
        case .passedOver:
            members.append(JSON.Member("code", .string(choice.passedOver?.rawValue ?? "")))
        default: break
        }
        return members
    }

    private static func note(
        _ name: String, _ row: RequestRow, _ more: [JSON.Member], _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try Ledger.record(
            "mentorship_request.\(name)", row.id.text, programme: row.request.programme,
            data: [JSON.Member("mentee_id", .string(row.request.mentee.text))] + more, &context,
            transaction)
    }
}
