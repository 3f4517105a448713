// An e-mail address in the form that people have one: the dot-string of RFC 5321 §4.1.2, with any
// script (RFC 6531). Quoted local parts and address literals are refused; whether anybody reads the
// mail is not known here.

package struct EmailAddress: Sendable, Hashable {
    /// As given, without the blanks around it.
    package let text: String
    /// What two addresses are compared by: a local part may tell case (§2.4), but none does.
    package let key: String

    package init(_ text: String) throws(Flaw) {
        let text = PlainText.trimmed(text)
        guard text.utf8.count <= PersonLimits.email else {
            throw Flaw("too_long", "An e-mail address has at most \(PersonLimits.email) bytes.")
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isLocalPart(parts[0]), Self.isDomain(parts[1]) else {
            throw Flaw(
                "invalid_email", "Give an e-mail address such as name@example.org, and only that.")
        }
        self.text = text
        key = text.lowercased()
    }

    package init(stored text: String) {
        self.text = text
        key = text.lowercased()
    }

    /// At most 64 bytes (§4.5.3.1.1), atoms between single dots.
    private static func isLocalPart(_ part: Substring) -> Bool {
        part.utf8.count <= 64
            && part.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.unicodeScalars.allSatisfy(isAtomText)
            }
    }

    /// Two labels or more: mail to a bare host name is nearly always a slip.
    private static func isDomain(_ part: Substring) -> Bool {
        let labels = part.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let top = labels.last,
            !top.utf8.allSatisfy({ digit($0) != nil })
        else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.unicodeScalars.allSatisfy { isLetterOrDigit($0) || $0 == "-" }
        }
    }

    private static func isAtomText(_ scalar: Unicode.Scalar) -> Bool {
        if isLetterOrDigit(scalar) { return true }
        return switch scalar {
        case "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|",
            "}", "~":
            true
        default: false
        }
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return "a"..."z" ~= scalar || "A"..."Z" ~= scalar || "0"..."9" ~= scalar
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .privateUse, .lineSeparator,
            .paragraphSeparator, .spaceSeparator:
            return false
        default: return true
        }
    }
}
