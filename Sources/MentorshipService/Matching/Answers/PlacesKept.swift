// What one more place with each mentor is worth, of the runs asked about last: pages of one answer
// come from one solving. Ids and figures only, for some minutes; whoever asks has been let in to
// the run before.

import Mentorship
import Synchronization

final class PlacesKept: Sendable {
    /// Two megabytes or so each, at most.
    private static let runsMost = 4
    private static let mentorsMost = 5_000
    /// As long as somebody reads on.
    private static let nanoseconds: UInt64 = 10 * 60 * 1_000_000_000

    private struct Kept {
        let run: ID<MatchRun>
        let inputs: String?
        let since: UInt64
        let places: [PlaceWorth]
    }

    private let kept = Mutex<[Kept]>([])

    /// `inputs`: their hash. `now`: in monotonic nanoseconds. What is thrown is not kept.
    func places(
        of run: ID<MatchRun>, _ inputs: String?, now: UInt64,
        orElse solve: () throws -> [PlaceWorth]
    ) throws -> [PlaceWorth] {
        let known = kept.withLock { kept in
            kept.removeAll { $0.since + Self.nanoseconds < now }
            return kept.first { $0.run == run && $0.inputs == inputs }
        }
        if let known { return known.places }
        let places = try solve()
        guard places.count <= Self.mentorsMost else { return places }
        kept.withLock { kept in
            kept.removeAll { $0.run == run }
            if kept.count >= Self.runsMost { kept.removeFirst() }
            kept.append(Kept(run: run, inputs: inputs, since: now, places: places))
        }
        return places
    }
}
