// /v1/proposals: a pair put to both sides. Each sees the other's card and answers for themself;
// staff see both answers.

import HTTP
import JSON
import Mentorship

package enum ProposalRoutes {
    package static let all: [Route] = [
        .write(
            .post, "/v1/programmes/{programme}/proposals", "createProposal",
            .staff(.matchingRun), input: ProposalDocument.draft, write: create),
        .get("/v1/proposals", "listProposals", .staffOrPerson(.matchingRead), read: list),
        .get(
            "/v1/proposals/{proposal}", "getProposal", .staffOrPerson(.matchingRead),
            read: read),
        .write(
            .put, "/v1/proposals/{proposal}/acceptance", "acceptProposal", .person,
            write: accept),
        .write(
            .delete, "/v1/proposals/{proposal}/acceptance", "undoProposalAcceptance",
            .staffOrPerson(.matchingRun), write: undo),
        .write(
            .put, "/v1/proposals/{proposal}/refusal", "refuseProposal", .person,
            input: ProposalDocument.refusal, write: refuse),
        .write(
            .put, "/v1/proposals/{proposal}/withdrawal", "withdrawProposal",
            .staff(.matchingRun), write: withdraw),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        var filter = ProposalFilter()
        filter.programme = parameters.id("programme_id", Programme.self)
        filter.state = parameters.choice("state", Proposal.State.self)
        if call.actor.isStaff {
            filter.run = parameters.id("match_run_id", MatchRun.self)
            filter.person = parameters.id("person_id", Person.self)
            if filter.programme == nil {
                parameters.refuse(
                    "programme_id", "required_of_staff", "programme_id is required of staff.")
            }
        }
        let page = parameters.page()
        try parameters.finish()
        let rows = try rows(filter, page, call, snapshot)
        var writer = PageWriter(page)
        for row in rows where writer.admits(row.proposal.id.text) {
            try resource(row, try viewer(row, call), call, snapshot).write(into: &writer.json)
        }
        return writer.response(call)
    }

    private static func rows(
        _ filter: ProposalFilter, _ page: PageRequest, _ call: Call, _ snapshot: Reading
    ) throws -> [ProposalRow] {
        let now = call.context.now
        if let person = call.actor.person {
            return try ProposalStore.list(for: person, filter, page: page, now: now, snapshot)
        }
        let programme = try ProgrammeService.forStaff(
            filter.programme.required(), call.actor, snapshot)
        return try ProposalStore.list(
            in: programme.id, filter, page: page, now: now, snapshot)
    }

    /// A person on neither side is no staff.
    private static func viewer(_ row: ProposalRow, _ call: Call) throws -> ProposalService.Viewer {
        guard let person = call.actor.person else { return .staff }
        guard let side = row.proposal.side(of: person) else { throw Failure.notFound("proposal") }
        return .side(side)
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let (row, viewer) = try ProposalService.see(
            call.id("proposal", "proposal"), call.actor, snapshot)
        var resource = try resource(row, viewer, call, snapshot)
        if viewer == .staff {
            resource.message = try call.deployment.sealer.openText(
                row.declineMessage, context: ProposalService.messageContext(row.proposal.id))
        }
        return resource.response()
    }

    private static func resource(
        _ row: ProposalRow, _ viewer: ProposalService.Viewer, _ call: Call, _ snapshot: Reading
    ) throws -> ProposalResource {
        var resource = ProposalResource(row: row, viewer: viewer, now: call.context.now)
        resource.group = try GroupOffer(row, for: viewer, now: call.context.now, snapshot)
        resource.circle = try CircleOffer(row, for: viewer, now: call.context.now, snapshot)
        if case .side(let side) = viewer {
            let proposal = row.proposal
            let other = side == .mentor ? proposal.mentee ?? proposal.lead : proposal.mentor
            var json = JSONWriter()
            if let other, try concerns(row, other, call, snapshot) {
                try PersonReading.writeCard(of: other, into: &json, snapshot)
                resource.card = String(decoding: json.bytes, as: UTF8.self)
            }
        }
        return resource
    }

    /// Whether one of the two still waits for the other, or both are in the relationship.
    private static func concerns(
        _ row: ProposalRow, _ other: ID<Person>, _ call: Call, _ snapshot: Reading
    ) throws -> Bool {
        if row.proposal.state == .sent { return !row.proposal.isOverdue(now: call.context.now) }
        guard row.proposal.state == .accepted,
            let id = row.relationship.flatMap({ ID<Relationship>($0) }),
            let own = call.actor.person
        else { return false }
        return try RelationshipStore.find(id, snapshot)?.relationship.joins(own, other) ?? false
    }

    // MARK: Writing

    private static func create(
        _ draft: (pair: PairOfPeople, days: Int), _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try ProposalService.create(
            draft.pair, in: call.id("programme", "programme"), days: draft.days,
            call.deployment, &call.context, transaction)
        return try resource(row, .staff, call, transaction)
            .created(at: "/v1/proposals/\(row.proposal.id)")
    }

    private static func accept(_ call: inout Call, _ transaction: Writing) throws -> Response {
        let (row, viewer) = try ProposalService.accept(
            call.id("proposal", "proposal"), &call, transaction)
        return try resource(row, viewer, call, transaction).response()
    }

    private static func undo(_ call: inout Call, _ transaction: Writing) throws -> Response {
        let (row, viewer) = try UndoService.undo(
            call.id("proposal", "proposal") as ID<Proposal>, &call, transaction)
        return try resource(row, viewer, call, transaction).response()
    }

    private static func refuse(
        _ refusal: (reason: DeclineReason, message: String?), _ call: inout Call,
        _ transaction: Writing
    ) throws -> Response {
        let (row, viewer) = try ProposalService.decline(
            call.id("proposal", "proposal"), refusal.reason, message: refusal.message, &call,
            transaction)
        return try resource(row, viewer, call, transaction).response()
    }

    private static func withdraw(_ call: inout Call, _ transaction: Writing) throws -> Response {
        let row = try ProposalService.withdraw(
            call.id("proposal", "proposal"), &call.context, transaction)
        return try resource(row, .staff, call, transaction).response()
    }
}

enum ProposalDocument {
    static func draft(_ call: Call) throws -> (pair: PairOfPeople, days: Int) {
        var input = try Input(call)
        let pair = input.pairOfPeople()
        let days = input.integer("expires_in_days", ProposalLimits.days)
        try input.finish()
        return (try pair.required(), days ?? ProposalLimits.daysDefault)
    }

    /// {"expires_in_days": …}, or nothing at all.
    static func days(_ call: Call) throws -> Int {
        guard !call.request.bytes.isEmpty else { return ProposalLimits.daysDefault }
        var input = try Input(call)
        let days = input.integer("expires_in_days", ProposalLimits.days)
        try input.finish()
        return days ?? ProposalLimits.daysDefault
    }

    static func refusal(_ call: Call) throws -> (reason: DeclineReason, message: String?) {
        var input = try Input(call)
        let reason = input.requiredChoice("code", DeclineReason.self)
        let message = input.parsed("message") { text throws(Flaw) in
            try PlainText.free(text, limit: ProposalLimits.message)
        }
        try input.finish()
        return (try reason.required(), message)
    }
}
