// Texts that people write, as members of a document: each goes through the rule for texts, so that
// no member takes what another one refuses. `Input.text` is for words of ours: keys and codes.

import HTTP
import JSON
import Mentorship

extension Input {
    /// One line of text; null and absent are nil.
    package mutating func line(_ name: String, limit: Int) -> String? {
        parsed(name) { text throws(Flaw) in try PlainText.line(text, limit: limit) }
    }

    package mutating func requiredLine(_ name: String, limit: Int) -> String {
        let line = line(name, limit: limit)
        if line == nil { refuseMissing(name) }
        return line ?? ""
    }

    /// Several lines of text, kept as they are; null and absent are nil.
    package mutating func free(_ name: String, limit: Int) -> String? {
        parsed(name) { text throws(Flaw) in try PlainText.free(text, limit: limit) }
    }

    /// A list of lines.
    package mutating func lines(_ name: String, countMax: Int, limit: Int) -> [String] {
        parsedList(name, countMax: countMax) { text throws(Flaw) in
            try PlainText.line(text, limit: limit)
        }
    }

    /// For what is required: says so unless something else was said of it already.
    package mutating func refuseMissing(_ name: String) {
        if !errors.contains(where: { $0.pointer.hasPrefix(pointer(name)) }) {
            refuse(name, "required", "\(name) is required.")
        }
    }
}
