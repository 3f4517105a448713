// Damage that was found in the database file, by a check or by a request that met it. Once found it
// stays known until the next start: the file does not heal, and /readyz goes on saying so.

import Logging
import Mentorship
import SQLite
import Synchronization
import Threads

package final class StoreDamage: Sendable {
    private let isFound = Atomic<Bool>(false)

    package init() {}

    /// For the operator; nil while nothing is known to be damaged.
    package var sentence: String? {
        guard isFound.load(ordering: .relaxed) else { return nil }
        return "The database file is damaged: keep a copy, run `mentorship doctor`, restore a "
            + "backup."
    }

    /// Looks whether an error says so.
    package func note(_ error: any Error) {
        if (error as? DatabaseError)?.isCorrupt == true { note() }
    }

    func note() { isFound.store(true, ordering: .relaxed) }
}

/// A check of every page of a database in use, a table at a time: after an end that was none.
package enum StoreCheck {
    /// On a thread of its own. It stops between two tables when the service does.
    package static func start(
        _ database: Database, _ deployment: Deployment, isStopping: @escaping @Sendable () -> Bool
    ) throws -> NamedThread {
        try NamedThread("check") {
            do {
                let problems = try run(database, isStopping)
                if problems.isEmpty { return }
                deployment.damage.note()
                deployment.logger.critical("the database is damaged: \(problems)")
            } catch {
                deployment.damage.note(error)
                deployment.logger.critical("the database is damaged or cannot be read: \(error)")
            }
        }
    }

    /// The first problem of each table that has any.
    package static func run(
        _ database: Database, _ isStopping: () -> Bool
    ) throws -> [String] {
        let reader = try database.reader()
        defer { reader.end() }
        let tables = try reader.snapshot().query(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
        ) { row in try row.next() as String }
        var problems: [String] = []
        for table in tables where !isStopping() {
            // A fresh snapshot for each, so that none holds the log back for long.
            reader.end()
            problems += try reader.snapshot().query(
                "SELECT quick_check FROM pragma_quick_check(?1)", table
            ) { row in try row.next() as String }.filter { $0 != "ok" }.prefix(1)
        }
        return problems
    }
}
