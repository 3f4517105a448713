// How relationships begin: who may be paired, by whom, and that no place is given twice.

import HTTP
import JSON
import Mentorship
import MentorshipService
import Testing

@Suite struct RelationshipsOpeningTests {
    @Test func `a relationship begins where its programme's stages begin`() throws {
        let pair = try PairFixture(isPaired: false)
        let made = try pair.pair()
        #expect(made.status == 201, "\(made.text)")
        #expect(made["state"].text == "forming")
        #expect(made["stage"].text == "contemplation")
        #expect(made["members"].elements?.count == 2)
        let location = try #require(made.header("Location"))
        #expect(try pair.get(location, as: pair.menteeToken).text == made.text)
    }

    @Test func `only staff of the programme put a pair together`() throws {
        let pair = try PairFixture(isPaired: false)
        #expect(try pair.pair(as: pair.stranger).status == 403)
        #expect(try pair.pair(as: pair.mentorToken).status == 403)
        #expect(try pair.pair(as: pair.elsewhere).status == 404)
        #expect(try pair.pair(as: pair.service.key(.analyst)).status == 403)
        #expect(try pair.service.send(.post, "/v1/programmes/x/relationships").status == 401)
        #expect(try pair.pair().status == 201)
    }

    @Test func `a mentor at capacity takes nobody more`() throws {
        let pair = try PairFixture()
        let second = try pair.service.makeMember(of: pair.programme, "mentee")
        let answer = try pair.open(pair.mentor, second)
        #expect(answer.status == 409)
        #expect(answer.code == "mentor_at_capacity")
        #expect(answer["capacity"].elements?.first?.text == "1")
    }

    @Test func `a mentee who is paired is not paired again`() throws {
        let pair = try PairFixture(capacity: 2)
        #expect(try pair.pair().code == "mentee_already_paired")
    }

    @Test func `without an approved enrolment in the role nothing begins`() throws {
        let pair = try PairFixture(isPaired: false)
        let waiting = try pair.service.makePerson("Waiting")
        _ = try pair.service.enrol(waiting, in: pair.programme, "mentee", approve: false)
        for (mentor, mentee) in [
            (pair.mentor, waiting), (pair.mentee, pair.mentor), (waiting, pair.mentee),
        ] {
            #expect(try pair.open(mentor, mentee).code == "not_enrolled")
        }
    }

    @Test func `who left and came again is paired by the enrolment that holds now`() throws {
        let pair = try PairFixture(isPaired: false)
        let returned = try pair.service.makePerson("Returned")
        let first = try pair.service.enrol(returned, in: pair.programme, "mentee")
        let left = try pair.service.send(
            .put, "/v1/enrolments/\(first)/withdrawal", as: pair.service.administrator)
        try #require(left.status == 200, "\(left.text)")
        #expect(try pair.open(pair.mentor, returned).code == "not_enrolled")
        _ = try pair.service.enrol(returned, in: pair.programme, "mentee")
        #expect(try pair.open(pair.mentor, returned).status == 201)
    }

    @Test func `nobody is their own mentor`() throws {
        let pair = try PairFixture(isPaired: false)
        let answer = try pair.open(pair.mentor, pair.mentor)
        #expect(answer.status == 422)
        #expect(answer.text.contains("same_person"))
    }

    @Test func `a programme that is over pairs nobody`() throws {
        let pair = try PairFixture(isPaired: false)
        try pair.service.setState(of: pair.programme, "cancelled")
        #expect(try pair.pair().code == "programme_not_running")
    }

    @Test func `a closed relationship gives its places back`() throws {
        let pair = try PairFixture()
        #expect(try pair.pair().status == 409)
        #expect(try pair.post(pair.path + "/closure", as: pair.menteeToken).status == 201)
        #expect(try pair.pair().status == 201)
    }

    @Test func `of many who want a mentor with three places exactly three get one`() throws {
        let pair = try PairFixture(capacity: 3, isPaired: false)
        let target = "/v1/programmes/\(pair.programme)/relationships"
        let requests = try (0..<24).map { _ in
            let mentee = try pair.service.makeMember(of: pair.programme, "mentee")
            return try Request.post(
                target, as: pair.coordinator,
                "{\"mentor_id\": \"\(pair.mentor)\", \"mentee_id\": \"\(mentee)\"}")
        }
        let answers = try pair.service.sendAtOnce(requests)
        #expect(answers.filter { $0.status == 201 }.count == 3)
        #expect(answers.filter { $0.code == "mentor_at_capacity" }.count == 21)
    }

    @Test func `the same mentee is paired once, whoever asks at the same time`() throws {
        let pair = try PairFixture(capacity: 30, isPaired: false)
        let request = try Request.post(
            "/v1/programmes/\(pair.programme)/relationships", as: pair.coordinator,
            "{\"mentor_id\": \"\(pair.mentor)\", \"mentee_id\": \"\(pair.mentee)\"}")
        let answers = try pair.service.sendAtOnce(Array(repeating: request, count: 20))
        #expect(answers.filter { $0.status == 201 }.count == 1)
        #expect(answers.filter { $0.code == "mentee_already_paired" }.count == 19)
    }
}

extension PairFixture {
    fileprivate func open(_ mentor: String, _ mentee: String) throws -> TestResponse {
        try post(
            "/v1/programmes/\(programme)/relationships", as: coordinator,
            "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(mentee)\"}")
    }
}
