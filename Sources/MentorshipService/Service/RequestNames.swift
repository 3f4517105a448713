// By which names a request is found again in logs and traces: its own if they are harmless, else a
// new one.

import HTTP

enum RequestNames {
    /// X-Request-Id as it came, if it is 1 to 64 of letters, digits, and "-_.".
    static func id(_ request: Request) -> String? {
        guard let text = request.header("X-Request-Id"), (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F || byte == 0x2E
            })
        else { return nil }
        return text
    }

    /// "req_" and 55 random bits in base 32: 15 bytes, which Swift keeps without an allocation.
    static func newID(bits: UInt64) -> String {
        var bits = bits
        return String(unsafeUninitializedCapacity: 15) { out in
            _ = out.initialize(fromContentsOf: "req_".utf8)
            for index in 4..<15 {
                let digit = UInt8(bits & 31)
                out.initializeElement(at: index, to: digit < 10 ? 0x30 + digit : 0x57 + digit)
                bits >>= 5
            }
            return 15
        }
    }

    /// W3C traceparent, version 00: 00-(32 hex)-(16 hex)-(2 hex).
    static func trace(_ request: Request) -> String? {
        guard let text = request.header("traceparent"), text.utf8.count == 55,
            text.hasPrefix("00-"),
            text.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == 0x2D
            })
        else { return nil }
        return text
    }
}
