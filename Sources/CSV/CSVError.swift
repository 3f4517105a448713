// Why a text is not the CSV that we take, and in which record and line. Never repeats a field:
// fields are what people wrote.

package struct CSVError: Error, CustomStringConvertible {
    package let message: String
    /// Counts from 1, the header included; empty lines are no records.
    package let record: Int
    /// Counts from 1; where the trouble is, or where the record starts when it is the whole of it.
    package let line: Int
    /// Only this record is affected: the next one may be asked for.
    package let mayContinue: Bool
    /// What the source threw, where it was the source.
    package let cause: (any Error)?

    package init(
        _ message: String, record: Int, line: Int, mayContinue: Bool = false,
        cause: (any Error)? = nil
    ) {
        self.message = message
        self.record = record
        self.line = line
        self.mayContinue = mayContinue
        self.cause = cause
    }

    package var description: String { "\(message) Record \(record), line \(line)." }
}

/// How much one record may hold, so that a hostile file costs no more memory than this.
package enum CSVLimits {
    /// Bytes in a field: the longest text we keep is far below, and a lost quotation mark that
    /// swallows the rest of a file is found here.
    package static let fieldBytes = 64 << 10
    /// Fields in a record: the widest table of ours has some 60 columns, surveys up to 300.
    package static let fieldsPerRecord = 500
    /// Bytes in a record: as large as a JSON body with one resource may be.
    package static let recordBytes = 1 << 20
}
