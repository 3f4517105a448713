// Lists that can be had as a page of JSON, as lines of JSON and as a sheet, all from one row: the
// whole of it streamed, or a page for who asks for a limit.

import CSV
import HTTP
import JSON
import Mentorship

/// A row of such a list.
package protocol SheetRow: Sendable {
    /// The names of the sheet's columns, in the order of `record`.
    static var columns: [String] { get }
    /// Where the row stands in the order of the list.
    var position: String { get }
    func write(into json: inout JSONWriter)
    /// One record, or more where a row has people of its own.
    func record(into csv: inout CSVWriter)
}

package struct SheetList<Row: SheetRow> {
    /// At most so many rows as the request fetches.
    package typealias Load = @Sendable (PageRequest, Reading) throws -> [Row]

    private let call: Call
    private let page: PageRequest
    private let isWhole: Bool
    private let format: Collection.Format

    /// `narrow` reads what the list can be narrowed by.
    package init(_ call: Call, narrow: (inout Parameters) -> Void = { _ in }) throws {
        format = try Collection.format(call)
        var parameters = try Parameters(call)
        narrow(&parameters)
        isWhole = !parameters.isGiven("limit")
        page = parameters.page()
        try parameters.finish()
        self.call = call
    }

    package func response(
        named name: String, _ snapshot: Reading, load: @escaping Load
    ) throws -> Response {
        if format == .json { return try json(snapshot, load) }
        let format = format
        let make: Export.Page = { request, snapshot in
            Self.made(try load(request, snapshot), request, as: format)
        }
        var head = CSVWriter()
        if format == .csv { head.record(Row.columns) }
        guard isWhole else {
            return Export.page(
                call, as: format, name: name, head: head.bytes, try make(page, snapshot))
        }
        return try Export.stream(
            call, as: format, name: name, head: head.bytes, after: page.after, page: make)
    }

    private func json(_ snapshot: Reading, _ load: Load) throws -> Response {
        var writer = PageWriter(page)
        for row in try load(page, snapshot) where writer.admits(row.position) {
            row.write(into: &writer.json)
        }
        return writer.response(call).varying()
    }

    private static func made(
        _ rows: [Row], _ request: PageRequest, as format: Collection.Format
    ) -> ExportPage {
        var page = ExportPage(limit: request.limit)
        var csv = CSVWriter()
        for row in rows where page.admits(row.position) {
            if format == .csv {
                row.record(into: &csv)
                continue
            }
            var json = JSONWriter(capacity: 1024)
            row.write(into: &json)
            page.bytes += json.bytes
            page.bytes.append(UInt8(ascii: "\n"))
        }
        page.bytes += csv.bytes
        return page
    }
}
