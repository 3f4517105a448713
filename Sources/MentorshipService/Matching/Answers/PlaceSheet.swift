// What one more place at each mentor is worth, as JSON and as a sheet.

import CSV
import HTTP
import JSON
import Mentorship

extension JSONWriter {
    /// {"pairs": 1, "score": 0.42, "value": "…"}: a difference between two answers, in pairs, in
    /// total score, and in the units of the run's certificate.
    mutating func worth(_ name: StaticString, _ worth: Worth?) {
        key(name)
        guard let worth else { return null() }
        beginObject()
        member("pairs", worth.pairs)
        member("score", Score.share(worth.score))
        member("value", "\(worth.value)")
        endObject()
    }
}

extension PlaceWorth {
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("mentor_id", mentor)
        json.member("places", places)
        json.member("used", used)
        json.worth("gain", gain)
        json.member("bound", "\(bound)")
        json.member("is_bound_met", isBoundMet)
        json.member("serves_mentee_id", serves)
        json.member("moves", moves)
        json.worth("loss", loss)
        json.endObject()
    }
}

enum PlaceSheet {
    static func response(_ places: [PlaceWorth], of run: ID<MatchRun>) -> Response {
        var csv = CSVWriter()
        csv.record([
            "mentor_id", "places", "used", "gain_pairs", "gain_score", "is_bound_met",
            "serves_mentee_id", "moves", "loss_pairs", "loss_score",
        ])
        for place in places {
            csv.record([
                place.mentor, "\(place.places)", "\(place.used)", "\(place.gain.pairs)",
                ReportSheet.text(Score.share(place.gain.score)), "\(place.isBoundMet)",
                place.serves, "\(place.moves)", place.loss.map { "\($0.pairs)" },
                place.loss.map { ReportSheet.text(Score.share($0.score)) },
            ])
        }
        return Response.sheet(csv.bytes, named: "\(run)-places")
    }
}

extension Response {
    /// A sheet that is saved under a name.
    static func sheet(_ bytes: [UInt8], named name: String) -> Response {
        Response(
            status: 200,
            headers: [
                Response.Header("Content-Type", "text/csv; charset=utf-8; header=present"),
                Response.Header("Content-Disposition", "attachment; filename=\"\(name).csv\""),
                ReportFormat.vary,
            ], body: .bytes(bytes))
    }
}
