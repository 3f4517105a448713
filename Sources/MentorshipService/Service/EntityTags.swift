// A list of entity tags as If-Match and If-None-Match carry it (RFC 9110 §8.8.3, §13.1).

struct EntityTags {
    private let tags: [Substring]

    init(_ header: String) {
        tags = header.split(separator: ",").map(Self.trimmed).filter { !$0.isEmpty }
    }

    var hasAny: Bool { tags.contains("*") }

    /// Weak comparison, and whatever coding the answer was sent in.
    func matches(_ tag: String) -> Bool {
        hasAny || tags.contains { Self.opaque($0) == Self.opaque(tag[...]) }
    }

    /// Whether one of the tags is of this version of the row, whoever looked at it how. A weak tag
    /// never allows a change (strong comparison).
    func names(version: Int) -> Bool {
        tags.contains { tag in
            tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 1
                && tag.dropFirst().prefix { $0.isASCII && $0.isNumber } == "\(version)"
        }
    }

    private static func opaque(_ tag: Substring) -> Substring {
        let tag = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
        return tag.hasSuffix("+gzip\"") ? tag.dropLast(6) : tag.dropLast()
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
