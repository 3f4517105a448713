// A row as a JSON object, from a table of its members: what a list consists of. No value is made in
// between: the texts are copied from where SQLite has them.

import JSON
import Mentorship
import SQLite

package struct RowMember: Sendable {
    package enum Kind: Sendable {
        /// A text, or null.
        case text
        /// JSON text that was checked when it was written; never NULL.
        case json
        /// An integer, or null.
        case integer
        /// Milliseconds since 1970, as RFC 3339.
        case instant
    }

    /// As it stands in the text: the name in quotation marks, and the colon.
    let key: StaticString
    let kind: Kind
    /// Whether others see it who are shown a part of the row only.
    let isOnCard: Bool

    package init(_ key: StaticString, _ kind: Kind, isOnCard: Bool = true) {
        self.key = key
        self.kind = kind
        self.isOnCard = isOnCard
    }
}

/// How the rows of a kind become objects.
package struct RowObject: Sendable {
    private let names: JSONNames
    private let members: [(kind: RowMember.Kind, isOnCard: Bool)]
    private let momentCount: Int

    package init(_ members: [RowMember]) {
        names = JSONNames(members.map(\.key))
        self.members = members.map { ($0.kind, $0.isOnCard) }
        momentCount = members.count { $0.kind == .instant }
    }

    // MARK: From rows

    /// Writes the next columns of the row, one for each member; `isCard` leaves out what is not on
    /// the card.
    package func write(_ row: inout Row, isCard: Bool, into json: inout JSONWriter) throws {
        let count = members.count
        try withUnsafeTemporaryAllocation(of: ColumnValue.self, capacity: count) { values in
            try row.nextValues(into: values)
            try withUnsafeTemporaryAllocation(of: JSONPiece.self, capacity: count) { pieces in
                try withMoments { moments in
                    try members.withUnsafeBufferPointer { members in
                        for place in members.indices {
                            let (kind, isOnCard) = members[place]
                            let piece =
                                isCard && !isOnCard
                                ? .absent : try piece(values[place], kind, place, &moments, row)
                            pieces.initializeElement(at: place, to: piece)
                        }
                    }
                    json.object(names, pieces)
                }
            }
        }
    }

    @inline(__always)
    private func piece(
        _ value: ColumnValue, _ kind: RowMember.Kind, _ place: Int, _ moments: inout Moments,
        _ row: borrowing Row
    ) throws -> JSONPiece {
        switch (value, kind) {
        case (.text(let text), .text): .text(text)
        case (.text(let text), .json): .raw(text)
        case (.integer(let number), .integer): .integer(number)
        case (.integer(let number), .instant): .text(moments.text(number))
        case (.null, .text), (.null, .integer), (.null, .instant): .null
        case (_, .text), (_, .json): throw row.mismatch(place, of: members.count, "text")
        case (_, .integer), (_, .instant):
            throw row.mismatch(place, of: members.count, "an integer")
        }
    }

    // MARK: From values

    /// The same of a row that has just been written, from its values: one for each member.
    package func write(_ texts: [JSONText], isCard: Bool, into json: inout JSONWriter) {
        var texts = texts
        if isCard {
            for place in members.indices where !members[place].isOnCard { texts[place] = .absent }
        }
        json.object(names, texts)
    }
}

// MARK: Moments

/// Room for the moments of one row as text. Two that are equal, as of what was never changed, share
/// theirs.
private struct Moments {
    static let bytesEach = Instant.rfc3339Max
    private let room: UnsafeMutableBufferPointer<UInt8>
    private var used = 0
    private var last: (milliseconds: Int64, text: UnsafeBufferPointer<UInt8>)?

    init(_ room: UnsafeMutableBufferPointer<UInt8>) {
        self.room = room
    }

    mutating func text(_ milliseconds: Int64) -> UnsafeBufferPointer<UInt8> {
        if let last, last.milliseconds == milliseconds { return last.text }
        let rest = UnsafeMutableBufferPointer(rebasing: room[used..<used + Self.bytesEach])
        let count = Instant(milliseconds: milliseconds).writeRFC3339(into: rest)
        let text = UnsafeBufferPointer(rebasing: rest[..<count])
        used += Self.bytesEach
        last = (milliseconds, text)
        return text
    }
}

extension RowObject {
    private func withMoments(_ body: (inout Moments) throws -> Void) throws {
        let bytes = momentCount * Moments.bytesEach
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes) { room in
            var moments = Moments(room)
            try body(&moments)
        }
    }
}
