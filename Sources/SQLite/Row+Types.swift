// The usual types of a column, each by a way of its own: `next` for any type finds out at run time
// how to read it, which costs several times what the reading does.

extension Row {
    package mutating func next() throws(DatabaseError) -> String { try nextCell().text() }

    package mutating func next() throws(DatabaseError) -> String? {
        let cell = try nextCell()
        return cell.isNull ? nil : try cell.text()
    }

    package mutating func next() throws(DatabaseError) -> Int64 { try nextCell().integer() }

    package mutating func next() throws(DatabaseError) -> Int64? { try nextInteger() }

    package mutating func next() throws(DatabaseError) -> Int {
        Int(try nextCell().integer())  // 64 bits on every platform we build for
    }

    package mutating func next() throws(DatabaseError) -> Int? { try nextInteger().map { Int($0) } }
}
