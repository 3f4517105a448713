// A value of a question with the name of the member that holds it, and readers that say what was
// expected there. Members nobody asks for are not looked at.

import JSON
import Mentorship

struct EngineInput {
    let name: String
    let json: JSON

    init(_ name: String, _ json: JSON) {
        self.name = name
        self.json = json
    }

    func refusal(_ expected: String) -> EngineRefusal {
        EngineRefusal("\(name): must be \(expected).")
    }

    // MARK: Members

    /// Null counts as absent.
    func optional(_ member: String) -> EngineInput? {
        guard let value = json[member], value != .null else { return nil }
        return EngineInput(member, value)
    }

    func required(_ member: String) throws -> EngineInput {
        guard json.members != nil else { throw refusal("an object") }
        guard let value = optional(member) else {
            throw EngineRefusal("\(member): is missing.")
        }
        return value
    }

    func members() throws -> [EngineInput] {
        guard let members = json.members else { throw refusal("an object") }
        return members.map { EngineInput($0.name, $0.value) }
    }

    // MARK: Values

    func list() throws -> [EngineInput] {
        guard let elements = json.elements else { throw refusal("a list") }
        return elements.map { EngineInput(name, $0) }
    }

    func text() throws -> String {
        guard let text = json.text else { throw refusal("a text") }
        return text
    }

    func texts() throws -> [String] { try list().map { try $0.text() } }

    func whole(_ range: ClosedRange<Int>) throws -> Int {
        guard let value = json.int, range.contains(Int(value)) else {
            throw refusal("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return Int(value)
    }

    /// Null is a missing value.
    func number(_ range: ClosedRange<Double>? = nil) throws -> Double? {
        if json == .null { return nil }
        guard let value = json.number else { throw refusal("a number or null") }
        if let range, !range.contains(value) {
            throw refusal("from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func numbers(_ range: ClosedRange<Double>? = nil) throws -> [Double?] {
        try list().map { try $0.number(range) }
    }

    // MARK: Times

    /// "YYYY-MM-DDTHH:MMZ".
    func moment() throws -> Instant {
        let text = try text()
        let bytes = text.utf8
        guard bytes.count == 17, bytes.last == UInt8(ascii: "Z"),
            let wall = WallTime(String(text.dropLast()))
        else { throw refusal("a UTC minute like 2026-03-29T01:30Z") }
        return Instant(milliseconds: wall.milliseconds)
    }

    /// "YYYYMMDDTHHMMSS".
    func wall() throws -> WallTime {
        guard let wall = WallTime(basic: try text()) else {
            throw refusal("a wall time like 20260329T013000")
        }
        return wall
    }
}
