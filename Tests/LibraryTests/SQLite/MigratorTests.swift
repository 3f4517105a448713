// Migrations: applied once and in order; every file that does not fit is refused with its reason.

import SQLite
import Testing

@Suite struct MigratorTests {
    private static let second = Migration(
        number: 2, name: "notes", sql: Array("CREATE TABLE note (id INTEGER) STRICT;".utf8))

    private static func schema(_ migrations: [Migration]) -> Schema {
        Schema(applicationID: testSchema.applicationID, migrations: migrations)
    }

    private func open(_ path: String, _ migrations: [Migration]) throws -> Database {
        try Database.open(path, schema: Self.schema(migrations))
    }

    @Test func `a new file gets every migration, recorded with its SHA-256`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            try open(path, [firstMigration, Self.second]).close()
            let applied = try Migrator.status(
                path: path, of: Self.schema([firstMigration, Self.second]))
            #expect(applied.map(\.number) == [1, 2])
            #expect(applied.map(\.name) == ["things", "notes"])
            #expect(applied.map(\.sha256) == [firstMigration.sha256, Self.second.sha256])
            #expect(applied.allSatisfy { $0.appliedAt > 1_700_000_000_000 })
        }
    }

    @Test func `a SHA-256 is the standard's`() {
        let empty = Migration(number: 1, name: "empty", sql: [])
        #expect(
            empty.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func `applying again changes nothing, and a later migration keeps the rows`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            let first = try open(path, [firstMigration])
            try first.add("kept")
            first.close()
            try open(path, [firstMigration]).close()
            let later = try open(path, [firstMigration, Self.second])
            #expect(try later.names() == ["kept"])
            later.close()
        }
    }

    @Test func `a changed script is refused`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            try open(path, [firstMigration, Self.second]).close()
            let changed = Migration(
                number: 2, name: "notes", sql: Array("CREATE TABLE note (id TEXT) STRICT;".utf8))
            #expect(throws: OpenError.changedMigration(path: path, number: 2, name: "notes")) {
                try open(path, [firstMigration, changed])
            }
        }
    }

    @Test func `a newer schema is refused`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            try open(path, [firstMigration, Self.second]).close()
            #expect(throws: OpenError.newerSchema(path: path, number: 2, known: 1)) {
                try open(path, [firstMigration])
            }
        }
    }

    @Test func `a gap in what was applied is refused`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            try open(path, [firstMigration, Self.second]).close()
            RawConnection(path)?.run("DELETE FROM migrations WHERE number = 1")
            #expect(throws: OpenError.missingMigration(path: path, number: 1, name: "things")) {
                try open(path, [firstMigration, Self.second])
            }
        }
    }

    @Test func `a file of another program is refused and left as it is`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            RawConnection(path)?.run("CREATE TABLE theirs (id INTEGER)")
            #expect(throws: OpenError.foreign(path: path)) { try open(path, [firstMigration]) }
            RawConnection(path)?.run("DROP TABLE theirs; PRAGMA application_id = 7")
            #expect(throws: OpenError.foreign(path: path)) { try open(path, [firstMigration]) }
        }
    }

    @Test func `without migrating, a file that lacks a migration is refused`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            #expect(throws: OpenError.outdated(path: path, pending: 1)) {
                try Database.open(path, schema: testSchema, isMigrating: false)
            }
            try open(path, [firstMigration]).close()
            try Database.open(path, schema: testSchema, isMigrating: false).close()
        }
    }

    @Test func `a script that fails half way changes nothing and is named`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            let broken = Migration(
                number: 2, name: "broken",
                sql: Array("CREATE TABLE half (id INTEGER); SELECT no_such_column;".utf8))
            let error = #expect(throws: OpenError.self) {
                try open(path, [firstMigration, broken])
            }
            guard case .failedMigration(_, 2, "broken", let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("no_such_column"))
            let database = try open(path, [firstMigration])
            let reader = try database.reader()
            let tables = try reader.snapshot().query(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            ) { try $0.next(String.self) }
            #expect(tables == ["migrations", "thing"])
        }
    }

    @Test(arguments: [
        "COMMIT", "COMMIT; BEGIN", "CREATE TABLE x (id INTEGER); ROLLBACK; BEGIN IMMEDIATE",
    ])
    func `a script that ends its transaction is refused`(sql: String) throws {
        try withFolder { folder in
            let script = Migration(number: 2, name: "commits", sql: Array(sql.utf8))
            #expect(throws: OpenError.self) {
                try open(folder + "/a.sqlite", [firstMigration, script])
            }
        }
    }

    @Test func `a script may rebuild a table that others refer to, rows and all`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            let database = try open(path, [firstMigration])
            try database.writer.perform { transaction in
                try transaction.add("owner")
                try transaction.execute("INSERT INTO thing (name, owner) VALUES ('owned', 1)")
            }
            database.close()
            let rebuild = Migration(
                number: 2, name: "rebuild",
                sql: Array(
                    """
                    CREATE TABLE new_thing (
                        id INTEGER PRIMARY KEY, name TEXT NOT NULL,
                        owner INTEGER REFERENCES thing (id)
                    ) STRICT;
                    INSERT INTO new_thing (id, name, owner) SELECT id, name, owner FROM thing;
                    DROP TABLE thing;
                    ALTER TABLE new_thing RENAME TO thing;
                    """.utf8))
            let rebuilt = try open(path, [firstMigration, rebuild])
            #expect(try rebuilt.names() == ["owner", "owned"])
            // Foreign keys are on again.
            #expect(throws: DatabaseError.self) {
                try rebuilt.writer.perform { transaction in
                    try transaction.execute("DELETE FROM thing WHERE id = 1")
                }
            }
        }
    }

    @Test func `a script that leaves a foreign key without its row is refused`() throws {
        try withFolder { folder in
            let script = Migration(
                number: 2, name: "orphan",
                sql: Array("INSERT INTO thing (name, owner) VALUES ('x', 99);".utf8))
            #expect(throws: OpenError.self) {
                try open(folder + "/a.sqlite", [firstMigration, script])
            }
        }
    }
}
