// What became of the rows of an import: counts, and the first of the errors with their places.
// Never repeats what a row says.

import JSON
import Mentorship

package struct ImportResult: Sendable {
    /// Errors told one by one: whoever has more corrects the sheet's making, not its rows.
    package static let errorsMax = 1_000

    package struct RowError: Sendable {
        package let row: Int
        package let line: Int
        /// JSON Pointer into the person's document.
        package let pointer: String
        package let code: String
        package let message: String
    }

    package let isDryRun: Bool
    package private(set) var rows = 0
    package private(set) var created = 0
    package private(set) var updated = 0
    package private(set) var unchanged = 0
    package private(set) var failed = 0
    package private(set) var errors: [RowError] = []
    package private(set) var isTruncated = false

    init(isDryRun: Bool) {
        self.isDryRun = isDryRun
    }

    mutating func add(_ row: ImportRow, _ outcome: ImportOutcome) {
        rows += 1
        switch outcome {
        case .created: created += 1
        case .updated: updated += 1
        case .unchanged: unchanged += 1
        case .refused(let failure):
            failed += 1
            add(row, failure)
        }
    }

    private mutating func add(_ row: ImportRow, _ failure: Failure) {
        var fields = failure.fields
        // What is wrong with single members has codes of their own; a conflict has one.
        if failure.kind != .invalid || fields.isEmpty {
            fields = [
                Failure.Field(fields.first?.pointer ?? "/", failure.code, failure.detail)
            ]
        }
        for field in fields {
            guard errors.count < Self.errorsMax else {
                isTruncated = true
                return
            }
            errors.append(
                RowError(
                    row: row.number, line: row.line, pointer: field.pointer, code: field.code,
                    message: field.message))
        }
    }

    package var json: JSON {
        .object([
            JSON.Member("dry_run", .bool(isDryRun)),
            JSON.Member("rows", .integer(Int64(rows))),
            JSON.Member("created", .integer(Int64(created))),
            JSON.Member("updated", .integer(Int64(updated))),
            JSON.Member("unchanged", .integer(Int64(unchanged))),
            JSON.Member("failed", .integer(Int64(failed))),
            JSON.Member("errors", .array(errors.map(\.json))),
            JSON.Member("errors_truncated", .bool(isTruncated)),
        ])
    }
}

extension ImportResult.RowError {
    fileprivate var json: JSON {
        .object([
            JSON.Member("row", .integer(Int64(row))),
            JSON.Member("line", .integer(Int64(line))),
            JSON.Member("pointer", .string(pointer)),
            JSON.Member("code", .string(code)),
            JSON.Member("message", .string(message)),
        ])
    }
}
