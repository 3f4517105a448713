// Values go in and come out as the types they were, or as an error: never converted, never a trap.

import CSQLite
import SQLite
import Testing

@Suite struct RowTests {
    @Test func `every type comes back as it went in`() throws {
        let database = try temporaryDatabase()
        let reader = try database.reader()
        let row = try reader.snapshot().first(
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8",
            "Zoë\0\u{1F600}", 42, Int64.min, 1.5, true, [0, 255] as [UInt8], "", [] as [UInt8]
        ) { row in
            (
                try row.next(String.self), try row.next(Int.self), try row.next(Int64.self),
                try row.next(Double.self), try row.next(Bool.self), try row.next([UInt8].self),
                try row.next(String.self), try row.next([UInt8].self)
            )
        }
        #expect(row?.0 == "Zoë\0\u{1F600}")
        #expect(row?.1 == 42)
        #expect(row?.2 == .min)
        #expect(row?.3 == 1.5)
        #expect(row?.4 == true)
        #expect(row?.5 == [0, 255])
        #expect(row?.6 == "")
        #expect(row?.7 == [])
    }
}
