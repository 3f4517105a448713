// What the JSON reader takes, and as which value; and that it says where it stopped.

import JSON
import Testing

@Suite struct JSONReaderTests {
    @Test(arguments: [
        ("null", JSON.null), ("true", .bool(true)), ("false", .bool(false)),
        ("0", .integer(0)), ("-1", .integer(-1)), ("\"\"", .string("")), ("[]", .array([])),
        ("{}", .object([])), (" [ 1 , 2 ] ", .array([.integer(1), .integer(2)])),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("-0", .decimal(-0.0)), ("1.0", .decimal(1)), ("1e2", .decimal(100)),
        ("1E-2", .decimal(0.01)), ("0.1", .decimal(0.1)), ("1e-400", .decimal(0)),
        ("1.7976931348623157e308", .decimal(.greatestFiniteMagnitude)),
        ("5e-324", .decimal(.leastNonzeroMagnitude)),
        ("\"a\\n\\u00e9\\ud83d\\ude00\\/\"", .string("a\n\u{e9}\u{1F600}/")),
        ("\"\\u0000\"", .string("\0")), ("\"😀ü\"", .string("😀ü")),
    ])
    func `a text becomes its value`(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    @Test func `members keep their order and are found by name`() throws {
        let document = try JSON(parsing: #"{"b": 1, "a": {"c": [true, "x"]}}"#)
        #expect(document.members?.map(\.name) == ["b", "a"])
        #expect(document["a"]?["c"]?.elements == [.bool(true), .string("x")])
        #expect(document["d"] == nil)
    }

    @Test func `an error says line, column and byte`() {
        let error = #expect(throws: JSONError.self) {
            try JSON(parsing: "{\n  \"é\": 1,\r\n  \"x\": nope}")
        }
        #expect(error?.line == 3)
        #expect(error?.column == 8)
        #expect(error?.offset == 21)
        #expect(error?.message == "Expected one of true, false and null, found a letter.")
    }
}
