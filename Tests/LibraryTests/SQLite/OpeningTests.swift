// Each way in which a file cannot be opened has its own error, with the path and the way out.

import Glibc
import SQLite
import Testing

@Suite struct OpeningTests {
    private func refusal(_ path: String) -> OpenError? {
        #expect(throws: OpenError.self) { try Database.open(path, schema: testSchema) }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
    }

    @Test func `a missing folder, a folder, text and a short file are told apart`() throws {
        try withFolder { folder in
            #expect(
                refusal(folder + "/none/a.sqlite")
                    == .folderMissing(path: folder + "/none/a.sqlite"))
            #expect(refusal(folder) == .isFolder(path: folder))
            let path = folder + "/text"
            try write(Array("This is a letter, and a long one at that.".utf8), to: path)
            #expect(refusal(path) == .notADatabase(path: path))
            try write([1, 2, 3], to: path)
            #expect(refusal(path) == .notADatabase(path: path))
        }
    }

    @Test func `a damaged file is told`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            try Database.open(path, schema: testSchema).close()
            // The first page keeps its header, the schema behind it is gone.
            let file = open(path, O_RDWR)
            let junk = [UInt8](repeating: 0xAA, count: 3_000)
            #expect(pwrite(file, junk, junk.count, 100) == junk.count)
            close(file)
            #expect(refusal(path) == .damaged(path: path))
        }
    }

    @Test func `a file cut short is told`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            try Database.open(path, schema: testSchema).close()
            #expect(truncate(path, 4_096) == 0)
            #expect(refusal(path) == .damaged(path: path))
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func `a folder or file without permission is told`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            try Database.open(path, schema: testSchema).close()
            chmod(path, 0o400)
            #expect(refusal(path) == .notPermitted(path: path))
            chmod(folder, 0o500)
            #expect(refusal(path) == .folderNotWritable(path: path))
            chmod(folder, 0o700)
        }
    }

    @Test func `an empty file and a name that SQLite treats specially are plain files`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            try write([], to: path)
            let database = try Database.open(path, schema: testSchema)
            try database.add("x")
            #expect(try database.names() == ["x"])
            database.close()
            try Database.open(folder + "/file:a?mode=memory", schema: testSchema).close()
            #expect(access(folder + "/file:a?mode=memory", F_OK) == 0)
        }
    }

    @Test func `a new file is for its owner alone`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            let database = try Database.open(path, schema: testSchema)
            try database.add("x")
            for suffix in ["", "-wal", "-shm"] {
                var status = stat()
                #expect(stat(path + suffix, &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600, "\(suffix)")
            }
            database.close()
        }
    }

    @Test func `a log that was left behind is noticed, a clean end is not`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            let left = try Database.open(path, schema: testSchema)
            #expect(!left.hasEndedUncleanly)
            try left.add("x")
            #expect(try Database.open(path, schema: testSchema).hasEndedUncleanly)
            left.close()
        }
    }

    @Test func `two commands that open a new file at once both succeed`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            let answers = Answers()
            for name in ["a", "b", "c"] {
                onThread {
                    do {
                        let database = try Database.open(path, schema: testSchema)
                        try database.add(name)
                        database.close()
                        answers.add(nil)
                    } catch {
                        answers.add(error)
                    }
                }
            }
            #expect(answers.wait(for: 3).compactMap { $0 }.map { "\($0)" } == [])
            let database = try Database.open(path, schema: testSchema)
            #expect(Set(try database.names()) == ["a", "b", "c"])
            database.close()
        }
    }

    @Test func `a second server is refused, and may come when the first has gone`() throws {
        try withFolder { folder in
            let path = folder + "/a.sqlite"
            var first: ServerLock? = try ServerLock(database: path)
            let error = #expect(throws: OpenError.self) { _ = try ServerLock(database: path) }
            #expect(error == .lockedByServer(path: path, process: Int(getpid())))
            withExtendedLifetime(first) {}
            first = nil
            _ = try ServerLock(database: path)
            #expect(throws: OpenError.folderMissing(path: folder + "/none/a")) {
                _ = try ServerLock(database: folder + "/none/a")
            }
        }
    }

    @Test func `every sentence names its path`() {
        let all: [OpenError] = [
            .folderMissing(path: "/p"), .folderNotWritable(path: "/p"), .fileMissing(path: "/p"),
            .isFolder(path: "/p"), .notPermitted(path: "/p"), .notADatabase(path: "/p"),
            .damaged(path: "/p"), .foreign(path: "/p"),
            .newerSchema(path: "/p", number: 9, known: 8),
            .changedMigration(path: "/p", number: 1, name: "n"),
            .missingMigration(path: "/p", number: 1, name: "n"), .outdated(path: "/p", pending: 2),
            .failedMigration(path: "/p", number: 1, name: "n", reason: "r"), .diskFull(path: "/p"),
            .lockedByServer(path: "/p", process: 7), .busy(path: "/p"), .exists(path: "/p"),
            .noSharedMemory(path: "/p"), .other(path: "/p", reason: "r"),
        ]
        for error in all {
            #expect(error.description.contains("/p"))
            #expect(!error.description.contains("\n"))
        }
    }
}
