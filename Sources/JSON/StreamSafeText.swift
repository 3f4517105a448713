// Whether a text keeps to the Stream-Safe Text Format (UAX #15 §13). Swift compares and hashes
// text by canonical equivalence, and for that sorts every run of combining marks, in time that
// grows with the square of its length: a name of 256 KiB in marks would hold a thread for a minute.
// So nothing that comes in may have such a run, be it JSON, a query, a path or CSV. Never changes a
// text.

package enum StreamSafeText {
    /// UAX15-D4. "Significantly beyond what is required for any linguistic or technical usage": the
    /// Tibetan and Vietnamese of real texts need fewer than ten.
    package static let marksMax = 30

    /// `text` is well-formed UTF-8.
    package static func holds(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // A mark takes two bytes at least.
        if text.count <= marksMax * 2 { return true }
        var marks = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            // Below U+0300, whose first byte is CC, nothing combines.
            if byte < 0xCC {
                marks = 0
                index += 1
                continue
            }
            let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            guard index + length <= text.count else { return true }
            marks = isMark(scalar(text, index, length)) ? marks + 1 : 0
            if marks > marksMax { return false }
            index += length
        }
        return true
    }

    package static func holds(_ text: [UInt8]) -> Bool {
        text.withUnsafeBufferPointer { holds($0) }
    }

    private static func scalar(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ length: Int
    ) -> Unicode.Scalar? {
        var value = UInt32(text[start]) & (0x7F >> UInt32(length))
        for index in start + 1..<start + length { value = value << 6 | UInt32(text[index] & 0x3F) }
        return Unicode.Scalar(value)
    }

    /// A non-starter, which canonical ordering moves (Unicode §3.11).
    private static func isMark(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return false }
        return scalar.properties.canonicalCombiningClass != .notReordered
    }
}
