// Why a file or one of its rows is refused before anybody looks at what it says, with the way out.

import Mentorship

extension Failure {
    static let externalIDRequired = Failure.invalid(
        "/external_ids", "external_id_required",
        "Give at least one external id (in a sheet a column such as external_id.hr), so that "
            + "importing again updates and never doubles.")

    static func externalIDRepeated(_ source: String) -> Failure {
        .invalid(
            "/external_ids/\(source)", "external_id_repeated",
            "A row before this one has the same id; keep the one that is right.")
    }

    static func tooManyRows(_ count: Int) -> Failure {
        Failure(
            .invalid, "too_many_rows",
            "The file has \(count) rows; at most \(ImportLimits.rows) are taken at once. Nothing "
                + "was imported: split the file.")
    }

    static func malformedFile(_ cut: ImportBreak, _ result: ImportResult) -> Failure {
        let before =
            cut.isHeader || result.rows == 0
            ? "Nothing was imported."
            : result.isDryRun
                ? "This was a dry run: nothing was imported."
                : "The \(result.rows) rows before it stay: \(result.created) created, "
                    + "\(result.updated) updated, \(result.unchanged) unchanged, "
                    + "\(result.failed) refused."
        return Failure(
            .malformed, "malformed_file",
            "Line \(cut.line): \(cut.message) \(before) Correct the file and send it whole again; "
                + "what is in already is not doubled.")
    }
}
