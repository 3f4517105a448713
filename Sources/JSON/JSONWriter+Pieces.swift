// An object of which all is at hand, such as a row of a list: room is asked for once, and then
// there are only copies.

/// A member's value.
package enum JSONPiece {
    /// The member is left out.
    case absent
    case null
    case integer(Int64)
    case text(UnsafeBufferPointer<UInt8>)
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
    package mutating func object(_ names: JSONNames, _ texts: [JSONText]) {
        precondition(names.names.count == texts.count, "a name for each text")
        let most = texts.reduce(0) { $0 + Self.most($1) }
        object(names, atMost: most) { room in
            for (name, text) in zip(names.names, texts) {
                if case .absent = text { continue }
                room.put(name)
                Self.put(text, into: &room)
            }
        }
    }

    /// A piece for each name.
    package mutating func object(
        _ names: JSONNames, _ pieces: UnsafeMutableBufferPointer<JSONPiece>
    ) {
        precondition(names.names.count == pieces.count, "a name for each piece")
        var most = 0
        for piece in pieces { most += Self.most(piece) }
        object(names, atMost: most) { room in
            names.names.withUnsafeBufferPointer { names in
                for place in names.indices {
                    if case .absent = pieces[place] { continue }
                    room.put(names[place])
                    Self.put(pieces[place], into: &room)
                }
            }
        }
    }

    /// An object whose members `fill` writes, their values of at most `most` bytes.
    @inline(__always)
    private mutating func object(
        _ names: JSONNames, atMost most: Int, _ fill: (inout JSONRoom) -> Void
    ) {
        stretch(atMost: names.total + most + JSONNames.Name.bytes + 2) { room in
            let start = room.count
            fill(&room)
            // What is there begins with the comma of its first member.
            room.begin(with: UInt8(ascii: "{"), at: start)
            room.put(UInt8(ascii: "}"))
        }
    }

    private static func most(_ text: JSONText) -> Int {
        switch text {
        case .absent: 0
        case .null: JSONRoom.null.bytes
        case .integer: JSONRoom.decimalMax
        case .text(let text): JSONRoom.stringMax(bytes: text.utf8.count)
        case .raw(let text): text.utf8.count
        }
    }

    private static func put(_ text: JSONText, into room: inout JSONRoom) {
        switch text {
        case .absent: break
        case .null: room.putNull()
        case .integer(let value): room.decimal(value)
        case .text(var text): text.withUTF8 { room.text($0) }
        case .raw(var text): text.withUTF8 { room.put($0) }
        }
    }

    /// Bytes that it takes at most.
    @inline(__always)
    private static func most(_ piece: JSONPiece) -> Int {
        switch piece {
        case .absent: 0
        case .null: JSONRoom.null.bytes
        case .integer: JSONRoom.decimalMax
        case .text(let text): JSONRoom.stringMax(text)
        case .raw(let text): text.count
        }
    }

    @inline(__always)
    private static func put(_ piece: JSONPiece, into room: inout JSONRoom) {
        switch piece {
        case .absent: break
        case .null: room.putNull()
        case .integer(let value): room.decimal(value)
        case .text(let text): room.text(text)
        case .raw(let text): room.short(text)
        }
    }
}
