// The pictures of a supply's page as SVG within HTML: places beside those who wait, and for each
// want the people who ask for it above the places where it is offered. Drawn 340 units wide, so
// that its words can be read on a telephone.

import Mentorship

enum SupplyPictures {
    private static let width = 340
    /// For numbers beside the longest bar.
    private static let margin = 110
    private static let height = 50
    /// Wants to a drawing, so that one is never cut by the end of a sheet of paper.
    static let wantsInDrawing = 12

    private static let font: StaticString =
        "<g font-family=\"Georgia,serif\" font-size=\"13\" fill=\"#111\">"

    // MARK: Places

    static func write(
        _ places: ProgrammeSupply.Places, waiting: Int, of people: String,
        into html: inout HTMLWriter
    ) {
        let parts: [(words: String, count: Int, fill: HTMLWriter.Fill)] = [
            ("taken", places.taken, .full), ("offered", places.offered, .empty),
            ("left", places.left, .hatched),
        ]
        let words = parts.map { "\($0.count) \($0.words)" }.joined(separator: ", ")
        let most = max(parts.reduce(0) { $0 + $1.count }, waiting, 1)
        html.markup(
            """
            <svg class="bars" viewBox="0 0 340 104" role="img" aria-labelledby="places-title places-text">\
            <title id="places-title">Places and those who wait</title><desc id="places-text">
            """)
        html.text("Places: \(words). \(people) who wait: \(waiting).")
        html.markup("</desc>")
        html.hatching()
        html.markup(font)
        html.label("Places: \(words)", 1, 14, .start)
        var left = 1
        for part in parts {
            let length = part.count * (width - 2) / most
            html.rectangle(left, 22, length, 22, part.fill)
            left += length
        }
        html.label("\(people) who wait: \(waiting)", 1, 68, .start)
        html.rectangle(1, 76, waiting * (width - 2) / most, 22, .full)
        html.markup("</g></svg>")
    }

    // MARK: Wants

    /// `all`: the greatest number of the kind, so that drawings have one scale.
    static func write(
        _ standings: ArraySlice<SupplyStanding>, most: Int, into html: inout HTMLWriter
    ) {
        html.markup("<svg class=\"bars\" viewBox=\"0 0 340 ")
        html.number(height * standings.count)
        html.markup("\" role=\"img\"><title>People who ask, and places</title><desc>")
        let words = standings.map {
            "\($0.name): asked for by \($0.row.mentees), \($0.row.places) places, \($0.words)"
        }
        html.text(words.joined(separator: "; ") + ".")
        html.markup("</desc>")
        html.markup(font)
        for (index, standing) in standings.enumerated() {
            write(standing, top: height * index, most: most, into: &html)
        }
        html.markup("</g></svg>")
    }

    private static func write(
        _ standing: SupplyStanding, top: Int, most: Int, into html: inout HTMLWriter
    ) {
        let row = standing.row
        let state = standing.isShort ? "short" : standing.words
        html.label(clipped(standing.name), 1, top + 13, .start, isStrong: standing.isShort)
        // Whatever letters a name is of, it ends before the state.
        html.blank(width - 56, top + 1, 56, 16)
        html.label(state, width - 1, top + 13, .end, isStrong: standing.isShort)
        let bars = [
            (row.mentees, "ask", standing.isShort ? HTMLWriter.Fill.alarming : .full),
            (row.places, row.places == 1 ? "place" : "places", .hatched),
        ]
        for (line, bar) in bars.enumerated() {
            let length = bar.0 == 0 ? 0 : max(bar.0 * (width - margin) / max(most, 1), 2)
            let y = top + 18 + 14 * line
            html.rectangle(1, y, length, 11, bar.2)
            html.label("\(bar.0) \(bar.1)", length + 6, y + 10, .start)
        }
    }

    /// As much of a name as stands beside "enough": letters of wide scripts count twice.
    static func clipped(_ name: String) -> String {
        var room = 36
        var end = name.startIndex
        for index in name.indices {
            let isWide = name[index].unicodeScalars.first.map { $0.value >= 0x1100 } ?? false
            room -= isWide ? 2 : 1
            if room < 0 { return name[..<end] + "…" }
            end = name.index(after: index)
        }
        return name
    }
}
