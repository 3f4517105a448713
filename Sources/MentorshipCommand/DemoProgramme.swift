// The demo's story, as a coordinator and the people themselves would tell it to the API: enrolment,
// matching, acceptance, first meetings, goals, a first survey.

import HTTP
import JSON
import Mentorship

struct DemoProgramme {
    let client: LocalClient

    func fill() throws {
        let programme = try makeProgramme()
        var ids: [String] = []
        for person in DemoPeople.all {
            ids.append(try makePerson(person))
        }
        var tokens: [String: String] = [:]
        for (person, id) in zip(DemoPeople.all, ids) {
            tokens[id] = try token(id)
            try enrol(person, id, programme, tokens[id] ?? "")
        }
        let pairs = try match(programme, tokens)
        for pair in pairs { try begin(pair, tokens) }
        try survey(programme, pairs, tokens)
    }

    // MARK: Steps

    private func makeProgramme() throws -> String {
        let programme = try id(
            client.send(
                .post, "/v1/programmes",
                object([
                    ("name", "First year in practice"),
                    (
                        "purpose",
                        "Newly qualified social workers gain confidence and competence with "
                            + "someone who has been through it."
                    ),
                    ("model", "one_to_one"),
                    (
                        "acknowledgement",
                        "What is said between us stays between us, unless "
                            + "somebody is in danger. Either of us may end this at any time."
                    ),
                    ("external_id", "demo"),
                ])))
        try client.send(
            .put, "/v1/programmes/\(programme)/state", object([("state", "open")]))
        return programme
    }

    private func makePerson(_ person: DemoPerson) throws -> String {
        let skills: JSON = .array(person.skills.map { .string($0) })
        return try id(
            client.send(
                .post, "/v1/people",
                .object([
                    JSON.Member("name", .string(person.name)),
                    JSON.Member("email", .string(person.email)),
                    JSON.Member("time_zone", .string(person.zone)),
                    JSON.Member("languages", .array(person.languages.map { .string($0) })),
                    JSON.Member(person.isMentor ? "skills_offered" : "skills_wanted", skills),
                    JSON.Member("interests", .array(person.interests.map { .string($0) })),
                    JSON.Member("bio", .string(person.bio)),
                ])))
    }

    private func token(_ person: String) throws -> String {
        let minted = try client.send(
            .post, "/v1/people/\(person)/tokens",
            .object([JSON.Member("lifetime_minutes", .integer(10))]))
        return minted["token"]?.text ?? ""
    }

    private func enrol(
        _ person: DemoPerson, _ id: String, _ programme: String, _ token: String
    ) throws {
        var members = [
            JSON.Member("person_id", .string(id)),
            JSON.Member("role", .string(person.isMentor ? "mentor" : "mentee")),
        ]
        if person.isMentor { members.append(JSON.Member("capacity", .integer(2))) }
        let enrolment = try self.id(
            client.send(.post, "/v1/programmes/\(programme)/enrolments", .object(members)))
        try client.send(.put, "/v1/enrolments/\(enrolment)/acknowledgement", as: token)
        try client.send(.put, "/v1/enrolments/\(enrolment)/approval")
    }

    private func match(
        _ programme: String, _ tokens: [String: String]
    ) throws -> [(id: String, mentor: String, mentee: String)] {
        try client.send(
            .put, "/v1/programmes/\(programme)/state", object([("state", "running")]))
        let run = try id(
            client.send(
                .post, "/v1/programmes/\(programme)/match-runs",
                .object([
                    JSON.Member("objective", .string("coverage_then_quality")),
                    JSON.Member("seed", .integer(1)),
                ])))
        client.runJobs()
        try client.send(.post, "/v1/match-runs/\(run)/publication")
        let proposals = try client.send(.get, "/v1/proposals?programme_id=\(programme)&limit=50")
        // The last pair has not answered yet: somebody always waits.
        for proposal in (proposals["items"]?.elements ?? []).dropLast() {
            for side in ["mentor_id", "mentee_id"] {
                let person = proposal[side]?.text ?? ""
                try client.send(
                    .put, "/v1/proposals/\(try id(proposal))/acceptance", as: tokens[person])
            }
        }
        let relationships = try client.send(
            .get, "/v1/relationships?programme_id=\(programme)&limit=50")
        return try (relationships["items"]?.elements ?? []).map { relationship in
            func member(_ role: String) -> String {
                relationship["members"]?.elements?
                    .first { $0["role"]?.text == role }?["person_id"]?.text ?? ""
            }
            return (try id(relationship), member("mentor"), member("mentee"))
        }
    }

    private func begin(
        _ pair: (id: String, mentor: String, mentee: String), _ tokens: [String: String]
    ) throws {
        for person in [pair.mentor, pair.mentee] {
            let path = "/v1/people/\(person)/availability"
            let known = try client.send(.get, path)
            guard known["weekly"]?.elements?.isEmpty ?? true else { continue }
            try client.send(.put, path, DemoPeople.officeHours, as: tokens[person])
        }
        let path = "/v1/relationships/\(pair.id)"
        let slots = try client.send(
            .get, "\(path)/slots?duration_minutes=60", as: tokens[pair.mentee])
        if let start = slots["slots"]?.elements?.first?["start"] {
            try client.send(
                .post, "\(path)/meetings",
                .object([
                    JSON.Member("start", start), JSON.Member("duration_minutes", .integer(60)),
                    JSON.Member("medium", .string("video")),
                ]), as: tokens[pair.mentee])
        }
        let goal = try id(
            client.send(
                .post, "\(path)/goals",
                object([
                    ("title", "Lead a case conference by myself"), ("category", "confidence"),
                ]), as: tokens[pair.mentee]))
        try client.send(
            .put, "/v1/goals/\(goal)/state", object([("state", "agreed")]),
            as: tokens[pair.mentor])
        try client.send(
            .post, "/v1/goals/\(goal)/progress",
            .object([JSON.Member("percent", .integer(10))]), as: tokens[pair.mentee])
    }

    private func survey(
        _ programme: String, _ pairs: [(id: String, mentor: String, mentee: String)],
        _ tokens: [String: String]
    ) throws {
        let instrument = try id(
            client.send(.post, "/v1/instruments", DemoPeople.instrument))
        let survey = try id(
            client.send(
                .post, "/v1/programmes/\(programme)/surveys",
                object([
                    ("instrument_id", instrument), ("phase", "pulse"), ("audience", "both"),
                    ("title", "How it begins"),
                ])))
        // A mentor of several pairs is asked once.
        var asked: Set<String> = []
        for (number, pair) in pairs.enumerated() {
            for (side, person) in [pair.mentor, pair.mentee].enumerated()
            where asked.insert(person).inserted {
                let answers = ["fit", "heard", "useful"].enumerated().map { index, key in
                    JSON.Member(key, .integer(Int64(3 + (number + side + index) % 3)))
                }
                try client.send(
                    .put, "/v1/surveys/\(survey)/response",
                    .object([
                        JSON.Member("answers", .object(answers)),
                        JSON.Member("complete", .bool(true)),
                    ]), as: tokens[person])
            }
        }
        // Closed, so that its report stands on every answer.
        try client.send(
            .put, "/v1/surveys/\(survey)/state", object([("state", "closed")]))
    }

    // MARK: Pieces

    private func id(_ json: JSON) throws -> String {
        guard let id = json["id"]?.text else {
            throw CommandError(.internalError, "the service gave an answer without an id")
        }
        return id
    }

    private func object(_ members: [(String, String)]) -> JSON {
        .object(members.map { JSON.Member($0.0, .string($0.1)) })
    }
}
