// The id of what the server answers by itself, for the log: random, so that it says nothing.

enum RequestID {
    /// As the service makes them: "req_" and eleven digits.
    static func make() -> String {
        let text = String(UInt64.random(in: 0..<1 << 55), radix: 32)
        return "req_" + String(repeating: "0", count: 11 - text.utf8.count) + text
    }
}
