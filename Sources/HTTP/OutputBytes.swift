// How ResponseWriter fills the room it has asked for: text known at build time, numbers, and fields
// that are checked as they are written. Never grows: one request for room covers a whole response.

extension OutputSpan<UInt8> {
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        precondition(freeCapacity >= text.count, "the writer asked for too little room")
        withUnsafeMutableBufferPointer { buffer, count in
            let rest = UnsafeMutableBufferPointer(rebasing: buffer[count...])
            _ = rest.update(fromContentsOf: text)
            count += text.count
        }
    }

    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    mutating func append(static text: StaticString) {
        text.withUTF8Buffer { append($0) }
    }

    /// A number from 0 on.
    mutating func appendDecimal(_ number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        var rest = number
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    /// False, and something may have been appended, when the name is no token or the value has a
    /// control in it: CR, LF and NUL would split the response (RFC 9110 §5.5).
    mutating func append(_ field: Response.Header) -> Bool {
        var name = field.name
        var value = field.value
        let isName = name.withUTF8 { text in
            for byte in text where !isToken(byte) { return false }
            append(text)
            return !text.isEmpty
        }
        guard isName else { return false }
        append(static: ": ")
        let isValue = value.withUTF8 { text in
            guard text.span.firstControl(from: 0) == nil else { return false }
            append(text)
            return true
        }
        append(static: "\r\n")
        return isValue
    }
}

extension Response.Header {
    /// Bytes of the whole line.
    var lineCount: Int { name.utf8.count + value.utf8.count + 4 }

    /// Whether the line may be written.
    var isSafe: Bool {
        var line: [UInt8] = []
        var isSafe = false
        line.append(addingCapacity: lineCount) { out in isSafe = out.append(self) }
        return isSafe
    }

    /// Without regard to case.
    func isNamed(_ other: StaticString) -> Bool {
        var name = name
        return name.withUTF8 { $0.span.equals(0..<$0.count, anyCase: other) }
    }
}
