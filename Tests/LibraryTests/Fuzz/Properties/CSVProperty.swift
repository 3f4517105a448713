// CSV and lines: pieces never change what is read, and records that were read are read again from
// what the writer makes of them, with and without its guard against formulas.

import CSV
import JSON

enum CSVProperty {
    /// The first byte says how large the pieces are.
    static func flaw(in input: [UInt8]) -> String? {
        guard let first = input.first else { return nil }
        let text = Array(input.dropFirst())
        let size = Int(first % 32) + 1
        let whole = read(CSVReader(text))
        let pieces = read(CSVReader(source: source(text, size)))
        if whole != pieces { return "in pieces of \(size) it is \(pieces), else \(whole)" }
        if let flaw = unstable(whole.records) { return flaw }
        return lines(NDJSONLines(text)) == lines(NDJSONLines(source: source(text, size)))
            ? nil : "in pieces of \(size) the lines are others"
    }

    private struct Result: Equatable {
        var records: [[String]] = []
        var error: String?
    }

    private static func source(_ text: [UInt8], _ size: Int) -> () -> [UInt8]? {
        var rest = text[...]
        return {
            defer { rest = rest.dropFirst(size) }
            return rest.isEmpty ? nil : Array(rest.prefix(size))
        }
    }

    private static func read(_ reader: CSVReader) -> Result {
        var reader = reader
        var result = Result()
        do {
            while let record = try reader.next() { result.records.append(record) }
        } catch {
            result.error = "\(error)"
        }
        return result
    }

    private static func unstable(_ records: [[String]]) -> String? {
        for isGuarding in [false, true] {
            var writer = CSVWriter(guardingFormulas: isGuarding)
            for record in records { writer.record(record) }
            let again = read(CSVReader(writer.bytes))
            let fields = again.records.map { record in
                isGuarding ? record.map(CSVWriter.unguarded) : record
            }
            guard again.error == nil, bytes(fields) == bytes(records) else {
                return "\(records) came back as \(fields) \(again.error ?? "")"
            }
            if isGuarding, let formula = again.records.joined().first(where: isFormula) {
                return "\(formula) would be run by a spreadsheet"
            }
        }
        return nil
    }

    private static func bytes(_ records: [[String]]) -> [[[UInt8]]] {
        records.map { $0.map { Array($0.utf8) } }
    }

    /// OWASP, "CSV Injection"; plain numbers compute nothing.
    private static func isFormula(_ field: String) -> Bool {
        guard let first = field.unicodeScalars.first,
            "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first)
        else { return false }
        return field.dropFirst().contains { !$0.isASCII || !($0.isNumber || $0 == ".") }
            || field.unicodeScalars.count == 1
    }

    private static func lines(_ lines: NDJSONLines) -> [String] {
        var lines = lines
        var found: [String] = []
        do {
            while let line = try lines.next() { found.append("\(lines.number): \(Array(line))") }
        } catch {
            found.append("\(error)")
        }
        return found
    }
}
