// The columns of people in a sheet, and how a list is written within one cell. What an import reads
// and an export writes, so that a file that was exported can be imported again.

import JSON
import Mentorship

enum PersonSheet {
    enum Kind: Sendable {
        case text, number, list, skills
        /// Written for whoever reads the sheet, passed over when it comes back.
        case ours
    }

    static let columns: [(name: String, kind: Kind)] = [
        ("id", .ours), ("name", .text), ("given_name", .text), ("pronouns", .text),
        ("email", .text), ("phone", .text), ("locale", .text), ("time_zone", .text),
        ("languages", .list), ("skills_offered", .skills), ("skills_wanted", .skills),
        ("interests", .list), ("values", .list), ("bio", .text), ("seniority", .number),
        ("manager_id", .text), ("state", .text), ("created_at", .ours), ("updated_at", .ours),
    ]

    /// A column for each system that knows the person: "external_id.hr".
    static let externalPrefix = "external_id."

    // MARK: Lists in a cell

    // Entries stand between semicolons: "go:4; sql". A semicolon within one is written "\;", and
    // the backslash before it or before another "\\"; any other backslash stands for itself.

    static func entries(of cell: String) -> [String] {
        var entries: [[UInt8]] = [[]]
        var isEscaped = false
        for byte in cell.utf8 {
            if isEscaped {
                if byte != semicolon, byte != backslash {
                    entries[entries.count - 1] += [backslash]
                }
                entries[entries.count - 1].append(byte)
                isEscaped = false
            } else if byte == backslash {
                isEscaped = true
            } else if byte == semicolon {
                entries.append([])
            } else {
                entries[entries.count - 1].append(byte)
            }
        }
        if isEscaped { entries[entries.count - 1].append(backslash) }
        return entries.map { PlainText.trimmed(String(decoding: $0, as: UTF8.self)) }
            .filter { !$0.isEmpty }
    }

    static func cell(of entries: [String]) -> String {
        entries.map { entry in
            var bytes: [UInt8] = []
            for byte in entry.utf8 {
                if byte == semicolon || byte == backslash { bytes.append(backslash) }
                bytes.append(byte)
            }
            return String(decoding: bytes, as: UTF8.self)
        }.joined(separator: "; ")
    }

    /// "go:4" is a skill with its level; more than two digits belong to a name ("iso:9001").
    static func skill(of entry: String) -> JSON {
        guard let colon = entry.utf8.lastIndex(of: UInt8(ascii: ":")) else {
            return .object([JSON.Member("name", .string(entry))])
        }
        let digits = PlainText.trimmed(String(entry[entry.index(after: colon)...]))
        guard (1...2).contains(digits.utf8.count), digits.utf8.allSatisfy(isDigit),
            let level = Int64(digits)
        else { return .object([JSON.Member("name", .string(entry))]) }
        let name = PlainText.trimmed(String(entry[..<colon]))
        return .object([JSON.Member("name", .string(name)), JSON.Member("level", .integer(level))])
    }

    static func entry(of skill: JSON) -> String? {
        guard let name = skill["name"]?.text, let level = skill["level"]?.int else { return nil }
        return "\(name):\(level)"
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

private let semicolon = UInt8(ascii: ";")
private let backslash = UInt8(ascii: "\\")
