// A header names the columns: which names are taken, and what a row says of a column.

import CSV
import Testing

@Suite struct CSVTableTests {
    private let known = ["name", "email", "phone"]

    @Test func `a row gives its fields by name`() throws {
        var table = try table("Email, name \nz@x.org,Zoë\n\n,\"A\nB\"\n")
        let first = try #require(try table.next())
        #expect(first["name"] == "Zoë")
        #expect(first["email"] == "z@x.org")
        #expect(first["phone"] == nil)
        #expect((first.record, first.line) == (2, 2))
        let second = try #require(try table.next())
        #expect(second["email"] == nil)
        #expect(second["name"] == "A\nB")
        #expect((second.record, second.line) == (3, 4))
        #expect(try table.next() == nil)
        #expect(table.has("email"))
        #expect(!table.has("phone"))
    }

    @Test(arguments: [
        ("", "no header"),
        ("name,mail\n", "Column 2 of the header is none of these: name, email, phone."),
        ("name,email,Name\n", "Column 3 of the header is there twice (name)."),
        ("email,phone\n", "The header lacks name."),
        ("name,\n", "Column 2"),
    ])
    func `a header that does not fit is refused`(text: String, words: String) throws {
        let error = try #require(throws: CSVError.self) { try table(text) }
        #expect(error.message.contains(words))
        #expect(error.record == 1)
    }

    @Test func `columns of an open family are taken by their beginning`() throws {
        func open(_ text: String) throws -> CSVTable {
            try CSVTable(CSVReader(Array(text.utf8)), known: known, open: "id.")
        }
        var table = try open("name,ID.hr,id.crm\nZoë,7,\n")
        #expect(table.names == ["name", "id.hr", "id.crm"])
        let row = try #require(try table.next())
        #expect(row["id.hr"] == "7")
        #expect(row["id.crm"] == nil)
        for text in ["id.,name\n", "idx.hr\n", "id.hr,id.hr\n"] {
            let error = try #require(throws: CSVError.self) { try open(text) }
            #expect(error.message.contains("id."), "\(error)")
        }
    }

    @Test func `a refused header is not repeated`() throws {
        let error = try #require(throws: CSVError.self) { try table("Secret Person,x\n") }
        #expect(!error.description.contains("Secret"))
    }

    @Test func `a record of another width is refused alone`() throws {
        var table = try table("name,email\na\nb,c,d\ne,f\n")
        for record in [2, 3] {
            let error = try #require(throws: CSVError.self) { try table.next() }
            #expect(error.mayContinue)
            #expect(error.record == record)
        }
        #expect(try table.next()?["name"] == "e")
    }

    @Test func `the guard against formulas is taken away again`() throws {
        var table = try table("name,phone\n'a,'+49 30 1234\n")
        let row = try #require(try table.next())
        #expect(row["phone"] == "+49 30 1234")
        #expect(row["name"] == "'a")
    }

    private func table(_ text: String) throws -> CSVTable {
        try CSVTable(CSVReader(Array(text.utf8)), known: known, required: ["name"])
    }
}
