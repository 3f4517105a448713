// Languages and locales as BCP 47 writes them ("de", "pt-BR", "zh-Hant-TW"). Only the form is
// checked (RFC 5646 §2.1), not whether the registry has the subtags: it grows without us.

/// A language that a person speaks, in lower case so that two people's can be compared.
package struct LanguageCode: Sendable, Hashable {
    package let text: String

    package init(_ text: String) throws(Flaw) {
        self.text = Self.isPlain(text) ? text : try subtags(of: text).joined(separator: "-")
    }

    package init(stored text: String) {
        self.text = text
    }

    /// A language alone in lower case, as most are sent.
    private static func isPlain(_ text: String) -> Bool {
        2...3 ~= text.utf8.count && text.utf8.allSatisfy { 0x61...0x7A ~= $0 }
    }

    /// The language alone: Swiss German speakers and others share "de".
    package var primary: Substring { text.prefix { $0 != "-" } }
}

/// The locale that a person wants to be addressed in, in the case that RFC 5646 §2.1.1 recommends.
package struct LocaleTag: Sendable, Hashable {
    package let text: String

    package init(_ text: String) throws(Flaw) {
        let subtags = try subtags(of: text)
        // Region and script stand before the first singleton; what follows one stays small.
        let end = subtags.firstIndex { $0.utf8.count == 1 } ?? subtags.count
        let cased = subtags.enumerated().map { index, subtag in
            switch subtag.utf8.count {
            case 2 where 1..<end ~= index: subtag.uppercased()
            case 4 where 1..<end ~= index:
                subtag.prefix(1).uppercased() + subtag.dropFirst()
            default: subtag
            }
        }
        self.text = cased.joined(separator: "-")
    }

    package init(stored text: String) {
        self.text = text
    }
}

/// The subtags in lower case, in the order of RFC 5646 §2.1: language (ISO 639-1 or -3), extended
/// languages, script, region, variants, extensions, private use.
private func subtags(of text: String) throws(Flaw) -> [String] {
    let flaw = Flaw(
        "invalid_language_tag", "Give a language tag such as en, de-CH or zh-Hant, with hyphens.")
    guard text.utf8.count <= PersonLimits.languageTag, text.utf8.allSatisfy({ $0 < 0x80 }) else {
        throw flaw
    }
    let subtags = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
    var rest = subtags.map { Subtag(Array($0.utf8)) }[...]
    guard let language = rest.popFirst(), language.isLetters, 2...3 ~= language.count else {
        throw flaw
    }
    rest.drop(upTo: 3) { $0.isLetters && $0.count == 3 }
    rest.drop(upTo: 1) { $0.isLetters && $0.count == 4 }
    rest.drop(upTo: 1) { $0.isLetters && $0.count == 2 || $0.isDigits && $0.count == 3 }
    rest.drop(upTo: .max) { $0.isVariant }
    var isPrivate = false
    while let singleton = rest.first, !isPrivate, singleton.count == 1, singleton.isAlphanumeric {
        isPrivate = singleton.bytes == [UInt8(ascii: "x")]
        rest.removeFirst()
        let before = rest.count
        let least = isPrivate ? 1 : 2
        rest.drop(upTo: .max) { $0.isAlphanumeric && least...8 ~= $0.count }
        guard rest.count < before else { throw flaw }
    }
    guard rest.isEmpty else { throw flaw }
    return subtags.map { String($0) }
}

private struct Subtag {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }
    var isLetters: Bool { bytes.allSatisfy { 0x61...0x7A ~= $0 } }
    var isDigits: Bool { bytes.allSatisfy { digit($0) != nil } }
    var isAlphanumeric: Bool { bytes.allSatisfy { 0x61...0x7A ~= $0 || digit($0) != nil } }

    /// Five to eight letters or digits, or four that start with a digit.
    var isVariant: Bool {
        isAlphanumeric && (5...8 ~= count || count == 4 && digit(bytes[0]) != nil)
    }
}

extension ArraySlice<Subtag> {
    fileprivate mutating func drop(upTo limit: Int, while fits: (Subtag) -> Bool) {
        var dropped = 0
        while dropped < limit, let next = first, fits(next) {
            removeFirst()
            dropped += 1
        }
    }
}
