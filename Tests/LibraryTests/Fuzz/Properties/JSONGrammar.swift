// RFC 8259 once more and by another way than the reader's: over characters rather than bytes, first
// into tokens, then with a stack of open brackets. Slow and plain, to hold the reader against.

struct JSONGrammar {
    /// What a text that is well formed has in it, which a reader may have limits for.
    struct Facts {
        var depth = 0
        /// As they are written, in order.
        var numbers: [String] = []
        /// Names and values, decoded, in order.
        var strings: [String] = []
        var hasNameTwice = false
        var hasLoneSurrogate = false
    }

    private enum Token {
        case mark(Unicode.Scalar), string(String), scalar
    }

    private enum Expecting {
        case value, valueOrEnd, name, nameOrEnd, colon, commaOrEnd, nothing
    }

    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var facts = Facts()
    private var expecting = Expecting.value
    /// For each bracket that is open: nil for an array, the names so far for an object.
    private var open: [Set<String>?] = []

    /// Nil when it is no JSON text.
    static func facts(of bytes: [UInt8]) -> Facts? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var grammar = JSONGrammar(scalars: Array(text.unicodeScalars))
        return grammar.isText() ? grammar.facts : nil
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private mutating func isText() -> Bool {
        while true {
            while index < scalars.count, [" ", "\t", "\n", "\r"].contains(scalars[index]) {
                index += 1
            }
            guard index < scalars.count else { return expecting == .nothing }
            guard let token = token(), take(token) else { return false }
        }
    }

    // MARK: Brackets

    private mutating func take(_ token: Token) -> Bool {
        switch (token, expecting) {
        case (.scalar, .value), (.scalar, .valueOrEnd): return endValue()
        case (.string(let text), .value), (.string(let text), .valueOrEnd):
            facts.strings.append(text)
            return endValue()
        case (.string(let text), .name), (.string(let text), .nameOrEnd):
            facts.strings.append(text)
            expecting = .colon
            let names = (open.popLast() ?? nil) ?? []
            if names.contains(text) { facts.hasNameTwice = true }
            open.append(names.union([text]))
            return true
        case (.mark(let mark), _): return take(mark)
        default: return false
        }
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        let isInObject = open.last.map { $0 != nil } ?? false
        switch (mark, expecting) {
        case ("[", .value), ("[", .valueOrEnd): return begin(nil, .valueOrEnd)
        case ("{", .value), ("{", .valueOrEnd): return begin([], .nameOrEnd)
        case ("]", .valueOrEnd): return end()
        case ("]", .commaOrEnd): return !isInObject && end()
        case ("}", .nameOrEnd): return end()
        case ("}", .commaOrEnd): return isInObject && end()
        case (":", .colon): expecting = .value
        case (",", .commaOrEnd): expecting = isInObject ? .name : .value
        default: return false
        }
        return true
    }

    private mutating func begin(_ names: Set<String>?, _ next: Expecting) -> Bool {
        open.append(names)
        facts.depth = max(facts.depth, open.count)
        expecting = next
        return true
    }

    private mutating func end() -> Bool {
        open.removeLast()
        return endValue()
    }

    private mutating func endValue() -> Bool {
        expecting = open.isEmpty ? .nothing : .commaOrEnd
        return true
    }

    // MARK: Tokens

    private mutating func token() -> Token? {
        let first = scalars[index]
        switch first {
        case "[", "]", "{", "}", ":", ",":
            index += 1
            return .mark(first)
        case "\"": return string().map { .string($0) }
        case "-", "0"..."9":
            let text = run { "+-.eE".unicodeScalars.contains($0) || ("0"..."9").contains($0) }
            facts.numbers.append(text)
            return Self.isNumber(text) ? .scalar : nil
        default:
            let word = run { ("a"..."z").contains($0) }
            return ["true", "false", "null"].contains(word) ? .scalar : nil
        }
    }

    private mutating func run(_ belongs: (Unicode.Scalar) -> Bool) -> String {
        var text = String.UnicodeScalarView()
        while index < scalars.count, belongs(scalars[index]) {
            text.append(scalars[index])
            index += 1
        }
        return String(text)
    }

    /// §6, taken apart at its e and its point.
    private static func isNumber(_ text: String) -> Bool {
        let isDigits = { (part: Substring) in !part.isEmpty && !part.contains { !$0.isNumber } }
        var parts = text.dropFirst(text.hasPrefix("-") ? 1 : 0)
            .split(separator: /[eE]/, omittingEmptySubsequences: false)
        if parts.count == 2 {
            let exponent = parts.removeLast()
            let isSigned = exponent.hasPrefix("+") || exponent.hasPrefix("-")
            guard isDigits(exponent.dropFirst(isSigned ? 1 : 0)) else { return false }
        }
        guard parts.count == 1 else { return false }
        let digits = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        return digits.count <= 2 && digits.allSatisfy(isDigits)
            && (digits[0] == "0" || !digits[0].hasPrefix("0"))
    }

    /// §7, into UTF-16 as its escapes are.
    private mutating func string() -> String? {
        var units: [UInt16] = []
        index += 1
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "\"":
                if let text = String(validating: units, as: UTF16.self) { return text }
                facts.hasLoneSurrogate = true
                return String(decoding: units, as: UTF16.self)
            case "\\":
                guard let unit = escape() else { return nil }
                units.append(unit)
            default:
                guard scalar.value >= 0x20 else { return nil }
                units += Array(String(scalar).utf16)
            }
        }
        return nil
    }

    private mutating func escape() -> UInt16? {
        guard index < scalars.count else { return nil }
        let letter = scalars[index]
        index += 1
        let plain: [Unicode.Scalar: UInt16] = [
            "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
        ]
        if let unit = plain[letter] { return unit }
        guard letter == "u", index + 4 <= scalars.count else { return nil }
        let digits = String(String.UnicodeScalarView(scalars[index..<index + 4]))
        index += 4
        guard digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
            return nil
        }
        return UInt16(digits, radix: 16)
    }
}
