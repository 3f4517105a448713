// The problem codes of the People room.

extension ProblemCatalogue {
    static let people: [Entry] = [
        Entry(
            code: "external_id_not_available", status: 403,
            means: "That id of the other system lies beyond the programmes of the credential."),
        Entry(
            code: "external_id_taken", status: 409,
            means: "That id of the other system names another person or programme already."),
        Entry(
            code: "import_file_gone", status: 410,
            means: "The file of an import is no longer there; send it again."),
        Entry(
            code: "importer_not_allowed", status: 403,
            means: "The credential that asked for an import may no longer write people."),
        Entry(
            code: "malformed_file", status: 400,
            means: "The file cannot be read on; the detail says where, and what was imported."),
        Entry(
            code: "too_many_rows", status: 422,
            means: "The file has more rows than an import takes at once; split it."),
        Entry(
            code: "row_not_stored", status: 409,
            means: "A row of an import met something that the store refused; it was left out."),
    ]
}
