// What one place more at each mentor of a run would be worth, and one fewer would cost: exactly,
// beside the price that bounds it. Never says whether a mentor could have one more.

package struct PlaceWorth: Sendable, Equatable {
    package let mentor: String
    package let places: Int
    package let used: Int
    /// By how much one more place makes the run's answer better.
    package let gain: Worth
    /// What the proof's price says of it, in the units of the certificate: never less than the
    /// gain, and more where several sets of prices prove the answer.
    package let bound: Int128
    /// Who would have a mentor that has none now.
    package let serves: String?
    /// How many mentees would be with another mentor than now, the one who is served included.
    package let moves: Int
    /// By how much one place fewer makes it worse; nil when locks hold every place, or there is
    /// none.
    package let loss: Worth?

    package var isBoundMet: Bool { bound == gain.value }
}

extension SettledRun {
    /// The most worth first; of equal ones by id.
    package mutating func places(
        progress: MatchRun.Report = { _ in true }
    ) throws(Assignment.Refusal) -> [PlaceWorth] {
        let inward = try inward(.all, progress)
        let outward = try outward(progress)
        let chains = try chains()
        let open = problem.openCapacities
        let found = compatibility.mentors.indices.map { mentor in
            let moves = chains.movesIn(mentor, inward)
            let newcomer = moves.last.flatMap { $0.from == nil ? $0.mentee : nil }
            return PlaceWorth(
                mentor: compatibility.mentors[mentor].id, places: problem.capacities[mentor],
                used: problem.capacities[mentor] - chains.room[mentor],
                gain: chains.gain(mentor, inward),
                bound: chains.certificate.mentorPrices[mentor],
                serves: newcomer.map { compatibility.mentees[$0].id }, moves: moves.count,
                loss: open[mentor] > 0 ? chains.loss(mentor, outward) : nil)
        }
        return found.sorted {
            $0.gain.value != $1.gain.value
                ? $0.gain.value > $1.gain.value : MatchRun.isBefore($0.mentor, $1.mentor)
        }
    }
}
