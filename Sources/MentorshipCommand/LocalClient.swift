// Sends requests to the service within the process: what a command does goes through the same
// doors, rules and records as what comes over the network.

import Dispatch
import HTTP
import JSON
import Mentorship
import MentorshipService
import SQLite
import Synchronization

final class LocalClient {
    private let dispatcher: Dispatcher
    private let deployment: Deployment
    private let jobs: JobRunner
    private let reader: Reader
    private let key: String

    init(_ deployment: Deployment, _ database: Database, key: String) throws {
        self.deployment = deployment
        self.key = key
        reader = try database.reader()
        dispatcher = Dispatcher(
            deployment, router: try Routes.router(), reader: try database.reader())
        jobs = JobRunner(deployment, kinds: JobKinds.all, isStopping: { false })
    }

    /// The answer's JSON; throws with its sentence when the answer is no success.
    @discardableResult
    func send(
        _ method: HTTP.Method, _ path: String, _ body: JSON? = nil, as token: String? = nil
    ) throws -> JSON {
        var headers = [("Authorization", "Bearer \(token ?? key)")]
        if body != nil { headers.append(("Content-Type", "application/json")) }
        let request = try Request.make(method, path, headers: headers, body: body?.bytes ?? [])
        let slot = Slot()
        dispatcher.respond(to: request) { slot.put($0) }
        dispatcher.wakeUpEnded()
        let response = slot.wait()
        let json = (try? JSON(parsing: response.bytes)) ?? .null
        guard (200..<300).contains(response.status) else {
            let detail = json["detail"]?.text ?? "status \(response.status)"
            throw CommandError(.internalError, "\(method.rawValue) \(path): \(detail)")
        }
        return json
    }

    /// Does the long work that waits, here and now.
    func runJobs() {
        jobs.runAllWaiting(reader: reader)
        reader.end()
    }

    private final class Slot: Sendable {
        private let response = Mutex<Response?>(nil)
        private let semaphore = DispatchSemaphore(value: 0)

        func put(_ value: Response) {
            response.withLock { $0 = value }
            semaphore.signal()
        }

        func wait() -> Response {
            semaphore.wait()
            return response.withLock { $0 } ?? Response(status: 500)
        }
    }
}
