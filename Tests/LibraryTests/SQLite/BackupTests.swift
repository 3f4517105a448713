// A copy of a file in use: of one moment, whole, and never over another file.

import Glibc
import SQLite
import Testing

@Suite struct BackupTests {
    @Test func `a backup has what was committed, and opens as a database`() throws {
        let database = try temporaryDatabase()
        for number in 0..<50 { try database.add("thing \(number)") }
        try withFolder { folder in
            let target = folder + "/copy.sqlite"
            var steps: [Int] = []
            try Backup.copy(from: database.path, to: target) { done, total in
                steps.append(total - done)
            }
            #expect(steps.last == 0)
            try database.add("later")
            for suffix in ["-wal", "-shm", "-journal"] {
                #expect(access(target + suffix, F_OK) != 0)
            }
            let copy = try Database.open(target, schema: testSchema)
            #expect(try copy.names().count == 50)
            try copy.add("restored")
            #expect(try copy.names().count == 51)
            copy.close()
        }
    }

    @Test func `a backup is of one moment while the writer goes on`() throws {
        let database = try temporaryDatabase()
        try database.writer.perform { transaction in
            try transaction.execute(
                """
                INSERT INTO thing (name, data)
                SELECT 'big ' || value, zeroblob(100000)
                FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,
                21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,
                48,49,50,51,52,53,54,55,56,57,58,59,60]')
                """)
        }
        try withFolder { folder in
            let target = folder + "/copy.sqlite"
            var steps = 0
            try Backup.copy(from: database.path, to: target) { _, _ in
                steps += 1
                try? database.add("during \(steps)")
            }
            #expect(steps > 1)
            #expect(try Reader(path: target).snapshot().names().count == 60)
            #expect(try database.names().count == 60 + steps)
        }
    }

    @Test func `a backup overwrites nothing and leaves nothing half done`() throws {
        let database = try temporaryDatabase()
        try withFolder { folder in
            let target = folder + "/copy.sqlite"
            try Backup.copy(from: database.path, to: target)
            #expect(throws: OpenError.exists(path: target)) {
                try Backup.copy(from: database.path, to: target)
            }
            #expect(throws: OpenError.fileMissing(path: folder + "/none.sqlite")) {
                try Backup.copy(from: folder + "/none.sqlite", to: folder + "/other.sqlite")
            }
            #expect(throws: OpenError.folderMissing(path: folder + "/none/copy.sqlite")) {
                try Backup.copy(from: database.path, to: folder + "/none/copy.sqlite")
            }
            #expect(access(folder + "/other.sqlite", F_OK) != 0)
        }
    }
}
