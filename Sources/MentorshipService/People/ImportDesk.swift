// What an import needs of the deployment, and how much of it: the same for the job of a request and
// for the command at the machine. Decides nothing about a row.

import Mentorship
import SQLite

package enum ImportLimits {
    /// Rows in a file: the ids of all are remembered, some 10 MB, to find those that come twice.
    package static let rows = 200_000
    /// Rows in a transaction: some 20 ms on the writer's thread, in which others wait.
    package static let batchRows = 100
    /// Bytes in a transaction, whatever the rows: bounds memory where each is as long as may be.
    package static let batchBytes = 1 << 20
    /// How often a batch is offered to a writer that is overloaded or kept out, and the pause.
    package static let tries = 50
    package static let pauseMicroseconds: UInt32 = 200_000
}

package struct ImportProgress: Sendable {
    package let done: Int
    package let total: Int
}

/// What an import needs of the deployment.
package struct ImportDesk: Sendable {
    package let writer: Writer
    package let zones: ZoneFiles
    package let now: @Sendable () -> Instant
    package let seed: @Sendable () -> UInt64
    package let requestID: String
    /// Who imports: asked in each transaction, so that a revocation counts at once.
    package let actor: @Sendable (Reading) throws -> Actor
    /// Called in each batch's transaction; what it throws undoes the batch and ends the import.
    package let note: @Sendable (ImportProgress, Writing) throws -> Void

    package init(
        writer: Writer, zones: ZoneFiles, now: @escaping @Sendable () -> Instant,
        seed: @escaping @Sendable () -> UInt64, requestID: String,
        actor: @escaping @Sendable (Reading) throws -> Actor,
        note: @escaping @Sendable (ImportProgress, Writing) throws -> Void = { _, _ in }
    ) {
        self.writer = writer
        self.zones = zones
        self.now = now
        self.seed = seed
        self.requestID = requestID
        self.actor = actor
        self.note = note
    }
}
