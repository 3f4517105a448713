// The id of what the server answers by itself, for the log: random, so that it says nothing.

enum RequestID {
    /// 16 hexadecimal digits.
    static func make() -> String {
        let text = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}
