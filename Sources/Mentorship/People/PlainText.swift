// Text that people write, of any script: trimmed, bounded, and free of characters that change how
// what stands beside them is shown. Never changes a text between its first and last visible mark.

package enum PlainText {
    /// A text of one line, without the blanks around it.
    package static func line(_ text: String, limit: Int) throws(Flaw) -> String {
        if isPlainLine(text), text.utf8.count <= limit { return text }
        let trimmed = trimmed(text)
        guard trimmed.unicodeScalars.contains(where: isVisible) else {
            throw Flaw("empty", "Give a text, or null to leave it out.")
        }
        // Of what was sent, as the document counts: blanks without end are no text either.
        try check(text, limit: limit) { _ in false }
        try check(trimmed, limit: limit) { isHarmful($0) }
        return trimmed
    }

    /// A text of several lines, kept as it is.
    package static func free(_ text: String, limit: Int) throws(Flaw) -> String {
        if isPlainLine(text), text.utf8.count <= limit { return text }
        guard text.unicodeScalars.contains(where: isVisible) else {
            throw Flaw("empty", "Give a text, or null to leave it out.")
        }
        try check(text, limit: limit) { isHarmful($0) && !isLayout($0) }
        return text
    }

    package static func trimmed(_ text: String) -> String {
        if isPlainLine(text) { return text }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Printable ASCII that begins and ends with a mark: most texts, and all rules hold for them.
    static func isPlainLine(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20
            else { return false }
            return bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        }
    }

    private static func check(
        _ text: String, limit: Int, refuses: (Unicode.Scalar) -> Bool
    ) throws(Flaw) {
        guard text.unicodeScalars.count <= limit else {
            throw Flaw("too_long", "Give at most \(limit) characters.")
        }
        guard !text.unicodeScalars.contains(where: refuses) else {
            throw Flaw(
                "control_character",
                "Control characters and characters that turn the direction of text are refused.")
        }
    }

    /// Controls, line separators, and the embeddings and overrides of direction, by which a text
    /// can look like another one (Unicode Technical Report 36 §2.6). Joiners stay: Persian and
    /// emoji need them.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func isLayout(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\t"
    }

    /// Unicode's White_Space; plain text is spared the look into its tables.
    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return scalar.properties.isWhitespace }
        return scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value)
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value > 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: return false
        default: return true
        }
    }
}
