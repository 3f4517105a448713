// What the tests of SQLite share: a small schema in a fresh file in memory. No test of its own.

import SQLite

let testSchema = Schema(
    applicationID: 0x7465_7374,
    migrations: [
        Migration(
            number: 1, name: "things",
            sql: Array(
                """
                CREATE TABLE thing (
                    id    INTEGER PRIMARY KEY,
                    name  TEXT    NOT NULL UNIQUE,
                    score REAL,
                    data  BLOB,
                    owner INTEGER REFERENCES thing (id),
                    CONSTRAINT score_positive CHECK (score >= 0)
                ) STRICT;
                CREATE INDEX thing_owner ON thing (owner);
                """.utf8))
    ])

func temporaryDatabase(recorder: StatementRecorder? = nil) throws -> Database {
    try Database.temporary(schema: testSchema, recorder: recorder)
}

extension Database {
    /// Names of all things, as a connection of its own sees them.
    func names() throws -> [String] {
        let reader = try reader()
        defer { reader.end() }
        return try reader.snapshot().query("SELECT name FROM thing ORDER BY id") {
            try $0.next()
        }
    }

    func add(_ name: String) throws {
        try writer.perform { try $0.execute("INSERT INTO thing (name) VALUES (?1)", name) }
    }
}
