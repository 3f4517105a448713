// Objects written at one go: what stands in them, and what is left out.

import JSON
import Testing

@Suite struct JSONPiecesTests {
    private let keys = JSONNames(["\"a\":", "\"b\":", "\"c\":", "\"d\":", "\"e\":"])

    private func text(_ values: [JSONText]) throws -> String {
        var json = JSONWriter()
        json.beginArray()
        json.object(keys, values)
        json.object(keys, values)
        json.endArray()
        let pieces = try written(values)
        #expect(json.text == pieces)
        return json.text
    }

    /// The same from texts as a row has them.
    private func written(_ values: [JSONText]) throws -> String {
        var json = JSONWriter(capacity: 0)
        json.beginArray()
        for _ in 0..<2 {
            let bytes = values.map { value -> [UInt8] in
                switch value {
                case .text(let text), .raw(let text): Array(text.utf8)
                case .absent, .null, .integer: []
                }
            }
            let storage = bytes.map { bytes in
                let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
                _ = copy.initialize(from: bytes)
                return UnsafeBufferPointer(copy)
            }
            defer { for text in storage { text.deallocate() } }
            withUnsafeTemporaryAllocation(of: JSONPiece.self, capacity: values.count) { pieces in
                for (index, value) in values.enumerated() {
                    let piece: JSONPiece =
                        switch value {
                        case .absent: .absent
                        case .null: .null
                        case .integer(let number): .integer(number)
                        case .text: .text(storage[index])
                        case .raw: .raw(storage[index])
                        }
                    pieces.initializeElement(at: index, to: piece)
                }
                json.object(keys, pieces)
            }
        }
        json.endArray()
        return json.text
    }

    @Test func `every kind of value stands in its place`() throws {
        let values: [JSONText] = [
            .text("x"), .integer(-12), .null, .raw("[1,2]"), .text("a \"b\"\n\\ \u{1} é 愛"),
        ]
        let one = #"{"a":"x","b":-12,"c":null,"d":[1,2],"e":"a \"b\"\n\\ \u0001 é 愛"}"#
        #expect(try text(values) == "[\(one),\(one)]")
    }

    @Test func `what is absent leaves neither a name nor a comma`() throws {
        #expect(
            try text([.absent, .text(""), .absent, .null, .absent])
                == #"[{"b":"","d":null},{"b":"","d":null}]"#)
        #expect(try text([.absent, .absent, .absent, .absent, .absent]) == "[{},{}]")
    }

    @Test func `a text of nothing but escapes has room`() throws {
        let long = String(repeating: "\u{1}", count: 1_000)
        let values: [JSONText] = [.text(long), .null, .null, .null, .text(long)]
        let escaped = String(repeating: "\\u0001", count: 1_000)
        let one = #"{"a":"\#(escaped)","b":null,"c":null,"d":null,"e":"\#(escaped)"}"#
        #expect(try text(values) == "[\(one),\(one)]")
    }

    @Test func `texts of each length are right, with and without what must be escaped`() throws {
        for count in 0...40 {
            let plain = String("äbcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ".prefix(count))
            #expect(
                try text([.text(plain), .raw("\"\(plain)\""), .null, .null, .null])
                    == objects("\"\(plain)\"", "\"\(plain)\""))
            for place in 0..<count {
                var letters = Array(plain)
                letters[place] = "\""
                let escaped = letters.map { $0 == "\"" ? "\\\"" : String($0) }.joined()
                #expect(
                    try text([.text(String(letters)), .integer(0), .null, .null, .null])
                        == objects("\"\(escaped)\"", "0"))
            }
        }
    }

    private func objects(_ a: String, _ b: String) -> String {
        let one = #"{"a":\#(a),"b":\#(b),"c":null,"d":null,"e":null}"#
        return "[\(one),\(one)]"
    }
}
