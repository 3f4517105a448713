// The request line (RFC 9112 §3): method, target and version, one space between each. Finds where
// the parts of the target lie; never decides what they mean.

struct RequestLine: Sendable {
    private(set) var method = Method.other
    private(set) var version = Request.Version.http11
    private(set) var path = 0..<0
    private(set) var query: Range<Int>?
    /// Of an absolute target or of CONNECT's.
    private(set) var authority: Range<Int>?

    /// `line` holds no control but HTAB, which no part allows.
    mutating func read(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(Refusal) {
        var index = line.lowerBound
        while index < line.upperBound, isToken(bytes[index]) { index += 1 }
        guard index > line.lowerBound, index < line.upperBound, bytes[index] == Octet.space else {
            throw .malformedRequestLine
        }
        method = Method(bytes, line.lowerBound..<index)
        let start = index + 1
        var end = line.upperBound
        while end > start, bytes[end - 1] != Octet.space { end -= 1 }
        // `end` is behind the last space: what follows is the version.
        guard end - 1 > start else { throw .malformedRequestLine }
        version = try Self.version(bytes, end..<line.upperBound)
        try readTarget(bytes, start..<end - 1)
    }

    /// HTTP-name is case-sensitive (RFC 9112 §2.3).
    private static func version(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(Refusal) -> Request.Version {
        let start = range.lowerBound
        guard range.count == 8, bytes[start] == UInt8(ascii: "H"),
            bytes[start + 1] == UInt8(ascii: "T"), bytes[start + 2] == UInt8(ascii: "T"),
            bytes[start + 3] == UInt8(ascii: "P"), bytes[start + 4] == UInt8(ascii: "/"),
            isDigit(bytes[start + 5]), bytes[start + 6] == UInt8(ascii: "."),
            isDigit(bytes[start + 7])
        else { throw .malformedVersion }
        guard bytes[start + 5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        // A later minor version promises what 1.1 does and is read as that (RFC 9110 §2.5).
        return bytes[start + 7] == UInt8(ascii: "0") ? .http10 : .http11
    }

    // MARK: The target's four forms (RFC 9112 §3.2)

    private mutating func readTarget(
        _ bytes: Span<UInt8>, _ target: Range<Int>
    ) throws(Refusal) {
        if method == .connect {
            guard Authority.isValid(bytes, target, needsPort: true) else { throw .malformedTarget }
            path = target.upperBound..<target.upperBound
            authority = target
        } else if bytes[target.lowerBound] == UInt8(ascii: "/") {
            try readPath(bytes, target)
        } else if target.count == 1, bytes[target.lowerBound] == UInt8(ascii: "*") {
            guard method == .options else { throw .malformedTarget }
            path = target
        } else {
            try readAbsolute(bytes, target)
        }
    }

    private mutating func readAbsolute(
        _ bytes: Span<UInt8>, _ target: Range<Int>
    ) throws(Refusal) {
        guard let start = Self.afterScheme(bytes, target) else { throw .malformedTarget }
        var end = start
        while end < target.upperBound, bytes[end] != UInt8(ascii: "/"),
            bytes[end] != UInt8(ascii: "?")
        {
            end += 1
        }
        guard Authority.isValid(bytes, start..<end) else { throw .malformedTarget }
        authority = start..<end
        try readPath(bytes, end..<target.upperBound)
        // An empty path means "/" (RFC 9110 §4.2.3): the last slash before the authority is one.
        if path.isEmpty { path = start - 1..<start }
    }

    private static func afterScheme(_ bytes: Span<UInt8>, _ target: Range<Int>) -> Int? {
        for (scheme, length) in [("http://", 7), ("https://", 8)] as [(StaticString, Int)] {
            let end = target.lowerBound + length
            if end <= target.upperBound, bytes.equals(target.lowerBound..<end, anyCase: scheme) {
                return end
            }
        }
        return nil
    }

    private mutating func readPath(
        _ bytes: Span<UInt8>, _ target: Range<Int>
    ) throws(Refusal) {
        var isPlain = true
        var index = target.lowerBound
        while index < target.upperBound {
            if isPathCharacter(bytes[index]) {
                index += 1
            } else if bytes[index] == UInt8(ascii: "?") {
                break
            } else {
                index = try Self.afterEscape(bytes, index, target.upperBound)
                isPlain = false
            }
        }
        path = target.lowerBound..<index
        // What is not text when decoded is refused here, so that a capture always decodes.
        if !isPlain, PercentDecoding.text(bytes, path) == nil { throw .malformedPathEncoding }
        if index < target.upperBound { try readQuery(bytes, index + 1..<target.upperBound) }
    }

    private mutating func readQuery(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(Refusal) {
        var index = range.lowerBound
        while index < range.upperBound {
            if isPathCharacter(bytes[index]) || bytes[index] == UInt8(ascii: "?") {
                index += 1
            } else {
                index = try Self.afterEscape(bytes, index, range.upperBound)
            }
        }
        query = range
    }

    private static func afterEscape(
        _ bytes: Span<UInt8>, _ index: Int, _ end: Int
    ) throws(Refusal) -> Int {
        guard bytes[index] == UInt8(ascii: "%"), end - index >= 3,
            isHexadecimal(bytes[index + 1]), isHexadecimal(bytes[index + 2])
        else { throw .malformedTarget }
        return index + 3
    }
}
