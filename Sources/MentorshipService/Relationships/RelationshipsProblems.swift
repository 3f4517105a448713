// The problem codes of the Relationships room.

extension ProblemCatalogue {
    static let relationships: [Entry] = []
}
