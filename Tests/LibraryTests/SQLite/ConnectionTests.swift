// The settings that durability and safety rest on are in force, not only asked for.

import SQLite
import Testing

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
