// The JSON writer's bytes: commas, escapes, and that what it writes is what a reader gets.

import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func `commas stand between values and nowhere else`() {
        var json = JSONWriter()
        json.beginObject()
        json.member("a", "x")
        json.array("b") {
            $0.int(1)
            $0.beginArray()
            $0.endArray()
            $0.beginObject()
            $0.endObject()
            $0.null()
        }
        json.object("c") { $0.member("d", 1.5) }
        json.object("e") { _ in }
        json.array("f", ["x", "y"])
        json.key(text: "g\"")
        json.raw("[1]")
        json.member("h", raw: "{}")
        json.member("i", nil as String?)
        json.member("j", JSON.array([.bool(true)]))
        json.endObject()
        let text =
            #"{"a":"x","b":[1,[],{},null],"c":{"d":1.5},"e":{},"f":["x","y"],"#
            + #""g\"":[1],"h":{},"i":null,"j":[true]}"#
        #expect(String(decoding: json.bytes, as: UTF8.self) == text)
    }

    @Test(arguments: [
        ("", "\"\""), ("a/b", "\"a/b\""), ("\"\\", #""\"\\""#),
        ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#), ("\0\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
        ("é😀\u{2028}", "\"é😀\u{2028}\""), ("1234567\n", #""1234567\n""#),
        ("12345678\n", #""12345678\n""#), ("\"2345678\"", #""\"2345678\"""#),
    ])
    func `a text is escaped as little as can be`(text: String, written: String) {
        #expect(JSON.string(text).description == written)
    }

    @Test func `every character comes through at every place of a word`() throws {
        for value in Array(UInt32(0)..<0x300) + [0x20AC, 0x1F600] {
            let scalar = try #require(Unicode.Scalar(value))
            for before in 0..<9 {
                let text = String(repeating: "x", count: before) + "\(scalar)" + "yyyyyyyyy"
                let read = try JSON(parsing: JSON.string(text).bytes)
                #expect(read.text.map { Array($0.utf8) } == Array(text.utf8), "\(scalar.value)")
            }
        }
    }

    @Test func `what is written is read back, and written again the same`() throws {
        var dice = SplitMix(state: 8259)
        for _ in 0..<2_000 {
            let document = randomDocument(&dice, depth: 5)
            let written = document.bytes
            let read = try JSON(parsing: written)
            #expect(read == document, "seed 8259: \(document)")
            #expect(read.bytes == written)
        }
    }

    /// Doubles here have a fraction: a whole one is written, and so read, as an integer.
    private func randomDocument(_ dice: inout SplitMix, depth: Int) -> JSON {
        switch dice.below(depth > 0 ? 8 : 6) {
        case 0: return .null
        case 1: return .bool(dice.below(2) == 0)
        case 2: return .integer(Int64(bitPattern: dice.next()) >> Int64(dice.below(64)))
        case 3: return .decimal(Double(dice.below(1 << 40)) + 0.25)
        case 4, 5: return .string(randomText(&dice))
        case 6:
            return .array((0..<dice.below(6)).map { _ in randomDocument(&dice, depth: depth - 1) })
        default:
            return .object(
                (0..<dice.below(30)).map { index in
                    JSON.Member(
                        "\(index)" + randomText(&dice), randomDocument(&dice, depth: depth - 3))
                })
        }
    }

    private func randomText(_ dice: inout SplitMix) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "Z", " ", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "\u{7F}", "é", "€", "😀",
            "\u{301}", "\u{FFFF}", "\u{10FFFF}", "\u{D7FF}", "\u{E000}",
        ]
        var text = ""
        text.unicodeScalars.append(contentsOf: dice.elements(of: alphabet, upTo: 20))
        return text
    }
}
