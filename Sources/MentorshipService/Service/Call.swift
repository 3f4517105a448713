// One request on its way through the service: what came in, who asks, and what the deployment
// offers. A value; it crosses from the event loop to the writer thread as it is.

import HTTP
import Mentorship

package struct Call: Sendable {
    package let request: Request
    package let captures: Captures
    package let deployment: Deployment
    package var context: Context
    /// The access epoch in which the actor was looked up.
    package let accessEpoch: Int64

    package init(
        request: Request, captures: Captures, deployment: Deployment, context: Context,
        accessEpoch: Int64 = 0
    ) {
        self.request = request
        self.captures = captures
        self.deployment = deployment
        self.context = context
        self.accessEpoch = accessEpoch
    }

    package var actor: Actor { context.actor }

    /// An id from the path. One that cannot be an id names nothing: the answer is 404, as for an
    /// id that is not there.
    package func id<Noun>(_ name: StaticString, _ noun: String) throws(Failure) -> ID<Noun> {
        guard let text = captures.text(of: name), let id = ID<Noun>(text) else {
            throw .notFound(noun)
        }
        return id
    }

    package func capture(_ name: StaticString) -> String {
        captures.text(of: name) ?? ""
    }

    package var prefersDryRun: Bool {
        request.headers("Prefer").contains { $0.lowercased().contains("dry-run") }
    }
}
