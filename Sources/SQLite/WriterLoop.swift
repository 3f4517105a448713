// What the writer's thread does: take what is queued, run it as one batch, commit once, then answer
// in order. At rest it writes the log back into the file. It decides nothing about a request but
// whether it is undone.

import CSQLite
import Glibc
import Synchronization

final class WriterLoop {
    private let connection: Connection
    private let lane: WriterLane
    /// There are pages in the log that are not yet in the file.
    private var hasLogToWriteBack = false
    /// Pages in the log when it was last written back: what has grown since counts.
    private var logPagesBefore: Int32 = 0
    /// How many batches from now on have savepoints from their beginning.
    private var guardedBatches = 0

    init(_ connection: Connection, _ lane: WriterLane) {
        self.connection = connection
        self.lane = lane
    }

    func run() {
        while true {
            switch lane.queue.next() {
            case .request(let request): commitBatch(startingWith: request)
            case .nothing: rest()
            case .closed: return writeBack(SQLITE_CHECKPOINT_TRUNCATE, busyMs: WriterLimit.restMs)
            }
        }
    }

    // MARK: A batch

    /// What one transaction holds so far.
    private struct Batch {
        var requests: [WriteRequest] = []
        /// Of the first of these requests, in their order; of all unless the transaction is gone.
        var outcomes: [WriteOutcome] = []
        /// Each request has a savepoint of its own.
        var isGuarded: Bool
    }

    private func commitBatch(startingWith first: WriteRequest) {
        do throws(DatabaseError) {
            try connection.run("BEGIN IMMEDIATE")
        } catch {
            return refuse(startingWith: first, because: error)
        }
        var batch = Batch(isGuarded: guardedBatches > 0)
        if guardedBatches > 0 { guardedBatches -= 1 }
        do throws(DatabaseError) {
            try fill(&batch, startingWith: first)
        } catch {
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            let reason: WriterError = error.isBusy ? .busy : .batchLost(error)
            noteHealth(reason, [])
            for request in batch.requests { request.refuse(reason) }
            return
        }
        let loss = commit(after: batch.outcomes.last?.error)
        noteHealth(loss, batch.outcomes.compactMap { $0.error as? DatabaseError })
        for outcome in batch.outcomes { outcome.deliver(loss ?? outcome.error) }
        for request in batch.requests[batch.outcomes.count...] {
            request.refuse(loss ?? DatabaseError.transactionGone)
        }
        keepLogShort()
    }

    /// Runs what waits, within the limits of a batch.
    private func fill(
        _ batch: inout Batch, startingWith first: WriteRequest
    ) throws(DatabaseError) {
        var request: WriteRequest? = first
        let deadline = monotonicMs() + WriterLimit.batchMs
        while let current = request {
            batch.requests.append(current)
            if let outcome = attempt(current, isGuarded: batch.isGuarded) {
                batch.outcomes.append(outcome)
            } else {
                try beginAnew(&batch)
            }
            guard connection.isInTransaction else { break }
            request = nil
            if batch.requests.count < WriterLimit.batch, monotonicMs() < deadline,
                case .request(let next) = lane.queue.next()
            {
                request = next
            }
        }
    }

    /// With savepoints, as a request has failed after it had written. Bodies can run again: what
    /// they do is in the transaction, and that is undone.
    private func beginAnew(_ batch: inout Batch) throws(DatabaseError) {
        guardedBatches = WriterLimit.guardedBatches
        batch.isGuarded = true
        batch.outcomes = []
        try connection.run("ROLLBACK")
        try connection.run("BEGIN IMMEDIATE")
        for request in batch.requests {
            if let outcome = attempt(request, isGuarded: true) { batch.outcomes.append(outcome) }
            guard connection.isInTransaction else { return }
        }
    }

    /// Runs one request. One that fails is undone alone, and what it has registered for that case
    /// is done then. Nil when it cannot be undone alone, having no savepoint.
    private func attempt(_ request: WriteRequest, isGuarded: Bool) -> WriteOutcome? {
        let transaction = Transaction(connection)
        guard var outcome = isGuarded ? guarded(request, transaction) : plain(request, transaction)
        else { return nil }
        if outcome.error != nil, let error = runAfterRollback(transaction) {
            outcome.error = error
        }
        return outcome
    }

    private func guarded(_ request: WriteRequest, _ transaction: Transaction) -> WriteOutcome {
        var outcome = WriteOutcome(error: nil) { error in
            request.refuse(error ?? DatabaseError.transactionGone)
        }
        do {
            try inSavepoint {
                outcome = request.run(transaction)
                if let error = outcome.error { throw error }
            }
        } catch {
            outcome.error = error
        }
        transaction.close()
        return outcome
    }

    /// In a savepoint SQLite copies each page that a request changes, to be able to take it back:
    /// a fifth of a small write. Most requests that fail have written nothing yet, so that there is
    /// nothing to take back either. Nil for the others.
    private func plain(_ request: WriteRequest, _ transaction: Transaction) -> WriteOutcome? {
        let before = sqlite3_total_changes64(connection.handle)
        var outcome = request.run(transaction)
        transaction.close()
        if outcome.error == nil {
            do throws(DatabaseError) {
                // A body may have swallowed an error that ended the whole transaction.
                guard connection.isInTransaction else { throw DatabaseError.transactionGone }
                try demandForeignKeys()
            } catch {
                outcome.error = error
            }
        }
        let hasWritten = sqlite3_total_changes64(connection.handle) != before
        guard outcome.error != nil, hasWritten, connection.isInTransaction else { return outcome }
        return nil
    }

    /// An error here takes the place of the request's own: a refusal that could not be recorded
    /// must not pass for one that was.
    private func runAfterRollback(_ failed: Transaction) -> (any Error)? {
        guard connection.isInTransaction else { return nil }
        for block in failed.takeAfterRollbacks() {
            let transaction = Transaction(connection)
            defer { transaction.close() }
            do {
                try inSavepoint { try block(transaction) }
            } catch {
                return error
            }
        }
        return nil
    }

    private func inSavepoint(_ body: () throws -> Void) throws {
        try connection.inSavepoint {
            try body()
            try demandForeignKeys()
        }
    }

    /// A deferred foreign key is checked at COMMIT, where it would take the whole batch along.
    private func demandForeignKeys() throws(DatabaseError) {
        var open: Int32 = 0
        var highest: Int32 = 0
        sqlite3_db_status(
            connection.handle, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0)
        guard open == 0 else {
            throw DatabaseError(
                code: csqlite_constraint_foreign_key, message: "a foreign key has no row")
        }
    }

    /// Nil when the batch is durable. `error` is the last request's, which tells why SQLite has
    /// ended the transaction by itself (https://sqlite.org/lang_transaction.html, "Response To
    /// Errors Within A Transaction").
    private func commit(after error: (any Error)?) -> WriterError? {
        guard connection.isInTransaction else {
            return .batchLost(error as? DatabaseError ?? .transactionGone)
        }
        do throws(DatabaseError) {
            try connection.run("COMMIT")
        } catch {
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            return .batchLost(error)
        }
        lane.commitNumber.wrappingAdd(1, ordering: .releasing)
        hasLogToWriteBack = true
        return nil
    }

    /// Everyone who has waited as long is told the same, instead of one busy timeout each.
    private func refuse(startingWith first: WriteRequest, because error: DatabaseError) {
        let reason: WriterError = error.isBusy ? .busy : .batchLost(error)
        noteHealth(reason, [])
        // Counted before anybody is told: who comes after that has not waited yet.
        let waiting = min(lane.queue.count, WriterLimit.batch - 1)
        first.refuse(reason)
        for _ in 0..<waiting {
            guard case .request(let next) = lane.queue.next() else { return }
            next.refuse(reason)
        }
    }

    // MARK: Rest

    private func rest() {
        if lane.failure.withLock({ $0 != nil }) {
            lane.queue.wait(milliseconds: WriterLimit.probeMs)
            if lane.queue.count == 0 { probe() }
        } else if hasLogToWriteBack {
            lane.queue.wait(milliseconds: WriterLimit.restMs)
            if lane.queue.count == 0 { writeBack(SQLITE_CHECKPOINT_PASSIVE, busyMs: 0) }
        } else {
            lane.queue.wait(milliseconds: -1)
        }
    }

    private func keepLogShort() {
        let pages = connection.logPages
        if pages < logPagesBefore { logPagesBefore = 0 }  // it has started anew
        guard pages - logPagesBefore >= WriterLimit.logPages else { return }
        logPagesBefore = pages
        if pages < WriterLimit.logPagesMax {
            writeBack(SQLITE_CHECKPOINT_PASSIVE, busyMs: 0)
        } else {
            writeBack(SQLITE_CHECKPOINT_RESTART, busyMs: WriterLimit.restMs)
        }
    }

    /// A reader in the way is no failure: the next rest tries again.
    private func writeBack(_ mode: Int32, busyMs: Int32) {
        sqlite3_busy_timeout(connection.handle, busyMs)
        defer { sqlite3_busy_timeout(connection.handle, connection.settings.busyMs) }
        var pages: Int32 = 0
        var written: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(connection.handle, nil, mode, &pages, &written)
        if code == SQLITE_OK { hasLogToWriteBack = written < pages }
    }

    // MARK: Health

    private func noteHealth(_ loss: WriterError?, _ errors: [DatabaseError]) {
        let sentence: String? =
            switch loss {
            case .batchLost(let error): error.healthSentence
            case .busy: "Another process holds the write lock of the database."
            case .queueFull, .stopped, nil: errors.first { $0.isStorage }?.healthSentence
            }
        lane.failure.withLock { $0 = sentence }
    }

    /// While the server is not ready nobody may send a write, so the writer finds out by itself
    /// whether they work again: it writes the first page as it is.
    private func probe() {
        // A log that is written back makes room on a full disk.
        writeBack(SQLITE_CHECKPOINT_TRUNCATE, busyMs: 0)
        do throws(DatabaseError) {
            try connection.run("BEGIN IMMEDIATE")
            if case .integer(let version) = try connection.value("PRAGMA user_version") {
                try connection.setPragma("user_version", Int(version))
            }
            try connection.run("COMMIT")
            noteHealth(nil, [])
        } catch {
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            noteHealth(error.isBusy ? .busy : .batchLost(error), [])
        }
    }
}

extension DatabaseError {
    /// For an operator, without any text of SQLite's.
    fileprivate var healthSentence: String {
        if isFull {
            return "The database cannot grow: the disk is full, or a quota or a limit is reached."
        }
        if isReadOnly { return "The database has become read-only." }
        if isCorrupt { return "The database file is damaged." }
        if isInputOutput { return "The disk fails to read or write the database." }
        if isBusy { return "Another process holds the write lock of the database." }
        return "The database cannot be written (SQLite code \(code))."
    }
}

private func monotonicMs() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
}
