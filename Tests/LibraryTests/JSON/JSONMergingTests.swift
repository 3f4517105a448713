// Merge patch by the RFC's own table, and the escaping of JSON Pointer.

import JSON
import Testing

@Suite struct JSONMergingTests {
    // RFC 7396, appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
        (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
        (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
        (#"{"a":"foo"}"#, "null", "null"),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func `a patch makes the document of the standard`(
        target: String, patch: String, result: String
    ) throws {
        let merged = try JSON(parsing: target).merging(patch: JSON(parsing: patch))
        #expect(merged.description == result)
    }

    @Test func `members keep their places and new ones come last`() throws {
        let target = try JSON(parsing: #"{"a":1,"b":2,"c":3}"#)
        let patch = try JSON(parsing: #"{"d":4,"a":null,"c":{"x":null,"y":5}}"#)
        #expect(target.merging(patch: patch).description == #"{"b":2,"c":{"y":5},"d":4}"#)
    }

    @Test func `a large patch of a large document takes no time to speak of`() {
        let members = (0..<50_000).map { JSON.Member("n\($0)", .integer(1)) }
        let changes = (25_000..<75_000).map { JSON.Member("n\($0)", .integer(2)) }
        let merged = JSON.object(members).merging(patch: .object(changes))
        #expect(merged.members?.count == 75_000)
        #expect(merged.members?[30_000].value == .integer(2))
    }

    @Test(arguments: [
        ("", ""), ("a", "a"), ("a/b", "a~1b"), ("m~n", "m~0n"), ("~1", "~01"), ("é/😀", "é~1😀"),
    ])
    func `a name becomes a reference token`(name: String, token: String) {
        #expect(JSONPointer.escaped(name) == token)
    }
}
