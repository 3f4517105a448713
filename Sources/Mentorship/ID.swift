// Names of things: TypeID text such as person_01h2xcejqtf2nbrexx3vqjhp41, a prefix and a UUIDv7
// (RFC 9562 §5.7) in Crockford's base32. Ids are names, never secrets.

/// A noun that has ids; its prefix is part of every one of them.
package protocol Identified {
    static var idPrefix: String { get }
}

/// An id that cannot be mistaken for another noun's: the compiler tells `ID<Person>` from
/// `ID<Goal>`.
package struct ID<Noun: Identified>: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// Nil unless the text is this noun's prefix, an underscore and 26 characters of base32 that
    /// stay within 128 bits.
    package init?(_ text: String) {
        var text = text
        var prefix = Noun.idPrefix
        let isValid = text.withUTF8 { text in
            prefix.withUTF8 { prefix in isTypeID(text, prefix) }
        }
        guard isValid else { return nil }
        self.text = text
    }

    package init(now: Instant, dice: inout Dice) {
        text = typeID(Noun.idPrefix, now: now, dice: &dice)
    }

    package var description: String { text }

    package static func < (left: ID, right: ID) -> Bool { left.text < right.text }
}

private let base32 = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

/// A letter for each of the 128 ASCII codes, in rows of sixteen: "x" for those that base32 has.
private let base32Codes: StaticString =
    """
    ................\
    ................\
    ................\
    xxxxxxxxxx......\
    ................\
    ................\
    .xxxxxxxx.xx.xx.\
    xxxxx.xxxxx.....
    """

/// Every request and most rows bring ids, so that the bytes are looked at as they lie.
private func isTypeID(
    _ text: UnsafeBufferPointer<UInt8>, _ prefix: UnsafeBufferPointer<UInt8>
) -> Bool {
    guard text.count == prefix.count + 27, text[prefix.count] == UInt8(ascii: "_"),
        text[prefix.count + 1] <= UInt8(ascii: "7")
    else { return false }
    for index in prefix.indices where text[index] != prefix[index] { return false }
    for index in (prefix.count + 1)..<text.count {
        let byte = text[index]
        // In bounds: there are 128 letters.
        if byte >= 0x80 || base32Codes.utf8Start[Int(byte)] != UInt8(ascii: "x") { return false }
    }
    return true
}

/// 128 bits in 26 characters of five bits, the first holding three (TypeID specification 0.3).
private func typeID(_ prefix: String, now: Instant, dice: inout Dice) -> String {
    let milliseconds = UInt64(max(0, now.milliseconds)) & 0xFFFF_FFFF_FFFF
    let high = milliseconds << 16 | 0x7000 | (dice.next() & 0x0FFF)
    let low = (dice.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    let start = prefix.utf8.count + 1
    return String(unsafeUninitializedCapacity: start + 26) { out in
        _ = out.initialize(fromContentsOf: prefix.utf8)
        out.initializeElement(at: start - 1, to: UInt8(ascii: "_"))
        var bits = (high, low)
        base32.withUnsafeBufferPointer { base32 in
            var index = start + 26
            while index > start {
                index -= 1
                out.initializeElement(at: index, to: base32[Int(bits.1 & 31)])
                bits = (bits.0 >> 5, bits.1 >> 5 | bits.0 << 59)
            }
        }
        return start + 26
    }
}
