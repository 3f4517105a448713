// The problem codes of the Scheduling room.

extension ProblemCatalogue {
    static let scheduling: [Entry] = []
}
