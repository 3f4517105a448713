// The pictures of a run's page as SVG within HTML, each with a title, a description and the same
// numbers in a table beside it. Told apart by hatching and not by colour, so that they can be read
// when printed in black and white.

struct RunPictures {
    /// How many pairs score up to a tenth, up to two tenths, and so on.
    let tenths: [Int]
    let matched: Int
    let unmatched: Int
    let used: Int
    let free: Int
    let words: RunWords

    init(
        scores: [Int], matched: Int, unmatched: Int, used: Int, places: Int, words: RunWords
    ) {
        self.words = words
        var tenths = [Int](repeating: 0, count: 10)
        for score in scores { tenths[min(max(score, 0) / 100_000, 9)] += 1 }
        self.tenths = tenths
        self.matched = matched
        self.unmatched = unmatched
        self.used = used
        free = max(places - used, 0)
    }

    // MARK: Scores

    func writeScores(into html: inout HTMLWriter) {
        html.markup("<figure>")
        writeBars(into: &html)
        html.markup(
            """
            <table><caption>Pairs by score</caption><thead><tr><th scope="col">Score</th>\
            <th scope="col" class="n">Pairs</th></tr></thead><tbody>
            """)
        for (tenth, count) in tenths.enumerated() {
            html.element("<tr><th scope=\"row\">", Self.range(tenth), "</th>")
            html.element("<td class=\"n\">", "\(count)", "</td></tr>")
        }
        html.markup("</tbody></table></figure>")
    }

    private static func range(_ tenth: Int) -> String {
        tenth == 9 ? "0.9 to 1.0" : "0.\(tenth) to below 0.\(tenth + 1)"
    }

    private func writeBars(into html: inout HTMLWriter) {
        html.markup(
            """
            <svg viewBox="0 0 520 270" role="img" aria-labelledby="scores-title scores-text">\
            <title id="scores-title">Score distribution</title><desc id="scores-text">
            """)
        html.text("\(tenths.reduce(0, +)) pairs in ten bars of a tenth each: ")
        html.text(tenths.map(String.init).joined(separator: ", ") + ".")
        html.markup("</desc><g font-family=\"Georgia,serif\" font-size=\"14\" fill=\"#111\">")
        let greatest = max(tenths.max() ?? 0, 1)
        for (tenth, count) in tenths.enumerated() {
            let height = count == 0 ? 0 : max(count * 200 / greatest, 2)
            let left = 10 + 50 * tenth
            html.rectangle(left + 4, 230 - height, 42, height, .full)
            html.label("\(count)", left + 25, 222 - height, .middle)
        }
        html.markup("<path d=\"M10 230H510\" stroke=\"#111\" stroke-width=\"2\"/>")
        for tenth in 0...10 {
            let text = tenth == 10 ? "1" : tenth == 0 ? "0" : ".\(tenth)"
            html.label(text, 10 + 50 * tenth, 250, .middle)
        }
        html.markup("</g></svg>")
    }

    // MARK: Coverage against capacity

    /// Equals have no places beside themselves.
    var coverage: String { words.isAmongEquals ? "Coverage" : "Coverage against capacity" }

    private var bars: [(name: String, first: String, one: Int, second: String, other: Int)] {
        let people = (words.people, words.served, matched, words.unserved, unmatched)
        return words.isAmongEquals ? [people] : [people, ("Places", "used", used, "free", free)]
    }

    func writeCoverage(into html: inout HTMLWriter) {
        html.markup("<figure><svg viewBox=\"0 0 520 ")
        html.number(20 + 85 * bars.count)
        html.markup("\" role=\"img\" aria-labelledby=\"cover-title cover-text\">")
        html.element("<title id=\"cover-title\">", coverage, "</title>")
        html.markup("<desc id=\"cover-text\">")
        let all = words.people.lowercased()
        html.text("Of \(matched + unmatched) \(all): \(matched) \(words.served), ")
        html.text("\(unmatched) \(words.unserved).")
        if !words.isAmongEquals {
            html.text(" Of \(used + free) places: \(used) used, \(free) free.")
        }
        html.markup("</desc>")
        html.hatching()
        html.markup("<g font-family=\"Georgia,serif\" font-size=\"14\" fill=\"#111\">")
        let most = max(bars.map { $0.one + $0.other }.max() ?? 0, 1)
        for (index, bar) in bars.enumerated() {
            writeBar(
                bar.name, bar.first, bar.one, bar.second, bar.other, 20 + 85 * index, most,
                into: &html)
        }
        html.markup("</g></svg>")
        html.element("<table><caption>", words.people, "")
        html.markup(words.isAmongEquals ? "</caption>" : " and places</caption>")
        html.markup(
            """
            <thead><tr><th scope="col"></th><th scope="col" class="n">Count</th></tr></thead><tbody>
            """)
        for bar in bars {
            for (part, count) in [(bar.first, bar.one), (bar.second, bar.other)] {
                html.element("<tr><th scope=\"row\">", "\(bar.name) \(part)", "</th>")
                html.element("<td class=\"n\">", "\(count)", "</td></tr>")
            }
        }
        html.markup("</tbody></table></figure>")
    }

    /// One bar of two parts on a scale of 500 units for `most`.
    private func writeBar(
        _ name: String, _ first: String, _ one: Int, _ second: String, _ other: Int, _ top: Int,
        _ most: Int, into html: inout HTMLWriter
    ) {
        let (width, rest) = (one * 500 / most, other * 500 / most)
        html.label("\(name): \(one) \(first), \(other) \(second)", 10, top, .start)
        html.rectangle(10, top + 10, width, 36, .full)
        html.rectangle(10 + width, top + 10, rest, 36, .hatched)
    }
}
