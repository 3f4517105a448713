// A mentor and a mentee of a programme, with those who may and may not see what they do: the ground
// of the tests of pairs and of meetings.

import Foundation
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Testing

/// What the same request gives whom.
struct Statuses: Equatable {
    var nobody = 401
    var stranger = 404
    /// The coordinator of another programme.
    var elsewhere = 404
    var mentor = 200
    var mentee = 200
    var coordinator = 200
    var administrator = 200
}

final class PairFixture {
    let service: TestService
    let programme: String
    let mentor: String
    let mentee: String
    let mentorToken: String
    let menteeToken: String
    let stranger: String
    let elsewhere: String
    let coordinator: String
    private(set) var relationship = ""

    init(capacity: Int = 1, isPaired: Bool = true, now: Instant = TestService.monday) throws {
        service = try TestService(now: now)
        programme = try service.makeProgramme()
        let zone = "\"time_zone\": \"Europe/London\""
        mentor = try service.makeMember(of: programme, "mentor", capacity: capacity, zone)
        mentee = try service.makeMember(of: programme, "mentee", zone)
        mentorToken = try service.token(mentor)
        menteeToken = try service.token(mentee)
        (stranger, elsewhere) = try service.outsiders()
        let own = try #require(ID<Programme>(programme))
        coordinator = try service.key(.coordinator, programmes: [own])
        if isPaired {
            let made = try pair()
            relationship = try #require(made["id"].text, "\(made.text)")
        }
    }

    func pair(as key: String? = nil) throws -> TestResponse {
        try service.send(
            .post, "/v1/programmes/\(programme)/relationships", as: key ?? coordinator,
            "{\"mentor_id\": \"\(mentor)\", \"mentee_id\": \"\(mentee)\"}")
    }

    var path: String { "/v1/relationships/\(relationship)" }

    func get(_ target: String, as key: String) throws -> TestResponse {
        try service.send(.get, target, as: key)
    }

    func post(_ target: String, as key: String, _ body: String? = nil) throws -> TestResponse {
        try service.send(.post, target, as: key, body)
    }

    /// The same request by everybody.
    func statuses(
        _ method: HTTP.Method, _ target: String, _ body: String? = nil
    ) throws -> Statuses {
        func status(_ key: String?) throws -> Int {
            try service.send(method, target, as: key, body).status
        }
        return Statuses(
            nobody: try status(nil), stranger: try status(stranger),
            elsewhere: try status(elsewhere), mentor: try status(mentorToken),
            mentee: try status(menteeToken), coordinator: try status(coordinator),
            administrator: try status(service.administrator))
    }

    /// Expects that those without part are refused, before a test lets others do it.
    func expectOutsidersRefused(
        _ method: HTTP.Method, _ target: String, _ body: String? = nil, elsewhere status: Int = 404,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        for (key, expected) in [(nil, 401), (stranger, 404), (elsewhere, status)] {
            let answer = try service.send(method, target, as: key, body)
            #expect(answer.status == expected, "\(answer.text)", sourceLocation: location)
        }
    }

    /// Each in the hours given on every weekday, on the wall of the zone.
    func state(
        _ from: String, _ to: String, of person: String, zone: String = "Europe/London",
        exceptions: String = "[]"
    ) throws {
        let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].map { day in
            "{\"day\": \"\(day)\", \"from\": \"\(from)\", \"to\": \"\(to)\"}"
        }
        let answer = try service.send(
            .put, "/v1/people/\(person)/availability", as: service.administrator,
            """
            {"time_zone": "\(zone)", "weekly": [\(days.joined(separator: ", "))],
             "exceptions": \(exceptions)}
            """)
        try #require(answer.status == 201, "\(answer.text)")
    }

    func book(_ start: String, as key: String? = nil, minutes: Int = 60) throws -> TestResponse {
        try post(
            path + "/meetings", as: key ?? menteeToken,
            "{\"start\": \"\(start)\", \"duration_minutes\": \(minutes), \"medium\": \"video\"}")
    }
}

extension TestService {
    /// The same requests from several threads, each with a dispatcher of its own as event loops
    /// have; the answers in no particular order.
    func sendAtOnce(_ requests: [Request], threads: Int = 4) throws -> [TestResponse] {
        let answers = Mutex<[TestResponse]>([])
        let deployment = deployment
        let database = database
        let router = try Routes.router()
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            guard let reader = try? database.reader() else { return }
            let dispatcher = Dispatcher(deployment, router: router, reader: reader)
            let mine = stride(from: thread, to: requests.count, by: threads)
            let boxes = mine.map { index in
                let box = ResponseBox()
                dispatcher.respond(to: requests[index]) { box.put($0) }
                dispatcher.wakeUpEnded()
                return box
            }
            for box in boxes {
                let response = box.wait()
                let answer = TestResponse(
                    status: response.status, headers: Array(response.headers),
                    bytes: box.body(of: response))
                answers.withLock { $0.append(answer) }
            }
        }
        return answers.withLock { $0 }
    }
}

extension Request {
    static func post(_ target: String, as key: String, _ body: String) throws -> Request {
        var request = try Request.make(
            .post, target,
            headers: [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")],
            body: Array(body.utf8))
        request.peer = "127.0.0.1"
        return request
    }
}
