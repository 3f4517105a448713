// A table of scores from a file of little-endian 32-bit integers, row by row; a negative number is
// no candidate. The whole file is the table.

import Mentorship

enum MatrixFile {
    static func table(_ input: EngineInput) throws -> MatchTable {
        let file = try WholeFile(input)
        return MatchTable(whole: try file.next(file.count))
    }
}
