// A word that two people can share: a skill, an interest, a value, a language. It is compared by
// its folded key and shown as it was written. Knows no vocabulary and corrects no spelling.

package struct Term: Hashable, Comparable, Sendable {
    package let key: String
    package let text: String

    package init(key: String, text: String) {
        self.key = key
        self.text = text
    }

    /// Case, and white space around and between words, do not make another word.
    package init(_ text: String) {
        self.init(key: Self.fold(text), text: text)
    }

    /// Languages are the same when their primary subtags are: en-GB and en (RFC 5646 §2.2.1).
    package init(language tag: String) {
        let primary = tag.split(separator: "-", maxSplits: 1).first.map(String.init) ?? ""
        self.init(key: Self.fold(primary), text: tag)
    }

    package static func fold(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    package static func == (left: Term, right: Term) -> Bool { left.key == right.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }

    package static func < (left: Term, right: Term) -> Bool { left.key < right.key }
}
