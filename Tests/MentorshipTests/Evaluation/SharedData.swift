// Real data beside the project, for tests that need it; they are skipped where it is not there.

import FoundationEssentials

enum SharedData {
    static let folder: String = {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/\(root)/../shared/data/"
    }()

    static func isThere(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + path)
    }

    /// A table whose fields hold no quotes or line ends, as these files' do not; empty is missing.
    static func table(_ path: String) throws -> [[String: String]] {
        let text = String(decoding: try Data(contentsOf: url(path)), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline)
        let names = lines[0].split(separator: ",", omittingEmptySubsequences: false)
        return lines.dropFirst().map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let pairs = zip(names, fields).filter { !$1.isEmpty }
            return Dictionary(
                pairs.map { (String($0), String($1)) }, uniquingKeysWith: { first, _ in first })
        }
    }

    static func json(_ path: String) throws -> Tree {
        try JSONDecoder().decode(Tree.self, from: Data(contentsOf: url(path)))
    }

    private static func url(_ path: String) -> URL { URL(filePath: folder + path) }
}

/// JSON as tests read it: by names, to numbers.
enum Tree: Decodable {
    case number(Double)
    case text(String)
    case list([Tree])
    case members([String: Tree])
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([Tree].self) {
            self = .list(list)
        } else {
            self = .members(try container.decode([String: Tree].self))
        }
    }

    subscript(name: String) -> Tree {
        if case .members(let members) = self { members[name] ?? .null } else { .null }
    }

    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var list: [Tree] { if case .list(let list) = self { list } else { [] } }
    var members: [String: Tree] { if case .members(let members) = self { members } else { [:] } }
}

/// As the reference files round.
func rounded(_ number: Double?, places: Int = 6) -> Double? {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return number.map { ($0 * scale).rounded() / scale }
}

/// Equal within a relative or absolute error.
func isClose(_ left: Double?, _ right: Double, within error: Double = 1e-9) -> Bool {
    guard let left else { return false }
    return abs(left - right) <= error * max(1, abs(right))
}
