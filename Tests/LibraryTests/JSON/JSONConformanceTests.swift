// What the reader must take, must refuse, or decides on where RFC 8259 leaves it open; and that no
// damage to a text makes it trap.

import JSON
import Testing

@Suite struct JSONConformanceTests {
    @Test func `what the grammar allows is taken`() throws {
        let cases = try JSONCase.all(.take)
        #expect(Set(cases.map(\.text)).count >= 95)
        for one in cases {
            #expect(throws: Never.self, "\(one)") { try JSON(parsing: one.text) }
        }
    }

    @Test func `what the grammar does not allow is refused`() throws {
        let cases = try JSONCase.all(.refuse)
        #expect(Set(cases.map(\.text)).count >= 188)
        for one in cases {
            let error = #expect(throws: JSONError.self, "\(one)") { try JSON(parsing: one.text) }
            #expect(error.map { (0...one.text.count).contains($0.offset) } == true)
            // Also as a part of something larger.
            guard one.group == "bytes" else { continue }
            for open in [[0x22], [0x5B, 0x22]] as [[UInt8]] {
                let text = open + one.text + [0x22] + (open.count > 1 ? [0x5D] : [])
                #expect(throws: JSONError.self, "\(text)") { try JSON(parsing: text) }
            }
        }
    }

    /// docs/json.md, group by group.
    @Test func `what the standard leaves open is decided, and for the stated reason`() throws {
        let words = [
            "depth": "deep", "mark": "byte order mark", "marks": "in a row",
            "surrogate": "surrogate",
            "twice": "twice", "utf8": "UTF-8",
        ]
        let refused = try JSONCase.all(.openRefuse)
        let taken = try JSONCase.all(.openTake)
        #expect(Set((refused + taken).map(\.text)).count >= 35)
        for one in taken {
            #expect(throws: Never.self, "\(one)") { try JSON(parsing: one.text) }
        }
        for one in refused {
            let error = try #require(throws: JSONError.self, "\(one)") {
                try JSON(parsing: one.text)
            }
            let reasons = words[one.group].map { [$0] } ?? ["double can hold", "fit 64 bits"]
            #expect(reasons.contains { error.message.contains($0) }, "\(one): \(error)")
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
