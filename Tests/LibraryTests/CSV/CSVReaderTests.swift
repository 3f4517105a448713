// What the CSV reader takes and refuses, record by record. The expected records of what both take
// were written down from Python's csv module.

import CSV
import Testing

@Suite struct CSVReaderTests {
    @Test(arguments: [
        ("", []),
        ("\n\r\n", []),
        ("a", [["a"]]),
        ("a,b\n", [["a", "b"]]),
        ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("a,b\n\n\nc,d\n", [["a", "b"], ["c", "d"]]),
        (",\n", [["", ""]]),
        ("a,\n,b\n", [["a", ""], ["", "b"]]),
        (" a , b \n", [[" a ", " b "]]),
        ("\"a\",\"b\"\n", [["a", "b"]]),
        ("\"a,b\",c\n", [["a,b", "c"]]),
        ("\"a\r\nb\",c\n", [["a\r\nb", "c"]]),
        ("\"a\rb\"\n", [["a\rb"]]),
        ("\"say \"\"hi\"\"\",x\n", [["say \"hi\"", "x"]]),
        ("\"\"\n", [[""]]),
        ("\"\",\"\"\"\"\n", [["", "\""]]),
        ("Zoë,李小龙,😀\n", [["Zoë", "李小龙", "😀"]]),
        ("'a',b\n", [["'a'", "b"]]),
        ("a;b\tc\n", [["a;b\tc"]]),
        ("\u{FEFF}name,x\n", [["name", "x"]]),
        ("\u{FEFF}\"name\",x\n", [["name", "x"]]),
        ("\u{FEFF}", []),
        ("a\u{FEFF}\n", [["a\u{FEFF}"]]),
    ])
    func `a text becomes its records`(text: String, records: [[String]]) throws {
        #expect(try read(Array(text.utf8)) == records)
    }

    @Test(arguments: [
        ("a\"b\n", 1, 1, "does not start with one"),
        ("a,b\nx \"y\",z\n", 2, 2, "does not start with one"),
        ("\"a\"b\n", 1, 1, "follows the closing"),
        ("\"a\" ,b\n", 1, 1, "follows the closing"),
        ("a\n\"b\nc\nd", 2, 2, "never ends"),
        ("a\n\n\"b\"\"", 2, 3, "never ends"),
        ("a\rb\n", 1, 1, "carriage return"),
        ("a\r", 1, 1, "carriage return"),
    ])
    func `a broken text is refused with record and line`(
        text: String, record: Int, line: Int, words: String
    ) throws {
        let error = try #require(throws: CSVError.self) { try read(Array(text.utf8)) }
        #expect(error.record == record)
        #expect(error.line == line)
        #expect(error.message.contains(words))
    }

    @Test func `invalid UTF-8 is refused in the line where it stands`() throws {
        let bytes = Array("a,b\n\"x\ny".utf8) + [0xC3, 0x28] + Array("\",c\n".utf8)
        let error = try #require(throws: CSVError.self) { try read(bytes) }
        #expect(error.record == 2)
        #expect(error.line == 3)
    }

    @Test(arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xEF, 0xBB], [0xED, 0xA0, 0x80], [0xC0, 0xAF]])
    func `other encodings are refused`(bytes: [UInt8]) {
        #expect(throws: CSVError.self) { try read(bytes) }
    }

    @Test func `after an error nothing more is read`() throws {
        var reader = CSVReader(Array("a\"\nb\n".utf8))
        #expect(throws: CSVError.self) { try reader.next() }
        #expect(try reader.next() == nil)
    }

    @Test func `the limits are met exactly`() throws {
        let field = String(repeating: "x", count: CSVLimits.fieldBytes)
        #expect(try read(Array(field.utf8)) == [[field]])
        #expect(throws: CSVError.self) { try read(Array((field + "x").utf8)) }
        #expect(throws: CSVError.self) { try read(Array("\"\(field)x\"".utf8)) }

        let wide = Array(repeating: "a", count: CSVLimits.fieldsPerRecord)
        #expect(try read(Array(wide.joined(separator: ",").utf8)) == [wide])
        #expect(throws: CSVError.self) {
            try read(Array((wide + ["a"]).joined(separator: ",").utf8))
        }

        let large = Array(repeating: field, count: CSVLimits.recordBytes / CSVLimits.fieldBytes)
        #expect(throws: CSVError.self) { try read(Array(large.joined(separator: ",").utf8)) }
        #expect(try read(Array(large.dropLast().joined(separator: ",").utf8)).count == 1)
    }

    @Test func `pieces may end anywhere`() throws {
        let text = "\u{FEFF}name,note\r\n\"Zoë \"\"Z\"\"\",\"a\r\nb\"\r\n\r\n😀,\"\"\r\n"
        let whole = try read(Array(text.utf8))
        #expect(whole == [["name", "note"], ["Zoë \"Z\"", "a\r\nb"], ["😀", ""]])
        for size in 1...text.utf8.count {
            #expect(try read(pieces: Array(text.utf8), of: size) == whole)
        }
        for cut in 0...text.utf8.count {
            let bytes = Array(text.utf8)
            var pieces = [Array(bytes[..<cut]), [], Array(bytes[cut...])]
            var reader = CSVReader { pieces.isEmpty ? nil : pieces.removeFirst() }
            #expect(try all(&reader) == whole)
        }
    }

    @Test func `a source's own error is passed on`() throws {
        struct DiskError: Error {}
        var reader = CSVReader { throw DiskError() }
        let error = try #require(throws: CSVError.self) { try reader.next() }
        #expect(error.cause is DiskError)
    }

    @Test func `records are numbered without the empty lines, and know their line`() throws {
        var reader = CSVReader(Array("a\n\n\"b\nc\"\nd\n".utf8))
        var places: [[Int]] = []
        while try reader.next() != nil { places.append([reader.record, reader.recordLine]) }
        #expect(places == [[1, 1], [2, 3], [3, 5]])
    }

    private func read(_ bytes: [UInt8]) throws -> [[String]] {
        var reader = CSVReader(bytes)
        return try all(&reader)
    }

    private func read(pieces bytes: [UInt8], of size: Int) throws -> [[String]] {
        var rest = bytes[...]
        var reader = CSVReader {
            defer { rest = rest.dropFirst(size) }
            return rest.isEmpty ? nil : Array(rest.prefix(size))
        }
        return try all(&reader)
    }

    private func all(_ reader: inout CSVReader) throws -> [[String]] {
        var records: [[String]] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }
}
