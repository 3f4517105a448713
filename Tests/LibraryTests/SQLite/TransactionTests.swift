// What a body can do on the writer, and what is undone when it or a part of it fails.

import SQLite
import Testing

private struct Refused: Error, Equatable {}

@Suite struct TransactionTests {
    private let database: Database

    init() throws { database = try temporaryDatabase() }

    @Test func `execute tells how many rows it changed`() throws {
        let counts = try database.writer.perform { transaction in
            [
                try transaction.execute("INSERT INTO thing (name) VALUES ('a'), ('b'), ('c')"),
                try transaction.execute("UPDATE thing SET score = 1 WHERE name < 'c'"),
                try transaction.execute("UPDATE thing SET score = 1 WHERE name = 'none'"),
                try transaction.execute("CREATE TEMP TABLE note (id INTEGER)"),
                try transaction.execute(
                    "INSERT INTO thing (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", "a"),
                try transaction.execute("DELETE FROM thing"),
            ]
        }
        #expect(counts == [3, 2, 0, 0, 0, 3])
    }

    @Test func `an insert can return its row, and no row means a conflict`() throws {
        let insert: @Sendable (Transaction) throws -> Int? = { transaction in
            try transaction.first(
                """
                INSERT INTO thing (name) VALUES (?1)
                ON CONFLICT (name) DO NOTHING
                RETURNING id
                """, "only"
            ) { try $0.next() }
        }
        #expect(try database.writer.perform(insert) == 1)
        #expect(try database.writer.perform(insert) == nil)
        #expect(try database.names() == ["only"])
    }

    @Test func `an attempt that throws undoes only itself`() throws {
        try database.writer.perform { transaction in
            try transaction.execute("INSERT INTO thing (name) VALUES ('before')")
            #expect(throws: Refused.self) {
                try transaction.attempt {
                    try transaction.execute("INSERT INTO thing (name) VALUES ('inside')")
                    try transaction.attempt {
                        try transaction.execute("INSERT INTO thing (name) VALUES ('deep')")
                    }
                    throw Refused()
                }
            }
            try transaction.attempt {
                try transaction.execute("INSERT INTO thing (name) VALUES ('kept')")
            }
        }
        #expect(try database.names() == ["before", "kept"])
    }

    @Test func `what is registered for after the rollback stays when the body throws`() throws {
        #expect(throws: Refused.self) {
            try database.writer.perform { transaction in
                try transaction.execute("INSERT INTO thing (name) VALUES ('undone')")
                transaction.afterRollback {
                    try $0.execute("INSERT INTO thing (name) VALUES ('audit')")
                }
                throw Refused()
            }
        }
        #expect(try database.names() == ["audit"])
    }

    @Test func `what is registered for after the rollback is not done when the body succeeds`()
        throws
    {
        try database.writer.perform { transaction in
            transaction.afterRollback {
                try $0.execute("INSERT INTO thing (name) VALUES ('audit')")
            }
        }
        #expect(try database.names() == [])
    }

    @Test func `a refusal that cannot be recorded is told as that failure`() throws {
        let error = #expect(throws: DatabaseError.self) {
            try database.writer.perform { transaction in
                transaction.afterRollback {
                    try $0.execute("INSERT INTO thing (name) VALUES (NULL)")
                }
                throw Refused()
            }
        }
        #expect(error?.isNotNull == true)
    }

    @Test func `a deferred foreign key fails its own request, not the commit of all`() throws {
        let error = #expect(throws: DatabaseError.self) {
            try database.writer.perform { transaction in
                try transaction.execute(
                    """
                    CREATE TEMP TABLE note (
                        id    INTEGER PRIMARY KEY,
                        other INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED
                    )
                    """)
                try transaction.execute("INSERT INTO note (id, other) VALUES (1, 2)")
            }
        }
        #expect(error?.isForeignKey == true)
        #expect(database.writer.lastFailure == nil)
    }
}
