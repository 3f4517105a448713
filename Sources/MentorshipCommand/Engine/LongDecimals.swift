// Keeps decimals exact that a double cannot hold: where a line has a fraction of more than 15
// digits, its text is put in a marked string before the JSON is read. All other bytes stay.

import JSON
import Mentorship

enum LongDecimals {
    /// No text that a person wrote begins with it.
    private static let mark = "\u{0}"
    private static let escapedMark = Array(#""\u0000"#.utf8)

    /// Digits that any double keeps.
    private static let exactDigits = 15

    /// A score: a number, or one that was marked.
    static func read(_ json: JSON) -> ExactDecimal? {
        switch json {
        case .integer(let value): ExactDecimal(value)
        case .decimal(let value): ExactDecimal(value)
        case .string(let text) where text.hasPrefix(mark):
            ExactDecimal(text: String(text.unicodeScalars.dropFirst()))
        default: nil
        }
    }

    static func marked(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var result: [UInt8] = []
        var copied = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            let byte = line[index]
            if byte == UInt8(ascii: "\"") {
                index = endOfString(line, index)
            } else if isDigit(byte) || byte == UInt8(ascii: "-") {
                let end = endOfNumber(line, index)
                if needsMark(line[index..<end]) {
                    result += line[copied..<index] + escapedMark + line[index..<end]
                    result.append(UInt8(ascii: "\""))
                    copied = end
                }
                index = end
            } else {
                index += 1
            }
        }
        return copied == line.startIndex ? line : (result + line[copied...])[...]
    }

    private static func endOfString(_ line: ArraySlice<UInt8>, _ start: Int) -> Int {
        var index = start + 1
        while index < line.endIndex, line[index] != UInt8(ascii: "\"") {
            index += line[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, line.endIndex)
    }

    private static func endOfNumber(_ line: ArraySlice<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < line.endIndex, isDigit(line[index]) || signs.contains(line[index]) {
            index += 1
        }
        return index
    }

    /// A negative number begins with its sign and is left to be refused for what it is.
    private static func needsMark(_ number: ArraySlice<UInt8>) -> Bool {
        guard number.count > exactDigits, number.first != UInt8(ascii: "-"),
            number.contains(where: { signs.contains($0) })
        else { return false }
        let mantissa = number.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
        return mantissa.count { isDigit($0) } > exactDigits
    }

    private static let signs = Array(".eE+-".utf8)

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
