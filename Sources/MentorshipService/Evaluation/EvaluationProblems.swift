// The problem codes of the Evaluation room.

extension ProblemCatalogue {
    static let evaluation: [Entry] = [
        Entry(
            code: "already_submitted", status: 409,
            means: "The person has submitted their answers; these are not changed any more."),
        Entry(
            code: "survey_closed", status: 409,
            means: "The survey is closed, by hand or by its time; closing is final."),
    ]
}
