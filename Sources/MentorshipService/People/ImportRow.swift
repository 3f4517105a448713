// The rows of a file that is imported, each as the merge patch (RFC 7396) that it means: columns
// and members that are there replace what the person had, a blank cell clears, what the file does
// not mention is kept. External ids are added, never taken away by a blank cell: that a sheet does
// not know an id does not mean that there is none.

import CSV
import JSON
import Mentorship

package enum ImportFormat: String, Sendable, CaseIterable {
    case csv = "text/csv"
    case ndjson = "application/x-ndjson"
}

struct ImportRow: Sendable {
    /// Counts from 1, a sheet's header left out.
    let number: Int
    let line: Int
    let patch: Result<JSON, Failure>
    /// Bytes that were read for it, so that a batch of long rows is cut short.
    let bytes: Int
}

/// What ended the reading of a file before its end.
struct ImportBreak: Error {
    let message: String
    let line: Int
    var isHeader = false
}

/// Reads row after row; holds one at a time. Throws ImportBreak where nothing can be read on.
struct ImportRows {
    private enum Source {
        case csv(CSVTable, [Column])
        case ndjson(NDJSONLines)
    }

    private var source: Source
    private var number = 0

    init(_ format: ImportFormat, pieces: @escaping () throws -> [UInt8]?) throws {
        switch format {
        case .csv:
            let table = try Self.table(pieces)
            source = .csv(table, try table.names.map(Column.init))
        case .ndjson: source = .ndjson(NDJSONLines(source: pieces))
        }
    }

    /// Nil after the last one.
    mutating func next() throws -> ImportRow? {
        switch source {
        case .csv(var table, let columns):
            defer { source = .csv(table, columns) }
            return try nextRecord(&table, columns)
        case .ndjson(var lines):
            defer { source = .ndjson(lines) }
            return try nextLine(&lines)
        }
    }

    // MARK: Lines of JSON

    private mutating func nextLine(_ lines: inout NDJSONLines) throws -> ImportRow? {
        let line: ArraySlice<UInt8>?
        do {
            line = try lines.next()
        } catch {
            if let cause = error.cause { throw cause }
            throw ImportBreak(message: error.message, line: error.line)
        }
        guard let line else { return nil }
        number += 1
        return ImportRow(
            number: number, line: lines.number, patch: Self.patch(line), bytes: line.count)
    }

    private static func patch(_ line: ArraySlice<UInt8>) -> Result<JSON, Failure> {
        do {
            let document = try JSON(parsing: Array(line))
            guard let members = document.members else {
                return .failure(.invalid("/", "not_an_object", "Each line is one JSON object."))
            }
            return .success(.object(members.filter { !ours.contains($0.name) }))
        } catch {
            return .failure(
                .invalid(
                    "/", "malformed_json",
                    "The line is not good JSON: \(error.message) (byte \(error.offset))."))
        }
    }

    private static let ours = PersonSheet.columns.filter { $0.kind == .ours }.map(\.name)

    // MARK: Records of CSV

    private static func table(_ pieces: @escaping () throws -> [UInt8]?) throws -> CSVTable {
        do {
            return try CSVTable(
                CSVReader(source: pieces), known: PersonSheet.columns.map(\.name),
                open: PersonSheet.externalPrefix)
        } catch {
            if let cause = error.cause { throw cause }
            throw ImportBreak(message: error.message, line: error.line, isHeader: true)
        }
    }

    private mutating func nextRecord(
        _ table: inout CSVTable, _ columns: [Column]
    ) throws -> ImportRow? {
        do {
            guard let record = try table.next() else { return nil }
            number += 1
            var bytes = 0
            let patch = Self.patch(record, columns, &bytes)
            return ImportRow(
                number: number, line: record.line, patch: .success(patch), bytes: bytes)
        } catch let error where error.mayContinue {
            number += 1
            let failure = Failure.invalid("/", "field_count", error.message)
            return ImportRow(
                number: number, line: error.line, patch: .failure(failure), bytes: 0)
        } catch {
            if let cause = error.cause { throw cause }
            throw ImportBreak(message: error.message, line: error.line)
        }
    }

    private static func patch(
        _ record: CSVTable.Row, _ columns: [Column], _ bytes: inout Int
    ) -> JSON {
        var members: [JSON.Member] = []
        var ids: [JSON.Member] = []
        members.reserveCapacity(columns.count + 1)
        for column in columns {
            let cell = record[column.name]
            bytes += cell?.utf8.count ?? 0
            if let source = column.source {
                if let cell { ids.append(JSON.Member(source, .string(cell))) }
            } else if column.kind != .ours {
                members.append(JSON.Member(column.name, column.value(of: cell)))
            }
        }
        members.append(JSON.Member("external_ids", .object(ids)))
        return .object(members)
    }
}

private struct Column {
    let name: String
    let kind: PersonSheet.Kind
    /// The system that the column has the ids of.
    let source: String?

    init(_ name: String) throws {
        self.name = name
        kind = PersonSheet.columns.first { $0.name == name }?.kind ?? .text
        guard name.hasPrefix(PersonSheet.externalPrefix) else {
            source = nil
            return
        }
        let source = String(name.dropFirst(PersonSheet.externalPrefix.count))
        do {
            _ = try ExternalID(source: source, value: "1")
        } catch {
            throw ImportBreak(
                message:
                    "A column \(PersonSheet.externalPrefix)… names no system. \(error.message)",
                line: 1, isHeader: true)
        }
        self.source = source
    }

    /// Blank is null: it clears what was there.
    func value(of cell: String?) -> JSON {
        guard let cell else { return .null }
        switch kind {
        case .text, .ours: return .string(cell)
        case .number: return Int64(PlainText.trimmed(cell)).map { .integer($0) } ?? .string(cell)
        case .list: return .array(PersonSheet.entries(of: cell).map { .string($0) })
        case .skills: return .array(PersonSheet.entries(of: cell).map(PersonSheet.skill))
        }
    }
}
