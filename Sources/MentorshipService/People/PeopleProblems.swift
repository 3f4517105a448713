// The problem codes of the People room.

extension ProblemCatalogue {
    static let people: [Entry] = []
}
