// Writes CSV after RFC 4180 into a byte buffer: CRLF, quotation marks where needed, nothing for
// what is not there. Texts that a spreadsheet would run as a formula are disarmed, unless switched
// off.

package struct CSVWriter: Sendable {
    /// What was written; a stream may take it and empty it between records.
    package var bytes: [UInt8] = []
    private let guardsFormulas: Bool
    private var fields = 0
    private var isRecordEmpty = true

    package init(guardingFormulas: Bool = true) {
        guardsFormulas = guardingFormulas
    }

    package mutating func record(_ fields: [String?]) {
        for text in fields { field(text) }
        endRecord()
    }

    package mutating func field(_ text: String?) {
        begin()
        guard var text else { return }
        text.withUTF8 { append($0) }
    }

    /// A text that lies somewhere as UTF-8, such as a column of a row: no String is made.
    package mutating func field(utf8 text: UnsafeBufferPointer<UInt8>?) {
        begin()
        if let text { append(text) }
    }

    package mutating func field(_ number: Int64?) {
        begin()
        guard let number else { return }
        bytes.append(contentsOf: String(number).utf8)
        isRecordEmpty = false
    }

    /// A record with one empty field is written as "", since an empty line is no record.
    package mutating func endRecord() {
        guard fields > 0 else { return }
        if fields == 1, isRecordEmpty { bytes.append(contentsOf: [quote, quote]) }
        bytes.append(carriageReturn)
        bytes.append(lineFeed)
        fields = 0
        isRecordEmpty = true
    }

    private mutating func begin() {
        if fields > 0 { bytes.append(comma) }
        fields += 1
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard !text.isEmpty else { return }
        isRecordEmpty = false
        let apostrophe = guardsFormulas && isFormula(text)
        guard needsQuotes(text) else {
            if apostrophe { bytes.append(UInt8(ascii: "'")) }
            return bytes.append(contentsOf: text)
        }
        bytes.append(quote)
        if apostrophe { bytes.append(UInt8(ascii: "'")) }
        for byte in text {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    private func needsQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // A byte order mark at the very start would be skipped by readers.
        text.starts(with: byteOrderMark)
            || text.contains {
                $0 == comma || $0 == quote || $0 == lineFeed || $0 == carriageReturn
            }
    }
}

// MARK: Formulas

extension CSVWriter {
    /// Takes away the apostrophe that the guard put there, and no other.
    package static func unguarded(_ text: String) -> String {
        guard text.utf8.first == apostrophe, startsFormula(text.utf8) else { return text }
        return String(text.unicodeScalars.dropFirst())
    }
}

private let apostrophe = UInt8(ascii: "'")

/// Whether a spreadsheet might run the text (OWASP, "CSV Injection"). Plain numbers are no
/// formulas. Apostrophes before one count as one, so that the guard can be taken away again
/// exactly.
private func isFormula(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    startsFormula(text) && !isNumber(text)
}

private func startsFormula(_ text: some Sequence<UInt8>) -> Bool {
    let start = Array(text.lazy.drop { $0 == apostrophe }.prefix(3))
    switch start.first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): return true
    case UInt8(ascii: "\t"), lineFeed, carriageReturn: return true
    default: return fullWidth.contains(start)
    }
}

/// The full-width forms of = + - @, which some spreadsheets take for the plain ones.
private let fullWidth = ["\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}"].map { Array($0.utf8) }

/// A sign, digits, a fraction: nothing that computes.
private func isNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let isDigit = { (byte: UInt8) in byte >= 0x30 && byte <= 0x39 }
    let isSign = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    let parts = text.dropFirst(isSign ? 1 : 0)
        .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
}
