// Brings a file's schema forward: each script in its own transaction, in order, recorded with its
// SHA-256. Never backwards, never past a gap, never over a script that has changed since.

import CSQLite
import Crypto

/// A script that is part of the program. Numbers begin at 1 and have no gaps.
package struct Migration: Sendable {
    package let number: Int
    package let name: String
    package let sql: [UInt8]

    package init(number: Int, name: String, sql: [UInt8]) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    package var sha256: String { hexadecimal(SHA256.hash(data: sql)) }
}

/// What makes a file ours: all scripts, and the number that SQLite keeps in the header for this
/// (https://sqlite.org/pragma.html#pragma_application_id).
package struct Schema: Sendable {
    package let applicationID: Int32
    package let migrations: [Migration]

    package init(applicationID: Int32, migrations: [Migration]) {
        precondition(applicationID != 0, "zero is every unmarked file")
        precondition(
            migrations.enumerated().allSatisfy { $0.element.number == $0.offset + 1 },
            "migrations are numbered from 1 without a gap")
        self.applicationID = applicationID
        self.migrations = migrations
    }
}

/// A script as the file remembers it.
package struct AppliedMigration: Sendable, Equatable {
    package let number: Int
    package let name: String
    package let sha256: String
    /// Milliseconds since 1970, UTC.
    package let appliedAt: Int64
}

package enum Migrator {
    /// Applies what is missing; returns the numbers applied. Two processes may meet here: each
    /// script is chosen inside its own write transaction.
    @discardableResult
    static func migrate(
        _ connection: Connection, to schema: Schema
    ) throws(OpenError) -> [Int] {
        try translate(connection) { () throws(DatabaseError) in
            // Rebuilding a table needs this (https://sqlite.org/lang_altertable.html §7); each
            // script is checked as a whole before its commit instead.
            try connection.run("PRAGMA foreign_keys = OFF")
        }
        var numbers: [Int] = []
        while let number = try applyNext(connection, schema) {
            numbers.append(number)
        }
        // After an error nobody goes on with this connection.
        try translate(connection) { () throws(DatabaseError) in
            try connection.run("PRAGMA foreign_keys = ON")
            try connection.demand("PRAGMA foreign_keys", .integer(1))
        }
        return numbers
    }

    /// What has been applied to a file, after the same checks; changes nothing.
    package static func status(
        path: String, of schema: Schema
    ) throws(OpenError) -> [AppliedMigration] {
        try Preflight.checkExisting(path)
        let connection: Connection
        do throws(DatabaseError) {
            connection = try Connection(path: path, role: .reader)
        } catch {
            throw OpenError(error, path: path)
        }
        return try status(connection, of: schema)
    }

    static func status(
        _ connection: Connection, of schema: Schema
    ) throws(OpenError) -> [AppliedMigration] {
        try translate(connection) { () throws(DatabaseError) in try connection.run("BEGIN") }
        defer { try? connection.run("COMMIT") }
        return try check(connection, schema)
    }

    /// Refuses a file that lacks a migration.
    static func demandCurrent(
        _ connection: Connection, _ schema: Schema
    ) throws(OpenError) {
        let pending = schema.migrations.count - (try status(connection, of: schema).count)
        guard pending == 0 else { throw .outdated(path: connection.path, pending: pending) }
    }

    // MARK: One script

    private static func applyNext(
        _ connection: Connection, _ schema: Schema
    ) throws(OpenError) -> Int? {
        try translate(connection) { () throws(DatabaseError) in
            try connection.run("BEGIN IMMEDIATE")
        }
        defer { if connection.isInTransaction { try? connection.run("ROLLBACK") } }
        let applied = try check(connection, schema)
        guard applied.count < schema.migrations.count else { return nil }
        let migration = schema.migrations[applied.count]
        do throws(DatabaseError) {
            if applied.isEmpty { try mark(connection, schema) }
            try apply(migration, connection)
            try connection.run("COMMIT")
        } catch {
            if error.isStorage { throw OpenError(error, path: connection.path) }
            throw .failedMigration(
                path: connection.path, number: migration.number, name: migration.name,
                reason: error.description)
        }
        return migration.number
    }

    private static func mark(_ connection: Connection, _ schema: Schema) throws(DatabaseError) {
        try connection.setPragma("application_id", Int(schema.applicationID))
        try connection.run(
            """
            CREATE TABLE IF NOT EXISTS migrations (
                number     INTEGER PRIMARY KEY,
                name       TEXT    NOT NULL,
                sha256     TEXT    NOT NULL,
                applied_at INTEGER NOT NULL
            ) STRICT
            """)
    }

    private static func apply(
        _ migration: Migration, _ connection: Connection
    ) throws(DatabaseError) {
        // A script that says COMMIT, even with a BEGIN after it, has no savepoint to release.
        try connection.run("SAVEPOINT migration")
        try connection.runScript(migration.sql, name: migration.name)
        try connection.run("RELEASE migration")
        guard try connection.value("SELECT 1 FROM pragma_foreign_key_check LIMIT 1") == .null
        else { throw .misuse("a foreign key has no row", migration.name) }
        try connection.run(
            """
            INSERT INTO migrations (number, name, sha256, applied_at)
            VALUES (?1, ?2, ?3, CAST(strftime('%s', 'now') AS INTEGER) * 1000)
            """,
            migration.number, migration.name, migration.sha256)
    }

    // MARK: Checks

    /// Reads what was applied and compares it with what this program knows.
    private static func check(
        _ connection: Connection, _ schema: Schema
    ) throws(OpenError) -> [AppliedMigration] {
        let path = connection.path
        let found = try translate(connection) { () throws(DatabaseError) in
            try read(connection, schema)
        }
        guard let applied = found else { throw .foreign(path: path) }
        if let last = applied.last, last.number > schema.migrations.count {
            throw .newerSchema(path: path, number: last.number, known: schema.migrations.count)
        }
        for (row, migration) in zip(applied, schema.migrations) {
            guard row.number == migration.number else {
                throw .missingMigration(
                    path: path, number: migration.number, name: migration.name)
            }
            guard row.sha256 == migration.sha256 else {
                throw .changedMigration(
                    path: path, number: migration.number, name: migration.name)
            }
        }
        return applied
    }

    /// Nothing for a new file, nil for a file that is not ours.
    private static func read(
        _ connection: Connection, _ schema: Schema
    ) throws(DatabaseError) -> [AppliedMigration]? {
        let id = try connection.value("PRAGMA application_id")
        // From the schema, not from the header: this also finds a damaged file.
        let tables = try connection.value("SELECT count(*) FROM sqlite_schema")
        guard id == .integer(Int64(schema.applicationID)) else {
            return id == .integer(0) && tables == .integer(0) ? [] : nil
        }
        let statement = try connection.lease(
            "SELECT number, name, sha256, applied_at FROM migrations ORDER BY number")
        defer { connection.giveBack(statement) }
        try statement.bind([])
        var applied: [AppliedMigration] = []
        while try statement.step() {
            var row = Row(statement.handle, count: statement.columnCount)
            applied.append(
                AppliedMigration(
                    number: try row.next(), name: try row.next(), sha256: try row.next(),
                    appliedAt: try row.next()))
        }
        return applied
    }

    private static func translate<T>(
        _ connection: Connection, _ body: () throws(DatabaseError) -> T
    ) throws(OpenError) -> T {
        do throws(DatabaseError) {
            return try body()
        } catch {
            throw OpenError(error, path: connection.path)
        }
    }
}

/// Lower-case hexadecimal.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
}
