// The capability to write, within the writer's batch. It cannot begin or commit: what it did is
// durable with its batch, or is undone when the body throws.

import CSQLite

package final class Transaction: Snapshot {
    private var afterRollbacks: [(Transaction) throws -> Void] = []

    init(_ connection: Connection) {
        super.init(connection, mayWrite: true)
    }

    /// Runs a statement that writes; returns how many rows it inserted, changed or deleted.
    @discardableResult
    package func execute(
        _ sql: StaticString, _ values: any Bindable...
    ) throws(DatabaseError) -> Int {
        try demandOpen(sql)
        let statement = try connection.lease(sql)
        defer { connection.giveBack(statement) }
        // Also keeps out COMMIT, ROLLBACK and SAVEPOINT, which count as reading.
        guard !statement.isReadOnly else {
            throw .misuse("the statement does not write", sql.description)
        }
        try statement.bind(values)
        let before = sqlite3_total_changes64(connection.handle)
        while try statement.step() {}
        // sqlite3_changes keeps the count of an earlier statement when this one changed nothing.
        let hasChanged = sqlite3_total_changes64(connection.handle) != before
        return hasChanged ? Int(sqlite3_changes64(connection.handle)) : 0
    }

    /// Runs the body in a savepoint of its own: when it throws, only what it did is undone.
    @discardableResult
    package func attempt<T>(_ body: () throws -> T) throws -> T {
        try demandOpen("SAVEPOINT")
        return try connection.inSavepoint(body)
    }

    /// Registers what must stay when the body throws, such as the audit of a refusal: it runs after
    /// the rollback, outside of it, in the same batch. Nothing runs when the body succeeds.
    package func afterRollback(_ block: @escaping (Transaction) throws -> Void) {
        afterRollbacks.append(block)
    }

    func takeAfterRollbacks() -> [(Transaction) throws -> Void] {
        defer { afterRollbacks = [] }
        return afterRollbacks
    }
}

extension Connection {
    /// Nests: an inner savepoint of the same name hides the outer one until it is released.
    func inSavepoint<T>(_ body: () throws -> T) throws -> T {
        try run("SAVEPOINT step")
        do {
            let result = try body()
            // A body may have swallowed an error that ended the whole transaction.
            guard isInTransaction else { throw DatabaseError.transactionGone }
            try run("RELEASE step")
            return result
        } catch {
            // After SQLITE_FULL and the like there is no transaction left to roll back.
            if isInTransaction { undoSavepoint() }
            throw error
        }
    }

    /// When even that fails, the whole transaction goes: half a request is never committed.
    private func undoSavepoint() {
        do throws(DatabaseError) {
            try run("ROLLBACK TO step")
            try run("RELEASE step")
        } catch {
            try? run("ROLLBACK")
        }
    }
}
