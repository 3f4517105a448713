// What a person calls a skill, an interest or a value, and the key by which two people's words for
// it are compared. Knows no synonyms: those are a programme's to declare.

package struct Term: Sendable {
    /// As the person wrote it, without the blanks around it.
    package let text: String
    /// What two terms are compared by.
    package let key: String

    package init(_ text: String) throws(Flaw) {
        self.text = try PlainText.line(text, limit: PersonLimits.term)
        key = Self.key(of: self.text)
    }

    /// One that was checked when it was stored.
    package init(stored text: String, key: String) {
        self.text = text
        self.key = key
    }

    /// One that was checked when it was stored, its key folded anew.
    package init(stored text: String) {
        self.init(stored: text, key: Self.key(of: text))
    }

    /// Languages are the same when their primary subtags are: en-GB and en (RFC 5646 §2.2.1).
    package init(language tag: String) {
        let primary = tag.prefix { $0 != "-" }
        self.init(stored: tag, key: Self.key(of: String(primary)))
    }

    /// Without case, each run of blanks as one. Upper case comes first since it unfolds what lower
    /// case alone would keep apart ("ß" and "ss", the two small sigmas), close to Unicode's full
    /// case folding. Composed and decomposed spellings stay as they are: Swift compares them as
    /// equal, a store compares bytes.
    package static func key(of text: String) -> String {
        if PlainText.isPlainLine(text) { return plainKey(of: text) }
        let words = text.unicodeScalars.split { PlainText.isBlank($0) }
        let joined = words.map { String($0) }.joined(separator: " ")
        return joined.uppercased().lowercased()
    }

    /// The same of printable ASCII that begins and ends with a mark.
    private static func plainKey(of text: String) -> String {
        String(unsafeUninitializedCapacity: text.utf8.count) { key in
            var count = 0
            for byte in text.utf8 where byte != 0x20 || key[count - 1] != 0x20 {
                let isCapital = byte >= 0x41 && byte <= 0x5A
                key[count] = isCapital ? byte | 0x20 : byte
                count += 1
            }
            return count
        }
    }
}

/// Equal when they mean the same, however they were written.
extension Term: Hashable, Comparable {
    package static func == (left: Term, right: Term) -> Bool { left.key == right.key }

    package static func < (left: Term, right: Term) -> Bool { left.key < right.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

/// A skill that a person offers or wants to learn.
package struct Skill: Sendable, Hashable {
    package let term: Term
    /// 1 for a first acquaintance to 5 for one who teaches it; for a skill wanted, how much.
    package let level: Int

    package init(_ name: String, level: Int64? = nil) throws(Flaw) {
        do {
            term = try Term(name)
        } catch {
            throw Flaw(error.code, error.message, at: "/name")
        }
        let level = level ?? Int64(PersonLimits.usualLevel)
        guard let level = Int(exactly: level), PersonLimits.level.contains(level) else {
            throw Flaw("out_of_range", "Give a level from 1 to 5.", at: "/level")
        }
        self.level = level
    }

    package init(stored term: Term, level: Int) {
        self.term = term
        self.level = level
    }
}
