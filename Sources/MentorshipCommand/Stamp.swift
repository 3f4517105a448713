// A moment as RFC 3339 with milliseconds. The text of a second is kept, since many lines have the
// same.

import HTTP
import Mentorship

struct Stamp: Sendable {
    private var second = Int64.min
    /// "2026-03-02T09:00:00."
    private var text: [UInt8] = []

    mutating func write(_ moment: Instant, to out: inout OutputBytes) {
        let second = moment.milliseconds.flooredQuotient(by: 1000)
        if second != self.second {
            self.second = second
            // The seconds' dot and digits are left out where there are none.
            text = Array(Instant(milliseconds: second * 1000).rfc3339.utf8.prefix(19)) + [0x2E]
        }
        out.append(text)
        let rest = UInt8.digits(Int(moment.milliseconds - second * 1000))
        out.append(rest.0)
        out.append(rest.1)
        out.append(rest.2)
        out.append(UInt8(ascii: "Z"))
    }
}

extension UInt8 {
    /// The three digits of a number below 1000.
    fileprivate static func digits(_ number: Int) -> (UInt8, UInt8, UInt8) {
        let digits = UInt16(truncatingIfNeeded: number)
        return (
            0x30 + UInt8(truncatingIfNeeded: digits / 100),
            0x30 + UInt8(truncatingIfNeeded: digits / 10 % 10),
            0x30 + UInt8(truncatingIfNeeded: digits % 10)
        )
    }
}
