// The thread that looks at the clock: finds what is due by now and does it, one thing in one
// transaction. What is due stands in the store, so that a stop forgets nothing and a late start
// makes up for it. Knows no deadline of its own.

import Logging
import Mentorship
import SQLite
import Threads

/// One kind of thing that happens by itself.
package struct DueKind: Sendable {
    package let name: String
    /// The id of something that is due.
    let find: @Sendable (Instant, Reading) throws -> String?
    /// Looks again whether it is, and does it.
    let act: @Sendable (String, Deployment, inout Context, Writing) throws -> Void

    package init(
        name: String, find: @escaping @Sendable (Instant, Reading) throws -> String?,
        act: @escaping @Sendable (String, Deployment, inout Context, Writing) throws -> Void
    ) {
        self.name = name
        self.find = find
        self.act = act
    }
}

package final class Timekeeper: Sendable {
    /// People's deadlines are days long; a second late is on time.
    private static let pauseSeconds = 1.0

    private let deployment: Deployment
    private let kinds: [DueKind]
    private let bell = Bell()
    private let isStopping: @Sendable () -> Bool

    package init(
        _ deployment: Deployment, kinds: [DueKind] = DueKinds.all,
        isStopping: @escaping @Sendable () -> Bool
    ) {
        self.deployment = deployment
        self.kinds = kinds
        self.isStopping = isStopping
    }

    /// The body of its thread; returns when the service stops.
    package func run(makeReader: () throws -> Reader) {
        bell.wait(seconds: WorkerPool.leisureSeconds)
        guard let reader = try? makeReader() else { return }
        while !isStopping() {
            doAllDue(reader: reader)
            bell.wait(seconds: Self.pauseSeconds)
        }
    }

    package func stop() { bell.ring() }

    /// On the calling thread. What cannot be done now is tried again at the next look.
    package func doAllDue(reader: Reader) {
        for kind in kinds {
            do {
                try doAll(kind, reader)
            } catch {
                deployment.logger.warning("\(kind.name) waits: \(error)")
            }
        }
    }

    private func doAll(_ kind: DueKind, _ reader: Reader) throws {
        var last: String?
        while !isStopping(), let id = try find(kind, reader) {
            // What is still due after it was done would be done for ever.
            guard id != last else { throw StillDue() }
            last = id
            let context = context(of: kind)
            let deployment = deployment
            try deployment.writer.perform { transaction in
                var context = context
                try kind.act(id, deployment, &context, transaction)
            }
        }
    }

    private func find(_ kind: DueKind, _ reader: Reader) throws -> String? {
        defer { reader.end() }
        return try kind.find(deployment.now(), reader.snapshot())
    }

    /// Nobody asks for it; the audit names what it is.
    private func context(of kind: DueKind) -> Context {
        Context(
            actor: .nobody, now: deployment.now(), requestID: kind.name,
            seed: deployment.seed())
    }
}

private struct StillDue: Error {}

/// What the rooms have that happens by itself.
package enum DueKinds {
    package static let all: [DueKind] = MatchingClock.kinds
}
