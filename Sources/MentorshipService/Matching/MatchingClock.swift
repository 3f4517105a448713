// What in matching happens by itself when its time has come: a mentor did not answer and the next
// is asked, a mentor is reminded, a proposal lapses, a changed mentor is indexed. Each in a
// transaction of its own.

import JSON
import Mentorship
import SQLite

enum MatchingClock {
    static let kinds: [DueKind] = [
        DueKind(name: "mentorship_request.expiry") { now, snapshot in
            try RequestStore.overdue(now, snapshot)?.text
        } act: { id, deployment, context, transaction in
            try turn(id, deployment, &context, transaction) { $0.expire(now: $1) }
        },
        DueKind(name: "mentorship_request.turn") { _, snapshot in
            try RequestStore.betweenTurns(snapshot)?.text
        } act: { id, deployment, context, transaction in
            try turn(id, deployment, &context, transaction) { request, _ in
                request.isBetweenTurns
            }
        },
        DueKind(name: "mentorship_request.nudge") { now, snapshot in
            try RequestStore.toNudge(now, snapshot)?.text
        } act: { id, deployment, context, transaction in
            try turn(id, deployment, &context, transaction) { $0.nudge(now: $1) }
        },
        DueKind(name: "mentor_index") { _, snapshot in
            try MentorIndexStore.nextDue(snapshot)
        } act: { _, _, _, transaction in
            try MentorIndexStore.indexSome(transaction)
        },
        DueKind(name: "proposal.expiry") { now, snapshot in
            try ProposalStore.overdue(now, snapshot)?.text
        } act: { id, _, context, transaction in
            try ID<Proposal>(id).map {
                try ProposalService.expire($0, &context, transaction)
            }
        },
    ]

    /// Does one thing to a request, and asks the next mentor where that leaves nobody asked.
    private static func turn(
        _ id: String, _ deployment: Deployment, _ context: inout Context,
        _ transaction: Writing,
        _ act: (inout MentorshipRequest, Instant) -> Bool
    ) throws {
        guard let id = ID<MentorshipRequest>(id),
            let current = try RequestStore.find(id, transaction)
        else { return }
        var row = current
        guard act(&row.request, context.now) else { return }
        try RequestTurns(deployment: deployment)
            .askNext(&row.request, now: context.now, transaction)
        _ = try RequestService.save(current, row, &context, transaction)
    }
}
