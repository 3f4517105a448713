// What is done with a mentee's request: made, answered by one mentor after the other, taken back;
// and with the first yes the relationship, in the same transaction.

import JSON
import Mentorship
import SQLite

package enum RequestService {
    /// How somebody stands to a request.
    package enum Viewer: Sendable, Equatable {
        case staff
        case mentee
        /// By the position among the choices.
        case mentor(Int)
    }

    package static func see(
        _ id: ID<MentorshipRequest>, _ actor: Actor, _ snapshot: Reading
    ) throws -> (row: RequestRow, viewer: Viewer) {
        guard let row = try RequestStore.find(id, snapshot),
            let viewer = viewer(of: row, actor)
        else { throw Failure.notFound("request") }
        return (row, viewer)
    }

    /// Mentors who were named but never asked do not know of it.
    static func viewer(of row: RequestRow, _ actor: Actor) -> Viewer? {
        let request = row.request
        if actor.mayEnter(request.programme) { return .staff }
        guard let person = actor.person else { return nil }
        if person == request.mentee { return .mentee }
        guard request.wasAsked(person) else { return nil }
        return request.position(of: person).map { .mentor($0) }
    }

    // MARK: Asking

    /// `mentors` in the mentee's order, each once.
    package static func create(
        _ mentors: [ID<Person>], in id: ID<Programme>, _ call: inout Call,
        _ transaction: Writing
    ) throws -> RequestRow {
        let mentee = try MenteeGate.enter(id, call.actor, transaction)
        try MenteeGate.checkFree(mentee, in: id, transaction)
        try MenteeGate.checkPace(mentee, in: id, now: call.context.now, transaction)
        let explanations = try check(
            mentors, of: mentee, in: id, call.matchingMoment, transaction)
        var request = MentorshipRequest(
            id: call.context.newID(), programme: id, mentee: mentee,
            choices: mentors.map { .init($0) }, createdAt: call.context.now)
        try turns(call).askNext(&request, now: call.context.now, transaction)
        guard request.state == .waiting else { throw Failure.nobodyToAsk(request) }
        let row = RequestRow(
            request: request, version: 1, updatedAt: call.context.now,
            explanations: explanations)
        guard try RequestStore.insert(row, transaction) else { throw Failure.requestWaits(nil) }
        try RequestLedger.record(nil, row, &call.context, transaction)
        return row
    }

    /// One answer for all who cannot be asked: not listed, not there, kept apart.
    private static func check(
        _ mentors: [ID<Person>], of mentee: ID<Person>, in programme: ID<Programme>,
        _ moment: MatchingMoment, _ transaction: Writing
    ) throws -> [String] {
        let policy = try RequestPolicyStore.find(programme, transaction).policy
        guard mentors.count <= policy.choicesMax else {
            throw Failure.invalid(
                "/mentor_ids", "too_many",
                "This programme takes at most \(policy.choicesMax) mentors in one request.")
        }
        let weighing = try PolicyService.inForce(programme, transaction)
        let texts = try CandidateStore.texts(weighing, in: programme, transaction)
        return try mentors.enumerated().map { index, mentor in
            let pair = PairOfPeople(mentor: mentor, mentee: mentee)
            guard try RequestTurns.places(of: pair, in: programme, moment, transaction) != nil,
                let question = try PairQuestion(
                    pair, in: programme, by: weighing, among: texts, moment, transaction)
            else {
                throw Failure.invalid(
                    "/mentor_ids/\(index)", "not_available",
                    "Ask somebody whom the suggestions or the search show you.")
            }
            return question.explanation.document(of: question.two)
        }
    }

    // MARK: Answering

    package static func accept(
        _ id: ID<MentorshipRequest>, _ call: inout Call, _ transaction: Writing
    ) throws -> (row: RequestRow, viewer: Viewer) {
        let (current, position) = try asked(id, call.actor, transaction)
        let mentor = current.request.choices[position].mentor
        var row = current
        try row.request.accept(by: mentor, now: call.context.now)
        if row == current { return (row, .mentor(position)) }
        row = try save(current, row, &call.context, transaction)
        let pair = PairOfPeople(mentor: mentor, mentee: row.request.mentee)
        try ProposalRoom.checkGates(
            [pair.mentor, pair.mentee], in: row.request.programme, transaction)
        let question = try PairQuestion.ruledOut(
            pair, in: row.request.programme, call.matchingMoment, transaction)
        if let question, !question.ruledOutBy.isEmpty { throw Failure.pairNotPossible }
        let accepted = row
        let opened = try RelationshipService.open(
            RelationshipOpening(
                programme: row.request.programme, mentor: mentor, mentee: row.request.mentee),
            call.matchingMoment, &call.context, transaction)
        try ProposalRoom.checkRules(
            pair, in: opened, by: PolicyService.inForce(row.request.programme, transaction),
            call.matchingMoment, transaction)
        row.relationship = opened.id
        try RequestStore.update(accepted, to: row, transaction)
        row.version += 1
        return (row, .mentor(position))
    }

    package static func decline(
        _ id: ID<MentorshipRequest>, _ reason: DeclineReason, message: String?,
        _ call: inout Call, _ transaction: Writing
    ) throws -> (row: RequestRow, viewer: Viewer) {
        let (current, position) = try asked(id, call.actor, transaction)
        var row = current
        try row.request.decline(
            by: row.request.choices[position].mentor, reason: reason, now: call.context.now)
        if row == current { return (row, .mentor(position)) }
        let sealed = try call.deployment.sealer.seal(
            text: message, context: messageContext(id, position))
        if let sealed {
            try RequestStore.keep(message: sealed, of: id, position: position, transaction)
        }
        // The mentor's no stands before the next is asked: both may be one person's last place.
        try turns(call).askNext(&row.request, now: call.context.now, transaction)
        row = try save(current, row, &call.context, transaction)
        return (row, .mentor(position))
    }

    /// By the mentee, or by staff for them.
    package static func withdraw(
        _ id: ID<MentorshipRequest>, _ context: inout Context, _ transaction: Writing
    ) throws -> (row: RequestRow, viewer: Viewer) {
        let (current, viewer) = try see(id, context.actor, transaction)
        if case .mentor = viewer { throw Failure.forbidden("take back another's request") }
        var row = current
        try row.request.withdraw()
        if row == current { return (row, viewer) }
        row.endedBecause = viewer == .staff ? .staff : nil
        return (try save(current, row, &context, transaction), viewer)
    }

    private static func asked(
        _ id: ID<MentorshipRequest>, _ actor: Actor, _ transaction: Writing
    ) throws -> (RequestRow, Int) {
        let (row, viewer) = try see(id, actor, transaction)
        guard case .mentor(let position) = viewer else {
            throw Failure.forbidden("answer for the mentor")
        }
        return (row, position)
    }

    // MARK: Saving

    static func turns(_ call: Call) -> RequestTurns {
        RequestTurns(deployment: call.deployment)
    }

    static func messageContext(_ id: ID<MentorshipRequest>, _ position: Int) -> String {
        "mentorship_request_choices/decline_message/\(id)/\(position)"
    }

    static func save(
        _ current: RequestRow, _ changed: RequestRow, _ context: inout Context,
        _ transaction: Writing
    ) throws -> RequestRow {
        var row = changed
        row.updatedAt = context.now
        if current.request.state == .waiting, row.request.state == .superseded {
            row.endedBecause = .menteeAlreadyPaired
        }
        try RequestStore.update(current, to: row, transaction)
        try RequestLedger.record(current, row, &context, transaction)
        row.version += 1
        return row
    }
}

/// Who may look for a mentor in a programme.
enum MenteeGate {
    /// The person themselves, approved as mentee where mentees choose, and ready to begin.
    static func enter(
        _ id: ID<Programme>, _ actor: Actor, _ snapshot: Reading
    ) throws -> ID<Person> {
        guard let person = actor.person else { throw Failure.notFound("programme") }
        let (programme, _) = try ProgrammeService.see(id, actor, snapshot)
        let enrolment = try EnrolmentStore.current(of: person, in: id, snapshot)
        guard let enrolment, enrolment.state == .approved, enrolment.offer.role.isMentee else {
            throw Failure.forbidden("look for a mentor here before you are approved as mentee")
        }
        guard try RequestPolicyStore.find(id, snapshot).policy.isOpen else {
            throw Failure.selfMatchClosed
        }
        guard programme.state.takesPairs else {
            throw Failure.programmeNotRunning(programme.state)
        }
        try enrolment.checkGate(of: programme)
        guard try PersonStore.find(person, snapshot)?.state == .active else {
            throw Failure.forbidden("look for a mentor while you are paused")
        }
        return person
    }

    /// Nobody asks for more mentors than they want, nor twice at once.
    static func checkFree(
        _ mentee: ID<Person>, in programme: ID<Programme>, _ transaction: Writing
    ) throws {
        guard try !RelationshipPlaces.hasAllMentors(mentee, in: programme, transaction) else {
            throw Failure.menteeAlreadyPaired
        }
        if let waiting = try RequestStore.waiting(of: mentee, in: programme, transaction) {
            throw Failure.requestWaits(waiting)
        }
    }

    /// Each request tells a mentor of it: taken back and made again without end they would be told
    /// without end.
    static func checkPace(
        _ mentee: ID<Person>, in programme: ID<Programme>, now: Instant, _ transaction: Writing
    ) throws {
        let made = try RequestStore.count(
            of: mentee, in: programme, since: now.adding(seconds: -86_400), transaction)
        guard made < RequestPolicyLimits.requestsADay else { throw Failure.enoughRequestsToday }
    }
}
