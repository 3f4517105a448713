// The texts of Tests/Cases/json.txt, which the system tests send over a socket too: what a strict
// reader must take, must refuse, or may decide on.

import Foundation

struct JSONCase {
    enum Kind: String {
        case take, refuse
        case openTake = "open-take"
        case openRefuse = "open-refuse"
    }

    let kind: Kind
    /// What kind of text it is, or for an open one what the decision is about.
    let group: String
    let text: [UInt8]

    static func all() throws -> [JSONCase] {
        let lines = try String(contentsOf: Files.tests("Cases/json.txt"), encoding: .utf8)
        return lines.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            let parts = line.split(
                separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let kind = Kind(rawValue: String(parts[0])) else { return nil }
            return JSONCase(kind: kind, group: String(parts[1]), text: bytes(of: parts[2]))
        }
    }

    static func all(_ kind: Kind) throws -> [JSONCase] {
        try all().filter { $0.kind == kind }
    }

    /// "%XX" is a byte.
    private static func bytes(of text: Substring) -> [UInt8] {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
        return parts.enumerated().flatMap { index, part -> [UInt8] in
            guard index > 0, let byte = UInt8(Substring(part.prefix(2)), radix: 16) else {
                return Array(part)
            }
            return [byte] + part.dropFirst(2)
        }
    }
}
