// Why one mentee was left without a mentor, and what would have to change: as JSON, with a sentence
// for each change.

import HTTP
import JSON
import Mentorship

struct UnmatchedAnswer {
    /// How often a run is solved again to find how far the minimum would have to come down.
    private static let tries = 12
    /// Pairs of people beyond which that is not tried: each solving takes about a second.
    private static let pairsMax = 1_000_000

    private let row: UnmatchedMentee
    private let relaxations: [Relaxation]
    /// What became of the search for a lower minimum.
    private let search: String

    init(_ row: UnmatchedMentee, _ run: KeptRun, _ snapshot: Reading) throws {
        self.row = row
        let answer: ([Relaxation], String)
        do {
            answer =
                run.hasPrices
                ? try Self.priced(row.mentee.text, run)
                : try Self.again(row.mentee.text, run, snapshot)
        } catch Assignment.Refusal.cancelled {
            answer = ([], "run_too_large")
        }
        (relaxations, search) = answer
    }

    private static func priced(
        _ id: String, _ run: KeptRun
    ) throws -> ([Relaxation], String) {
        let time = SolvingTime()
        var settled = try run.settled(time)
        guard let mentee = settled.mentee(id), settled.mentor(of: mentee) == nil
        else { throw Failure.engineChanged(run.inputs.engine) }
        var found = try settled.relaxations(of: mentee, progress: time.report)
        let minimum = try minimum(id, run.inputs, time)
        if case .found(let one) = minimum {
            let place = found.firstIndex { one.isBetter(than: $0) } ?? found.endIndex
            found.insert(one, at: place)
        }
        return (found, minimum?.code ?? "run_too_large")
    }

    /// Pairs of people beyond which nothing is solved again a dozen times while somebody waits:
    /// each solving takes up to some seconds there.
    private static func againMax(_ shape: MatchRun.Shape) -> Int {
        shape == .groups || shape == .circles ? 10_000 : 250_000
    }

    private static func again(
        _ mentee: String, _ run: KeptRun, _ snapshot: Reading
    ) throws -> ([Relaxation], String) {
        let inputs = run.inputs.inputs
        guard inputs.mentees.count * inputs.mentors.count <= againMax(inputs.shape) else {
            return ([], "run_too_large")
        }
        let answer = try run.again(snapshot).relaxations(
            of: mentee, progress: SolvingTime().report)
        return (answer.found, answer.minimum.code)
    }

    /// Nil where there are too many to look for one, or it takes too long beside what was found.
    private static func minimum(
        _ mentee: String, _ kept: MatchInputs, _ time: SolvingTime
    ) throws -> MinimumRelaxation.Finding? {
        let inputs = kept.inputs
        guard inputs.mentees.count * inputs.mentors.count <= pairsMax else { return nil }
        do throws(Assignment.Refusal) {
            return try MinimumRelaxation.find(
                mentee, in: inputs, objective: kept.objective, favouring: kept.favouring,
                seed: UInt64(bitPattern: kept.seed), tries: tries, progress: time.report)
        } catch {
            guard case .cancelled = error else { throw error }
            return nil
        }
    }

    var response: Response {
        var json = JSONWriter()
        json.beginObject()
        json.member("mentee_id", row.mentee)
        json.member("reason", row.reason)
        json.member("detail", raw: row.detail)
        json.array("relaxations", relaxations) { $0.write(into: &$1) }
        json.member("minimum_search", search)
        json.endObject()
        return .json(json.bytes)
    }
}

extension MinimumRelaxation.Finding {
    fileprivate var code: String {
        switch self {
        case .found: "found"
        case .noMinimumHelps: "no_minimum_helps"
        case .searchedEnough: "not_found_in_time"
        case .noMinimum: "no_minimum"
        }
    }
}

extension Relaxation {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("kind", kind)
        json.member("words", words)
        json.member("certainty", certainty.code)
        json.member("mentor_id", mentor)
        json.member("rule", rule?.rawValue)
        json.member("minimum_score", Score.share(least))
        json.member("size", size)
        json.worth("gain", worth)
        json.member("moves", moves)
        json.endObject()
    }

    private var kind: String {
        switch change {
        case .place: "one_more_place"
        case .exception: "exception"
        case .minimum: "lower_minimum"
        case .least: "smaller_least"
        case .most: "greater_most"
        case .lock: "lock"
        }
    }

    private var mentor: String? {
        switch change {
        case .place(let mentor), .exception(let mentor, _), .lock(let mentor): mentor
        case .minimum, .least, .most: nil
        }
    }

    private var size: Int? {
        switch change {
        case .least(let size), .most(let size): size
        default: nil
        }
    }

    private var rule: Forbidden? {
        if case .exception(_, let rule) = change { rule } else { nil }
    }

    private var least: Int? {
        if case .minimum(let score) = change { score } else { nil }
    }

    private var words: String {
        let what =
            switch change {
            case .place(let mentor): "One more place with \(mentor)"
            case .exception(let mentor, let rule):
                "An exception for \(mentor), who \(rule.words),"
            case .minimum(let score): "A minimum score of \(Score.share(score)) for everybody"
            case .least(let size): "A least size of \(size)"
            case .most(let size): "A greatest size of \(size)"
            case .lock(let mentor): "A lock to \(mentor)"
            }
        return what + certainty.words
    }
}

extension Relaxation.Certainty {
    fileprivate var code: String {
        switch self {
        case .certain: "certain"
        case .tie: "tie"
        case .lock: "with_lock"
        }
    }

    fileprivate var words: String {
        switch self {
        case .certain: " serves them in every best answer."
        case .tie: " may serve them: other answers are, or could be, as good."
        case .lock: " serves them only if the two are locked together: others give way."
        }
    }
}
