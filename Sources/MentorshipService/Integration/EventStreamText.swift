// What stands in a stream of events (WHATWG HTML §9.2.5): fields a line each, an empty line behind
// each event. Pure; what an event says is JSON made elsewhere.

enum EventStreamText {
    static let mediaType = "text/event-stream"

    /// Until a client that was cut off comes again, unless it is told otherwise.
    private static let retryMs = 2000

    /// Where the client is, before anything comes: an id without data is no event, but the place to
    /// go on from (§9.2.6), so that nothing is lost by a cut before the first event.
    static func beginning(after: Int) -> [UInt8] {
        Array("retry: \(retryMs)\nid: \(after)\n\n".utf8)
    }

    /// An event without a type, so that one handler hears all: the type is a member of the data.
    static func append(_ json: [UInt8], id: Int, to bytes: inout [UInt8]) {
        bytes += "id: \(id)\ndata: ".utf8
        // Between members a line's end means a space; in the stream it would end the field.
        bytes += json.lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
        bytes += "\n\n".utf8
    }

    /// A comment, for those between who cut what is silent (§9.2.7).
    static let ping = Array(": ping\n\n".utf8)

    /// The last event of a server that stops; it has no id, since nothing happened.
    static func farewell(retryMs: Int) -> [UInt8] {
        Array("retry: \(retryMs)\nevent: closing\ndata: {\"code\":\"shutting_down\"}\n\n".utf8)
    }
}
