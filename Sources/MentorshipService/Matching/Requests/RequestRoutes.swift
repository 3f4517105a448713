// /v1/mentorship-requests: a mentee asks mentors one after the other; each answers for themself;
// staff see how it goes.

import HTTP
import JSON
import Mentorship

package enum RequestRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/mentor-suggestions", "listMentorSuggestions", .person,
            slowRead: SuggestionService.list),
        .write(
            .post, "/v1/programmes/{programme}/mentorship-requests", "createMentorshipRequest",
            .person, input: mentors, write: create),
        .get(
            "/v1/mentorship-requests", "listMentorshipRequests", .staffOrPerson(.matchingRead),
            read: list),
        .get(
            "/v1/mentorship-requests/{request}", "getMentorshipRequest",
            .staffOrPerson(.matchingRead), read: read),
        .write(
            .put, "/v1/mentorship-requests/{request}/acceptance", "acceptMentorshipRequest",
            .person, write: accept),
        .write(
            .delete, "/v1/mentorship-requests/{request}/acceptance",
            "undoMentorshipRequestAcceptance", .staffOrPerson(.matchingRun), write: undo),
        .write(
            .put, "/v1/mentorship-requests/{request}/refusal", "refuseMentorshipRequest",
            .person, input: ProposalDocument.refusal, write: refuse),
        .write(
            .put, "/v1/mentorship-requests/{request}/withdrawal", "withdrawMentorshipRequest",
            .staffOrPerson(.matchingRun), write: withdraw),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        var filter = RequestFilter()
        filter.programme = parameters.id("programme_id", Programme.self)
        filter.state = parameters.choice("state", MentorshipRequest.State.self)
        if call.actor.isStaff, filter.programme == nil {
            parameters.refuse(
                "programme_id", "required_of_staff", "programme_id is required of staff.")
        }
        let page = parameters.page()
        try parameters.finish()
        var writer = PageWriter(page)
        for row in try rows(filter, page, call, snapshot) where writer.admits(row.id.text) {
            guard let viewer = RequestService.viewer(of: row, call.actor) else { continue }
            try RequestResource.make(row, viewer, snapshot).write(into: &writer.json)
        }
        return writer.response(call)
    }

    private static func rows(
        _ filter: RequestFilter, _ page: PageRequest, _ call: Call, _ snapshot: Reading
    ) throws -> [RequestRow] {
        if let person = call.actor.person {
            return try RequestStore.list(for: person, filter, page: page, snapshot)
        }
        let programme = try ProgrammeService.forStaff(
            filter.programme.required(), call.actor, snapshot)
        return try RequestStore.list(in: programme.id, filter, page: page, snapshot)
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let (row, viewer) = try RequestService.see(
            call.id("request", "request"), call.actor, snapshot)
        var resource = try RequestResource.make(row, viewer, snapshot)
        if viewer == .staff {
            resource.messages = try row.request.choices.indices.map { position in
                try call.deployment.sealer.openText(
                    RequestStore.declineMessage(of: row.id, position: position, snapshot),
                    context: RequestService.messageContext(row.id, position))
            }
        }
        return resource.response()
    }

    // MARK: Asking

    private static func mentors(_ call: Call) throws -> [ID<Person>] {
        var input = try Input(call)
        let texts = input.texts(
            "mentor_ids", countMax: RequestPolicyLimits.choices.upperBound, lengthMax: 60)
        if texts?.isEmpty ?? true { input.refuseMissing("mentor_ids") }
        var mentors: [ID<Person>] = []
        for (index, text) in (texts ?? []).enumerated() {
            guard let mentor = ID<Person>(text) else {
                input.refuse(
                    "mentor_ids/\(index)", "not_an_id", "Each must be the id of a person.")
                continue
            }
            if mentors.contains(mentor) {
                input.refuse("mentor_ids/\(index)", "repeated", "Name each mentor once.")
            }
            mentors.append(mentor)
        }
        try input.finish()
        return mentors
    }

    private static func create(
        _ mentors: [ID<Person>], _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let row = try RequestService.create(
            mentors, in: call.id("programme", "programme"), &call, transaction)
        return try RequestResource.make(row, .mentee, transaction)
            .created(at: "/v1/mentorship-requests/\(row.id)")
    }

    // MARK: Answering

    private static func accept(_ call: inout Call, _ transaction: Writing) throws -> Response {
        let (row, viewer) = try RequestService.accept(
            call.id("request", "request"), &call, transaction)
        return try RequestResource.make(row, viewer, transaction).response()
    }

    private static func undo(_ call: inout Call, _ transaction: Writing) throws -> Response {
        let (row, viewer) = try UndoService.undo(
            call.id("request", "request") as ID<MentorshipRequest>, &call, transaction)
        return try RequestResource.make(row, viewer, transaction).response()
    }

    private static func refuse(
        _ refusal: (reason: DeclineReason, message: String?), _ call: inout Call,
        _ transaction: Writing
    ) throws -> Response {
        let (row, viewer) = try RequestService.decline(
            call.id("request", "request"), refusal.reason, message: refusal.message, &call,
            transaction)
        return try RequestResource.make(row, viewer, transaction).response()
    }

    private static func withdraw(_ call: inout Call, _ transaction: Writing) throws -> Response {
        let (row, viewer) = try RequestService.withdraw(
            call.id("request", "request"), &call.context, transaction)
        return try RequestResource.make(row, viewer, transaction).response()
    }
}
