// The report of a survey that still takes answers. Each figure stands on whole blocks of people of
// its own, one block behind: an item that most skip would otherwise move by the one who did not.

extension SurveyReport {
    /// All completed responses in the order in which they came. What goes together and how groups
    /// differ is told when the survey is closed.
    package static func ofOpen(
        _ instrument: Instrument, responses: [Instrument.Answers], _ suppression: Suppression
    ) -> SurveyReport {
        func blocks(_ counts: (Instrument.Answers) -> Bool) -> [Instrument.Answers] {
            let shown = Survey.reportable(
                completed: responses.count(where: counts), in: .open, suppression)
            var seen = 0
            return Array(
                responses.prefix { answers in
                    guard counts(answers) else { return true }
                    seen += 1
                    return seen <= shown
                })
        }
        let items = instrument.items.map { item in
            figures(item, instrument, blocks { $0[item.key] != nil })
        }
        let subscales = instrument.subscales.map { subscale in
            let scored = figures(
                subscale, instrument,
                blocks { instrument.score(subscale, $0).value.value != nil })
            let complete = blocks { !instrument.keyed(subscale, $0).contains(nil) }
            return SubscaleFigures(
                key: scored.key, n: scored.n, mean: scored.mean, sd: scored.sd,
                reliability: Statistics.cronbach(complete.map { instrument.keyed(subscale, $0) }))
        }
        return SurveyReport(
            n: Survey.reportable(completed: responses.count, in: .open, suppression),
            items: items, subscales: subscales, correlatedWith: nil, associations: [],
            comparison: nil
        ).suppressed(suppression)
    }
}
