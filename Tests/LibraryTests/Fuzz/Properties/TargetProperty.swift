// Paths and queries: what decodes is text that a plain reading of RFC 3986 §2.1 finds, a query's
// pairs survive being written anew, and routes are found as if by splitting at the slashes.

import HTTP

enum TargetProperty {
    static func flaw(in input: [UInt8]) -> String? {
        for plusIsSpace in [false, true] {
            let text = PercentDecoding.text(input, plusIsSpace: plusIsSpace)
            let plain = plainReading(input, plusIsSpace: plusIsSpace)
            guard text.map({ Array($0.utf8) }) == plain else {
                return "decoded it is \(text ?? "nothing"), not \(plain ?? [])"
            }
            if let text, PercentDecoding.text(Self.escaped(text)) != text {
                return "\(text) does not survive being escaped"
            }
        }
        return queryFlaw(input) ?? requestFlaw(input)
    }

    // MARK: Decoding

    private static func plainReading(_ input: [UInt8], plusIsSpace: Bool) -> [UInt8]? {
        var decoded: [UInt8] = []
        var rest = input[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2,
                digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            decoded.append(value)
            rest = rest.dropFirst(2)
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { return nil }
        let hasControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return hasControl || Marks.areEndless(text) ? nil : decoded
    }

    private static func escaped(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return [byte]
            default:
                let digits = String(byte, radix: 16)
                return Array((byte < 16 ? "%0" : "%").utf8) + Array(digits.utf8)
            }
        }
    }

    // MARK: Queries

    private static func queryFlaw(_ input: [UInt8]) -> String? {
        let parts = input.split(separator: UInt8(ascii: "&"))
        guard let query = try? Query(parsing: input.span, 0..<input.count) else {
            let isWrong = parts.contains { plainReading(Array($0), plusIsSpace: true) == nil }
            return isWrong || parts.count > Limits.standard.queryPairsMax || isSplit(parts)
                ? nil : "a fine query was refused"
        }
        guard query.pairs.count == parts.count else { return "pairs were lost: \(query.pairs)" }
        var written: [UInt8] = []
        for pair in query.pairs {
            written += escaped(pair.name) + [UInt8(ascii: "=")] + escaped(pair.value)
            written.append(UInt8(ascii: "&"))
        }
        let again = try? Query(parsing: written.span, 0..<written.count)
        return again?.pairs == query.pairs ? nil : "\(query.pairs) came back otherwise"
    }

    /// A character whose bytes stand on both sides of "=" is text only as long as the two are one.
    private static func isSplit(_ parts: [ArraySlice<UInt8>]) -> Bool {
        parts.contains { part in
            part.split(separator: UInt8(ascii: "="), maxSplits: 1).contains {
                plainReading(Array($0), plusIsSpace: true) == nil
            }
        }
    }

    // MARK: Targets of requests

    private static func requestFlaw(_ input: [UInt8]) -> String? {
        var parser = RequestParser()
        let line = Array("GET ".utf8) + input + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        guard case .complete(let head) = parser.parse(line), head.consumed == line.count else {
            return nil
        }
        let request = head.request
        let path = Array(request.head[request.path])
        let query = request.rawQuery.map { [UInt8(ascii: "?")] + request.head[$0] } ?? []
        if input.first == UInt8(ascii: "/"), path + query != input {
            return "\(path) and \(query) are not the whole target"
        }
        return routeFlaw(request, path)
    }

    private static let patterns = [
        "/", "/people", "/people/me", "/people/{person}", "/people/{person}/tokens/{token}",
        "/{room}/{thing}/goals", "/{any}",
    ]

    private static let router = try? Router(patterns.map { (Method.get, $0, $0) })

    private static func routeFlaw(_ request: Request, _ path: [UInt8]) -> String? {
        guard let router else { return "the routes do not go together" }
        let expected = patterns.filter { matches($0, path) }.min(by: isMoreLiteral)
        guard case .found(let pattern, let captures) = router.find(.get, in: request) else {
            return expected.map { "\(path) was not found as \($0)" }
        }
        guard pattern == expected else { return "\(path) is \(pattern), not \(expected ?? "")" }
        let undecoded = captures.names.filter { captures[$0]?.isEmpty ?? true }
        return undecoded.isEmpty ? nil : "\(undecoded) have no text in \(path)"
    }

    private static func segments(_ path: [UInt8]) -> [[UInt8]] {
        path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Array($0) }
    }

    private static func matches(_ pattern: String, _ path: [UInt8]) -> Bool {
        if pattern == "/" { return path == [UInt8(ascii: "/")] }
        let wanted = segments(Array(pattern.utf8))
        let found = segments(path)
        guard wanted.count == found.count else { return false }
        for (wanted, found) in zip(wanted, found) {
            let isCapture = wanted.first == UInt8(ascii: "{")
            // An escaped letter is that letter (RFC 3986 §6.2.2.2), and there is nothing else here.
            let decoded = plainReading(found, plusIsSpace: false) ?? []
            if found.isEmpty || !(isCapture || wanted.elementsEqual(decoded)) { return false }
        }
        return true
    }

    /// A literal beats a capture, the earlier segment counting more.
    private static func isMoreLiteral(_ one: String, _ other: String) -> Bool {
        let kinds = [one, other].map { pattern in
            segments(Array(pattern.utf8)).map { $0.first == UInt8(ascii: "{") ? 1 : 0 }
        }
        return kinds[0].lexicographicallyPrecedes(kinds[1])
    }
}
