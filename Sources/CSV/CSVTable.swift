// A CSV text with a header: its columns by name. Which names there may be is the caller's to say;
// what a field means too.

package struct CSVTable {
    private var reader: CSVReader
    private let columns: [String: Int]
    private let width: Int
    /// The columns that are there, in their order.
    package let names: [String]

    /// Reads the header. Names are compared without the blanks around them and without case.
    /// A column that is not known, comes twice or is missing refuses the whole text. Names that
    /// begin with `open` are all known, such as one column for each system ("external_id.hr").
    package init(
        _ reader: CSVReader, known: [String], open: String? = nil, required: [String] = []
    ) throws(CSVError) {
        var reader = reader
        guard let header = try reader.next() else {
            throw CSVError("The text has no header.", record: 1, line: 1)
        }
        var columns: [String: Int] = [:]
        var found: [String] = []
        for (index, field) in header.enumerated() {
            // The number, not the name: without a header this is somebody's data.
            let place = "Column \(index + 1) of the header"
            let name = folded(field)
            guard known.contains(name) || begins(name, with: open) else {
                let families = open.map { ["\($0)*"] } ?? []
                let names = (known + families).joined(separator: ", ")
                throw reader.failure("\(place) is none of these: \(names).")
            }
            guard columns.updateValue(index, forKey: name) == nil else {
                throw reader.failure("\(place) is there twice (\(name)).")
            }
            found.append(name)
        }
        let missing = required.filter { columns[$0] == nil }
        guard missing.isEmpty else {
            let names = missing.joined(separator: ", ")
            throw reader.failure("The header lacks \(names).")
        }
        self.reader = reader
        self.columns = columns
        names = found
        width = header.count
    }

    /// The next record. One with too few or too many fields is an error of that record alone.
    package mutating func next() throws(CSVError) -> Row? {
        guard let fields = try reader.next() else { return nil }
        guard fields.count == width else {
            throw reader.failure(
                "The record has \(fields.count) fields, the header \(width).", mayContinue: true)
        }
        return Row(
            record: reader.record, line: reader.recordLine, columns: columns, fields: fields)
    }

    package func has(_ column: String) -> Bool { columns[column] != nil }

    package struct Row: Sendable {
        package let record: Int
        package let line: Int
        fileprivate let columns: [String: Int]
        fileprivate let fields: [String]

        /// Nil when there is no such column, or nothing in it.
        package subscript(column: String) -> String? {
            guard let index = columns[column], !fields[index].isEmpty else { return nil }
            return CSVWriter.unguarded(fields[index])
        }
    }
}

extension CSVReader {
    fileprivate func failure(_ message: String, mayContinue: Bool = false) -> CSVError {
        CSVError(message, record: record, line: recordLine, mayContinue: mayContinue)
    }
}

private func begins(_ name: String, with prefix: String?) -> Bool {
    guard let prefix else { return false }
    return name.hasPrefix(prefix) && name.utf8.count > prefix.utf8.count
}

private func folded(_ name: String) -> String {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let start = name.utf8.drop(while: isBlank)
    let trimmed = start.reversed().drop(while: isBlank).reversed()
    return String(decoding: Array(trimmed), as: UTF8.self).lowercased()
}
