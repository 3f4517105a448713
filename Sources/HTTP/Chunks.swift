// The small texts that go out beside responses: the pieces of a stream (RFC 9112 §7.1), and the
// interim answer to a client that waits. Each is appended whole.

extension ResponseWriter {
    /// Tells a client that waits for it to send the body (RFC 9110 §15.2.1).
    package static func appendContinue(to out: inout [UInt8]) {
        append("HTTP/1.1 100 Continue\r\n\r\n", to: &out)
    }

    /// An empty piece is left out: a chunk of size 0 would be the end.
    package static func appendChunk(_ piece: [UInt8], to out: inout [UInt8]) {
        guard !piece.isEmpty else { return }
        appendHexadecimal(piece.count, to: &out)
        append("\r\n", to: &out)
        out.append(contentsOf: piece)
        append("\r\n", to: &out)
    }

    package static func appendLastChunk(to out: inout [UInt8]) {
        append("0\r\n\r\n", to: &out)
    }

    private static func append(_ text: StaticString, to out: inout [UInt8]) {
        text.withUTF8Buffer { out.append(contentsOf: $0) }
    }

    private static func appendHexadecimal(_ number: Int, to out: inout [UInt8]) {
        var shift = (Int.bitWidth - max(number, 1).leadingZeroBitCount - 1) / 4 * 4
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: number >> shift & 15)
            out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            shift -= 4
        }
    }
}
