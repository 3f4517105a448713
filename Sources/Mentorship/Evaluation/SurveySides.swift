// The figures of a survey by the side that answered. A side that could be told by taking the others
// from the whole is hidden with the one that is too small; counts of single answers are not given
// by side at all.

package struct SurveySides: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        package let key: String
        /// People with an answer, or with a score; nil when hidden.
        package let n: Int?
        package let mean: Figure
        package let sd: Figure
        /// Of items only.
        package let median: Figure
    }

    package struct SideFigures: Sendable, Equatable {
        package let side: Survey.Side
        package let n: Int?
        package let items: [Row]
        package let subscales: [Row]
    }

    package let sides: [SideFigures]

    /// Responses of the sides that were asked, in the order given.
    package init(
        _ instrument: Instrument,
        _ responses: [(side: Survey.Side, answers: [Instrument.Answers])],
        _ suppression: Suppression
    ) {
        let reports = responses.map { SurveyReport(instrument, responses: $0.answers) }
        let shown = suppression.shown(reports.map(\.n))
        let items = Self.rows(reports.map { $0.items.map(Row.init) }, shown, suppression)
        let subscales = Self.rows(reports.map { $0.subscales.map(Row.init) }, shown, suppression)
        sides = responses.indices.map { index in
            SideFigures(
                side: responses[index].side, n: shown[index], items: items[index],
                subscales: subscales[index])
        }
    }

    /// What two sides answered and the third left out is hidden item by item.
    private static func rows(
        _ sides: [[Row]], _ isShown: [Int?], _ suppression: Suppression
    ) -> [[Row]] {
        var sides = sides
        for key in (sides.first ?? []).indices {
            let shown = suppression.shown(sides.map { $0[key].n ?? 0 })
            for side in sides.indices where isShown[side] == nil || shown[side] == nil {
                sides[side][key] = sides[side][key].hidden
            }
        }
        return sides
    }
}

extension SurveySides.Row {
    fileprivate init(_ item: SurveyReport.ItemFigures) {
        key = item.key
        n = item.answered
        mean = item.mean
        sd = item.sd
        median = item.median
    }

    fileprivate init(_ subscale: SurveyReport.SubscaleFigures) {
        key = subscale.key
        n = subscale.n
        mean = subscale.mean
        sd = subscale.sd
        median = .absent(.notDefined)
    }

    private init(hidden row: Self) {
        func hide(_ figure: Figure) -> Figure {
            figure.value == nil ? figure : .absent(.belowThreshold)
        }
        key = row.key
        n = nil
        mean = hide(row.mean)
        sd = hide(row.sd)
        median = hide(row.median)
    }

    fileprivate var hidden: Self { Self(hidden: self) }
}
