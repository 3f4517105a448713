// The kept inputs of script/fuzz once more, without libFuzzer, and each of them damaged at random:
// the short form of fuzzing, a few seconds long and the same every time.

import Testing

@Suite struct CorpusTests {
    private static let seed: UInt64 = 9112
    private static let mutations = 1_000

    private func inputs(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        try Files.contents(of: Files.tests("Fuzz/corpus/\(target.rawValue)"))
    }

    @Test(arguments: FuzzTarget.allCases)
    func `every kept input is still answered rightly`(target: FuzzTarget) throws {
        let kept = try inputs(target)
        #expect(kept.count >= 10)
        for (name, bytes) in kept {
            #expect(target.flaw(in: bytes) == nil, "\(target) \(name)")
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `so is every damaged one`(target: FuzzTarget) throws {
        let kept = try inputs(target).map(\.bytes)
        var dice = SplitMix(state: Self.seed)
        for round in 0..<Self.mutations {
            var input = kept[dice.below(kept.count)]
            for _ in 0...dice.below(3) {
                damage(&input, with: kept[dice.below(kept.count)], &dice)
            }
            let flaw = target.flaw(in: input)
            #expect(flaw == nil, "\(target), seed \(Self.seed), round \(round): \(input)")
        }
    }

    /// What a fuzzer does, without knowing where it leads.
    private func damage(_ input: inout [UInt8], with other: [UInt8], _ dice: inout SplitMix) {
        let place = dice.below(input.count + 1)
        let end = min(input.count, place + dice.below(8))
        switch dice.below(6) {
        case 0 where place < input.count: input[place] ^= 1 << UInt8(dice.below(8))
        case 1: input.insert(UInt8(dice.below(256)), at: place)
        case 2: input.removeSubrange(place..<end)
        case 3: input.insert(contentsOf: input[place..<end], at: place)
        case 4: input.replaceSubrange(place..., with: other.suffix(dice.below(other.count + 1)))
        default:
            let start = dice.below(other.count + 1)
            input.insert(contentsOf: other[start...].prefix(1 + dice.below(16)), at: place)
        }
    }
}
