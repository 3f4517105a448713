// Bars and words of a picture within HTML, as SVG. Parts are told apart by hatching as well as by
// colour, so that a picture can be read when printed in black and white.

extension HTMLWriter {
    enum Fill {
        case full
        case hatched
        case empty
        /// What a reader should see first; never without words that say why.
        case alarming
    }

    enum Anchor {
        case start
        case middle
        case end
    }

    /// Hatching is drawn once in a page, in its first picture.
    mutating func hatching() {
        markup(
            """
            <defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" \
            patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff"/>\
            <path d="M0 0V7" stroke="#111" stroke-width="3"/></pattern></defs>
            """)
    }

    mutating func rectangle(_ x: Int, _ y: Int, _ width: Int, _ height: Int, _ fill: Fill) {
        guard width > 0, height > 0 else { return }
        box(x, y, width, height)
        switch fill {
        case .full: markup(" fill=\"#444\" stroke=\"#111\"/>")
        case .hatched: markup(" fill=\"url(#hatch)\" stroke=\"#111\"/>")
        case .empty: markup(" fill=\"#fff\" stroke=\"#111\"/>")
        case .alarming: markup(" fill=\"#a11212\" stroke=\"#111\"/>")
        }
    }

    /// Nothing, over whatever was drawn there.
    mutating func blank(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
        box(x, y, width, height)
        markup(" fill=\"#fff\"/>")
    }

    private mutating func box(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
        markup("<rect x=\"")
        number(x)
        markup("\" y=\"")
        number(y)
        markup("\" width=\"")
        number(width)
        markup("\" height=\"")
        number(height)
        markup("\"")
    }

    mutating func label(
        _ text: String, _ x: Int, _ y: Int, _ anchor: Anchor, isStrong: Bool = false
    ) {
        markup("<text x=\"")
        number(x)
        markup("\" y=\"")
        number(y)
        if isStrong { markup("\" font-weight=\"bold") }
        switch anchor {
        case .start: markup("\">")
        case .middle: markup("\" text-anchor=\"middle\">")
        case .end: markup("\" text-anchor=\"end\">")
        }
        self.text(text)
        markup("</text>")
    }
}
