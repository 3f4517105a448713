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
        guard Self.isPlainAddress(text) || Self.isAddress(text) else {
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

    package static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && isLocalPart(parts[0]) && isDomain(parts[1])
    }

    /// Of those the ones that nearly everybody has, by their bytes: letters, digits, hyphens and
    /// underscores in words between single dots, the last word beginning with a letter.
    package static func isPlainAddress(_ text: String) -> Bool {
        var wordCount = 0  // of the domain
        var wordBegins = true
        var last = UInt8(ascii: ".")
        var at = -1
        var start = 0  // of the word
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "@"):
                guard at < 0, !wordBegins, index <= 64 else { return false }
                at = index
                wordBegins = true
            case UInt8(ascii: "."):
                guard !wordBegins, last != UInt8(ascii: "-"), index - start <= 63 else {
                    return false
                }
                wordCount += at < 0 ? 0 : 1
                wordBegins = true
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if wordBegins { start = index }
                wordBegins = false
            case UInt8(ascii: "0")...UInt8(ascii: "9") where !wordBegins: break
            case UInt8(ascii: "-") where !wordBegins: break
            case UInt8(ascii: "_") where !wordBegins && at < 0: break
            default: return false
            }
            last = byte
        }
        return at > 0 && wordCount >= 1 && !wordBegins && last != UInt8(ascii: "-")
            && text.utf8.count - start <= 63
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
