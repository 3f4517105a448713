// From answers to scores: reversed items turned, a mean over what was answered, no score where too
// much was left out. A sum with holes is never taken for a score.

extension Instrument {
    package struct Score: Sendable, Equatable {
        package let subscale: String
        /// The mean of the answered items, on the items' scale.
        package let value: Figure
        package let answered: Int
        package let items: Int
    }

    package func scores(_ answers: Answers) -> [Score] {
        subscales.map { score($0, answers) }
    }

    /// The prorated mean, absent below the subscale's share of answers.
    package func score(_ subscale: Subscale, _ answers: Answers) -> Score {
        let values = keyed(subscale, answers).compactMap { $0 }
        let enough = subscale.minimumAnsweredShare * Double(subscale.items.count)
        // 4 of 5 is .8 whatever binary fractions make of .8 × 5.
        let isEnough = !values.isEmpty && Double(values.count) >= enough - 1e-9
        return Score(
            subscale: subscale.key,
            value: isEnough ? Statistics.mean(values) : .absent(.tooFewAnswered),
            answered: values.count, items: subscale.items.count)
    }

    /// The answers to a subscale's items with the reversed ones turned; nil where skipped.
    func keyed(_ subscale: Subscale, _ answers: Answers) -> [Double?] {
        subscale.items.map { key in
            guard case .scale(let min, let max, let isReversed) = item(key)?.kind,
                case .number(let number) = answers[key]
            else { return nil }
            return isReversed ? Double(min) + Double(max) - number : number
        }
    }

    /// The raw answers to one item as numbers; nil where skipped or not a number.
    func numbers(_ key: String, _ responses: [Answers]) -> [Double?] {
        responses.map { answers in
            if case .number(let number) = answers[key] { number } else { nil }
        }
    }
}
