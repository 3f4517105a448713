// The long work behind POST /v1/imports: its file waits in the spool folder under the job's name,
// from before the job's row is committed until the job ends. A job that a stop interrupted begins
// again; the rows that were done are then unchanged.

import Glibc
import JSON
import Mentorship

enum ImportJob {
    static let kind = JobKind(name: "people_import", scope: .peopleWrite, run: run) {
        job, deployment in
        Spool.remove(path(of: job.id, deployment.settings))
    }

    private static let prefix = "import-"
    /// Seconds after which a file without a job is left over from a crash: its request is long
    /// over.
    private static let leftoverSeconds = 24 * 3600

    static func path(of job: ID<Job>, _ settings: Settings) -> String {
        "\(settings.spoolFolder)/\(prefix)\(job)"
    }

    private static func run(_ job: JobRow, _ desk: JobDesk) throws -> JSON {
        try removeLeftovers(desk)
        let order = try JSON(parsing: Array(job.input.utf8))
        let path = path(of: job.id, desk.deployment.settings)
        guard let format = order["format"]?.text.flatMap(ImportFormat.init(rawValue:)),
            access(path, R_OK) == 0
        else { throw Failure.importFileGone }
        let result = try PeopleImport.run(
            path: path, format: format, dryRun: order["dry_run"] == .bool(true),
            importDesk(job, desk.deployment)
        ) { _ in try desk.checkCancelled() }
        return result.json
    }

    private static func importDesk(_ job: JobRow, _ deployment: Deployment) -> ImportDesk {
        let id = job.id
        let credential = ID<Credential>(job.createdBy)
        let now = deployment.now
        return ImportDesk(
            writer: deployment.writer, zones: deployment.zones, now: now, seed: deployment.seed,
            requestID: id.text,
            actor: { snapshot in try actor(credential, now: now(), snapshot) },
            note: { progress, transaction in
                // A batch and its cancellation never cross: one thread does both.
                guard try JobStore.find(id, transaction)?.state == .running else {
                    throw JobInterruption.cancelled
                }
                try JobStore.progress(
                    id, phase: "importing", done: progress.done, total: progress.total,
                    transaction)
            })
    }

    /// The credential that asked, as it is now.
    private static func actor(
        _ id: ID<Credential>?, now: Instant, _ snapshot: Reading
    ) throws -> Actor {
        guard let id, let row = try CredentialStore.find(id, snapshot), row.revokedAt == nil,
            row.expiresAt.map({ $0 > now }) ?? true, row.actor.may(.peopleWrite)
        else { throw Failure.importerGone }
        return row.actor
    }

    /// Files of jobs that are over, and of requests that a crash cut off before their commit.
    private static func removeLeftovers(_ desk: JobDesk) throws {
        let settings = desk.deployment.settings
        for file in Spool.files(in: settings.spoolFolder, prefix: prefix) {
            guard let id = ID<Job>(String(file.name.dropFirst(prefix.count))) else { continue }
            let job = try desk.read { try JobStore.find(id, $0) }
            let isOld = time(nil) - file.changedAt > leftoverSeconds
            if job?.state.isOver ?? isOld { Spool.remove(path(of: id, settings)) }
        }
    }
}

extension Failure {
    fileprivate static let importFileGone = Failure(
        .gone, "import_file_gone",
        "The file of this import is no longer there. Send it again; what is in already is not "
            + "doubled.")

    fileprivate static let importerGone = Failure(
        .forbidden, "importer_not_allowed",
        "The credential that asked for this import was revoked, has expired or may no longer "
            + "write people. Rows before this stay; send the file again with another credential.")
}
