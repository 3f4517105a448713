// What a snapshot lets through, and that statements are kept, nested and cleared.

import CSQLite
import SQLite
import Synchronization
import Testing

@Suite struct SnapshotTests {
    @Test func `a snapshot refuses every statement that writes or rules the transaction`() throws {
        let database = try temporaryDatabase()
        let reader = try database.reader()
        let snapshot = try reader.snapshot()
        func refuses(_ sql: StaticString, _ comment: Comment? = nil) {
            let error = #expect(throws: DatabaseError.self) {
                try snapshot.forEach(sql) { row in row.skip() }
            }
            #expect(error?.code == SQLITE_MISUSE, "\(sql)")
        }
        refuses("DELETE FROM thing RETURNING id")
        refuses("INSERT INTO thing (name) VALUES ('x')")
        refuses("COMMIT")
        refuses("BEGIN")
        refuses("SAVEPOINT x")
        refuses("PRAGMA query_only = OFF")
        refuses("ATTACH '/dev/shm/x' AS x")
        #expect(try snapshot.query("SELECT name FROM thing") { try $0.next(String.self) } == [])
    }

    @Test func `a transaction cannot commit, roll back or begin`() throws {
        let database = try temporaryDatabase()
        for sql in ["COMMIT", "ROLLBACK", "SAVEPOINT x", "RELEASE step", "BEGIN"] as [StaticString]
        {
            #expect(throws: DatabaseError.self, "\(sql)") {
                try database.writer.perform { transaction in
                    try transaction.execute("INSERT INTO thing (name) VALUES ('lost')")
                    try transaction.execute(sql)
                }
            }
        }
        #expect(try database.names() == [])
    }

    @Test func `a second statement in one text is refused, not ignored`() throws {
        let reader = try temporaryDatabase().reader()
        let snapshot = try reader.snapshot()
        #expect(throws: DatabaseError.self) {
            try snapshot.first("SELECT 1; SELECT 2") { try $0.next(Int.self) }
        }
        #expect(try snapshot.first("SELECT 1 ; \n") { try $0.next(Int.self) } == 1)
    }

    @Test func `each text is prepared once and told to the recorder once`() throws {
        let seen = Mutex<[String]>([])
        let database = try temporaryDatabase { sql in seen.withLock { $0.append(sql) } }
        let reader = try database.reader()
        for _ in 0..<3 {
            _ = try reader.snapshot().first("SELECT 41 + ?1", 1) { try $0.next(Int.self) }
            reader.end()
        }
        #expect(seen.withLock { $0.filter { $0 == "SELECT 41 + ?1" } }.count == 1)
    }

    @Test func `a statement that is in use can be used again inside`() throws {
        let database = try temporaryDatabase()
        let reader = try database.reader()
        let snapshot = try reader.snapshot()
        func numbers(_ depth: Int) throws -> [Int] {
            var found: [Int] = []
            let list: StaticString = "SELECT value FROM json_each(?1)"
            try snapshot.forEach(list, "[1, 2, 3]") { row in
                found.append(try row.next())
                if depth > 0 { found += try numbers(depth - 1) }
            }
            return found
        }
        #expect(try numbers(1) == [1, 1, 2, 3, 2, 1, 2, 3, 3, 1, 2, 3])
        #expect(try numbers(0) == [1, 2, 3])
    }

    @Test func `a closure that throws leaves the statement ready for the next use`() throws {
        struct Stop: Error {}
        let reader = try temporaryDatabase().reader()
        for _ in 0..<3 {
            #expect(throws: Stop.self) {
                try reader.snapshot().query("SELECT 1") { _ in throw Stop() }
            }
            reader.end()  // would trap if a row were still being read
        }
    }

    @Test func `nothing bound stays for the next use`() throws {
        let reader = try temporaryDatabase().reader()
        let snapshot = try reader.snapshot()
        func read(_ value: String?) throws -> String?? {
            try snapshot.first("SELECT ?1", value) { try $0.next(String?.self) }
        }
        #expect(try read("secret") == "secret")
        #expect(try read(nil) == .some(nil))
    }

    @Test func `a snapshot that has ended reads nothing`() throws {
        let reader = try temporaryDatabase().reader()
        let kept = try reader.snapshot()
        reader.end()
        #expect(throws: DatabaseError.self) { try kept.first("SELECT 1") { try $0.next(Int.self) } }
    }

    @Test func `a plan can be explained`() throws {
        let reader = try temporaryDatabase().reader()
        let plan = try reader.snapshot().explain("SELECT id FROM thing WHERE owner = ?1")
        #expect(plan == ["SEARCH thing USING COVERING INDEX thing_owner (owner=?)"])
    }

    @Test func `constraints are told apart by code`() throws {
        let database = try temporaryDatabase()
        try database.add("taken")
        func failure(_ sql: StaticString) -> DatabaseError? {
            #expect(throws: DatabaseError.self) {
                try database.writer.perform { try $0.execute(sql) }
            }
        }
        #expect(failure("INSERT INTO thing (name) VALUES ('taken')")?.isUnique == true)
        #expect(failure("INSERT INTO thing (id, name) VALUES (1, 'x')")?.isUnique == true)
        #expect(failure("INSERT INTO thing (name) VALUES (NULL)")?.isNotNull == true)
        #expect(failure("INSERT INTO thing (name, score) VALUES ('x', -1)")?.isCheck == true)
        #expect(
            failure("INSERT INTO thing (name, owner) VALUES ('x', 99)")?.isForeignKey == true)
        #expect(failure("INSERT INTO thing (id, name) VALUES ('x', 'y')")?.isUnique == false)
    }

    @Test func `double-quoted text is not taken for a string`() throws {
        let reader = try temporaryDatabase().reader()
        #expect(throws: DatabaseError.self) {
            try reader.snapshot().first("SELECT \"no_such_column\"") { try $0.next(String.self) }
        }
    }
}
