// Lists by keyset: a page is what follows a position in the order of the list, so that any depth
// costs the same and nothing is skipped or doubled when rows come and go.

import HTTP
import JSON
import Mentorship

package struct PageRequest: Sendable {
    /// What a list gives when nobody says more: one screenful.
    package static let limitDefault = 50
    /// Keeps a page within some 100 KiB and a few milliseconds on the loop.
    package static let limitMax = 200

    package let limit: Int
    /// The sort key of the last row of the page before; nil for the first page.
    package let after: String?

    package init(limit: Int, after: String?) {
        self.limit = limit
        self.after = after
    }

    /// Of a list that nothing narrows.
    package init(_ call: Call) throws {
        var parameters = try Parameters(call)
        self = parameters.page()
        try parameters.finish()
    }

    /// Rows to ask the store for: one more tells whether there is a next page.
    package var fetch: Int { limit + 1 }

    /// Rows as the store gave them, in the order of `position`.
    package func response<Row: Resource>(
        _ call: Call, _ rows: [Row], at position: (Row) -> String
    ) -> Response {
        var writer = PageWriter(self)
        for row in rows where writer.admits(position(row)) { row.write(into: &writer.json) }
        return writer.response(call)
    }

    // A cursor is the position in base 16 with a version in front: opaque, and nothing in it that
    // the page itself did not show.
    package static func cursor(at position: String) -> String {
        String(unsafeUninitializedCapacity: 2 + 2 * position.utf8.count) { text in
            _ = text.update(fromContentsOf: "c1".utf8)
            var count = 2
            for byte in position.utf8 {
                text[count] = digit(byte >> 4)
                text[count + 1] = digit(byte & 15)
                count += 2
            }
            return count
        }
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }

    package static func position(of cursor: String) -> String? {
        guard cursor.hasPrefix("c1"), cursor.utf8.count <= 400, cursor.utf8.count % 2 == 0 else {
            return nil
        }
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in cursor.utf8.dropFirst(2) {
            guard let nibble = value(of: character) else { return nil }
            if let tens = high {
                bytes.append(tens << 4 | nibble)
                high = nil
            } else {
                high = nibble
            }
        }
        // Positions are ids and numbers, as openapi.yaml says: what is not visible is none of ours.
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x80 }) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Of a small hexadecimal digit, the only ones that cursors are written with.
    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}

/// A page being written: rows go straight from the store into its buffer.
package struct PageWriter {
    package var json: JSONWriter
    private let request: PageRequest
    private var count = 0
    private var last = ""
    private var hasMore = false

    private static let frameBytes = 256
    /// Of a usual row; what is longer makes the buffer grow.
    private static let rowBytes = 640

    package init(_ request: PageRequest) {
        self.request = request
        json = JSONWriter(capacity: Self.frameBytes + request.limit * Self.rowBytes)
        json.beginObject()
        json.key("items")
        json.beginArray()
    }

    /// Whether this row still belongs to the page; the one past its end only tells of a next page.
    package mutating func admits(_ position: String) -> Bool {
        guard count < request.limit else {
            hasMore = true
            return false
        }
        count += 1
        last = position
        return true
    }

    /// The same of a position that is still in its row: only the last of a page is kept.
    package mutating func admits(_ position: UnsafeBufferPointer<UInt8>?) -> Bool {
        guard count < request.limit else {
            hasMore = true
            return false
        }
        count += 1
        if count == request.limit, let position { last = String(decoding: position, as: UTF8.self) }
        return true
    }

    package mutating func response(_ call: Call) -> Response {
        json.endArray()
        let cursor = hasMore ? PageRequest.cursor(at: last) : nil
        json.member("next_cursor", cursor)
        json.endObject()
        let link = cursor.map { [Self.link(call, cursor: $0)] } ?? []
        return .json(json.bytes, headers: link)
    }

    /// The same request with the next cursor, as a relative reference (RFC 8288 allows it).
    package static func link(_ call: Call, after position: String) -> Response.Header {
        link(call, cursor: PageRequest.cursor(at: position))
    }

    private static func link(_ call: Call, cursor: String) -> Response.Header {
        let query = call.request.rawQuery.map { call.request.text($0) } ?? ""
        let kept = withoutCursor(query)
        let sign = kept.isEmpty ? "" : "&"
        let next = "\(call.request.pathText)?\(kept)\(sign)cursor=\(cursor)"
        return Response.Header("Link", "<\(next)>; rel=\"next\"")
    }

    private static func withoutCursor(_ query: String) -> String {
        let pairs = query.utf8.split(separator: UInt8(ascii: "&"))
        let isCursor = { (pair: Substring.UTF8View) in pair.starts(with: "cursor=".utf8) }
        guard pairs.contains(where: isCursor) else { return query }
        return pairs.filter { !isCursor($0) }.map { String($0) ?? "" }.joined(separator: "&")
    }
}
