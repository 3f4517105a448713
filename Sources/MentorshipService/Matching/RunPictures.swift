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

    init(scores: [Int], matched: Int, unmatched: Int, used: Int, places: Int) {
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
        html.text("\(matched) pairs in ten bars of a tenth each: ")
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

    func writeCoverage(into html: inout HTMLWriter) {
        html.markup("<figure>")
        html.markup(
            """
            <svg viewBox="0 0 520 190" role="img" aria-labelledby="cover-title cover-text">\
            <title id="cover-title">Coverage against capacity</title><desc id="cover-text">
            """)
        html.text("Of \(matched + unmatched) mentees \(matched) have a mentor and \(unmatched) ")
        html.text("have none. Of \(used + free) places \(used) are used and \(free) are free.")
        html.markup(
            """
            </desc><defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" \
            patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff"/>\
            <path d="M0 0V7" stroke="#111" stroke-width="3"/></pattern></defs>\
            <g font-family="Georgia,serif" font-size="14" fill="#111">
            """)
        let most = max(matched + unmatched, used + free, 1)
        writeBar("Mentees", "with a mentor", matched, "without", unmatched, 20, most, into: &html)
        writeBar("Places", "used", used, "free", free, 105, most, into: &html)
        html.markup("</g></svg>")
        html.markup(
            """
            <table><caption>Mentees and places</caption><thead><tr><th scope="col"></th>\
            <th scope="col" class="n">Count</th></tr></thead><tbody>
            """)
        for (name, count) in [
            ("Mentees with a mentor", matched), ("Mentees without", unmatched),
            ("Places used", used), ("Places free", free),
        ] {
            html.element("<tr><th scope=\"row\">", name, "</th>")
            html.element("<td class=\"n\">", "\(count)", "</td></tr>")
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

extension HTMLWriter {
    fileprivate enum Fill {
        case full
        case hatched
    }

    fileprivate enum Anchor {
        case start
        case middle
    }

    fileprivate mutating func rectangle(
        _ x: Int, _ y: Int, _ width: Int, _ height: Int, _ fill: Fill
    ) {
        guard width > 0, height > 0 else { return }
        markup("<rect x=\"")
        number(x)
        markup("\" y=\"")
        number(y)
        markup("\" width=\"")
        number(width)
        markup("\" height=\"")
        number(height)
        switch fill {
        case .full: markup("\" fill=\"#444\" stroke=\"#111\"/>")
        case .hatched: markup("\" fill=\"url(#hatch)\" stroke=\"#111\"/>")
        }
    }

    fileprivate mutating func label(_ text: String, _ x: Int, _ y: Int, _ anchor: Anchor) {
        markup("<text x=\"")
        number(x)
        markup("\" y=\"")
        number(y)
        switch anchor {
        case .start: markup("\">")
        case .middle: markup("\" text-anchor=\"middle\">")
        }
        self.text(text)
        markup("</text>")
    }
}
