// One thread does all long work: work that comes in pieces lets others go between two of them.

import JSON
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Testing

@Suite struct JobTurnsTests {
    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])

        func add(_ line: String) { lines.withLock { $0.append(line) } }

        var all: [String] { lines.withLock { $0 } }
    }

    @Test func `work in pieces lets each of the others go in turn, and its own kind wait`()
        throws
    {
        let service = try TestService()
        let log = Log()
        let patient = JobKind(name: "patient", scope: .matchingRun) { job, desk in
            for piece in 1...3 {
                desk.giveWay()
                log.add("\(job.subject ?? "") \(piece)")
            }
            return .null
        }
        let quick = JobKind(name: "quick", scope: .matchingRun) { job, _ in
            log.add(job.subject ?? "")
            return .null
        }
        let deployment = service.deployment
        for (kind, subject) in [
            ("patient", "a"), ("quick", "b"), ("patient", "c"), ("quick", "d"),
        ] {
            service.clock.advance(seconds: 1)
            try deployment.writer.perform { transaction in
                var context = Context(
                    actor: Actor(identity: .nobody, role: nil, scopes: [], programmes: []),
                    now: deployment.now(), requestID: "x", seed: deployment.seed())
                try JobStore.insert(
                    context.newID(), kind: kind, subject: subject, programme: nil, input: .null,
                    context, transaction)
            }
        }
        JobRunner(deployment, kinds: [patient, quick], isStopping: { false })
            .runAllWaiting(reader: try service.database.reader())
        #expect(log.all == ["b", "a 1", "d", "a 2", "a 3", "c 1", "c 2", "c 3"])
    }
}
