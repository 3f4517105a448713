// A row as a JSON object, from a table of its members: what a list consists of. The columns are
// looked at once, room is asked for once, and then there are only copies.

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

package enum RowObject {
    private enum Value {
        case null
        case bytes(UnsafeBufferPointer<UInt8>)
        case number(Int64)

        /// Bytes that it takes at most.
        var most: Int {
            switch self {
            case .null: 4
            case .bytes(let bytes): JSONRoom.stringMax(bytes)
            case .number: max(JSONRoom.decimalMax, Instant.rfc3339Max + 2)
            }
        }
    }

    /// Writes the next columns of the row, one for each member; `isCard` leaves out what is not on
    /// the card.
    package static func write(
        _ row: inout Row, _ members: [RowMember], isCard: Bool, into json: inout JSONWriter
    ) throws {
        try withUnsafeTemporaryAllocation(of: Value.self, capacity: members.count) { values in
            var most = 2
            for index in members.indices {
                let member = members[index]
                let value = try read(member.kind, &row)
                values.initializeElement(at: index, to: value)
                most += member.key.utf8CodeUnitCount + 1 + value.most
            }
            json.stretch(atMost: most) { room in
                fill(&room, members, values, isCard)
            }
        }
    }

    private static func read(_ kind: RowMember.Kind, _ row: inout Row) throws -> Value {
        switch kind {
        case .text, .json: try row.nextBytes().map { .bytes($0) } ?? .null
        case .integer, .instant: try row.nextInteger().map { .number($0) } ?? .null
        }
    }

    private static func fill(
        _ room: inout JSONRoom, _ members: [RowMember],
        _ values: UnsafeMutableBufferPointer<Value>, _ isCard: Bool
    ) {
        var sign = UInt8(ascii: "{")
        for index in members.indices where !isCard || members[index].isOnCard {
            room.put(sign)
            room.put(static: members[index].key)
            put(values[index], members[index].kind, into: &room)
            sign = UInt8(ascii: ",")
        }
        room.put(UInt8(ascii: "}"))
    }

    private static func put(
        _ value: Value, _ kind: RowMember.Kind, into room: inout JSONRoom
    ) {
        switch (value, kind) {
        case (.null, _): room.put(static: "null")
        case (.bytes(let bytes), .json): room.put(bytes)
        case (.bytes(let bytes), _): room.string(bytes)
        case (.number(let number), .instant):
            room.put(UInt8(ascii: "\""))
            room.take(Instant(milliseconds: number).writeRFC3339(into: room.rest))
            room.put(UInt8(ascii: "\""))
        case (.number(let number), _): room.decimal(number)
        }
    }
}
