// The settings that durability and safety rest on are in force, not only asked for.

import Testing

@testable import SQLite

@Suite struct ConnectionTests {
    @Test func `the writer logs ahead, syncs every commit and checks foreign keys`() throws {
        let database = try temporaryDatabase()
        let found = try database.writer.perform { transaction in
            let settings: [StaticString] = [
                "PRAGMA synchronous", "PRAGMA foreign_keys", "PRAGMA trusted_schema",
                "PRAGMA cell_size_check", "PRAGMA secure_delete", "PRAGMA temp_store",
                "PRAGMA busy_timeout",
            ]
            return try settings.map { sql in
                try transaction.first(sql) { try $0.next(Int.self) }
            }
        }
        #expect(found == [2, 1, 0, 1, 1, 2, 5_000])
        let mode = try database.writer.perform { transaction in
            try transaction.first("PRAGMA journal_mode") { try $0.next(String.self) }
        }
        #expect(mode == "wal")
    }

    @Test func `a reader only queries, from a map of the file`() throws {
        let reader = try temporaryDatabase().reader()
        let snapshot = try reader.snapshot()
        #expect(try snapshot.first("PRAGMA query_only") { try $0.next(Int.self) } == 1)
        #expect(try snapshot.first("PRAGMA mmap_size") { try $0.next(Int.self) } == 2_147_418_112)
        let settings: [StaticString] = [
            "PRAGMA foreign_keys", "PRAGMA trusted_schema", "PRAGMA cell_size_check",
            "PRAGMA temp_store", "PRAGMA busy_timeout",
        ]
        let found = try settings.map { sql in
            try snapshot.first(sql) { try $0.next(Int.self) }
        }
        // Cells are checked where damage could spread, in the writer.
        #expect(found == [1, 0, 0, 2, 5_000])
    }

    /// SQLITE_DBCONFIG_DEFENSIVE: the switch that opens the schema to writing can be set, and opens
    /// nothing.
    @Test func `defensive mode keeps the schema shut, whatever is asked`() throws {
        try withFolder { folder in
            let connection = try Connection(path: folder + "/database", role: .writer)
            try connection.runScript(
                Array("CREATE TABLE thing (name TEXT); PRAGMA writable_schema = ON;".utf8),
                name: "switch")
            #expect(try connection.value("PRAGMA writable_schema") == .integer(1))
            let error = #expect(throws: DatabaseError.self) {
                try connection.runScript(
                    Array("UPDATE sqlite_schema SET sql = sql".utf8), name: "change")
            }
            #expect(error?.message.contains("may not be modified") == true)
        }
    }

    @Test func `the schema table cannot be written by hand`() throws {
        let database = try temporaryDatabase()
        #expect(throws: DatabaseError.self) {
            try database.writer.perform { transaction in
                try transaction.execute("UPDATE sqlite_schema SET sql = '' WHERE name = 'thing'")
            }
        }
    }

    @Test func `a value beyond the limit is an error`() throws {
        let database = try temporaryDatabase()
        #expect(throws: DatabaseError.self) {
            try database.writer.perform { transaction in
                try transaction.execute(
                    "INSERT INTO thing (name, data) VALUES ('x', zeroblob(100000000))")
            }
        }
        #expect(database.writer.lastFailure == nil)
    }

    @Test func `each temporary database is its own, and leaves nothing behind`() throws {
        let first = try temporaryDatabase()
        let second = try temporaryDatabase()
        try first.add("x")
        #expect(try second.names() == [])
    }
}
