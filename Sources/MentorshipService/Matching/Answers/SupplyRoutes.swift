// /v1/programmes/{programme}/matching-supply: where mentors are short, and of what, as a document,
// a sheet or a page that prints. On the worker pool: it reads everybody.

import CSV
import HTTP
import JSON
import Mentorship

package enum SupplyRoutes {
    package static let all: [Route] = [
        .get(
            "/v1/programmes/{programme}/matching-supply", "getMatchingSupply",
            .staff(.matchingRead), slowRead: read)
    ]

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        let format = try Format.of(call)
        let programme = try ProgrammeService.forStaff(
            call.id("programme", "programme"), call.actor, snapshot)
        let supply = try ProgrammeSupply(programme.id, now: call.context.now, snapshot)
        switch format {
        case .json: return supply.response
        case .csv: return supply.sheet
        case .page:
            return SupplyPage(
                supply: supply, programme: programme.plan.name, now: call.context.now
            ).response
        }
    }

    private enum Format: String, OfferedFormat {
        case json = "application/json"
        case csv = "text/csv"
        case page = "text/html"
    }
}

extension ProgrammeSupply {
    var response: Response {
        var json = JSONWriter()
        json.beginObject()
        json.member("programme_id", programme)
        json.object("mentors") { json in
            json.member("approved", places.mentors)
            json.member("places", places.places)
            json.member("taken", places.taken)
            json.member("offered", places.offered)
            json.member("left", places.left)
        }
        json.member("mentees_waiting", waiting)
        for (kind, supply) in kinds {
            json.key(text: kind.rawValue)
            Self.write(supply, into: &json)
        }
        json.endObject()
        return Response.json(json.bytes).varying()
    }

    private static func write(_ supply: Supply, into json: inout JSONWriter) {
        json.beginObject()
        json.member("mentees", supply.mentees)
        json.member("shortage", supply.shortage)
        json.array("gaps", supply.gaps) { gap, json in
            json.beginObject()
            json.array("wants", gap.wants) { want, json in
                json.beginObject()
                write(want, into: &json)
                json.endObject()
            }
            json.member("mentees", gap.mentees)
            json.member("places", gap.places)
            json.member("short", gap.short)
            json.endObject()
        }
        json.array("wants", supply.rows) { row, json in
            json.beginObject()
            write(row.want, into: &json)
            json.member("mentees", row.mentees)
            json.member("mentors", row.mentors)
            json.member("places", row.places)
            json.endObject()
        }
        json.endObject()
    }

    private static func write(_ want: Supply.Want, into json: inout JSONWriter) {
        json.member("name", want.term.text)
        json.member("level", want.level)
    }

    /// A want to a line; `gap` numbers those of a kind that compete for too few places.
    var sheet: Response {
        var csv = CSVWriter()
        csv.record(["kind", "name", "level", "mentees", "mentors", "places", "gap", "short"])
        for (kind, supply) in kinds {
            var gaps: [Supply.Want: Int] = [:]
            for (index, gap) in supply.gaps.enumerated() {
                for want in gap.wants { gaps[want] = index }
            }
            for row in supply.rows {
                let gap = gaps[row.want]
                csv.record([
                    kind.rawValue, row.want.term.text, row.want.level.map { "\($0)" },
                    "\(row.mentees)", "\(row.mentors)", "\(row.places)",
                    gap.map { "\($0 + 1)" }, gap.map { "\(supply.gaps[$0].short)" },
                ])
            }
        }
        return Response.sheet(csv.bytes, named: "\(programme)-supply")
    }
}
