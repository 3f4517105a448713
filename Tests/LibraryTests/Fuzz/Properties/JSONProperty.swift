// The JSON reader: takes what the grammar and our limits say and nothing else, as the numbers and
// strings that stand there; and what the writer makes of it reads back equal.

import JSON

enum JSONProperty {
    static func flaw(in input: [UInt8]) -> String? {
        let facts = JSONGrammar.facts(of: input)
        do {
            let document = try JSON(parsing: input)
            guard let facts else { return "no JSON text, and yet taken" }
            if let reason = decided(facts) { return "to be refused for \(reason)" }
            return misread(document, facts) ?? unstable(document)
        } catch {
            if let facts, decided(facts) == nil { return "refused: \(error)" }
            guard (0...input.count).contains(error.offset), error.line >= 1, error.column >= 1
            else { return "the error is outside the text: \(error)" }
            return nil
        }
    }

    /// What RFC 8259 leaves to the reader and ours refuses (docs/json.md).
    private static func decided(_ facts: JSONGrammar.Facts) -> String? {
        if facts.depth > JSON.depthLimit { return "its depth" }
        if facts.hasNameTwice { return "a name that comes twice" }
        if facts.hasLoneSurrogate { return "a lone surrogate" }
        if facts.strings.contains(where: Marks.areEndless) { return "endless marks" }
        return facts.numbers.allSatisfy(isInRange) ? nil : "a number out of range"
    }

    private static func isInRange(_ text: String) -> Bool {
        isInteger(text) ? Int64(text) != nil : Double(text)?.isFinite == true
    }

    private static func isInteger(_ text: String) -> Bool {
        !text.contains { ".eE".contains($0) }
    }

    // MARK: Values

    private static func misread(_ document: JSON, _ facts: JSONGrammar.Facts) -> String? {
        var found = Leaves()
        found.collect(document)
        guard found.numbers.count == facts.numbers.count else { return "numbers were lost" }
        for (value, text) in zip(found.numbers, facts.numbers) where !isSame(value, text) {
            return "\(text) became \(value)"
        }
        // By their bytes: Swift's own comparison takes equivalent spellings for one.
        guard found.strings.map({ Array($0.utf8) }) == facts.strings.map({ Array($0.utf8) }) else {
            return "\(facts.strings) became \(found.strings)"
        }
        return nil
    }

    private static func isSame(_ value: JSON, _ text: String) -> Bool {
        if isInteger(text), text != "-0" { return value.int == Int64(text) }
        guard case .decimal(let number) = value else { return false }
        return number.bitPattern == Double(text)?.bitPattern
    }

    private static func unstable(_ document: JSON) -> String? {
        let written = document.bytes
        guard let again = try? JSON(parsing: written) else {
            return "what was written is not read: \(document)"
        }
        guard again.isSame(as: document) else { return "\(document) is read back as \(again)" }
        return again.bytes == written ? nil : "\(document) is written otherwise the second time"
    }
}

private struct Leaves {
    var numbers: [JSON] = []
    var strings: [String] = []

    mutating func collect(_ json: JSON) {
        switch json {
        case .null, .bool: break
        case .integer, .decimal: numbers.append(json)
        case .string(let text): strings.append(text)
        case .array(let elements): for element in elements { collect(element) }
        case .object(let members):
            for member in members {
                strings.append(member.name)
                collect(member.value)
            }
        }
    }
}

extension JSON {
    /// Equal but for the form of whole numbers, which are written without a fraction and so come
    /// back as integers.
    func isSame(as other: JSON) -> Bool {
        switch (self, other) {
        case (.array(let mine), .array(let others)):
            mine.count == others.count && zip(mine, others).allSatisfy { $0.isSame(as: $1) }
        case (.object(let mine), .object(let others)):
            mine.count == others.count
                && zip(mine, others).allSatisfy {
                    $0.name == $1.name && $0.value.isSame(as: $1.value)
                }
        case (.decimal, .integer), (.integer, .decimal): number == other.number
        default: self == other
        }
    }
}
