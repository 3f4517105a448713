// The kinds of texts that a strict reader must take, must refuse, or may decide on (the classes of
// Seriot's "Parsing JSON is a minefield"). What is left open by RFC 8259 is decided here.

import JSON
import Testing

@Suite struct JSONConformanceTests {
    @Test func `every valid kind is taken`() {
        for text in validTexts {
            #expect(throws: Never.self, "\(text)") { try JSON(parsing: text) }
        }
    }

    @Test func `every invalid kind is refused`() {
        #expect(Set(invalidTexts).count >= 150)
        for text in invalidTexts {
            #expect(throws: JSONError.self, "\(text)") { try JSON(parsing: text) }
        }
    }

    @Test func `every invalid sequence of bytes is refused`() {
        for bytes in invalidBytes {
            #expect(throws: JSONError.self, "\(bytes)") { try JSON(parsing: bytes) }
            for wrapped in [[0x22] + bytes + [0x22], [0x5B, 0x22] + bytes + [0x22, 0x5D]] {
                #expect(throws: JSONError.self, "\(wrapped)") { try JSON(parsing: wrapped) }
            }
        }
    }

    @Test func `every character of Unicode is taken, plain and escaped`() throws {
        for value in stride(from: UInt32(0x20), through: 0x10_FFFF, by: 1) {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else {
                continue
            }
            // Whole planes are tested at their ends, the rest in steps.
            guard value < 0x900 || value & 0xFFF < 2 || value & 0xFFF > 0xFFD else { continue }
            let text = "\"\(scalar)\""
            #expect(try JSON(parsing: text).text?.unicodeScalars.elementsEqual([scalar]) == true)
            let escapes = String(scalar).utf16.map { unit in
                "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count)
                    + String(unit, radix: 16)
            }
            let escaped = "\"" + escapes.joined() + "\""
            #expect(try JSON(parsing: escaped) == JSON(parsing: text))
        }
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `sixty-four levels are taken, one more is refused`(opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth - 1)
                + (opening == "[" ? "[]" : "{}")
                + String(repeating: closing, count: depth - 1)
        }
        #expect(throws: Never.self) { try JSON(parsing: nested(64)) }
        #expect(throws: JSONError.self) { try JSON(parsing: nested(65)) }
        #expect(throws: JSONError.self) {
            try JSON(parsing: String(repeating: opening, count: 100_000))
        }
        let wide = "[" + Array(repeating: nested(63), count: 10).joined(separator: ",") + "]"
        #expect(throws: Never.self) { try JSON(parsing: wide) }
    }

    @Test func `a name is taken once, however it is written and however many there are`() {
        for count in [1, 2, 15, 16, 17, 18, 100] {
            let members = (0..<count).map { "\"n\($0)\":\($0)" }
            let fine = "{" + members.joined(separator: ",") + "}"
            #expect(throws: Never.self) { try JSON(parsing: fine) }
            for twice in ["\"n0\":0", "\"\\u006e0\":0", "\"n\(count - 1)\":{}"] {
                let text = "{" + (members + [twice]).joined(separator: ",") + "}"
                #expect(throws: JSONError.self, "\(text)") { try JSON(parsing: text) }
            }
        }
        // Names that Swift holds for equal would hide each other.
        #expect(throws: JSONError.self) { try JSON(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}") }
        #expect(throws: Never.self) { try JSON(parsing: #"{"a":{"a":{}},"b":{"a":0}}"#) }
    }

    @Test func `every beginning of a document is refused`() throws {
        let text = #"""
            {"name": "Zoë \"Z\" \ud83d\ude00", "n": [0, -1.5e+10, true, false, null, {}],
             "deep": {"a": [[], [{"b": "😀"}]]}}
            """#
        #expect(throws: Never.self) { try JSON(parsing: text) }
        let bytes = Array(text.utf8)
        for end in 0..<bytes.count {
            #expect(throws: JSONError.self, "\(end)") { try JSON(parsing: bytes[..<end]) }
        }
    }

    @Test func `no mutation of a document traps, and what is taken stays stable`() throws {
        let text = #"{"n":[0,-1.5e+10,12345678901234567890.5,true],"é":"\ud83d\ude00\n","o":{}}"#
        var dice = SplitMix(state: 8259)
        let interesting = Array("{}[]\",:\\u0dDeE+-.tfn \n".utf8) + [0x00, 0xC3, 0xED, 0xF4, 0xFF]
        for _ in 0..<20_000 {
            var bytes = Array(text.utf8)
            for _ in 0...dice.below(3) {
                let place = dice.below(bytes.count)
                switch dice.below(3) {
                case 0: bytes[place] = interesting[dice.below(interesting.count)]
                case 1: bytes.remove(at: place)
                default: bytes.insert(interesting[dice.below(interesting.count)], at: place)
                }
            }
            do {
                let written = try JSON(parsing: bytes).bytes
                #expect(try JSON(parsing: written).bytes == written, "seed 8259: \(bytes)")
            } catch {
                #expect((0...bytes.count).contains(error.offset))
            }
        }
    }

    @Test func `an error never repeats what was sent`() {
        for text in ["[secret]", "\"\\secret\"", "{\"secret\":1,\"secret\":2}", "{secret:1}"] {
            let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
            #expect(error?.description.contains("secret") == false)
        }
    }
}
