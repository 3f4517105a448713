// Where a programme's mentors are short, on a page that prints: places, and by kind what is short,
// a picture of what is asked for beside the places for it, and the same numbers in a table. Counts
// alone, as the document has them.

import HTTP
import Mentorship

struct SupplyPage {
    /// Wants of a kind that the page names; the sheet has all of them.
    static let rowsMax = 500
    /// Wants of a kind that are drawn, the short ones first.
    static let drawnMax = 24

    let supply: ProgrammeSupply
    let programme: String
    let now: Instant

    private var guides: String { supply.isAmongEquals ? "partners" : "mentors" }
    private var guide: String { supply.isAmongEquals ? "partner" : "mentor" }
    private var people: String { supply.isAmongEquals ? "People" : "Mentees" }

    var response: Response {
        var page = PrintedPage(title: "Where \(guides) are short · \(programme)")
        writeHead(into: &page.html)
        writePlaces(into: &page.html)
        for (kind, supply) in supply.kinds { write(supply, of: kind, into: &page.html) }
        writeFoot(into: &page.html)
        return page.response().varying()
    }

    // MARK: Places

    private func writeHead(into html: inout HTMLWriter) {
        html.element("<h1>", "Where \(guides) are short: \(programme)", "</h1>")
        let time = now.rfc3339
        html.element("<p>", "As of \(time.prefix(10)), \(time.dropFirst(11).prefix(5)) UTC.", "")
        html.text(" Counted from what those who wait ask for and \(guides) with places left offer.")
        html.markup(
            """
             Rules that keep two people apart are not looked at, so more may go without.</p>
            """)
    }

    private func writePlaces(into html: inout HTMLWriter) {
        html.markup("<h2>Places and those who wait</h2><figure>")
        SupplyPictures.write(
            supply.places, waiting: supply.waiting, of: people, into: &html)
        html.markup("<table><tbody>")
        let figures = [
            (supply.isAmongEquals ? people : "Mentors", supply.places.mentors),
            ("Places", supply.places.places),
            ("Taken", supply.places.taken), ("Offered, not answered yet", supply.places.offered),
            ("Left", supply.places.left), ("\(people) who wait", supply.waiting),
        ]
        for (name, count) in figures {
            html.element("<tr><th scope=\"row\">", name, "</th>")
            html.element("<td class=\"n\">", "\(count)", "</td></tr>")
        }
        html.markup("</tbody></table></figure>")
    }

    // MARK: Kinds

    private func write(
        _ supply: Supply, of kind: ProgrammeSupply.Kind, into html: inout HTMLWriter
    ) {
        html.element("<h2>", kind.title, "</h2>")
        guard supply.mentees > 0 else {
            html.element("<p>", "Nobody who waits \(kind.asks).", "</p>")
            return
        }
        let those = supply.mentees == 1 ? "One who waits" : "\(supply.mentees) who wait"
        let ask = supply.mentees == 1 ? kind.asks : kind.ask
        guard supply.shortage > 0 else {
            html.element("<p>", "\(those) \(ask): there is a place for each.", "</p>")
            return writeWants(supply, of: kind, into: &html)
        }
        html.element("<p>", "\(those) \(ask). ", "")
        html.element("<strong class=\"short\">", "Short by \(supply.shortage):", "</strong>")
        html.text(
            " so many at least go without a \(guide) \(kind.whose), whatever is chosen; "
                + "\(supply.mentees - supply.shortage) can have one.")
        html.markup("</p>")
        writeGaps(supply, of: kind, into: &html)
        writeWants(supply, of: kind, into: &html)
    }

    /// What to look for in new mentors.
    private func writeGaps(
        _ supply: Supply, of kind: ProgrammeSupply.Kind, into html: inout HTMLWriter
    ) {
        html.element("<table><caption>", "To look for: \(guides) \(kind.whom)", "</caption>")
        html.markup(
            """
            <thead><tr><th scope="col" class="n">No.</th><th scope="col">Any of these</th>\
            <th scope="col" class="n">Ask for nothing else</th>\
            <th scope="col" class="n">Places</th><th scope="col" class="n">Short by</th></tr>\
            </thead><tbody>
            """)
        for (index, gap) in supply.gaps.prefix(Self.rowsMax).enumerated() {
            html.element("<tr><td class=\"n\">", "\(index + 1)", "</td><td>")
            let names = gap.wants.prefix(Self.drawnMax).map(\.words)
            let rest = gap.wants.count - names.count
            html.text(names.joined(separator: "; ") + (rest > 0 ? "; \(rest) more" : ""))
            for count in [gap.mentees, gap.places, gap.short] {
                html.element("</td><td class=\"n\">", "\(count)", "")
            }
            html.markup("</td></tr>")
        }
        html.markup("</tbody></table>")
        writeRest(supply.gaps.count, into: &html)
    }

    private func writeWants(
        _ supply: Supply, of kind: ProgrammeSupply.Kind, into html: inout HTMLWriter
    ) {
        let standings = supply.standings
        let drawn = standings.prefix(Self.drawnMax)
        let most = drawn.map { max($0.row.mentees, $0.row.places) }.max() ?? 0
        html.markup("<figure>")
        for start in stride(from: 0, to: drawn.count, by: SupplyPictures.wantsInDrawing) {
            let end = min(start + SupplyPictures.wantsInDrawing, drawn.count)
            SupplyPictures.write(drawn[start..<end], most: most, into: &html)
        }
        html.markup("</figure>")
        if standings.count > drawn.count {
            html.element(
                "<p class=\"small\">",
                "Drawn are the first \(drawn.count) of \(standings.count).", "</p>")
        }
        if standings.contains(where: { $0.state == .tight }) {
            html.markup(
                """
                <p class="small">Tight: fewer places than people who ask for it, but there is a \
                place for each of them with what else they ask for.</p>
                """)
        }
        writeTable(standings, of: kind, into: &html)
    }

    private func writeTable(
        _ standings: [SupplyStanding], of kind: ProgrammeSupply.Kind, into html: inout HTMLWriter
    ) {
        html.element("<table><thead><tr><th scope=\"col\">", kind.one, "</th>")
        html.markup(
            """
            <th scope="col" class="n">Ask</th><th scope="col" class="n">Offer</th>\
            <th scope="col" class="n">Places</th><th scope="col">Standing</th></tr></thead><tbody>
            """)
        for standing in standings.prefix(Self.rowsMax) {
            html.element("<tr><th scope=\"row\">", standing.name, "</th>")
            for count in [standing.row.mentees, standing.row.mentors, standing.row.places] {
                html.element("<td class=\"n\">", "\(count)", "</td>")
            }
            html.markup(standing.isShort ? "<td class=\"short\">" : "<td>")
            html.element("", standing.words, "</td></tr>")
        }
        html.markup("</tbody></table>")
        writeRest(standings.count, into: &html)
    }

    private func writeRest(_ count: Int, into html: inout HTMLWriter) {
        guard count > Self.rowsMax else { return }
        html.element("<p class=\"small\">", "The first \(Self.rowsMax) of \(count).", "</p>")
    }

    private func writeFoot(into html: inout HTMLWriter) {
        html.markup(
            """
            <p class="small">Who asks for several things is counted with each, and every place \
            with all that is offered with it, so that columns cannot be added up; “short by” \
            counts everybody and every place once (Hall, 1935).</p>
            """)
    }
}

extension ProgrammeSupply.Kind {
    fileprivate var title: String {
        switch self {
        case .skills: "Skills"
        case .languages: "Languages"
        case .sites: "Sites"
        }
    }

    fileprivate var one: String {
        switch self {
        case .skills: "Skill"
        case .languages: "Language"
        case .sites: "Site"
        }
    }

    fileprivate var asks: String {
        switch self {
        case .skills: "asks for a skill"
        case .languages: "has named a language"
        case .sites: "has a site"
        }
    }

    fileprivate var ask: String {
        switch self {
        case .skills: "ask for a skill"
        case .languages: "have named a language"
        case .sites: "have a site"
        }
    }

    fileprivate var whose: String {
        switch self {
        case .skills: "who offers any of what they ask for"
        case .languages: "who speaks one of theirs"
        case .sites: "at their site"
        }
    }

    fileprivate var whom: String {
        switch self {
        case .skills: "who offer one of these skills, at the level or above"
        case .languages: "who speak one of these languages"
        case .sites: "who are at one of these sites"
        }
    }
}
