// The writer: what a batch does for its members, and what becomes of them when it is lost.

import CSQLite
import SQLite
import Synchronization
import Testing

@Suite struct WriterTests {
    @Test func `a write is seen by a new reader once it is answered`() throws {
        let database = try temporaryDatabase()
        try database.add("first")
        #expect(try database.names() == ["first"])
        database.close()
    }
}
