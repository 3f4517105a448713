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

    /// Rows to ask the store for: one more tells whether there is a next page.
    package var fetch: Int { limit + 1 }

    // A cursor is the position in base 16 with a version in front: opaque, and nothing in it that
    // the page itself did not show.
    package static func cursor(at position: String) -> String {
        let digits = Array("0123456789abcdef")
        return "c1"
            + position.utf8.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
    }

    package static func position(of cursor: String) -> String? {
        guard cursor.hasPrefix("c1"), cursor.utf8.count <= 400, cursor.utf8.count % 2 == 0 else {
            return nil
        }
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in cursor.dropFirst(2) {
            guard let nibble = character.hexDigitValue, character.isASCII else { return nil }
            if let tens = high {
                bytes.append(tens << 4 | UInt8(nibble))
                high = nil
            } else {
                high = UInt8(nibble)
            }
        }
        return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
    }
}

/// A page being written: rows go straight from the store into its buffer.
package struct PageWriter {
    package var json = JSONWriter(capacity: 16 * 1024)
    private let request: PageRequest
    private var count = 0
    private var last = ""
    private var hasMore = false

    package init(_ request: PageRequest) {
        self.request = request
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

    package mutating func response(_ call: Call) -> Response {
        json.endArray()
        let cursor = hasMore ? PageRequest.cursor(at: last) : nil
        json.member("next_cursor", cursor)
        json.endObject()
        let link = hasMore ? [Self.link(call, after: last)] : []
        return .json(json.bytes, headers: link)
    }

    /// The same request with the next cursor, as a relative reference (RFC 8288 allows it).
    package static func link(_ call: Call, after position: String) -> Response.Header {
        let cursor = PageRequest.cursor(at: position)
        let query = call.request.rawQuery.map { call.request.text($0) } ?? ""
        let kept = query.split(separator: "&").filter { !$0.hasPrefix("cursor=") }
        let parts = kept.map(String.init) + ["cursor=" + cursor]
        let next = call.request.pathText + "?" + parts.joined(separator: "&")
        return Response.Header("Link", "<\(next)>; rel=\"next\"")
    }
}
