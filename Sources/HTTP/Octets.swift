// Which byte may stand where, by the grammars of RFC 9110, 9112 and 3986, and the one search that
// every parser here is built on. Knows bytes only: never a String, never a position it must guess.

package enum Octet {
    package static let tab: UInt8 = 0x09
    package static let lineFeed: UInt8 = 0x0A
    package static let carriageReturn: UInt8 = 0x0D
    package static let space: UInt8 = 0x20
    package static let delete: UInt8 = 0x7F
}

/// One letter for each of the 128 ASCII codes, in rows of sixteen: "@" and the sum of 1 for tchar,
/// 2 for a character of a path, 4 for a hexadecimal digit and 8 for one of a host's name. A literal
/// rather than an array, so that a look-up is one load from memory that is there at the start.
private let classes: StaticString =
    """
    @@@@@@@@@@@@@@@@\
    @@@@@@@@@@@@@@@@\
    @K@AKAKKJJKKJKKB\
    OOOOOOOOOOBJ@J@@\
    BOOOOOOKKKKKKKKK\
    KKKKKKKKKKK@@@AK\
    AOOOOOOKKKKKKKKK\
    KKKKKKKKKKK@A@K@
    """

@inline(__always)
private func isOf(_ kind: UInt8, _ byte: UInt8) -> Bool {
    // In bounds: there are 128 letters.
    byte < 0x80 && classes.utf8Start[Int(byte)] & kind != 0
}

/// tchar of RFC 9110 §5.6.2.
@inline(__always)
func isToken(_ byte: UInt8) -> Bool { isOf(1, byte) }

/// pchar of RFC 3986 §3.3 and the slash, without the percent sign, whose digits must be looked at.
@inline(__always)
func isPathCharacter(_ byte: UInt8) -> Bool { isOf(2, byte) }

@inline(__always)
func isHexadecimal(_ byte: UInt8) -> Bool { isOf(4, byte) }

/// unreserved / sub-delims of RFC 3986 §2.2 and §2.3.
@inline(__always)
func isNameCharacter(_ byte: UInt8) -> Bool { isOf(8, byte) }

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

/// The value of a hexadecimal digit, or nil.
@inline(__always)
func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}

@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
}

/// Optional whitespace (RFC 9110 §5.6.3).
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == Octet.space || byte == Octet.tab }

/// A control other than HTAB: nothing of the kind may stand in a field value (RFC 9110 §5.5).
@inline(__always)
func isControl(_ byte: UInt8) -> Bool {
    (byte < 0x20 && byte != Octet.tab) || byte == Octet.delete
}

extension Span<UInt8> {
    /// Where the first control other than HTAB stands at or after `start`, or nil. Since CR and LF
    /// are controls too, one pass both finds the end of a line and vouches for what is before it.
    /// Eight bytes at a time: hardly any byte of a head is a control.
    func firstControl(from start: Int) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var index = start
        while index < count {
            if count - index >= 8 {
                // In bounds by the line above; the words are read as little-endian on any machine.
                let word = UInt64(
                    littleEndian: bytes.unsafeLoadUnaligned(
                        fromByteOffset: index, as: UInt64.self))
                let low = (word &- (ones &* 0x20)) & ~word
                let delete = word ^ (ones &* 0x7F)
                let found = (low | ((delete &- ones) & ~delete)) & tops
                if found == 0 {
                    index += 8
                    continue
                }
                // The lowest mark is exact; those above it may come from a borrow.
                index += found.trailingZeroBitCount >> 3
            }
            if isControl(self[index]) { return index }
            index += 1
        }
        return nil
    }

    /// Where the byte first stands in the range, or the range's end. Eight bytes at a time, as it
    /// is not expected in most of them.
    func first(_ byte: UInt8, in range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let wanted = ones &* UInt64(byte)
        var index = range.lowerBound
        while range.upperBound - index >= 8 {
            // In bounds by the two lines above.
            let word = UInt64(
                littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let different = word ^ wanted
            let found = (different &- ones) & ~different & (ones &* 0x80)
            // The lowest mark is exact; those above it may come from a borrow.
            if found != 0 { return index + found.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < range.upperBound, self[index] != byte { index += 1 }
        return index
    }

    func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        let wanted = text.utf8Start
        // `wanted` has as many bytes as the range.
        for offset in 0..<range.count where self[range.lowerBound &+ offset] != wanted[offset] {
            return false
        }
        return true
    }

    /// Without regard to the case of ASCII letters.
    func equals(_ range: Range<Int>, anyCase name: StaticString) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        let wanted = name.utf8Start
        // `wanted` has as many bytes as the range.
        for offset in 0..<range.count {
            let byte = self[range.lowerBound &+ offset]
            if byte != wanted[offset], lowercased(byte) != lowercased(wanted[offset]) {
                return false
            }
        }
        return true
    }

    /// The range without optional whitespace at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, isBlank(self[low]) { low += 1 }
        while high > low, isBlank(self[high - 1]) { high -= 1 }
        return low..<high
    }

    func array(_ range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBufferPointer { Array($0) }
    }
}
