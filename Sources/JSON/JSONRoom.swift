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

    // MARK: Members

    /// The first byte of what was written since the room held `start` bytes, or a byte of its own.
    @inline(__always)
    mutating func begin(with byte: UInt8, at start: Int) {
        if count == start { return put(byte) }
        self.start[start] = byte
    }

    /// What is copied of a name behind its end is written over by what follows.
    @inline(__always)
    mutating func put(_ name: JSONNames.Name) {
        precondition(
            JSONNames.Name.bytes <= capacity - count, "the writer asked for too little room")
        let place = UnsafeMutableRawPointer(start + count)
        place.storeBytes(of: name.first, as: SIMD16<UInt8>.self)
        place.storeBytes(of: name.second, toByteOffset: 16, as: SIMD16<UInt8>.self)
        count += name.length
    }

    static let null = (text: 0x6C6C_756E as UInt32, bytes: 4)

    @inline(__always)
    mutating func putNull() {
        precondition(Self.null.bytes <= capacity - count, "the writer asked for too little room")
        UnsafeMutableRawPointer(start + count)
            .storeBytes(of: Self.null.text.littleEndian, as: UInt32.self)
        count += Self.null.bytes
    }

    /// As `string`, for a text that hardly ever needs escapes: it is looked at while it is copied.
    @inline(__always)
    mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
        precondition(text.count + 2 <= capacity - count, "the writer asked for too little room")
        guard text.copy(to: start + count + 1) else { return string(text) }
        start[count] = UInt8(ascii: "\"")
        start[count + 1 + text.count] = UInt8(ascii: "\"")
        count += text.count + 2
    }

    /// As `put`, for what is mostly shorter than a call takes.
    @inline(__always)
    mutating func short(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count <= 64 else { return put(text) }
        precondition(text.count <= capacity - count, "the writer asked for too little room")
        _ = text.copy(to: start + count)
        count += text.count
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

    private func hasSpecial(_ index: Int) -> Bool {
        UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            .specials != 0
    }

    /// Copies the text and says whether it stands there as it must in JSON: nothing needs an
    /// escape. Eight bytes at a time, the last eight overlapping those before.
    @inline(__always)
    func copy(to place: UnsafeMutablePointer<UInt8>) -> Bool {
        guard let from = UnsafeRawPointer(baseAddress) else { return true }
        let place = UnsafeMutableRawPointer(place)
        guard count >= 8 else { return copyShort(from, to: place) }
        var specials: UInt64 = 0
        let last = count - 8
        var offset = 0
        while true {
            let word = from.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            place.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
            specials |= word.specials
            if offset == last { return specials == 0 }
            offset = Swift.min(offset + 8, last)
        }
    }

    /// Of fewer than eight bytes.
    private func copyShort(_ from: UnsafeRawPointer, to place: UnsafeMutableRawPointer) -> Bool {
        if count >= 4 {
            let first = from.loadUnaligned(as: UInt32.self)
            let last = from.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            place.storeBytes(of: first, as: UInt32.self)
            place.storeBytes(of: last, toByteOffset: count - 4, as: UInt32.self)
            return (UInt64(first) | UInt64(last) << 32).specials == 0
        }
        var isPlain = true
        for offset in 0..<count {
            let byte = from.load(fromByteOffset: offset, as: UInt8.self)
            place.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
            if isSpecial(byte) { isPlain = false }
        }
        return isPlain
    }
}

extension UInt64 {
    /// Not zero when one of the eight bytes must be escaped. For each byte the classic zero-byte
    /// test (x - 0x01) & ~x & 0x80 of x ^ quotation mark and x ^ reverse solidus, and x < 0x20;
    /// the marks have no top bit, so that ~x is the word's for all three.
    fileprivate var specials: UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quotes = (self ^ (ones &* 0x22)) &- ones
        let backslashes = (self ^ (ones &* 0x5C)) &- ones
        let controls = self &- (ones &* 0x20)
        return (quotes | backslashes | controls) & ~self & tops
    }
}
