// A word that two people can share: a skill, an interest, a value, a language. It is compared by
// its key and shown as it was written. Checks nothing: what people write is checked in People.

package struct SharedTerm: Hashable, Comparable, Sendable {
    package let key: String
    package let text: String

    package init(key: String, text: String) {
        self.key = key
        self.text = text
    }

    package init(_ text: String) {
        self.init(key: Term.key(of: text), text: text)
    }

    package init(_ term: Term) {
        self.init(key: term.key, text: term.text)
    }

    /// Languages are the same when their primary subtags are: en-GB and en (RFC 5646 §2.2.1).
    package init(language tag: String) {
        let primary = tag.split(separator: "-", maxSplits: 1).first.map(String.init) ?? ""
        self.init(key: Term.key(of: primary), text: tag)
    }

    package static func == (left: SharedTerm, right: SharedTerm) -> Bool { left.key == right.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }

    package static func < (left: SharedTerm, right: SharedTerm) -> Bool { left.key < right.key }
}
