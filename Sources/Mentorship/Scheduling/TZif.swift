// Reads the bytes of a TZif file, versions 1 to 4 (RFC 9636), into the moments at which the offset
// of a zone changes. Opens no file itself, and refuses tables that count leap seconds, since
// nothing else here does.

package struct TZifError: Error, Sendable, Equatable {
    package let message: String
}

package struct TZif: Sendable, Equatable {
    package struct Transition: Sendable, Equatable {
        /// Seconds since 1970, UTC.
        package let second: Int64
        /// Seconds east of Greenwich from then on.
        package let offset: Int
    }

    /// In force before the first transition.
    package let firstOffset: Int
    package let transitions: [Transition]
    /// How it goes on after the last transition; nil: unchanged.
    package let rule: PosixRule?

    package init(_ bytes: [UInt8]) throws(TZifError) {
        var cursor = ByteCursor(bytes: bytes)
        var header = try TZifHeader(&cursor)
        var wide = false
        if header.version >= 2 {
            // The first block is for readers that know 32 bits only (§3.1).
            try cursor.skip(header.bodyLength(timeSize: 4))
            header = try TZifHeader(&cursor)
            wide = true
        }
        let body = try TZifBody(&cursor, header: header, wide: wide)
        let rule = wide ? try Self.footer(&cursor) : nil
        firstOffset = body.offsets[0]
        transitions = body.transitions
        self.rule = rule
    }

    private static func footer(_ cursor: inout ByteCursor) throws(TZifError) -> PosixRule? {
        guard try cursor.byte() == 0x0A else { throw TZifError(message: "no footer") }
        var text: [UInt8] = []
        while true {
            let byte = try cursor.byte()
            if byte == 0x0A { break }
            text.append(byte)
        }
        if text.isEmpty { return nil }
        guard let rule = PosixRule(text) else {
            throw TZifError(message: "the footer is no TZ string")
        }
        return rule
    }
}

/// §3.1: what follows, and how much of it.
private struct TZifHeader {
    let version: Int
    let isUTCount, isStandardCount, leapCount, timeCount, typeCount, characterCount: Int

    init(_ cursor: inout ByteCursor) throws(TZifError) {
        guard try cursor.bytes(4) == Array("TZif".utf8) else {
            throw TZifError(message: "not a TZif file")
        }
        switch try cursor.byte() {
        case 0: version = 1
        case let byte where byte >= 0x32: version = Int(byte - 0x30)  // a later one reads as 4
        default: throw TZifError(message: "unknown version")
        }
        try cursor.skip(15)
        isUTCount = try cursor.count()
        isStandardCount = try cursor.count()
        leapCount = try cursor.count()
        timeCount = try cursor.count()
        typeCount = try cursor.count()
        characterCount = try cursor.count()
    }

    func bodyLength(timeSize: Int) -> Int {
        timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4)
            + isStandardCount + isUTCount
    }
}

/// §3.2: the transitions with the offset that each of them brings.
private struct TZifBody {
    var offsets: [Int] = []
    var transitions: [TZif.Transition] = []

    init(_ cursor: inout ByteCursor, header: TZifHeader, wide: Bool) throws(TZifError) {
        guard header.typeCount > 0 else { throw TZifError(message: "no local time type") }
        guard header.leapCount == 0 else { throw TZifError(message: "it counts leap seconds") }
        let rest = header.characterCount + header.isStandardCount + header.isUTCount
        guard cursor.left >= header.bodyLength(timeSize: wide ? 8 : 4) else {
            throw TZifError(message: "cut short")
        }
        var seconds: [Int64] = []
        for _ in 0..<header.timeCount {
            seconds.append(wide ? try cursor.int64() : Int64(try cursor.int32()))
        }
        let types = try cursor.bytes(header.timeCount)
        for _ in 0..<header.typeCount {
            offsets.append(Int(try cursor.int32()))
            try cursor.skip(2)
        }
        try cursor.skip(rest)
        for (second, type) in zip(seconds, types) {
            guard Int(type) < offsets.count else { throw TZifError(message: "no such type") }
            if let last = transitions.last, last.second >= second {
                throw TZifError(message: "transitions out of order")
            }
            transitions.append(TZif.Transition(second: second, offset: offsets[Int(type)]))
        }
        guard offsets.allSatisfy({ abs($0) < 100_000 }) else {
            throw TZifError(message: "an offset beyond a day")
        }
    }
}

/// Big-endian numbers, one after the other; running out of bytes is an error, never a trap.
private struct ByteCursor {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var left: Int { bytes.count - index }

    mutating func skip(_ count: Int) throws(TZifError) {
        guard count <= left else { throw TZifError(message: "cut short") }
        index += count
    }

    mutating func byte() throws(TZifError) -> UInt8 {
        try skip(1)
        return bytes[index - 1]
    }

    mutating func bytes(_ count: Int) throws(TZifError) -> [UInt8] {
        try skip(count)
        return Array(bytes[(index - count)..<index])
    }

    mutating func int32() throws(TZifError) -> Int32 {
        try skip(4)
        return Int32(truncatingIfNeeded: bigEndian(from: index - 4, count: 4))
    }

    mutating func int64() throws(TZifError) -> Int64 {
        try skip(8)
        return Int64(bitPattern: bigEndian(from: index - 8, count: 8))
    }

    /// A count of records: more than a file could hold is an error already here.
    mutating func count() throws(TZifError) -> Int {
        let count = Int(try int32())
        guard count >= 0, count <= 1_000_000 else { throw TZifError(message: "bad count") }
        return count
    }

    private func bigEndian(from start: Int, count: Int) -> UInt64 {
        bytes[start..<(start + count)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
