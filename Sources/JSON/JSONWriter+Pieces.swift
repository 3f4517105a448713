// An object of which all is at hand, such as a row of a list: looked at once, room is asked for
// once, and then there are only copies.

/// A member's value.
package enum JSONPiece {
    /// The member is left out.
    case absent
    case null
    case integer(Int64)
    case text(UnsafeBufferPointer<UInt8>)
    /// A text that needs no escapes, such as a date.
    case plain(UnsafeBufferPointer<UInt8>)
    /// JSON text already, such as a column that was checked when it was written.
    case raw(UnsafeBufferPointer<UInt8>)
}

/// A member's value that Swift holds.
package enum JSONText {
    /// The member is left out.
    case absent
    case null
    case integer(Int64)
    case text(String)
    /// JSON text already.
    case raw(String)

    package init(_ text: String?) {
        self = text.map { .text($0) } ?? .null
    }
}

extension JSONWriter {
    /// As below, of values that Swift holds.
    package mutating func object(_ keys: [StaticString], _ texts: [JSONText]) {
        precondition(keys.count == texts.count, "a key for each text")
        var most = 2
        for index in keys.indices {
            most += keys[index].utf8CodeUnitCount + 1 + Self.most(texts[index])
        }
        stretch(atMost: most) { room in
            var sign = UInt8(ascii: "{")
            for index in keys.indices {
                if case .absent = texts[index] { continue }
                room.put(sign)
                room.put(static: keys[index])
                Self.put(texts[index], into: &room)
                sign = UInt8(ascii: ",")
            }
            if sign == UInt8(ascii: "{") { room.put(sign) }
            room.put(UInt8(ascii: "}"))
        }
    }

    private static func most(_ text: JSONText) -> Int {
        switch text {
        case .absent: 0
        case .null: 4
        case .integer: JSONRoom.decimalMax
        case .text(let text): JSONRoom.stringMax(bytes: text.utf8.count)
        case .raw(let text): text.utf8.count
        }
    }

    private static func put(_ text: JSONText, into room: inout JSONRoom) {
        switch text {
        case .absent: break
        case .null: room.put(static: "null")
        case .integer(let value): room.decimal(value)
        case .text(var text): text.withUTF8 { room.string($0) }
        case .raw(var text): text.withUTF8 { room.put($0) }
        }
    }

    /// Each key as it stands in the text, with its quotation marks and the colon. A piece for each.
    package mutating func object(
        _ keys: [StaticString], _ pieces: UnsafeMutableBufferPointer<JSONPiece>
    ) {
        precondition(keys.count == pieces.count, "a key for each piece")
        var most = 2
        for index in keys.indices {
            if case .text(let text) = pieces[index], text.needsNoEscape {
                pieces[index] = .plain(text)
            }
            most += keys[index].utf8CodeUnitCount + 1 + Self.most(pieces[index])
        }
        stretch(atMost: most) { room in
            var sign = UInt8(ascii: "{")
            for index in keys.indices {
                if case .absent = pieces[index] { continue }
                room.put(sign)
                room.put(static: keys[index])
                Self.put(pieces[index], into: &room)
                sign = UInt8(ascii: ",")
            }
            // Of an object without members nothing has been written yet.
            if sign == UInt8(ascii: "{") { room.put(sign) }
            room.put(UInt8(ascii: "}"))
        }
    }

    /// Bytes that it takes at most.
    private static func most(_ piece: JSONPiece) -> Int {
        switch piece {
        case .absent: 0
        case .null: 4
        case .integer: JSONRoom.decimalMax
        case .text(let text): JSONRoom.stringMax(text)
        case .plain(let text): text.count + 2
        case .raw(let text): text.count
        }
    }

    private static func put(_ piece: JSONPiece, into room: inout JSONRoom) {
        switch piece {
        case .absent: break
        case .null: room.put(static: "null")
        case .integer(let value): room.decimal(value)
        case .text(let text): room.string(text)
        case .plain(let text): room.quoted(text)
        case .raw(let text): room.put(text)
        }
    }
}
