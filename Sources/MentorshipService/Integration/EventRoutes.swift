// /v1/events: what happened, in the order of its commits and without gaps, for those who keep a
// copy of their own: as pages, or as a stream that goes on. Ids and types; whoever wants more asks
// for the subject.

import HTTP
import JSON
import Mentorship
import SQLite

package enum EventRoutes {
    package static let all: [Route] = [
        .get("/v1/events", "listEvents", access, read: read)
    ]

    /// Asked again while a stream goes on.
    static let access = Access.staff(.eventsRead)

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        let offered = ["application/json", EventStreamText.mediaType]
        guard let type = call.request.mediaType(among: offered) else {
            throw RoutingError.notAcceptable(offered)
        }
        return type == EventStreamText.mediaType
            ? try stream(call, snapshot) : try list(call, snapshot).varying()
    }

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let asked = parameters.integer("after", 0...Int(Int64.max))
        let limit = parameters.integer("limit", 1...PageRequest.limitMax)
        try parameters.finish()
        let after = try lastEventID(call) ?? asked ?? 0
        var json = JSONWriter(capacity: 16 * 1024)
        json.beginObject()
        json.key("items")
        json.beginArray()
        let last = try EventStore.list(
            after: after, limit: limit ?? PageRequest.limitDefault, call.actor.programmes,
            into: &json, snapshot)
        json.endArray()
        // Always there: a reader that has all asks with it again later.
        json.member("next_after", last)
        json.endObject()
        return .json(json.bytes)
    }

    // MARK: The stream

    /// Begins behind the event that the client has, or with what happens from now on.
    private static func stream(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let asked = parameters.integer("after", 0...Int(Int64.max))
        try parameters.finish()
        let after = try lastEventID(call) ?? asked ?? EventStore.latest(snapshot)
        // To HEAD the stream would be cancelled at once.
        let stream =
            call.request.method == .head
            ? ResponseStream()
            : try call.deployment.events.open(call.request, of: call.actor, after: after)
        return Response(
            status: 200,
            headers: [
                Response.Header("Content-Type", EventStreamText.mediaType), Collection.vary,
                // nginx would hold events back until its buffer is full.
                Response.Header("X-Accel-Buffering", "no"),
            ], body: .stream(stream))
    }

    /// What a client that was cut off had last (WHATWG HTML §9.2.4). It asks for the same address
    /// again, so this counts more than `after`.
    private static func lastEventID(_ call: Call) throws -> Int? {
        guard let text = call.request.header("Last-Event-ID") else { return nil }
        guard let sequence = Int(text), sequence >= 0 else {
            throw Failure.invalid(
                "Last-Event-ID", "not_a_sequence",
                "Last-Event-ID must be the id of an event of this stream, a whole number.")
        }
        return sequence
    }
}
