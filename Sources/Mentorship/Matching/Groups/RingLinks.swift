// Who could give to whom in a ring, found at once from either end. Chooses nothing.

struct RingLinks: Sendable {
    /// From peer v: `outStarts[v]..<outStarts[v + 1]` of `heads` and `worths`, heads ascending.
    private let outStarts: [Int]
    let heads: [Int32]
    let worths: [Int64]
    /// To peer v: `inStarts[v]..<inStarts[v + 1]` of `tails` and `inWorths`, tails ascending.
    private let inStarts: [Int]
    let tails: [Int32]
    let inWorths: [Int64]

    init(_ problem: RingMatching.Problem) {
        let count = problem.peerCount
        let out = problem.arcs.sorted { ($0.mentee, $0.mentor) < ($1.mentee, $1.mentor) }
        let into = problem.arcs.sorted { ($0.mentor, $0.mentee) < ($1.mentor, $1.mentee) }
        outStarts = Self.starts(out.lazy.map(\.mentee), count)
        inStarts = Self.starts(into.lazy.map(\.mentor), count)
        heads = out.map { Int32($0.mentor) }
        worths = out.map(\.score)
        tails = into.map { Int32($0.mentee) }
        inWorths = into.map(\.score)
    }

    private static func starts(_ peers: some Sequence<Int>, _ count: Int) -> [Int] {
        var starts = [Int](repeating: 0, count: count + 1)
        for peer in peers { starts[peer + 1] += 1 }
        for peer in 0..<count { starts[peer + 1] += starts[peer] }
        return starts
    }

    func out(_ peer: Int) -> Range<Int> { outStarts[peer]..<outStarts[peer + 1] }
    func into(_ peer: Int) -> Range<Int> { inStarts[peer]..<inStarts[peer + 1] }

    /// What `taker` would get from `giver`; nil when that cannot be.
    func worth(_ taker: Int, _ giver: Int) -> Int64? {
        var (low, high) = (outStarts[taker], outStarts[taker + 1])
        while low < high {
            let middle = (low + high) / 2
            if heads[middle] < giver { low = middle + 1 } else { high = middle }
        }
        return low < outStarts[taker + 1] && heads[low] == giver ? worths[low] : nil
    }
}
