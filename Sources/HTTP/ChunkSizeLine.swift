// The line before a chunk (RFC 9112 §7.1 and §7.1.1), taken byte by byte: a size, and extensions
// that are checked and dropped. Never keeps what it has read but the size.

struct ChunkSizeLine: Sendable {
    private enum Expecting {
        case firstDigit, digit
        /// Blanks were seen, so that only a further extension may follow.
        case semicolon
        case nameStart, name, nameBlank, valueStart, value, quoted, quotedPair, quoteEnd
        case lineFeed
    }

    /// More would not fit 64 bits; nobody sends leading zeros.
    private static let digitsMax = 16

    private(set) var size: UInt64 = 0
    private var digits = 0
    private(set) var extensionCount = 0
    private var expecting = Expecting.firstDigit

    /// True with the line's last byte.
    mutating func take(_ byte: UInt8, extensionMax: Int) throws(Refusal) -> Bool {
        switch expecting {
        case .firstDigit:
            try takeDigit(byte)
            expecting = .digit
            return false
        case .digit where isHexadecimal(byte):
            try takeDigit(byte)
            return false
        case .lineFeed:
            guard byte == Octet.lineFeed else { throw .malformedChunk }
            return true
        default:
            guard let next = next(byte) else { throw .malformedChunk }
            expecting = next
            if next == .lineFeed { return false }
            extensionCount += 1
            if extensionCount > extensionMax { throw .chunkExtensionTooLong }
            return false
        }
    }

    private mutating func takeDigit(_ byte: UInt8) throws(Refusal) {
        guard let value = hexValue(byte), digits < Self.digitsMax else { throw .malformedChunk }
        size = size << 4 | UInt64(value)
        digits += 1
    }

    /// *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] ); nil where it does not go
    /// on.
    private func next(_ byte: UInt8) -> Expecting? {
        switch expecting {
        case .digit, .quoteEnd: afterItem(byte)
        case .semicolon: isBlank(byte) ? .semicolon : byte == Self.semicolon ? .nameStart : nil
        case .nameStart: isBlank(byte) ? .nameStart : isToken(byte) ? .name : nil
        case .name:
            isToken(byte) ? .name : isBlank(byte) ? .nameBlank : afterName(byte) ?? afterItem(byte)
        case .nameBlank: isBlank(byte) ? .nameBlank : afterName(byte)
        case .valueStart:
            isBlank(byte)
                ? .valueStart : byte == Self.quote ? .quoted : isToken(byte) ? .value : nil
        case .value: isToken(byte) ? .value : afterItem(byte)
        case .quoted:
            byte == Self.quote
                ? .quoteEnd : byte == Self.backslash ? .quotedPair : isControl(byte) ? nil : .quoted
        case .quotedPair: isControl(byte) ? nil : .quoted
        case .firstDigit, .lineFeed: nil
        }
    }

    /// What may follow the size, or an extension that is complete.
    private func afterItem(_ byte: UInt8) -> Expecting? {
        switch byte {
        case Octet.carriageReturn: .lineFeed
        case Self.semicolon: .nameStart
        case Octet.space, Octet.tab: .semicolon
        default: nil
        }
    }

    private func afterName(_ byte: UInt8) -> Expecting? {
        byte == UInt8(ascii: "=") ? .valueStart : byte == Self.semicolon ? .nameStart : nil
    }

    private static let semicolon = UInt8(ascii: ";")
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
}
