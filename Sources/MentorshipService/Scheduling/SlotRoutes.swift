// /v1/slots and a relationship's slots: when everybody is free. On the worker pool, since a
// question may be as large as ten people, two months and five thousand slots.

import HTTP
import JSON
import Mentorship

package enum SlotRoutes {
    package static let all: [Route] = [
        .get("/v1/slots", "findSlots", .staff(.schedulingRead), slowRead: ofPeople),
        .get(
            "/v1/relationships/{relationship}/slots", "findRelationshipSlots",
            .staffOrPerson(.schedulingRead), slowRead: ofRelationship),
    ]

    private static func ofPeople(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let names = parameters.list("people", countMax: SlotLimits.people)
        let people = names?.compactMap { ID<Person>($0) } ?? []
        if people.isEmpty || people.count != names?.count {
            parameters.refuse("people", "not_an_id", "Give ids of people, comma-separated.")
        } else if Set(people).count != people.count {
            parameters.refuse("people", "person_twice", "Name each person once.")
        }
        let question = question(&parameters, call.context.now)
        try parameters.finish()
        for person in people { try PeopleService.mustSee(person, call.actor, snapshot) }
        return try answer(question, people, call, snapshot)
    }

    private static func ofRelationship(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let question = question(&parameters, call.context.now)
        try parameters.finish()
        let row = try RelationshipService.find(
            call.id("relationship", "relationship"), for: .seeMeetings, call.actor, snapshot)
        return try answer(question, row.relationship.organisersFirst, call, snapshot)
    }

    /// An hour within the next two weeks, every half hour, when nothing else is said.
    private static func question(_ parameters: inout Parameters, _ now: Instant) -> SlotQuestion {
        let from = parameters.instant("from") ?? now
        let to =
            parameters.instant("to") ?? from.adding(seconds: SlotService.suggestionDays * 86_400)
        return SlotQuestion(
            range: Interval(from, to),
            minutes: parameters.integer("duration_minutes", SlotLimits.slotMinutes) ?? 60,
            step: parameters.integer("step_minutes", SlotLimits.stepMinutes) ?? 30,
            buffer: parameters.integer("buffer_minutes", SlotLimits.bufferMinutes) ?? 0)
    }

    private static func answer(
        _ question: SlotQuestion, _ people: [ID<Person>], _ call: Call, _ snapshot: Reading
    ) throws -> Response {
        let found = try SlotService(zones: call.deployment.zones.catalogue)
            .slots(of: people, question, now: call.context.now, snapshot)
        var json = JSONWriter(capacity: 256 + found.starts.count * 112)
        json.beginObject()
        json.member("anchor_zone", found.anchor.name)
        json.member("from", question.range.start)
        json.member("to", question.range.end)
        json.member("duration_minutes", question.minutes)
        json.member("step_minutes", question.step)
        json.member("buffer_minutes", question.buffer)
        json.array("slots", found.starts) { start, json in
            json.beginObject()
            json.member("start", start)
            json.member("end", start.adding(seconds: Int64(question.minutes) * 60))
            json.member("start_local", found.anchor.wall(at: start).text)
            json.endObject()
        }
        // A member is told of themselves only: the other's hours are not theirs to know.
        let told = found.withoutAvailability.filter { person in
            call.actor.isStaff || call.actor.person == person
        }
        json.array("without_availability", told.map(\.text))
        json.endObject()
        return .json(json.bytes)
    }
}
