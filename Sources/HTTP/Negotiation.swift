// Content negotiation (RFC 9110 §12): which of the offered media types a client would rather have,
// and whether it takes gzip. Weights are in thousandths; parameters other than q are not compared,
// and a member that cannot be read is passed over as if it had not been sent.

package enum Negotiation {
    /// The offered type with the greatest weight, the earlier of two equal ones; nil when none is
    /// acceptable (406). Without an Accept that can be read, the first. Offered types are written
    /// in lower case, without parameters.
    package static func mediaType(
        _ bytes: Span<UInt8>, accept: [Range<Int>], offered: [String]
    ) -> String? {
        var best: String?
        var bestWeight = 0
        for type in offered {
            guard let weight = weight(bytes, accept, of: type) else { return offered.first }
            if weight > bestWeight { (best, bestWeight) = (type, weight) }
        }
        return best
    }

    /// Whether an answer may be gzipped: said by name, or by "*" where gzip is not named.
    package static func acceptsGzip(_ bytes: Span<UInt8>, acceptEncoding: [Range<Int>]) -> Bool {
        var named: Int?
        var star: Int?
        for value in acceptEncoding {
            var start = value.lowerBound
            while let member = nextMember(bytes, &start, value.upperBound) {
                if bytes.equals(member.name, "*") {
                    star = star ?? member.weight
                } else if bytes.equals(member.name, anyCase: "gzip")
                    || bytes.equals(member.name, anyCase: "x-gzip")
                {
                    named = named ?? member.weight
                }
            }
        }
        return (named ?? star ?? 0) > 0
    }

    // MARK: Ranges of media types

    /// That of the most specific range that has the type in it (RFC 9110 §12.5.1), 0 when none has;
    /// nil when there is no range at all.
    private static func weight(
        _ bytes: Span<UInt8>, _ values: [Range<Int>], of type: String
    ) -> Int? {
        var best = (precision: 0, weight: 0)
        var isEmpty = true
        for value in values {
            var start = value.lowerBound
            while let member = nextMember(bytes, &start, value.upperBound) {
                guard member.slash != nil else { continue }
                isEmpty = false
                let precision = precision(bytes, member, of: type)
                if precision > 0, (precision, member.weight) > best {
                    best = (precision, member.weight)
                }
            }
        }
        return isEmpty ? nil : best.weight
    }

    /// 3 for the type itself, 2 for "type/*", 1 for "*/*", 0 for another one.
    private static func precision(
        _ bytes: Span<UInt8>, _ member: Member, of type: String
    ) -> Int {
        if bytes.equals(member.name, "*/*") { return 1 }
        guard let slash = member.slash else { return 0 }
        let isWild = bytes.equals(slash + 1..<member.name.upperBound, "*")
        var index = member.name.lowerBound
        for byte in type.utf8 {
            guard index < member.name.upperBound, lowercased(bytes[index]) == byte else { return 0 }
            if isWild, index == slash { return 2 }
            index += 1
        }
        return index == member.name.upperBound ? 3 : 0
    }

    // MARK: Members of a list

    private struct Member {
        /// A coding or a media range, without parameters.
        let name: Range<Int>
        let slash: Int?
        let weight: Int
    }

    /// The next one that can be read; `start` is moved behind it.
    private static func nextMember(
        _ bytes: Span<UInt8>, _ start: inout Int, _ end: Int
    ) -> Member? {
        while start < end {
            let next = endOfPart(bytes, start, end, UInt8(ascii: ","))
            let found = member(bytes, bytes.trimmed(start..<next))
            start = next + 1
            if let found { return found }
        }
        return nil
    }

    private static func member(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Member? {
        var end = range.lowerBound
        var slash: Int?
        while end < range.upperBound {
            if bytes[end] == UInt8(ascii: "/"), slash == nil {
                slash = end
            } else if !isToken(bytes[end]) {
                break
            }
            end += 1
        }
        let name = range.lowerBound..<end
        guard !name.isEmpty, slash != name.lowerBound, slash != end - 1,
            let weight = weight(bytes, end..<range.upperBound)
        else { return nil }
        return Member(name: name, slash: slash, weight: weight)
    }

    /// From the parameters behind a name: 1 where there is no q, nil for one that is none.
    private static func weight(_ bytes: Span<UInt8>, _ parameters: Range<Int>) -> Int? {
        var start = endOfPart(
            bytes, parameters.lowerBound, parameters.upperBound, UInt8(ascii: ";"))
        guard bytes.trimmed(parameters.lowerBound..<start).isEmpty else { return nil }
        while start < parameters.upperBound {
            let end = endOfPart(bytes, start + 1, parameters.upperBound, UInt8(ascii: ";"))
            let part = bytes.trimmed(start + 1..<end)
            if part.count >= 2, lowercased(bytes[part.lowerBound]) == UInt8(ascii: "q"),
                bytes[part.lowerBound + 1] == UInt8(ascii: "=")
            {
                return thousandths(bytes, part.lowerBound + 2..<part.upperBound)
            }
            start = end
        }
        return 1000
    }

    /// qvalue of RFC 9110 §12.4.2: 0 or 1 with at most three decimals.
    private static func thousandths(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard range.count >= 1, range.count <= 5 else { return nil }
        var value = 0
        for place in 0..<5 {
            let index = range.lowerBound + place
            let byte = index < range.upperBound ? bytes[index] : UInt8(ascii: "0")
            if place == 1 {
                if index < range.upperBound, byte != UInt8(ascii: ".") { return nil }
            } else {
                guard isDigit(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
        }
        return value <= 1000 ? value : nil
    }

    /// Where the separator stands outside a quoted string, or the end.
    private static func endOfPart(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ separator: UInt8
    ) -> Int {
        var index = start
        var isQuoted = false
        while index < end {
            let byte = bytes[index]
            if byte == separator, !isQuoted { return index }
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: "\\"), isQuoted { index += 1 }
            index += 1
        }
        return end
    }
}

extension Request {
    /// Which of the offered media types to answer with; nil for 406.
    package func mediaType(among offered: [String]) -> String? {
        let accept = values(of: "accept")
        if accept.isEmpty { return offered.first }
        return Negotiation.mediaType(head.span, accept: accept, offered: offered)
    }

    package var acceptsGzip: Bool {
        let values = values(of: "accept-encoding")
        return Negotiation.acceptsGzip(head.span, acceptEncoding: values)
    }
}
