// Room at the end of the text for one piece of it, measured before it is asked for: a member goes
// in as a few plain copies, without a look at the array between them.

package struct JSONRoom {
    private let start: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private(set) var count = 0

    init?(_ room: UnsafeMutableBufferPointer<UInt8>) {
        guard let start = room.baseAddress else { return nil }
        self.start = start
        capacity = room.count
    }

    package var rest: UnsafeMutableBufferPointer<UInt8> {
        UnsafeMutableBufferPointer(start: start + count, count: capacity - count)
    }

    /// Bytes that somebody else wrote into `rest`.
    package mutating func take(_ bytes: Int) {
        precondition(bytes >= 0 && bytes <= capacity - count, "more was written than room is for")
        count += bytes
    }

    @inline(__always)
    package mutating func put(_ byte: UInt8) {
        precondition(count < capacity, "the writer asked for too little room")
        start[count] = byte
        count += 1
    }

    @inline(__always)
    package mutating func put(_ text: UnsafeBufferPointer<UInt8>) {
        precondition(text.count <= capacity - count, "the writer asked for too little room")
        guard let from = text.baseAddress else { return }
        (start + count).update(from: from, count: text.count)
        count += text.count
    }

    @inline(__always)
    package mutating func put(static text: StaticString) {
        put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// What `string` needs at most: each byte as an escape of six.
    package static func stringMax(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        stringMax(bytes: text.count)
    }

    static func stringMax(bytes: Int) -> Int { bytes * 6 + 2 }

    package mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        put(UInt8(ascii: "\""))
        var start = 0
        while let index = text.firstToEscape(from: start) {
            put(UnsafeBufferPointer(rebasing: text[start..<index]))
            escape(text[index])
            start = index + 1
        }
        put(start == 0 ? text : UnsafeBufferPointer(rebasing: text[start...]))
        put(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        put(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): put(byte)
        case 0x08: put(UInt8(ascii: "b"))
        case 0x0C: put(UInt8(ascii: "f"))
        case 0x0A: put(UInt8(ascii: "n"))
        case 0x0D: put(UInt8(ascii: "r"))
        case 0x09: put(UInt8(ascii: "t"))
        default:
            put(static: "u00")
            put(hexDigit(byte >> 4))
            put(hexDigit(byte & 15))
        }
    }

    private func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }

    @inline(__always)
    mutating func quoted(_ text: UnsafeBufferPointer<UInt8>) {
        put(UInt8(ascii: "\""))
        put(text)
        put(UInt8(ascii: "\""))
    }

    @inline(__always)
    mutating func key(_ name: StaticString, comma: Bool) {
        if comma { put(UInt8(ascii: ",")) }
        quoted(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        put(UInt8(ascii: ":"))
    }

    /// Bytes of the longest number: a sign and 19 digits.
    package static let decimalMax = 20

    package mutating func decimal(_ value: Int64) {
        if value < 0 { put(UInt8(ascii: "-")) }
        var divisor: UInt64 = 1
        let magnitude = value.magnitude
        while magnitude / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude / divisor % 10))
            divisor /= 10
        }
    }
}

extension [UInt8] {
    /// Appends what `fill` writes, at most `most` bytes.
    @inline(__always)
    mutating func append(atMost most: Int, _ fill: (inout JSONRoom) -> Void) {
        append(addingCapacity: most) { span in
            span.withUnsafeMutableBufferPointer { bytes, count in
                guard var room = JSONRoom(bytes) else { return }
                fill(&room)
                count = room.count
            }
        }
    }
}

// MARK: What must be escaped

extension UnsafeBufferPointer<UInt8> {
    @inline(__always)
    var needsNoEscape: Bool { firstToEscape(from: 0) == nil }

    /// RFC 8259 §7: quotation mark, reverse solidus and the controls. Eight bytes are looked at in
    /// one go, since hardly any text has a byte to escape.
    func firstToEscape(from start: Int) -> Int? {
        var index = start
        while index + 8 <= count, !hasSpecial(index) { index += 8 }
        while index < count {
            if isSpecial(self[index]) { return index }
            index += 1
            while index + 8 <= count, !hasSpecial(index) { index += 8 }
        }
        return nil
    }

    private func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Whether one of the eight bytes from `index` may be special: for each byte the classic
    /// zero-byte test of (x - 0x01) & ~x & 0x80, applied to x ^ quote, x ^ backslash and x < 0x20.
    private func hasSpecial(_ index: Int) -> Bool {
        let word = UnsafeRawBufferPointer(self)
            .loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let controls = (word &- (ones &* 0x20)) & ~word
        let quotes = (quote &- ones) & ~quote
        let backslashes = (backslash &- ones) & ~backslash
        return (controls | quotes | backslashes) & tops != 0
    }
}
