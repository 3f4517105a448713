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
        let path = keyFile ?? Environment.text("KEY_FILE") ?? self.database + ".key"
        let mayCreate = try !KeyFile.exists(path) && isEmpty(database)
        return try Sealer(key: KeyFile.load(path, mayCreate: mayCreate))
    }

    private func isEmpty(_ database: Database) throws -> Bool {
        let reader = try database.reader()
        defer { reader.end() }
        return try reader.snapshot().first("SELECT 1 FROM people LIMIT 1") { row in
            try row.next() as Int
        } == nil
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
