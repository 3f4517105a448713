// A small programme to match: who wants and offers what, and the runs over it.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

struct MatchingFixture {
    let service: TestService
    let programme: String
    /// Offers go and sql, one place.
    let ada: String
    /// Offers patience, two places.
    let bo: String
    /// Wants go.
    let cy: String
    /// Wants patience.
    let di: String
    /// Wants welding, which nobody offers, and speaks another language.
    let eve: String

    init(_ members: String = "") throws {
        let service = try TestService()
        let programme = try service.makeProgramme(members)
        func member(_ name: String, _ role: String, _ capacity: Int?, _ profile: String) throws
            -> String
        {
            let person = try service.makePerson(name, profile)
            _ = try service.enrol(person, in: programme, role, capacity: capacity)
            return person
        }
        self.service = service
        self.programme = programme
        let english = #""languages": ["en"]"#
        ada = try member(
            "Ada", "mentor", 1,
            #""skills_offered": ["go", "sql"], "email": "ada@example.org", \#(english)"#)
        bo = try member("Bo", "mentor", 2, #""skills_offered": ["patience"], \#(english)"#)
        cy = try member(
            "Cy", "mentee", nil, #""skills_wanted": ["go"], "phone": "01234 567", \#(english)"#)
        di = try member("Di", "mentee", nil, #""skills_wanted": ["patience"], \#(english)"#)
        eve = try member("Eve", "mentee", nil, #""skills_wanted": ["welding"], \#(english)"#)
    }

    /// The run, done.
    func run(_ order: String = #"{"objective": "quality", "seed": 7}"#) throws -> TestResponse {
        let started = try start(order)
        service.runJobs()
        return try get("/v1/match-runs/\(try #require(started["id"].text))")
    }

    func start(_ order: String = #"{"objective": "quality", "seed": 7}"#) throws -> TestResponse {
        let started = try service.send(
            .post, "/v1/programmes/\(programme)/match-runs", as: service.administrator, order)
        #expect(started.status == 202, "\(started.text)")
        return started
    }

    func get(_ target: String, as key: String? = nil) throws -> TestResponse {
        try service.send(.get, target, as: key ?? service.administrator)
    }

    func publish(_ run: TestResponse) throws -> TestResponse {
        try service.send(
            .post, "/v1/match-runs/\(run["id"].text ?? "")/publication", as: service.administrator)
    }

    /// The proposal's id.
    func propose(_ mentor: String, _ mentee: String, _ more: String = "") throws -> TestResponse {
        try service.send(
            .post, "/v1/programmes/\(programme)/proposals", as: service.administrator,
            "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(mentee)\"\(more)}")
    }

    func accept(_ proposal: String, as person: String) throws -> TestResponse {
        try service.send(
            .put, "/v1/proposals/\(proposal)/acceptance", as: service.token(person))
    }

    func exclude(_ mentor: String, _ mentee: String) throws -> TestResponse {
        try service.send(
            .post, "/v1/programmes/\(programme)/exclusions", as: service.administrator,
            """
            {"mentor_id": "\(mentor)", "mentee_id": "\(mentee)", "reason": "They were married."}
            """)
    }

    func enrolment(of person: String) throws -> TestResponse {
        let list = try get("/v1/programmes/\(programme)/enrolments?person_id=\(person)")
        return try get("/v1/enrolments/\(try #require(list.items.first?["id"]?.text))")
    }

    /// A pair that both have accepted.
    func pair(_ mentor: String, _ mentee: String) throws -> TestResponse {
        let proposal = try #require(propose(mentor, mentee)["id"].text)
        _ = try accept(proposal, as: mentor)
        return try accept(proposal, as: mentee)
    }
}

extension TestResponse {
    func texts(_ name: String) -> [String] { items.compactMap { $0[name]?.text } }
}
