// Seeded randomness for the property tests of the libraries (SplitMix64); a failing test says its
// seed, so that the same documents come again.

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int {
        Int(truncatingIfNeeded: next() % UInt64(limit))
    }

    /// Up to so many elements, each picked anew.
    mutating func elements<Element>(of alphabet: [Element], upTo limit: Int) -> [Element] {
        (0..<below(limit + 1)).map { _ in alphabet[below(alphabet.count)] }
    }
}
