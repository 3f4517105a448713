// Interleavings of a reader and the writer, drawn as two columns: what each sees, and when.

import SQLite
import Testing

@Suite struct ReaderTests {
    private let database: Database
    private let reader: Reader

    init() throws {
        database = try temporaryDatabase()
        reader = try database.reader()
    }

    // reader                          writer
    // snapshot, reads []
    //                                 commits "late"
    // the same snapshot reads []
    // snapshot is a new one, reads "late"
    @Test func `a snapshot keeps its moment, and the next one sees the commit`() throws {
        let early = try reader.snapshot()
        #expect(try early.names() == [])
        try database.add("late")
        #expect(try early.names() == [])
        #expect(try reader.snapshot().names() == ["late"])
        #expect(throws: DatabaseError.self) { try early.names() }  // it was ended by the new one
    }

    // reader                          writer
    // snapshot twice: the same one
    //                                 commits
    // snapshot: another
    @Test func `a snapshot is reused until the commit number moves`() throws {
        let first = try reader.snapshot()
        #expect(try reader.snapshot() === first)
        try database.add("x")
        let second = try reader.snapshot()
        #expect(second !== first)
        #expect(try reader.snapshot() === second)
    }

    // reader                          another process
    // snapshot, reads []
    //                                 commits "theirs"
    // reads []
    // end; reads "theirs"
    @Test func `another process's commit is seen after end`() throws {
        let other = try #require(RawConnection(database.path))
        #expect(try reader.snapshot().names() == [])
        #expect(other.run("INSERT INTO thing (name) VALUES ('theirs')"))
        #expect(try reader.snapshot().names() == [])
        reader.end()
        #expect(try reader.snapshot().names() == ["theirs"])
    }

    // reader                          writer
    // begins to step rows
    //                                 commits
    // snapshot: still the same one, since a row is being read
    @Test func `a snapshot is not replaced while a row is being read`() throws {
        try database.add("a")
        try database.add("b")
        let snapshot = try reader.snapshot()
        var seen: [String] = []
        try snapshot.forEach("SELECT name FROM thing ORDER BY id") { row in
            seen.append(try row.next())
            try database.add("late \(seen.count)")
            #expect(try reader.snapshot() === snapshot)
        }
        #expect(seen == ["a", "b"])
        #expect(try reader.snapshot().names().count == 4)
    }

    @Test func `the commit number moves with a commit and stays without one`() throws {
        let before = database.writer.commitNumber
        _ = try reader.snapshot().names()
        #expect(database.writer.commitNumber == before)
        try database.add("x")
        #expect(database.writer.commitNumber == before + 1)
    }

    @Test func `the data version moves with anyone's commit and stays without one`() throws {
        let first = try reader.snapshot().dataVersion()
        reader.end()
        #expect(try reader.snapshot().dataVersion() == first)
        try database.add("ours")
        let second = try reader.snapshot().dataVersion()
        #expect(second != first)
        reader.end()
        let other = try #require(RawConnection(database.path))
        other.run("INSERT INTO thing (name) VALUES ('theirs')")
        #expect(try reader.snapshot().dataVersion() != second)
    }

    @Test func `a reader that has ended lets the log be written back`() throws {
        _ = try reader.snapshot().names()
        reader.end()
        try database.add("x")
        database.close()
        #expect(try Reader(path: database.path).snapshot().names() == ["x"])
    }

    @Test func `end without a snapshot, and twice, is harmless`() throws {
        reader.end()
        _ = try reader.snapshot()
        reader.end()
        reader.end()
        #expect(try reader.snapshot().names() == [])
    }
}
