// How values look on the wire, once for all rooms: times, ids, entity tags, the answers to writes.

import Crypto
import HTTP
import JSON
import Mentorship

extension JSONWriter {
    package mutating func member(_ name: StaticString, _ instant: Instant) {
        key(name)
        string(atMost: Instant.rfc3339Max) { instant.writeRFC3339(into: $0) }
    }

    package mutating func member(_ name: StaticString, _ instant: Instant?) {
        if let instant { return member(name, instant) }
        key(name)
        null()
    }

    package mutating func member(_ name: StaticString, _ date: CivilDate?) {
        member(name, date?.text)
    }

    package mutating func member<Noun>(_ name: StaticString, _ id: ID<Noun>) {
        member(name, id.text)
    }

    package mutating func member<Noun>(_ name: StaticString, _ id: ID<Noun>?) {
        member(name, id?.text)
    }
}

/// Something that can write itself as JSON object; the view it is written for is its own business.
package protocol Resource {
    var version: Int { get }
    /// What in the representation depends on the viewer ("full", "card"); part of the entity tag.
    var representation: String { get }
    var entityTag: String { get }
    func write(into json: inout JSONWriter)
}

extension Resource {
    package var representation: String { "full" }

    package var entityTag: String { "\"\(version)-\(representation)\"" }

    /// Made of what it says: where it shows what no version of its own tells of, as a card, or
    /// where the version would tell of others.
    package var tagOfContent: String {
        let digits = SHA256.hash(data: bytes()).prefix(16).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return "\"\(digits.joined())\""
    }

    package func bytes() -> [UInt8] {
        var json = JSONWriter()
        write(into: &json)
        return json.bytes
    }

    package func response(status: Int = 200, location: String? = nil) -> Response {
        var headers = [Response.Header("ETag", entityTag)]
        if let location { headers.append(Response.Header("Location", location)) }
        return .json(bytes(), status: status, headers: headers)
    }

    package func created(at location: String) -> Response {
        response(status: 201, location: location)
    }
}

extension Response {
    package static let noContent = Response(status: 204)
}

/// If-Match (RFC 9110 §13.1.1): it compares the row's version alone, whoever looked at it how.
package enum Precondition {
    package static func check(_ call: Call, version: Int, isRequired: Bool = true) throws {
        switch try call.request.ifMatch() {
        case nil: if isRequired { throw Failure.ifMatchRequired }
        case .any: break
        case .listed(let tags):
            let isCurrent = tags.contains { tag in
                !tag.isWeak && tag.text.prefix { $0.isASCII && $0.isNumber } == "\(version)"
            }
            if !isCurrent { throw Failure.versionMoved(version) }
        }
    }
}

extension Failure {
    static let ifMatchRequired = Failure(
        .preconditionRequired, "if_match_required",
        "Send If-Match with the ETag of what you read, so that nobody's change is lost.")

    static func versionMoved(_ version: Int) -> Failure {
        Failure(
            .preconditionFailed, "version_moved",
            "It has changed since you read it. Read it again and apply your change to that.",
            facts: ["current_version": ["\(version)"]])
    }
}
