// The problem codes of the People room.

extension ProblemCatalogue {
    static let people: [Entry] = [
        Entry(
            code: "external_id_taken", status: 409,
            means: "That id of the other system names another person or programme already.")
    ]
}
