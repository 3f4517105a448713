// A number that may not exist, and then says why: what stands in results instead of NaN. Never
// holds a number that is not finite.

package enum Figure: Sendable, Equatable {
    case value(Double)
    case absent(Absence)

    package enum Absence: String, Sendable, CaseIterable {
        case noValues = "no_values"
        case tooFewValues = "too_few_values"
        /// All values are equal, so that nothing can be divided by their spread.
        case noVariation = "no_variation"
        case notReached = "not_reached"
        case notDefined = "not_defined"
        case tooFewAnswered = "too_few_answered"
        case belowThreshold = "below_threshold"
        case tied = "tied"

        package var words: String {
            switch self {
            case .noValues: "There are no values."
            case .tooFewValues: "There are too few values."
            case .noVariation: "All values are the same."
            case .notReached: "It was not reached while people were observed."
            case .notDefined: "It is not defined for these values."
            case .tooFewAnswered: "Too few of the items were answered."
            case .belowThreshold: "So few people answered that it could point to one of them."
            case .tied: "There are ties or too many pairs for the exact test."
            }
        }
    }

    /// A result of arithmetic: infinite or not a number means that it does not exist.
    package init(_ number: Double, otherwise absence: Absence = .notDefined) {
        self = number.isFinite ? .value(number) : .absent(absence)
    }

    package var value: Double? {
        if case .value(let number) = self { number } else { nil }
    }

    package var absence: Absence? {
        if case .absent(let reason) = self { reason } else { nil }
    }
}
