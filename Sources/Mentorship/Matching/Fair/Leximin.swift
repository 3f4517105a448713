// The fairest of the fullest matchings: the worst-served as well off as can be, then the next, and
// so on (leximin). Exact, with mentors' capacities, and proved in the same breath.

package enum Leximin {
    package struct Answer: Sendable, Equatable {
        /// The mentor of each mentee, or −1.
        package let partners: [Int32]
        /// The scores of all pairs, pinned ones included, ascending: what is made as great as can
        /// be, the first entry before the second.
        package let vector: [Int64]
        package let total: Int128
        package let certificate: LeximinCertificate

        package var pairCount: Int { vector.count }
    }

    /// Starts from the fullest matching of the greatest total, then goes up the levels: as few
    /// pairs as can be at the worst, then at the next, each time among the matchings that are the
    /// best so far (Huang, Kavitha, Mehlhorn and Michail, Fair matchings and related problems,
    /// Algorithmica 74, 2016). Up to `fewAtOnce` at one level are looked at one by one.
    package static func solve(
        _ problem: Assignment.Problem, fewAtOnce: Int = 32,
        progress: Assignment.Progress = { _, _ in true }
    ) throws(Assignment.Refusal) -> Answer {
        let start = try Assignment.solve(problem, .maxCardinality, progress: progress)
        var search = FairSearch(problem, start.partners, fewAtOnce: fewAtOnce)
        search.beginWithFullest()
        while let level = search.nextLevel() {
            let settled = search.settledCount
            let isDone = search.settle(level) { done in
                progress(settled + done, problem.menteeCount)
            }
            guard isDone else { throw .cancelled }
        }
        let partners = search.partners()
        let certificate = search.certificate()
        let made = try certificate.check(partners, of: problem, progress: progress)
        return Answer(
            partners: partners, vector: made.scores, total: made.total, certificate: certificate)
    }
}
