// The name of a person in another system, such as the number in the roster of staff. One per
// system, so that a roster can find and replace what it sent before.

package struct ExternalID: Sendable, Hashable {
    /// The system: "hr", "learning-platform".
    package let source: String
    package let value: String

    package init(source: String, value: String) throws(Flaw) {
        guard (1...PersonLimits.externalSource).contains(source.utf8.count),
            source.utf8.allSatisfy(Self.isSourceByte)
        else {
            throw Flaw(
                "invalid_source",
                "Give the system as 1 to \(PersonLimits.externalSource) small letters, digits, "
                    + "hyphens, dots or underscores.",
                at: "/source")
        }
        self.source = source
        do {
            self.value = try PlainText.line(value, limit: PersonLimits.externalValue)
        } catch {
            throw Flaw(error.code, error.message, at: "/value")
        }
    }

    package init(storedSource source: String, value: String) {
        self.source = source
        self.value = value
    }

    private static func isSourceByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
