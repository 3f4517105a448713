// Where libFuzzer comes in: one input, one check, and a trap when it fails. Built by script/fuzz
// alone; the environment says which target is meant.

import Glibc

private let target = getenv("FUZZ_TARGET").flatMap { FuzzTarget(rawValue: String(cString: $0)) }

/// Seconds of CPU that one input may cost. Not of the clock: that also runs while others work.
private let costLimit = 1.0

/// Called by libFuzzer for each input.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let target else {
        print("FUZZ_TARGET is none of these: \(FuzzTarget.allCases.map(\.rawValue))")
        exit(2)
    }
    let start = secondsOfCPU()
    if let flaw = target.flaw(in: Array(UnsafeBufferPointer(start: data, count: count))) {
        fatalError(flaw)
    }
    let cost = secondsOfCPU() - start
    if cost > costLimit { fatalError("The input took \(cost) s of CPU.") }
    return 0
}

private func secondsOfCPU() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
