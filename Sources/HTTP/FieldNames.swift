// Which field names a head may have, so that a question for one that did not come is answered
// without a search: most requests are asked for ten fields and have three.

/// One bit of 64 for a name's length, first and last letter. Names that share a bit are told apart
/// by the search.
struct FieldNames: Sendable {
    private var bits: UInt64 = 0

    mutating func insert(_ bytes: Span<UInt8>, _ name: Range<Int>) {
        bits |= Self.bit(name.count, bytes[name.lowerBound], bytes[name.upperBound - 1])
    }

    @inline(__always)
    func mayHave(_ name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        guard count > 0 else { return false }
        // In bounds by the line above.
        return bits & Self.bit(count, name.utf8Start[0], name.utf8Start[count - 1]) != 0
    }

    /// Letters compare without case.
    @inline(__always)
    private static func bit(_ count: Int, _ first: UInt8, _ last: UInt8) -> UInt64 {
        let mixed = count &* 7 ^ Int(first | 0x20) ^ Int(last | 0x20) &* 3
        return 1 << UInt64(truncatingIfNeeded: mixed & 63)
    }
}
