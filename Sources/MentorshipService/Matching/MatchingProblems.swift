// The problem codes of the Matching room.

extension ProblemCatalogue {
    static let matching: [Entry] = []
}
