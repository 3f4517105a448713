// Entity tags and the conditions that name them (RFC 9110 §8.8.3 and §13.1). Says what matches;
// what follows from it (304, 412) is decided where the resource is known.

package struct EntityTag: Sendable, Equatable, CustomStringConvertible {
    package let isWeak: Bool
    /// What is between the quotes.
    package let text: String

    package init(_ text: String, isWeak: Bool = false) {
        self.text = text
        self.isWeak = isWeak
    }

    /// As a field value: "\"text\"", with W/ before a weak one.
    package var description: String { "\(isWeak ? "W/" : "")\"\(text)\"" }

    /// For If-Match: the same bytes, so neither may be weak.
    package func matchesStrongly(_ other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && text == other.text
    }

    /// For If-None-Match.
    package func matchesWeakly(_ other: EntityTag) -> Bool { text == other.text }
}

/// The value of If-Match or If-None-Match.
package enum EntityTags: Sendable, Equatable {
    case any
    case listed([EntityTag])

    /// Nil when it is neither "*" nor a list of tags.
    package init?(_ values: [String]) {
        if values.count == 1, values[0] == "*" {
            self = .any
            return
        }
        var tags: [EntityTag] = []
        for value in values {
            guard let more = Self.tags(Array(value.utf8)) else { return nil }
            tags += more
        }
        if tags.isEmpty { return nil }
        self = .listed(tags)
    }

    package func matchesStrongly(_ tag: EntityTag) -> Bool {
        guard case .listed(let tags) = self else { return true }
        return tags.contains { $0.matchesStrongly(tag) }
    }

    package func matchesWeakly(_ tag: EntityTag) -> Bool {
        guard case .listed(let tags) = self else { return true }
        return tags.contains { $0.matchesWeakly(tag) }
    }

    /// A comma may stand in a tag, so the list cannot be split before its tags are known.
    private static func tags(_ bytes: [UInt8]) -> [EntityTag]? {
        var tags: [EntityTag] = []
        var index = 0
        var mayBegin = true
        while index < bytes.count {
            if isBlank(bytes[index]) || bytes[index] == UInt8(ascii: ",") {
                if bytes[index] == UInt8(ascii: ",") { mayBegin = true }
                index += 1
            } else {
                guard mayBegin, let (tag, end) = tag(bytes, index) else { return nil }
                tags.append(tag)
                index = end
                mayBegin = false
            }
        }
        return tags
    }

    private static func tag(_ bytes: [UInt8], _ start: Int) -> (EntityTag, Int)? {
        let quote = UInt8(ascii: "\"")
        let isWeak = bytes[start...].starts(with: "W/".utf8)
        let open = isWeak ? start + 2 : start
        guard open < bytes.count, bytes[open] == quote,
            let close = bytes[(open + 1)...].firstIndex(of: quote)
        else { return nil }
        let text = bytes[open + 1..<close]
        // etagc: visible, or obs-text.
        guard text.allSatisfy({ $0 > Octet.space && $0 != Octet.delete }) else { return nil }
        return (EntityTag(String(decoding: text, as: UTF8.self), isWeak: isWeak), close + 1)
    }
}

package struct ConditionError: Error, Sendable, Equatable {
    /// "If-Match" or "If-None-Match".
    package let field: String

    package init(field: String) {
        self.field = field
    }

    package var problem: Problem {
        Problem(
            status: 400, code: "malformed_condition", title: "Malformed condition",
            detail: "\(field) must be * or a list of entity tags, each in double quotes.")
    }
}

extension Request {
    package func ifMatch() throws(ConditionError) -> EntityTags? {
        try condition("if-match", "If-Match")
    }

    package func ifNoneMatch() throws(ConditionError) -> EntityTags? {
        try condition("if-none-match", "If-None-Match")
    }

    private func condition(
        _ name: StaticString, _ shown: String
    ) throws(ConditionError) -> EntityTags? {
        let values = headers(name)
        if values.isEmpty { return nil }
        guard let tags = EntityTags(values) else { throw ConditionError(field: shown) }
        return tags
    }
}
