// How large things of the Evaluation room may be, each with its unit and reason.

package enum EvaluationLimits {
    /// Characters in the key of an instrument, item or subscale: a column name.
    package static let key = 60
    /// Scalars in a title: one line of a list.
    package static let title = 200
    /// Scalars in a note on licence or source: a reference with its link.
    package static let note = 1_000
    /// Items of an instrument: nobody answers more in one sitting.
    package static let items = 200
    /// Scalars in the wording of an item.
    package static let wording = 1_000
    /// Options of a choice.
    package static let options = 60
    /// Scalars in an option.
    package static let option = 200
    /// Subscales of an instrument.
    package static let subscales = 40
    /// The ends of a scale, and the numbers that may be given.
    package static let scale = -1_000...1_000
    /// Steps of a scale: each has its count in the report.
    package static let steps = 101
    /// Scalars in an answer in words: a page, and what is taken when the item does not say.
    package static let text = 4_000
    /// People in one request for further assignments.
    package static let people = 1_000
}
