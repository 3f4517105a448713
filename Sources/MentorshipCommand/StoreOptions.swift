// The options of every command that works on a database.

import ArgumentParser
import Mentorship
import MentorshipService
import SQLite

struct StoreOptions: ParsableArguments {
    @Option(help: "The database file; made when there is none.")
    var database = Environment.text("DATABASE") ?? "mentorship.sqlite"

    @Option(
        help: "The file with the key that seals confidential texts; made beside the database."
    )
    var keyFile: String?

    @Flag(name: .customLong("no-migrate"), help: "Refuse a database that lacks migrations.")
    var isNotMigrating = Environment.text("NO_MIGRATE") == "1"

    func open() throws -> Database {
        try Database.open(database, schema: Store.schema, isMigrating: !isNotMigrating)
    }

    /// The key may be made only while nothing has been sealed with another one.
    func sealer(_ database: Database) throws -> Sealer {
        let reader = try database.reader()
        defer { reader.end() }
        let snapshot = try reader.snapshot()
        let mayCreate = try !KeyFile.exists(keyPath) && isEmpty(snapshot)
        let sealer = try Sealer(key: KeyFile.load(keyPath, mayCreate: mayCreate))
        try demandFit(sealer, snapshot, of: self.database)
        return sealer
    }

    private func isEmpty(_ snapshot: Snapshot) throws -> Bool {
        try snapshot.first("SELECT 1 FROM people LIMIT 1") { row in try row.next() as Int } == nil
    }

    var keyPath: String { keyFile ?? Environment.text("KEY_FILE") ?? database + ".key" }

    /// With another key nothing that was sealed could be read, and what came new would be sealed
    /// with a key that nobody expects.
    func demandFit(_ sealer: Sealer, _ snapshot: Snapshot, of path: String) throws {
        guard SealedSample.opens(with: sealer, snapshot) != false else {
            throw CommandError(
                .doesNotFit,
                "The key file \(keyPath) does not open the texts in \(path): "
                    + "put the one here that belongs to it.")
        }
    }

    /// What somebody at the machine does, in one transaction.
    func perform<Value: Sendable>(
        _ database: Database,
        _ body: @escaping @Sendable (inout Context, Transaction) throws -> Value
    ) throws -> Value {
        let context = Context(
            actor: Bootstrap.actor, now: SystemClock.now(), requestID: "command",
            seed: SystemClock.seed())
        return try database.writer.perform { transaction in
            var context = context
            return try body(&context, transaction)
        }
    }
}
