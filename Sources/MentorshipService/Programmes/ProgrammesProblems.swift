// The problem codes of the Programmes room.

extension ProblemCatalogue {
    static let programmes: [Entry] = []
}
