// Prices of peers under which the rings that want them agree as well as can be, for programmes too
// large for the linear programme. Promises nothing: whatever is concluded from prices is worked out
// by `RingBound`.

/// The volume algorithm (Barahona and Anbil, 2000): a subgradient search that also averages the
/// rings met. Numbers of floating point only steer.
struct RingPrices {
    /// In parts, less the bonus; what they come to.
    private(set) var prices: [Int64]
    private(set) var total: Int128 = .max
    /// By peer: one less the rings that want them, averaged.
    private var lack: [Double]
    private var now: [Double]
    private var pace = 1.0
    private let ground: RingGround
    private static let pricesMost = 0x1p58

    init(_ ground: RingGround) {
        self.ground = ground
        prices = ground.prices
        lack = [Double](repeating: 0, count: ground.count)
        now = lack
    }

    /// Until the total, in parts, is below `enough`, or for so many rounds or so much work.
    mutating func lower(
        _ rings: inout RingBound, rounds: Int, work most: Int, enough: Int128, _ steps: Int,
        _ progress: () -> Bool
    ) throws(Assignment.Refusal) {
        let first = try rings.value(prices, steps: steps, progress)
        total = first.total
        average(first.leading, weight: 1)
        var (failures, trial, work) = (0, prices, rings.spentWork())
        for _ in 0..<rounds where total >= enough && work < most {
            guard progress() else { throw .cancelled }
            let norm = lack.reduce(0) { $0 + $1 * $1 }
            guard norm > 1e-9 else { return }
            let stride = pace * max(Double(total - enough), Double(ground.scale)) / norm
            for peer in trial.indices {
                let moved = Double(prices[peer]) - stride * lack[peer]
                trial[peer] = Int64(min(max(moved, -Self.pricesMost), Self.pricesMost).rounded())
            }
            let answer = try rings.value(trial, steps: steps, progress)
            work += rings.spentWork() + ground.tails.count
            let agreement = average(answer.leading)
            if answer.total < total {
                (total, failures) = (answer.total, 0)
                swap(&prices, &trial)
                if agreement > 0 { pace = min(pace * 1.1, 2) }
            } else {
                failures += 1
                if failures == 12 { (pace, failures) = (max(pace * 0.66, 1e-4), 0) }
            }
        }
    }

    /// The rings met just now enter the average by the weight that makes the lack least, within
    /// limits; answers how much the two point the same way.
    @discardableResult
    private mutating func average(_ rings: [[Int32]], weight given: Double? = nil) -> Double {
        for peer in now.indices { now[peer] = 1 }
        for arc in rings.joined() { now[Int(ground.tails[Int(arc)])] -= 1 }
        var (dot, own, old) = (0.0, 0.0, 0.0)
        for peer in lack.indices {
            dot += now[peer] * lack[peer]
            own += now[peer] * now[peer]
            old += lack[peer] * lack[peer]
        }
        let spread = own + old - 2 * dot
        let least = spread > 1e-12 ? (old - dot) / spread : 0.1
        let weight = given ?? min(max(least, 0.01), 0.1)
        for peer in lack.indices { lack[peer] += weight * (now[peer] - lack[peer]) }
        return dot
    }
}
