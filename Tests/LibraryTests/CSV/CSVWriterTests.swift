// What the CSV writer puts around a field, and that a reader gets back what was written.

import CSV
import Testing

@Suite struct CSVWriterTests {
    @Test(arguments: [
        (["a", "b"], "a,b\r\n"),
        (["a", nil, "", "b"], "a,,,b\r\n"),
        ([nil], "\"\"\r\n"),
        ([""], "\"\"\r\n"),
        ([], ""),
        (["a,b", "c\"d", "e\nf", "g\rh"], "\"a,b\",\"c\"\"d\",\"e\nf\",\"g\rh\"\r\n"),
        ([" a ", "Zoë"], " a ,Zoë\r\n"),
        (["\u{FEFF}a"], "\"\u{FEFF}a\"\r\n"),
    ])
    func `a record becomes its line`(fields: [String?], line: String) {
        var writer = CSVWriter()
        writer.record(fields)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == line)
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-x", "'-x"), ("@SUM", "'@SUM"),
        ("\ta", "'\ta"), ("\ra", "\"'\ra\""), ("\na", "\"'\na\""), ("=\"x\"", "\"'=\"\"x\"\"\""),
        ("\u{FF1D}1", "'\u{FF1D}1"), ("-", "'-"), ("--1", "'--1"), ("-1-1", "'-1-1"),
        ("-1.", "'-1."), ("-1.2.3", "'-1.2.3"), ("+49 30 1", "'+49 30 1"), ("'=a", "''=a"),
        ("-5", "-5"), ("+4930", "+4930"), ("-12.50", "-12.50"), ("a=b", "a=b"), ("'a", "'a"),
        ("'", "'"),
    ])
    func `a formula is disarmed, a number is not`(text: String, written: String) {
        var writer = CSVWriter()
        writer.record([text])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == written + "\r\n")
    }

    @Test func `fields come from text, bytes and numbers alike`() {
        var writer = CSVWriter()
        writer.field("x")
        writer.field(Int64.min)
        writer.field(nil as Int64?)
        var name = "a,b"
        name.withUTF8 { writer.field(utf8: $0) }
        writer.field(utf8: nil)
        writer.endRecord()
        let line = "x,-9223372036854775808,,\"a,b\",\r\n"
        #expect(String(decoding: writer.bytes, as: UTF8.self) == line)
    }

    @Test func `what is written is read back, whatever it is`() throws {
        var dice = SplitMix(state: 4180)
        for _ in 0..<500 {
            let records = randomRecords(&dice)
            for guarding in [false, true] {
                var writer = CSVWriter(guardingFormulas: guarding)
                for record in records { writer.record(record) }
                var reader = CSVReader(writer.bytes)
                for record in records {
                    let fields = try #require(try reader.next(), "seed 4180")
                    let texts = guarding ? fields.map(CSVWriter.unguarded) : fields
                    // Byte by byte: == on texts would not tell composed from decomposed.
                    #expect(texts.map { Array($0.utf8) } == record.map { Array($0.utf8) })
                }
                #expect(try reader.next() == nil)
            }
        }
    }

    @Test func `no text makes the reader trap`() {
        var dice = SplitMix(state: 7111)
        let alphabet = Array("a,\"\"\r\n\n,é'=".utf8) + [0xFF, 0xEF, 0xBB, 0xBF, 0x00]
        for _ in 0..<5_000 {
            let bytes = dice.elements(of: alphabet, upTo: 40)
            var reader = CSVReader(bytes)
            do { while try reader.next() != nil {} } catch { #expect(error.line >= 1) }
        }
    }

    private func randomRecords(_ dice: inout SplitMix) -> [[String]] {
        let alphabet: [Unicode.Scalar] = [
            "a", "b", ",", "\"", "\n", "\r", " ", "\t", "=", "+", "-", "@", "'", "1", "é", "😀",
            "\u{FEFF}", "\u{FF1D}", "\u{0}", "\u{301}",
        ]
        return (0...dice.below(4)).map { _ in
            (0...dice.below(5)).map { _ in
                var text = ""
                text.unicodeScalars.append(contentsOf: dice.elements(of: alphabet, upTo: 6))
                return text
            }
        }
    }
}
