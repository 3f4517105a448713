// HTML and SVG straight into a byte buffer. Markup comes from the program alone, as static text;
// whatever a person wrote goes through `text`, which leaves nothing that a browser would take for
// markup.

struct HTMLWriter {
    private(set) var bytes: [UInt8] = []

    mutating func markup(_ markup: StaticString) {
        bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: markup.utf8Start, count: markup.utf8CodeUnitCount))
    }

    /// Also right within an attribute's quotation marks.
    mutating func text(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): markup("&amp;")
            case UInt8(ascii: "<"): markup("&lt;")
            case UInt8(ascii: ">"): markup("&gt;")
            case UInt8(ascii: "\""): markup("&quot;")
            case UInt8(ascii: "'"): markup("&#39;")
            default: bytes.append(byte)
            }
        }
    }

    mutating func number(_ number: Int) { text("\(number)") }

    /// `<td>…</td>` and the like: a start tag, a text, an end tag.
    mutating func element(_ start: StaticString, _ text: String, _ end: StaticString) {
        markup(start)
        self.text(text)
        markup(end)
    }
}
