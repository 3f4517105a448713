// /v1/enrolments/{enrolment}/mentor-card: what a mentor shows to mentees who look for one. Only
// they themselves open anything; staff see what is open.

import HTTP
import JSON
import Mentorship

package enum MentorCardRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/enrolments/{enrolment}/mentor-card", "getMentorCard",
            .staffOrPerson(.programmesRead), read: read),
        .write(
            .put, "/v1/enrolments/{enrolment}/mentor-card", "putMentorCard", .person,
            input: card, write: replace),
    ]

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try MentorCardStore.find(enrolment(call, snapshot).id, snapshot).response()
    }

    /// Only who mentors has a card.
    private static func enrolment(_ call: Call, _ snapshot: Reading) throws -> Enrolment {
        let enrolment = try EnrolmentService.see(
            call.id("enrolment", "enrolment"), call.actor, snapshot)
        guard enrolment.offer.role.isMentor else { throw Failure.notFound("mentor card") }
        return enrolment
    }

    private static func card(_ call: Call) throws -> MentorCard {
        var input = try Input(call)
        let isListed = input.flag("listed") ?? true
        let names = input.texts(
            "shows", countMax: MentorCard.Member.allCases.count, lengthMax: 40)
        if names == nil { input.refuseMissing("shows") }
        var shows: Set<MentorCard.Member> = []
        for (index, name) in (names ?? []).enumerated() {
            guard let member = MentorCard.Member(rawValue: name) else {
                let all = MentorCard.Member.allCases.map(\.rawValue).joined(separator: ", ")
                input.refuse("shows/\(index)", "not_a_choice", "Each must be one of: \(all).")
                continue
            }
            shows.insert(member)
        }
        let days = days(&input)
        try input.finish()
        return MentorCard(isListed: isListed, shows: shows, answersOn: days)
    }

    private static func days(_ input: inout Input) -> Set<Weekday> {
        let codes =
            input.texts("answers_on", countMax: Weekday.allCases.count, lengthMax: 2) ?? []
        var days: Set<Weekday> = []
        for (index, code) in codes.enumerated() {
            guard let day = Weekday(code: code) else {
                let all = Weekday.allCases.map(\.code).joined(separator: ", ")
                input.refuse(
                    "answers_on/\(index)", "not_a_choice", "Each must be one of: \(all).")
                continue
            }
            days.insert(day)
        }
        return days
    }

    private static func replace(
        _ card: MentorCard, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let enrolment = try enrolment(call, transaction)
        if enrolment.state.isOver { throw Failure.enrolmentOver(enrolment.state) }
        let before = try MentorCardStore.find(enrolment.id, transaction)
        try Precondition.check(call, version: before.version, isRequired: before.isStored)
        let row = MentorCardRow(
            enrolment: enrolment.id, version: before.version + 1, card: card,
            updatedAt: call.context.now)
        try MentorCardStore.put(row, transaction)
        try Ledger.record(
            "mentor_card.replaced", enrolment.id.text, programme: enrolment.programme,
            &call.context, transaction)
        return row.response(status: before.isStored ? 200 : 201)
    }
}

extension MentorCardRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("enrolment_id", enrolment)
        json.member("listed", card.isListed)
        json.array("shows", MentorCard.Member.allCases.filter { card.shows($0) }.map(\.rawValue))
        json.array("answers_on", card.answersOn.sorted().map(\.code))
        json.member("updated_at", updatedAt)
        json.endObject()
    }
}
