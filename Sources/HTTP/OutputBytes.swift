// How ResponseWriter fills the room it has asked for: text known at build time, numbers, and fields
// that are checked as they are written. Never grows: one request for room covers a whole response.

struct OutputBytes {
    private let room: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ room: UnsafeMutableBufferPointer<UInt8>) {
        self.room = room
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        precondition(count < room.count, "the writer asked for too little room")
        room[count] = byte
        count += 1
    }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        precondition(text.count <= room.count - count, "the writer asked for too little room")
        guard let from = text.baseAddress, let to = room.baseAddress else { return }
        (to + count).update(from: from, count: text.count)
        count += text.count
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    @inline(__always)
    mutating func append(static text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func endLine() {
        append(Octet.carriageReturn)
        append(Octet.lineFeed)
    }

    /// A number from 0 on.
    mutating func appendDecimal(_ number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        var rest = number
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    /// False, and something may have been appended, when the name is no token or the value has a
    /// control in it: CR, LF and NUL would split the response (RFC 9110 §5.5).
    mutating func append(_ field: Response.Header) -> Bool {
        let name = field.name.utf8Span.span
        let value = field.value.utf8Span.span
        if name.isEmpty || value.firstControl(from: 0) != nil { return false }
        for index in name.indices where !isToken(name[index]) { return false }
        name.withUnsafeBufferPointer { append($0) }
        append(UInt8(ascii: ":"))
        append(Octet.space)
        value.withUnsafeBufferPointer { append($0) }
        endLine()
        return true
    }
}

extension [UInt8] {
    /// Appends what `fill` writes, at most `most` bytes.
    mutating func append(atMost most: Int, _ fill: (inout OutputBytes) -> Void) {
        append(addingCapacity: most) { span in
            span.withUnsafeMutableBufferPointer { room, count in
                var out = OutputBytes(room)
                fill(&out)
                count = out.count
            }
        }
    }
}

extension Response.Header {
    /// Bytes of the whole line.
    var lineCount: Int { name.utf8.count + value.utf8.count + 4 }

    /// Whether the line may be written.
    var isSafe: Bool {
        var line: [UInt8] = []
        var isSafe = false
        line.append(atMost: lineCount) { isSafe = $0.append(self) }
        return isSafe
    }

    /// Without regard to case.
    package func isNamed(_ other: StaticString) -> Bool {
        let name = name.utf8Span.span
        return name.equals(0..<name.count, anyCase: other)
    }
}
