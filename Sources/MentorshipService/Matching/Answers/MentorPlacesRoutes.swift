// /v1/programmes/{programme}/mentor-places: which mentors have how many places, and who still has
// room. A list beside enrolments, which change their version only when somebody changes them.

import CSV
import HTTP
import JSON
import Mentorship

package enum MentorPlacesRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/mentor-places", "listMentorPlaces",
            .staff(.matchingRead), slowRead: list)
    ]

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var (hasPlace, site): (Bool?, Term?) = (nil, nil)
        let list = try SheetList<MentorPlacesRow>(call) { parameters in
            if parameters.isGiven("has_place") { hasPlace = parameters.flag("has_place") }
            site = parameters.text("site", max: EnrolmentLimits.site).map { Term(stored: $0) }
        }
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, snapshot)
        let question = MentorPlacesQuestion(
            programme: programme.id, hasPlace: hasPlace, site: site, now: call.context.now,
            withNames: call.actor.may(.peopleRead))
        return try list.response(
            named: "\(programme.id)-mentor-places", snapshot, load: question.rows)
    }
}

struct MentorPlacesRow: SheetRow {
    static let columns = [
        "enrolment_id", "mentor_id", "mentor_name", "site", "capacity", "taken", "offered", "left",
    ]

    let mentor: ListedMentor
    let places: MentorPlaces

    var position: String { mentor.person.text }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("enrolment_id", mentor.enrolment)
        json.member("mentor_id", mentor.person)
        json.member("site", mentor.site)
        json.member("capacity", places.stated)
        json.member("taken", places.taken)
        json.member("offered", places.offered)
        json.member("left", places.left)
        json.endObject()
    }

    func record(into csv: inout CSVWriter) {
        csv.record([
            mentor.enrolment.text, mentor.person.text, mentor.name, mentor.site,
            "\(places.stated)", "\(places.taken)", "\(places.offered)", "\(places.left)",
        ])
    }
}

/// Whose places are asked for.
struct MentorPlacesQuestion: Sendable {
    /// Mentors looked at together.
    private static let stretch = 200

    let programme: ID<Programme>
    let hasPlace: Bool?
    let site: Term?
    let now: Instant
    let withNames: Bool

    @Sendable func rows(_ page: PageRequest, _ snapshot: Reading) throws -> [MentorPlacesRow] {
        var rows: [MentorPlacesRow] = []
        var after = page.after ?? ""
        let limit = max(page.fetch, Self.stretch)
        while rows.count < page.fetch {
            let mentors = try MentorPlacesStore.mentors(
                in: programme, after: after, limit: limit, withNames: withNames, snapshot)
            guard let first = mentors.first, let last = mentors.last else { break }
            let ground = try MatchingGround(
                placesFrom: first.person, to: last.person, in: programme, now: now, snapshot)
            let found = mentors.lazy
                .map { MentorPlacesRow(mentor: $0, places: ground.places(of: $0.person)) }
                .filter(isAskedFor)
            rows += found.prefix(page.fetch - rows.count)
            guard mentors.count == limit else { break }
            after = last.person.text
        }
        return rows
    }

    private func isAskedFor(_ row: MentorPlacesRow) -> Bool {
        if let hasPlace, hasPlace != (row.places.left > 0) { return false }
        guard let site else { return true }
        return row.mentor.site.map { Term(stored: $0) == site } ?? false
    }
}
