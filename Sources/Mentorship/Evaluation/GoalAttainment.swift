// Goal Attainment Scaling: one figure for how far goals of different weight were reached. 50 is "as
// expected". The raw scores stay with the goals; nothing here replaces them.

extension Statistics {
    package struct Attainment: Sendable, Equatable {
        package let weight: Double
        /// −2 (much less than expected) to +2 (much more); nil where it was not assessed.
        package let score: Double?

        package init(weight: Double, score: Double?) {
            self.weight = weight
            self.score = score
        }
    }

    package struct GoalScore: Sendable, Equatable {
        package let n: Int
        package let tScore: Figure
    }

    /// T = 50 + 10 Σwx / √((1 − ρ) Σw² + ρ (Σw)²) (Kiresuk and Sherman 1968); ρ is how far goals
    /// are expected to go together. Goals without a score or of weight 0 are left out.
    package static func goalAttainment(_ goals: [Attainment], rho: Double = 0.3) -> GoalScore {
        var count = 0
        var (weighted, squares, weights) = (0.0, 0.0, 0.0)
        for goal in goals {
            guard let score = goal.score, score.isFinite, goal.weight > 0 else { continue }
            count += 1
            weighted += goal.weight * score
            squares += goal.weight * goal.weight
            weights += goal.weight
        }
        guard count > 0 else { return GoalScore(n: 0, tScore: .absent(.noValues)) }
        let scale = ((1 - rho) * squares + rho * weights * weights).squareRoot()
        return GoalScore(n: count, tScore: Figure(50 + 10 * weighted / scale))
    }
}
