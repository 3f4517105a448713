// /v1/imports: a file of people becomes a job. The file is on disk before the job's row is there,
// and the row before anybody is told of it.

import HTTP
import JSON
import Mentorship
import Synchronization

package enum ImportRoutes {
    package static let all: [Route] = [
        Route(
            method: .post, path: "/v1/imports", name: "createImport",
            access: .staff(.peopleWrite), work: .write(decode: decode), body: rule,
            isDecodedAside: true)
    ]

    /// 64 MiB: some 200,000 people with a short biography each.
    private static let rule = Route.BodyRule(
        bytesMax: 64 << 20, spools: true, mediaTypes: ImportFormat.allCases.map(\.rawValue))

    private enum Kind: String, CaseIterable {
        case people
    }

    private static func decode(_ call: Call) throws -> Route.Write {
        var parameters = try Parameters(call)
        _ = parameters.choice("kind", Kind.self)
        try parameters.finish()
        let type = (call.request.header("Content-Type") ?? "").lowercased()
        let format = ImportFormat.allCases.first { type.hasPrefix($0.rawValue) }
        guard !call.request.isBodyEmpty, let format else {
            throw Failure(
                .malformed, "body_missing", "Send the file to import as the request's body.")
        }
        // The job gets the first id of the context, here as in the transaction.
        var context = call.context
        let file = try WaitingFile(call.request.body, of: context.newID(), call.deployment.settings)
        return { call, transaction in try queue(file, format, &call, transaction) }
    }

    private static func queue(
        _ file: WaitingFile, _ format: ImportFormat, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let isDryRun = call.prefersDryRun
        let id = try JobService.queue(
            ImportJob.kind.name,
            input: .object([
                JSON.Member("kind", .string(Kind.people.rawValue)),
                JSON.Member("format", .string(format.rawValue)),
                JSON.Member("dry_run", .bool(isDryRun)),
            ]), &call, transaction)
        guard id == file.job, let job = try JobStore.find(id, transaction) else {
            throw Failure.fileNotKept
        }
        try Ledger.audit(
            "import.queued", id.text, details: [JSON.Member("dry_run", .bool(isDryRun))],
            &call.context, transaction)
        file.keep()
        var response = job.response(status: 202, location: "/v1/jobs/\(id)")
        if isDryRun { response.headers.append(.init("Preference-Applied", "dry-run")) }
        return response
    }
}

/// The file of an import that is not queued yet: gone again when it never is, be it that the
/// request is a repetition or that it is refused in the transaction.
private final class WaitingFile: Sendable {
    let job: ID<Job>
    private let path: String
    private let isKept = Atomic<Bool>(false)

    init(_ body: Request.Body, of job: ID<Job>, _ settings: Settings) throws(Failure) {
        self.job = job
        path = ImportJob.path(of: job, settings)
        do {
            try Spool.keep(body, at: path)
        } catch {
            throw .fileNotKept
        }
    }

    func keep() { isKept.store(true, ordering: .relaxed) }

    deinit {
        if !isKept.load(ordering: .relaxed) { Spool.remove(path) }
    }
}

extension Failure {
    fileprivate static let fileNotKept = Failure(
        .unavailable, "not_stored",
        "The file could not be put aside, so nothing was changed. Try again shortly.",
        retryAfterSeconds: 2)
}
