// The problem codes of the Evaluation room.

extension ProblemCatalogue {
    static let evaluation: [Entry] = []
}
