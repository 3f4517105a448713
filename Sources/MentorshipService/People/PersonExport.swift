// People as a sheet or as lines of JSON: the rows that the list would show, each written as an
// import takes it.

import CSV
import HTTP
import JSON
import Mentorship
import SQLite

enum PersonExport {
    static func response(
        _ filter: PersonFilter, _ page: PageRequest, isWhole: Bool, as format: Collection.Format,
        _ call: Call, _ snapshot: Reading
    ) throws -> Response {
        let sources = format == .csv ? try sources(snapshot) : []
        let actor = call.actor
        let make: Export.Page = { request, snapshot in
            var writer = PersonExportWriter(format, sources, limit: request.limit)
            try PersonReading.list(
                filter, reach: PersonAccess.reach(of: actor), actor: actor, page: request,
                into: &writer, snapshot)
            return writer.made
        }
        let head = format == .csv ? header(sources) : []
        if isWhole {
            return try Export.stream(
                call, as: format, name: "people", head: head, after: page.after, page: make)
        }
        return Export.page(call, as: format, name: "people", head: head, try make(page, snapshot))
    }

    /// The external systems there are, each a step along the key rather than a scan of it. As many
    /// columns as an import takes.
    private static func sources(_ snapshot: Reading) throws -> [String] {
        try snapshot.query(
            """
            WITH RECURSIVE steps (source) AS (
                SELECT MIN(source) FROM person_external_ids
                UNION ALL
                SELECT (SELECT MIN(e.source) FROM person_external_ids e WHERE e.source > s.source)
                FROM steps s WHERE s.source IS NOT NULL)
            SELECT source FROM steps WHERE source IS NOT NULL LIMIT 400
            """
        ) { row in try row.next() }
    }

    private static func header(_ sources: [String]) -> [UInt8] {
        var csv = CSVWriter()
        for column in PersonSheet.columns {
            csv.field(column.name)
            if column.name == "id" {
                for source in sources { csv.field(PersonSheet.externalPrefix + source) }
            }
        }
        csv.endRecord()
        return csv.bytes
    }
}

struct PersonExportWriter: PersonSink {
    private let format: Collection.Format
    private let sources: [String]
    private var page: ExportPage
    private var csv = CSVWriter()
    private var json = JSONWriter(capacity: 1024)

    init(_ format: Collection.Format, _ sources: [String], limit: Int) {
        self.format = format
        self.sources = sources
        page = ExportPage(limit: limit)
    }

    var made: ExportPage {
        var page = page
        if format == .csv { page.bytes = csv.bytes }
        return page
    }

    mutating func take(_ row: inout Row) throws {
        let position: String = try row.next()
        guard page.admits(position) else { return }
        if format == .csv { return try record(&row) }
        json = JSONWriter(capacity: 1024)
        try PersonReading.write(&row, .full, &json)
        page.bytes += json.bytes
        page.bytes.append(UInt8(ascii: "\n"))
    }

    /// The columns in the order of PersonReading's statements; the header has the same.
    private mutating func record(_ row: inout Row) throws {
        try text(&row)  // id
        let ids = Self.parse(try row.next())
        for source in sources { csv.field(ids[source]?.text) }
        for _ in 0..<7 { try text(&row) }  // name to time_zone
        try list(&row) { $0.text }  // languages
        try list(&row, PersonSheet.entry(of:))  // skills_offered
        try list(&row, PersonSheet.entry(of:))  // skills_wanted
        try list(&row) { $0.text }  // interests
        try list(&row) { $0.text }  // values
        try text(&row)  // bio
        csv.field(try row.next() as Int64?)  // seniority
        try text(&row)  // manager_id
        try text(&row)  // state
        csv.field(try row.nextInstant().rfc3339)
        csv.field(try row.nextInstant().rfc3339)
        csv.endRecord()
    }

    private mutating func text(_ row: inout Row) throws {
        try row.nextText { csv.field(utf8: $0) }
    }

    private mutating func list(_ row: inout Row, _ entry: (JSON) -> String?) throws {
        let entries = Self.parse(try row.next()).elements ?? []
        csv.field(entries.isEmpty ? nil : PersonSheet.cell(of: entries.compactMap(entry)))
    }

    private static func parse(_ column: String) -> JSON {
        (try? JSON(parsing: Array(column.utf8))) ?? .null
    }
}
