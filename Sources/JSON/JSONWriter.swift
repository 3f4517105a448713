// Writes JSON text straight into a byte buffer: a list goes from row to buffer without a value in
// between. Commas are the writer's business; it never looks back into what it wrote.

package struct JSONWriter: Sendable {
    package var bytes: [UInt8]
    private var needsComma = false

    package init(capacity: Int = 512) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// What is written, for a column or a message.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    // MARK: Structure

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// A member's name that is known when the program is built: plain ASCII without escapes.
    package mutating func key(_ name: StaticString) {
        let comma = needsComma
        bytes.append(atMost: name.utf8CodeUnitCount + 4) { $0.key(name, comma: comma) }
        needsComma = false
    }

    package mutating func key(text: String) {
        string(text)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    package mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { string(utf8: $0) }
    }

    package mutating func string(utf8 text: UnsafeBufferPointer<UInt8>) {
        stretch(atMost: JSONRoom.stringMax(text)) { $0.text(text) }
    }

    /// A value that `fill` writes in one stretch of at most `most` bytes, such as an object of
    /// which all is at hand.
    package mutating func stretch(atMost most: Int, _ fill: (inout JSONRoom) -> Void) {
        comma()
        bytes.append(atMost: most, fill)
        needsComma = true
    }

    private static let null: StaticString = "null"
    private static var nullText: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: null.utf8Start, count: null.utf8CodeUnitCount)
    }

    /// A string value of at most `most` bytes that `fill` writes and that needs no escapes, such as
    /// a date; it returns how many it wrote.
    package mutating func string(
        atMost most: Int, fill: (UnsafeMutableBufferPointer<UInt8>) -> Int
    ) {
        stretch(atMost: most + 2) { room in
            room.put(UInt8(ascii: "\""))
            room.take(fill(room.rest))
            room.put(UInt8(ascii: "\""))
        }
    }

    /// A string value that needs no escapes. Its own name, since with an overload on literals Swift
    /// would take the slower String.
    package mutating func literal(_ text: StaticString) {
        comma()
        let text = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        bytes.append(atMost: text.count + 2) { $0.quoted(text) }
        needsComma = true
    }

    package mutating func integer(_ value: Int64) {
        comma()
        appendDecimal(value)
        needsComma = true
    }

    package mutating func int(_ value: Int) { integer(Int64(value)) }

    /// The shortest text that reads back as an equal number, so that zero has no sign and whole
    /// numbers no fraction; null where JSON has none.
    package mutating func decimal(_ value: Double) {
        guard value.isFinite else { return null() }
        comma()
        // Up to here every reader keeps integers exact (RFC 8259 §6).
        if abs(value) <= 0x1p53, value.rounded(.towardZero) == value {
            appendDecimal(Int64(value))
        } else {
            bytes.append(contentsOf: value.description.utf8)
        }
        needsComma = true
    }

    package mutating func bool(_ value: Bool) {
        comma()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
        needsComma = true
    }

    package mutating func null() {
        comma()
        bytes.append(contentsOf: Self.nullText)
        needsComma = true
    }

    /// Text that is JSON already, such as a column that was checked when it was written.
    package mutating func raw(_ json: String) {
        var json = json
        json.withUTF8 { raw(utf8: $0) }
    }

    package mutating func raw(utf8 json: UnsafeBufferPointer<UInt8>) {
        comma()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    package mutating func value(_ json: JSON) {
        switch json {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .decimal(let value): decimal(value)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(text: member.name)
                value(member.value)
            }
            endObject()
        }
    }

    // MARK: Bytes

    private mutating func open(_ bracket: UInt8) {
        comma()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func appendDecimal(_ value: Int64) {
        bytes.append(atMost: 20) { $0.decimal(value) }
    }
}
