// Candidate pairs by number in lists, one for each mentee or each mentor, from which closed ones go
// in place. Knows nothing of what a pair is.

struct CandidateLists {
    private let starts: [Int]
    private var ends: [Int]
    private var candidates: [Int32]

    /// `places` says in which of `count` lists each candidate stands.
    init(of places: [Int32], count: Int) {
        var starts = [Int](repeating: 0, count: count + 1)
        for place in places { starts[Int(place) + 1] += 1 }
        for place in 0..<count { starts[place + 1] += starts[place] }
        var ends = Array(starts.dropLast())
        var candidates = [Int32](repeating: 0, count: places.count)
        for (candidate, place) in places.enumerated() {
            candidates[ends[Int(place)]] = Int32(truncatingIfNeeded: candidate)
            ends[Int(place)] += 1
        }
        self.starts = starts
        self.ends = ends
        self.candidates = candidates
    }

    /// The slots of a list.
    @inline(__always)
    subscript(list: Int) -> Range<Int> { starts[list]..<ends[list] }

    @inline(__always)
    func candidate(_ slot: Int) -> Int { Int(candidates[slot]) }

    /// Keeps those whose score is not below 0.
    mutating func compact(_ list: Int, _ scores: [Int64]) {
        var end = starts[list]
        for slot in starts[list]..<ends[list] where scores[Int(candidates[slot])] >= 0 {
            candidates[end] = candidates[slot]
            end += 1
        }
        ends[list] = end
    }

    /// All candidates from the least score up, by one digit after the other, the last first.
    static func ascending(_ scores: [Int64]) -> [Int32] {
        let greatest = scores.max() ?? 0
        var order = (0..<Int32(truncatingIfNeeded: scores.count)).map { $0 }
        var shift = Int64(0)
        while shift < 63, greatest >> shift > 0 {
            let digits = order.map { Int32(truncatingIfNeeded: scores[Int($0)] >> shift & 2047) }
            let lists = CandidateLists(of: digits, count: 2048)
            order = lists.candidates.map { order[Int($0)] }
            shift += 11
        }
        return order
    }
}
