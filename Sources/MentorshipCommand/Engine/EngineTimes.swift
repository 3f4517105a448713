// Where the processor time of one question goes, for `--time`: seconds of this process by stage,
// and the most memory it has held. Measures only itself.

import Glibc
import JSON

struct EngineTimes {
    private let isWanted: Bool
    private var stage = "read"
    private var since = Self.processor()
    private var seconds: [(stage: String, seconds: Double)] = []

    init(isWanted: Bool) { self.isWanted = isWanted }

    mutating func enter(_ stage: String) {
        guard stage != self.stage else { return }
        let now = Self.processor()
        seconds.append((self.stage, now - since))
        (self.stage, since) = (stage, now)
    }

    /// One JSON object on standard error.
    mutating func write() {
        guard isWanted else { return }
        enter("end")
        var json = JSONWriter()
        json.beginObject()
        for spent in seconds {
            json.key(text: spent.stage)
            json.decimal(spent.seconds)
        }
        json.member("peak_bytes", Self.peak())
        json.endObject()
        let line = json.bytes + [UInt8(ascii: "\n")]
        _ = line.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }

    private static func processor() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func peak() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }
}
