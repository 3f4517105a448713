// Values go in and come out as the types they were, or as an error: never converted, never a trap.

import CSQLite
import SQLite
import Testing

/// A type of another module's: bound and read through its raw value.
private struct Colour: Bindable, Column, Equatable {
    let name: String
    func bind(to parameter: Parameter) throws(DatabaseError) { try parameter.bind(name) }

    static func read(_ cell: Cell) throws(DatabaseError) -> Colour {
        let name = try cell.text()
        guard name == "red" || name == "blue" else { throw cell.mismatch("a colour") }
        return Colour(name: name)
    }
}

@Suite struct RowTests {
    private let database: Database
    private let snapshot: Snapshot
    private let reader: Reader

    init() throws {
        database = try temporaryDatabase()
        reader = try database.reader()
        snapshot = try reader.snapshot()
    }

    private func one<T: Column>(_ value: any Bindable, as type: T.Type) throws -> T? {
        try snapshot.first("SELECT ?1", value) { try $0.next(type) }
    }

    @Test func `every type comes back as it went in`() throws {
        #expect(try one("Zoë\0\u{1F600}", as: String.self) == "Zoë\0\u{1F600}")
        #expect(try one("", as: String.self) == "")
        #expect(try one(String(repeating: "x", count: 100_000), as: String.self)?.count == 100_000)
        #expect(try one(-42, as: Int.self) == -42)
        #expect(try one(Int64.min, as: Int64.self) == .min)
        #expect(try one(1.5, as: Double.self) == 1.5)
        #expect(try one(-Double.infinity, as: Double.self) == -.infinity)
        #expect(try one(true, as: Bool.self) == true)
        #expect(try one([0, 255] as [UInt8], as: [UInt8].self) == [0, 255])
        #expect(try one([] as [UInt8], as: [UInt8].self) == [])
        #expect(try one(Colour(name: "red"), as: Colour.self) == Colour(name: "red"))
        #expect(try one(DatabaseValue.real(2), as: DatabaseValue.self) == .real(2))
    }

    @Test func `texts of statements within statements stay apart, however long they are`() throws {
        for length in [1, 15, 16, 600, 1_500, 4_096, 4_097, 9_000] {
            let texts = "abcdef".map { String(repeating: $0, count: length) }
            var seen: [String] = []
            try snapshot.forEach("SELECT ?1, ?2 UNION ALL SELECT ?2, ?1", texts[0], texts[1]) {
                outer in
                seen.append(try outer.next())
                let inner = try snapshot.query("SELECT ?2, ?1", texts[2], texts[3]) { row in
                    [try row.next(), try row.next()] as [String]
                }
                seen += inner.joined()
                seen.append(try outer.next())
            }
            let order = [0, 3, 2, 1, 1, 3, 2, 0]
            #expect(seen == order.map { texts[$0] })
        }
    }

    @Test func `nil goes in and comes out of every optional type`() throws {
        #expect(try one(String?.none, as: String?.self) == .some(nil))
        #expect(try one(Int?.none, as: Int?.self) == .some(nil))
        #expect(try one(Int64?.none, as: Int64?.self) == .some(nil))
        #expect(try one(Double?.none, as: Double?.self) == .some(nil))
        #expect(try one(Bool?.none, as: Bool?.self) == .some(nil))
        #expect(try one([UInt8]?.none, as: [UInt8]?.self) == .some(nil))
        #expect(try one("there", as: String?.self) == "there")
        #expect(try one(Double.nan, as: Double?.self) == .some(nil))
    }

    @Test func `an empty text and an empty blob are not NULL`() throws {
        #expect(try one("", as: String?.self) == "")
        #expect(try one([] as [UInt8], as: [UInt8]?.self) == [])
    }

    @Test func `an integer can be read as a real, as sums give it`() throws {
        #expect(try one(3, as: Double.self) == 3)
    }

    @Test func `a value of another type is an error that names the column`() throws {
        func mismatch<T: Column>(_ value: any Bindable, _ type: T.Type) {
            let error = #expect(throws: DatabaseError.self) { try self.one(value, as: type) }
            #expect(error?.isMismatch == true)
            #expect(error?.message.contains("column 0") == true)
            #expect(error?.statement == "SELECT ?1")
        }
        mismatch("1", Int.self)
        mismatch("1", Int64.self)
        mismatch("1", Double.self)
        mismatch("1", [UInt8].self)
        mismatch(1, String.self)
        mismatch(1, [UInt8].self)
        mismatch(1.0, Int.self)
        mismatch(2, Bool.self)
        mismatch([1] as [UInt8], String.self)
        mismatch(Int?.none, Int.self)
        mismatch(String?.none, String.self)
        mismatch("green", Colour.self)
    }

    @Test func `text that is not UTF-8 is an error`() throws {
        let error = #expect(throws: DatabaseError.self) {
            try snapshot.first("SELECT CAST(x'C328' AS TEXT)") { try $0.next(String.self) }
        }
        #expect(error?.isMismatch == true)
    }

    @Test func `reading more columns than selected is an error`() throws {
        let error = #expect(throws: DatabaseError.self) {
            try snapshot.first("SELECT 1") { (try $0.next(Int.self), try $0.next(Int.self)) }
        }
        #expect(error?.code == SQLITE_RANGE)
    }

    #if DEBUG
        @Test func `a column left unread stops a debug build`() async {
            await #expect(processExitsWith: .failure) {
                let reader = try temporaryDatabase().reader()
                _ = try reader.snapshot().first("SELECT 1, 2") { try $0.next(Int.self) }
            }
        }
    #endif

    @Test func `text can be read without a String being made`() throws {
        var lengths: [Int?] = []
        try snapshot.forEach("SELECT value FROM json_each('[\"abc\", null, \"\"]')") { row in
            try row.nextText { lengths.append($0?.count) }
        }
        #expect(lengths == [3, nil, 0])
        #expect(throws: DatabaseError.self) {
            try snapshot.forEach("SELECT 1") { try $0.nextText { _ in } }
        }
    }

    @Test func `a row can be asked whether NULL comes next, and be told to skip`() throws {
        let seen = try snapshot.first("SELECT NULL, 1, 2") { row in
            let isNull = row.nextIsNull
            row.skip()
            return (isNull, row.nextIsNull, try row.next(Int.self), try row.next(Int.self))
        }
        #expect(seen?.0 == true)
        #expect(seen?.1 == false)
        #expect(seen?.3 == 2)
    }

    @Test func `the wrong number of values is an error`() {
        #expect(throws: DatabaseError.self) {
            try snapshot.first("SELECT ?1, ?2", 1) { _ = try $0.next(Int?.self) }
        }
        #expect(throws: DatabaseError.self) {
            try snapshot.first("SELECT ?1", 1, 2) { _ = try $0.next(Int?.self) }
        }
    }
}
