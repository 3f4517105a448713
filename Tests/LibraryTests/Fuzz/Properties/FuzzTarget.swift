// What is fuzzed, and what must hold for any input at all. The same checks run under libFuzzer
// (script/fuzz) and over the kept corpus in the library tests; none of them knows who calls it.

enum FuzzTarget: String, CaseIterable, Sendable {
    case request, chunked, json, target, merge, csv

    /// What is wrong with our answer to this input; nil when nothing is.
    func flaw(in input: [UInt8]) -> String? {
        switch self {
        case .request: RequestProperty.flaw(in: input)
        case .chunked: ChunkedProperty.flaw(in: input)
        case .json: JSONProperty.flaw(in: input)
        case .target: TargetProperty.flaw(in: input)
        case .merge: MergeProperty.flaw(in: input)
        case .csv: CSVProperty.flaw(in: input)
        }
    }
}

/// Inputs that come in pieces begin with two bytes that say where they are cut and by which limits
/// they are read; so the fuzzer finds the places that matter by itself.
struct Cutting {
    /// Limits small enough for an input of some hundred bytes to reach them.
    let isTight: Bool
    /// One more choice, free to each property.
    let isOther: Bool
    let bytes: [UInt8]
    let place: Int

    init?(_ input: [UInt8]) {
        guard input.count >= 2 else { return nil }
        let choice = Int(input[0]) << 8 | Int(input[1])
        isTight = choice & 0x8000 != 0
        isOther = choice & 0x4000 != 0
        bytes = Array(input[2...])
        place = (choice & 0x3FFF) % (bytes.count + 1)
    }

    /// Where the pieces end: everything at once, two pieces, byte by byte.
    var ways: [[Int]] {
        let each = stride(from: 1, to: bytes.count, by: 1) + [bytes.count]
        return [[bytes.count], [place, bytes.count], each]
    }
}
