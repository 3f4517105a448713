// The stream of events without sockets: its text, the place where it goes on, who may see what and
// for how long, and how it ends. The feeder's turns are taken by hand, at times of the test's own.

import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct EventStreamTests {
    let service: TestService
    let feeder: EventFeeder

    init() throws {
        service = try TestService()
        feeder = EventFeeder(service.deployment, reader: try service.database.reader())
    }

    private func open(
        _ target: String = "/v1/events", as key: String? = nil, lastEventID: String? = nil
    ) throws -> ResponseStream {
        var headers = [("Accept", "text/event-stream")]
        if let lastEventID { headers.append(("Last-Event-ID", lastEventID)) }
        let answer = try service.open(target, as: key ?? service.administrator, headers: headers)
        guard answer.status == 200, case .stream(let stream) = answer.body else {
            throw NoStream(status: answer.status)
        }
        return stream
    }

    private struct NoStream: Error {
        let status: Int
    }

    private func taken(_ stream: ResponseStream) -> String {
        if case .bytes(let bytes) = stream.take() { return String(decoding: bytes, as: UTF8.self) }
        return ""
    }

    private func isFinished(_ stream: ResponseStream) -> Bool {
        if case .finished = stream.take() { return true }
        return false
    }

    private func isFailed(_ stream: ResponseStream) -> Bool {
        while true {
            switch stream.take() {
            case .bytes: continue
            case .failed: return true
            case .pending, .finished: return false
            }
        }
    }

    /// Every event of the list, as the stream must say it.
    private func expected(after: Int = 0, as key: String? = nil) throws -> String {
        try service.send(
            .get, "/v1/events?limit=200&after=\(after)", as: key ?? service.administrator
        ).items.map { event in
            "id: \(event["sequence"]?.int ?? -1)\ndata: \(event.description)\n\n"
        }.joined()
    }

    private func events(_ text: String) -> Int { text.components(of: "data: ") }

    // MARK: Format and place

    @Test func `a stream says where it begins, and then what the list says`() throws {
        _ = try service.makePerson()
        let stream = try open("/v1/events?after=0")
        #expect(taken(stream) == "retry: 2000\nid: 0\n\n")
        #expect(feeder.turn(atMs: 0) == .resting)
        let text = taken(stream)
        #expect(try text == expected())
        #expect(events(text) == 1)
    }

    @Test func `without a place it begins with what happens from now on`() throws {
        _ = try service.makePerson()
        let stream = try open()
        #expect(taken(stream) == "retry: 2000\nid: 1\n\n")
        _ = feeder.turn(atMs: 0)
        #expect(taken(stream) == "")
        _ = try service.makePerson()
        _ = feeder.turn(atMs: 500)
        #expect(try taken(stream) == expected(after: 1))
    }

    @Test func `it goes on behind the last event that the client has`() throws {
        for _ in 0..<5 { _ = try service.makePerson() }
        let stream = try open("/v1/events?after=1", lastEventID: "3")
        #expect(taken(stream) == "retry: 2000\nid: 3\n\n")
        _ = feeder.turn(atMs: 0)
        #expect(try taken(stream) == expected(after: 3))
    }

    @Test(arguments: ["", "-1", "x", "event_01h2xcejqtf2nbrexx3vqjhp41", "99999999999999999999"])
    func `a last event that never was one is refused`(id: String) throws {
        for type in ["text/event-stream", "application/json"] {
            let answer = try service.send(
                .get, "/v1/events", as: service.administrator,
                headers: [("Accept", type), ("Last-Event-ID", id)])
            #expect(answer.status == 422)
        }
    }

    @Test func `a page goes on behind the last event too`() throws {
        for _ in 0..<3 { _ = try service.makePerson() }
        let answer = try service.send(
            .get, "/v1/events?after=1", as: service.administrator,
            headers: [("Last-Event-ID", "2")])
        #expect(answer["items"].elements?.first?["sequence"] == .integer(3))
    }

    @Test func `a stream takes no limit, and a format that is not there is refused`() throws {
        let key = service.administrator
        let stream = [("Accept", "text/event-stream")]
        #expect(
            try service.send(.get, "/v1/events?limit=3", as: key, headers: stream).status == 422)
        let csv = [("Accept", "text/csv")]
        #expect(try service.send(.get, "/v1/events", as: key, headers: csv).status == 406)
    }

    @Test func `a long past comes as fast as the client makes room`() throws {
        for _ in 0..<450 { _ = try service.makePerson() }
        let stream = try open("/v1/events?after=0")
        var text = taken(stream)
        var kept = 0
        while feeder.turn(atMs: 0) == .more { kept += 1 }
        #expect(
            kept < 450 / EventStreamLimits.eventsPerPage, "no more than the queue holds is made")
        while events(text) < 450 {
            let piece = taken(stream)
            #expect(piece.utf8.count <= ResponseStream.queuedBytesMax)
            text += piece
            if feeder.turn(atMs: 0) == .resting, piece.isEmpty { break }
        }
        let ids = text.split(separator: "\n").filter { $0.hasPrefix("id: ") }
        #expect(ids.map { String($0) } == (0...450).map { "id: \($0)" })
    }

    // MARK: Who sees what

    @Test func `a coordinator hears of the own programmes only`() throws {
        let body = "{\"name\": \"P\", \"model\": \"one_to_one\"}"
        let ids = try (0..<2).map { _ in
            try #require(
                try service.send(.post, "/v1/programmes", as: service.administrator, body)["id"]
                    .text)
        }
        let own = try #require(ID<Programme>(ids[0]))
        let key = try service.key(.coordinator, programmes: [own])
        let stream = try open("/v1/events?after=0", as: key)
        _ = taken(stream)
        _ = feeder.turn(atMs: 0)
        let text = taken(stream)
        #expect(try text == expected(as: key))
        #expect(text.contains(ids[0]) && !text.contains(ids[1]))
    }

    @Test func `a key that is revoked ends the stream before the next event`() throws {
        let made = try service.send(
            .post, "/v1/credentials", as: service.administrator,
            "{\"name\": \"x\", \"role\": \"administrator\"}")
        let key = try #require(made["key"].text)
        let stream = try open(as: key)
        let other = try open()
        _ = (taken(stream), taken(other), feeder.turn(atMs: 0))
        let id = try #require(made["id"].text)
        try service.send(.delete, "/v1/credentials/\(id)", as: service.administrator)
        _ = try service.makePerson()
        _ = feeder.turn(atMs: 500)
        #expect(isFinished(stream))
        #expect(events(taken(other)) == 1)
        #expect(service.deployment.events.count == 1)
    }

    @Test func `a key that ends by itself ends the stream`() throws {
        let stream = try open(as: service.key(.administrator))
        _ = (taken(stream), feeder.turn(atMs: 0))
        service.clock.advance(seconds: 91 * 86_400)
        _ = feeder.turn(atMs: 500)
        #expect(isFinished(stream))
    }

    // MARK: Number, silence, slowness, end

    @Test func `over the limit of streams the answer is 503, until somebody leaves`() throws {
        let keys = try (0..<4).map { _ in try service.key(.administrator) }
        let streams = try (0..<EventStreamLimits.countMax).map { index in
            try open(as: keys[index % keys.count])
        }
        let stream = [("Accept", "text/event-stream")]
        let refused = try service.send(
            .get, "/v1/events", as: service.administrator, headers: stream)
        #expect(refused.status == 503)
        #expect(refused.code == "streams_full")
        #expect(refused.header("Retry-After") == "10")
        let head = try service.open("/v1/events", as: service.administrator, headers: stream, .head)
        #expect(head.status == 200, "a HEAD takes no place")
        streams[7].cancel()
        _ = feeder.turn(atMs: 0)
        #expect(service.deployment.events.count == EventStreamLimits.countMax - 1)
        _ = try open()
    }

    @Test func `one credential has a share of the streams, and leaves the rest to others`() throws {
        let greedy = try service.key(.administrator)
        let streams = try (0..<EventStreamLimits.countMaxOfOne).map { _ in try open(as: greedy) }
        let stream = [("Accept", "text/event-stream")]
        let refused = try service.send(.get, "/v1/events", as: greedy, headers: stream)
        #expect(refused.status == 429)
        #expect(refused.code == "too_many_streams")
        _ = try open()
        streams[3].cancel()
        _ = feeder.turn(atMs: 0)
        _ = try open(as: greedy)
        #expect(try service.send(.get, "/v1/events", as: greedy, headers: stream).status == 429)
    }

    @Test func `silence is broken each fifteen seconds, and only silence`() throws {
        let stream = try open()
        _ = (taken(stream), feeder.turn(atMs: 0))
        _ = feeder.turn(atMs: 14_999)
        #expect(taken(stream) == "")
        _ = feeder.turn(atMs: 15_000)
        #expect(taken(stream) == ": ping\n\n")
        _ = try service.makePerson()
        _ = feeder.turn(atMs: 29_000)
        #expect(events(taken(stream)) == 1)
        _ = feeder.turn(atMs: 30_000)
        #expect(taken(stream) == "")
    }

    @Test func `a client that makes no room is cut, and the others go on`() throws {
        for _ in 0..<450 { _ = try service.makePerson() }
        let slow = try open("/v1/events?after=0")
        let quick = try open()
        while feeder.turn(atMs: 0) == .more {}
        _ = (taken(quick), feeder.turn(atMs: 14_999))
        #expect(service.deployment.events.count == 2)
        _ = feeder.turn(atMs: 15_000)
        #expect(service.deployment.events.count == 1)
        #expect(isFailed(slow))
        #expect(!isFailed(quick))
    }

    @Test func `a server that stops says when to come again, and lets nobody in`() throws {
        let stream = try open()
        _ = (taken(stream), feeder.turn(atMs: 0))
        service.deployment.events.drain()
        #expect(feeder.turn(atMs: 1) == .over)
        let lines = taken(stream).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("retry: "))
        #expect(lines[1...] == ["event: closing", "data: {\"code\":\"shutting_down\"}", "", ""])
        #expect(isFinished(stream))
        let late = try service.send(
            .get, "/v1/events", as: service.administrator,
            headers: [("Accept", "text/event-stream")])
        #expect(late.status == 503)
        #expect(late.code == "shutting_down")
        #expect(service.deployment.events.count == 0)
    }
}

extension String {
    fileprivate func components(of mark: String) -> Int {
        split(separator: "\n").count { $0.hasPrefix(mark) }
    }
}
