// How room that was asked for at once is filled: text known at build time, texts and numbers. Never
// grows: one request for room covers a whole response.

package struct OutputBytes {
    private let room: UnsafeMutableBufferPointer<UInt8>
    package private(set) var count = 0

    init(_ room: UnsafeMutableBufferPointer<UInt8>) {
        self.room = room
    }

    @inline(__always)
    package mutating func append(_ byte: UInt8) {
        precondition(count < room.count, "the writer asked for too little room")
        room[count] = byte
        count += 1
    }

    package mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        precondition(text.count <= room.count - count, "the writer asked for too little room")
        guard let from = text.baseAddress, let to = room.baseAddress else { return }
        (to + count).update(from: from, count: text.count)
        count += text.count
    }

    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    @inline(__always)
    package mutating func append(static text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    package mutating func endLine() {
        append(Octet.carriageReturn)
        append(Octet.lineFeed)
    }

    package mutating func append(_ text: String) {
        text.utf8Span.span.withUnsafeBufferPointer { append($0) }
    }

    /// A number from 0 on.
    package mutating func appendDecimal(_ number: Int) {
        var rest = UInt(number)
        var digits = 1
        // By a constant: a division by a variable takes ten times as long.
        var above = rest / 10
        while above > 0 {
            digits += 1
            above /= 10
        }
        precondition(digits <= room.count - count, "the writer asked for too little room")
        for place in (count..<count + digits).reversed() {
            room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }
}

extension [UInt8] {
    /// Appends what `fill` writes, at most `most` bytes.
    package mutating func append(atMost most: Int, _ fill: (inout OutputBytes) -> Void) {
        append(addingCapacity: most) { span in
            span.withUnsafeMutableBufferPointer { room, count in
                var out = OutputBytes(room)
                fill(&out)
                count = out.count
            }
        }
    }
}
