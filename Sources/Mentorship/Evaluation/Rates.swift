// Shares of people: recommendation, response, and how sure a share is. A share is never given
// without the number that it is a share of.

extension Statistics {
    package struct Recommendation: Sendable, Equatable {
        package let n: Int
        package let promoters: Int
        package let passives: Int
        package let detractors: Int
        /// Percentage points: promoters less detractors, −100 to 100.
        package let nps: Figure
    }

    /// Ratings 0 to 10: 9 and 10 recommend, 0 to 6 advise against.
    package static func nps(_ ratings: [Double?]) -> Recommendation {
        let known = ratings.compactMap { $0 }.filter(\.isFinite)
        let promoters = known.filter { $0 >= 9 }.count
        let detractors = known.filter { $0 < 7 }.count
        return Recommendation(
            n: known.count, promoters: promoters,
            passives: known.count - promoters - detractors, detractors: detractors,
            nps: known.isEmpty
                ? .absent(.noValues)
                : .value(100 * Double(promoters - detractors) / Double(known.count)))
    }

    package struct ResponseRate: Sendable, Equatable {
        package let eligible: Int
        package let completed: Int
        package let partial: Int
        package let rate: Figure
        package let low: Figure
        package let high: Figure
    }

    /// `eligible` is everyone who could have answered: all invitations but those that bounced.
    package static func responseRate(
        eligible: Int, completed: Int, partial: Int
    ) -> ResponseRate {
        let interval = wilson(completed, of: eligible)
        return ResponseRate(
            eligible: eligible, completed: completed, partial: partial,
            rate: eligible == 0
                ? .absent(.noValues) : Figure(Double(completed) / Double(eligible)),
            low: interval.low, high: interval.high)
    }

    /// The 95 % interval of a share (Wilson, Journal of the American Statistical Association 22,
    /// 1927): inside 0 and 1 also for small numbers.
    package static func wilson(_ part: Int, of whole: Int) -> (low: Figure, high: Figure) {
        guard whole > 0 else { return (.absent(.noValues), .absent(.noValues)) }
        let n = Double(whole)
        let share = Double(part) / n
        let z = Distributions.normal975
        let centre = share + z * z / (2 * n)
        let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return (
            part == 0 ? .value(0) : Figure(max(0, (centre - half) / scale)),
            part == whole ? .value(1) : Figure(min(1, (centre + half) / scale))
        )
    }
}
