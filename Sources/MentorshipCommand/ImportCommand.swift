// mentorship import: people from a CSV or NDJSON file, at the machine, by the same code as
// POST /v1/imports; also while a server runs on the file.

import ArgumentParser
import Glibc
import Mentorship
import MentorshipService
import SQLite

extension ImportFormat: ExpressibleByArgument {
    /// The format by its short name on the command line.
    public init?(argument: String) {
        switch argument {
        case "csv": self = .csv
        case "ndjson": self = .ndjson
        default: return nil
        }
    }
}

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Imports people from CSV or NDJSON.",
        discussion: """
            Each row names the person by an id of another system (column external_id.SOURCE, or \
            the member external_ids), so that importing again updates and never doubles. Rows \
            that cannot be taken are listed on standard error and end the command with 65; the \
            others are imported.
            """)

    @OptionGroup var store: StoreOptions
    @Option(help: "The file.", completion: .file()) var file: String
    @Option(help: "csv or ndjson; told by the file's name unless given.")
    var format: ImportFormat?
    @Flag(help: "Check everything and write nothing.") var dryRun = false

    func run() {
        do {
            guard let format = format ?? PeopleImport.format(ofFile: file) else {
                throw CommandError(
                    .inputNotAcceptable,
                    "\(file) is neither .csv nor .ndjson by its name: say which with --format.")
            }
            guard access(file, R_OK) == 0 else {
                throw CommandError(
                    .inputNotAcceptable, "\(file): \(String(cString: strerror(errno)))")
            }
            let database = try store.open()
            let result = try PeopleImport.run(
                path: file, format: format, dryRun: dryRun, desk(database), progress: show)
            database.close()
            try report(result)
        } catch {
            Exit.end(error)
        }
    }

    private func desk(_ database: Database) -> ImportDesk {
        ImportDesk(
            writer: database.writer, zones: ZoneFiles(), now: { SystemClock.now() },
            seed: { SystemClock.seed() }, requestID: "command", actor: { _ in Bootstrap.actor })
    }

    /// A line that rewrites itself, where somebody looks on.
    private func show(_ progress: ImportProgress) {
        guard isatty(2) == 1, progress.done > 0 else { return }
        let line = Array("\r\(progress.done) of \(progress.total) rows".utf8)
        _ = write(2, line, line.count)
    }

    private func report(_ result: ImportResult) throws {
        for error in result.errors {
            Exit.say("line \(error.line) \(error.pointer): \(error.message) [\(error.code)]")
        }
        print(
            "\(result.isDryRun ? "dry run: " : "")\(result.rows) rows: \(result.created) created, "
                + "\(result.updated) updated, \(result.unchanged) unchanged, "
                + "\(result.failed) failed")
        if result.failed > 0 {
            throw CommandError(
                .inputNotAcceptable, "\(result.failed) rows were not taken; the others were.")
        }
    }
}
