// What a survey found, from the answers alone: each item, each subscale, what goes together and how
// groups differ. Names no respondent; `suppressed` takes out what could still point to one.

package struct SurveyReport: Sendable, Equatable {
    package struct Count: Sendable, Equatable {
        package let value: String
        /// Nil when it is hidden.
        package let count: Int?
    }

    package struct ItemFigures: Sendable, Equatable {
        package let key: String
        package let answered: Int
        /// Every step of a scale and every option, also those that nobody chose; for numbers the
        /// values that occur; none for text.
        package let counts: [Count]
        package let mean: Figure
        package let sd: Figure
        package let median: Figure
    }

    package struct SubscaleFigures: Sendable, Equatable {
        package let key: String
        /// People with a score.
        package let n: Int
        package let mean: Figure
        package let sd: Figure
        /// Over people who answered every item.
        package let reliability: Statistics.Reliability
    }

    package struct Association: Sendable, Equatable {
        package let item: String
        package let correlation: Statistics.Correlation
    }

    package struct GroupFigures: Sendable, Equatable {
        package let group: String
        /// Nil when it is hidden.
        package let n: Int?
        package let mean: Figure
    }

    package struct Comparison: Sendable, Equatable {
        package let item: String
        package let by: String
        package let groups: [GroupFigures]
        /// Over the groups with more than four people.
        package let test: Statistics.GroupTest
    }

    /// What to look at beside the items themselves; keys of scale and choice items.
    package struct Questions: Sendable, Equatable {
        package var correlateWith: String?
        package var compare: String?
        package var by: String?

        package init(correlateWith: String? = nil, compare: String? = nil, by: String? = nil) {
            self.correlateWith = correlateWith
            self.compare = compare
            self.by = by
        }
    }

    package let n: Int
    package let items: [ItemFigures]
    package let subscales: [SubscaleFigures]
    package let correlatedWith: String?
    package let associations: [Association]
    package let comparison: Comparison?

    package init(
        _ instrument: Instrument, responses: [Instrument.Answers], questions: Questions = .init()
    ) {
        n = responses.count
        items = instrument.items.map { Self.figures($0, instrument, responses) }
        subscales = instrument.subscales.map { Self.figures($0, instrument, responses) }
        correlatedWith = questions.correlateWith
        associations = Self.associations(questions.correlateWith, instrument, responses)
        comparison = Self.comparison(questions, instrument, responses)
    }
}

// MARK: Figures

extension SurveyReport {
    static func figures(
        _ item: Instrument.Item, _ instrument: Instrument, _ responses: [Instrument.Answers]
    ) -> ItemFigures {
        let described = Statistics.describe(instrument.numbers(item.key, responses))
        let texts = responses.compactMap { answers -> String? in
            if case .text(let text) = answers[item.key] { text } else { nil }
        }
        switch item.kind {
        case .scale(let least, let most, _):
            let numbers = instrument.numbers(item.key, responses)
            let counts = (least...most).map { step in
                Count(value: "\(step)", count: numbers.count { $0 == Double(step) })
            }
            return numeric(item.key, counts, described)
        case .number:
            let counts = Statistics.frequencies(instrument.numbers(item.key, responses)).map {
                Count(value: Self.text($0.value), count: $0.count)
            }
            return numeric(item.key, counts, described)
        case .choice(let options):
            let counts = options.map { option in
                Count(value: option, count: texts.count { $0 == option })
            }
            return unordered(item.key, texts.count, counts)
        case .text:
            return unordered(item.key, texts.count, [])
        }
    }

    private static func numeric(
        _ key: String, _ counts: [Count], _ described: Statistics.Description
    ) -> ItemFigures {
        ItemFigures(
            key: key, answered: described.n, counts: counts, mean: described.mean,
            sd: described.sd, median: described.median)
    }

    private static func unordered(
        _ key: String, _ answered: Int, _ counts: [Count]
    ) -> ItemFigures {
        let none = Figure.absent(.notDefined)
        return ItemFigures(
            key: key, answered: answered, counts: counts, mean: none, sd: none, median: none)
    }

    private static func text(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    static func figures(
        _ subscale: Instrument.Subscale, _ instrument: Instrument,
        _ responses: [Instrument.Answers]
    ) -> SubscaleFigures {
        let scores = Statistics.describe(
            responses.map { instrument.score(subscale, $0).value.value })
        return SubscaleFigures(
            key: subscale.key, n: scores.n, mean: scores.mean, sd: scores.sd,
            reliability: Statistics.cronbach(responses.map { instrument.keyed(subscale, $0) }))
    }

    private static func associations(
        _ chosen: String?, _ instrument: Instrument, _ responses: [Instrument.Answers]
    ) -> [Association] {
        guard let chosen, case .scale = instrument.item(chosen)?.kind else { return [] }
        let reference = instrument.numbers(chosen, responses)
        return instrument.items.compactMap { item in
            guard case .scale = item.kind, item.key != chosen else { return nil }
            let numbers = instrument.numbers(item.key, responses)
            return Association(
                item: item.key, correlation: Statistics.spearman(numbers, reference))
        }
    }

    private static func comparison(
        _ questions: Questions, _ instrument: Instrument, _ responses: [Instrument.Answers]
    ) -> Comparison? {
        guard let item = questions.compare, let by = questions.by,
            case .scale = instrument.item(item)?.kind,
            case .choice(let options) = instrument.item(by)?.kind
        else { return nil }
        let numbers = instrument.numbers(item, responses)
        let groups = options.map { option in
            zip(numbers, responses).compactMap { number, answers in
                answers[by] == .text(option) ? number : nil
            }
        }
        return Comparison(
            item: item, by: by,
            groups: zip(options, groups).filter { !$0.1.isEmpty }.map {
                GroupFigures(group: $0.0, n: $0.1.count, mean: Statistics.mean($0.1))
            },
            test: Statistics.kruskalWallis(groups.filter { $0.count > 4 }))
    }
}
