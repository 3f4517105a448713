// Candidates from a file of little-endian 32-bit integers: for each mentee in order how many there
// are, then the mentor's position and the whole score of each.

import Mentorship

enum RowsFile {
    private static let pieceSize = 1 << 14

    static func rows(_ input: EngineInput) throws -> MatchRows {
        let file = try WholeFile(input)
        var rows = MatchRows(candidates: file.count / 2)
        var left = file.count
        var (open, mentor): (Int32, Int32?) = (0, nil)
        while left > 0 {
            let piece = try file.next(min(left, pieceSize))
            left -= piece.count
            for integer in piece {
                if open == 0 {
                    guard integer >= 0 else { throw input.refusal("rows with their lengths") }
                    open = integer
                    if open == 0 { rows.endRow() }
                } else if let position = mentor {
                    rows.add(position, integer)
                    mentor = nil
                    open -= 1
                    if open == 0 { rows.endRow() }
                } else {
                    mentor = integer
                }
            }
        }
        guard open == 0 else { throw input.refusal("rows as long as they say") }
        return rows
    }
}
