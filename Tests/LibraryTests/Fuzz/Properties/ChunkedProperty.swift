// The chunked decoder: cuts change neither the body nor how it ends, limits hold, and a body that
// was taken is the one that a plain reading of RFC 9112 §7.1 finds.

import HTTP

enum ChunkedProperty {
    static func flaw(in input: [UInt8]) -> String? {
        guard let cutting = Cutting(input) else { return nil }
        let limits = cutting.isTight ? tight : .standard
        let bodyMax = cutting.isOther ? 24 : 1 << 16
        let whole = decode(cutting.bytes, endingAt: [cutting.bytes.count], bodyMax, limits)
        for ends in cutting.ways {
            let cut = decode(cutting.bytes, endingAt: ends, bodyMax, limits)
            if cut != whole { return "cut at \(ends) it is \(cut), else \(whole)" }
        }
        if whole.body.count > bodyMax { return "the body has \(whole.body.count) bytes" }
        guard whole.outcome == .complete else { return nil }
        let taken = Array(cutting.bytes[..<whole.consumed])
        guard plainReading(taken) == whole.body else {
            return "a plain reading of \(taken) is not \(whole.body)"
        }
        return nil
    }

    private static let tight: Limits = {
        var limits = Limits()
        limits.chunkExtensionMax = 12
        limits.chunkExtensionsMax = 20
        limits.trailerMax = 24
        return limits
    }()

    private struct Result: Equatable {
        var body: [UInt8] = []
        var outcome = ChunkedBody.Outcome.needsMore
        /// Of a body that is complete: up to where; of another one it means nothing.
        var consumed = 0
    }

    private static func decode(
        _ bytes: [UInt8], endingAt ends: [Int], _ bodyMax: Int, _ limits: Limits
    ) -> Result {
        var decoder = ChunkedBody(bodyMax: bodyMax)
        var result = Result()
        var start = 0
        for end in ends {
            let piece = Array(bytes[start..<end])
            let progress = decoder.decode(piece, limits: limits, appendingTo: &result.body)
            result.outcome = progress.outcome
            if progress.outcome == .complete { result.consumed = start + progress.consumed }
            guard progress.outcome == .needsMore else { return result }
            start = end
        }
        return result
    }

    // MARK: A plain reading

    /// For whole bodies that are known to be well formed; nil where it finds none.
    private static func plainReading(_ bytes: [UInt8]) -> [UInt8]? {
        var body: [UInt8] = []
        var rest = bytes[...]
        while let line = nextLine(&rest) {
            let digits = line.prefix { Character(Unicode.Scalar($0)).isHexDigit }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            if size == 0 { return endsAfterTrailers(&rest) ? body : nil }
            guard size + 2 <= rest.count else { return nil }
            body += rest.prefix(size)
            rest = rest.dropFirst(size)
            guard nextLine(&rest)?.isEmpty == true else { return nil }
        }
        return nil
    }

    private static func endsAfterTrailers(_ rest: inout ArraySlice<UInt8>) -> Bool {
        while let line = nextLine(&rest) {
            if line.isEmpty { return rest.isEmpty }
            guard line.contains(UInt8(ascii: ":")) else { return false }
        }
        return false
    }

    private static func nextLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: 0x0A), rest[..<end].last == 0x0D else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end].dropLast()
    }
}
