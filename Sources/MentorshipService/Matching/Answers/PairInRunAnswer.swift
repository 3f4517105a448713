// Why two people are not a pair in one run, or what they are to it: as JSON, from the run's kept
// inputs. Says who has the mentor's places, and what putting the two together would cost the rest.

import JSON
import Mentorship

struct PairInRunAnswer {
    private let run: ID<MatchRun>
    private let pair: PairInRun
    private let two: PairWords

    init(
        _ people: PairOfPeople, in id: ID<MatchRun>, of programme: ID<Programme>,
        _ actor: Actor, _ snapshot: Reading
    ) throws {
        let kept = try KeptRun(id, actor, snapshot)
        guard kept.row.programme == programme else {
            throw Failure.invalid([
                Failure.Field(
                    "match_run_id", "other_programme", "The run must be of this programme.")
            ])
        }
        let (mentee, mentor) = (people.mentee.text, people.mentor.text)
        let found = try Failure.whereTooLarge {
            let time = SolvingTime()
            guard kept.isForOneEach else {
                return try kept.again(snapshot).pair(
                    mentee: mentee, mentor: mentor, progress: time.report)
            }
            return try kept.settled(time).pair(
                mentee: mentee, mentor: mentor, inputs: kept.inputs.inputs, progress: time.report)
        }
        guard let found else { throw Failure.notFound("pair of people in this run") }
        run = id
        pair = found
        two = kept.inputs.inputs.shape.pairWords
    }

    private var explanation: String {
        pair.explanation.document(
            back: pair.back, score: pair.explanation.score(with: pair.back), of: two)
    }

    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("match_run_id", run)
        json.member("is_chosen", pair.isChosen)
        json.ruledOut(by: pair.forbidden, of: two)
        json.member("explanation", raw: explanation)
        json.member("places", pair.places)
        json.array("holders", pair.holders) { holder, json in
            json.beginObject()
            json.member("mentee_id", holder.mentee)
            json.member("score", Score.share(holder.score))
            json.member("locked", holder.isLocked)
            json.endObject()
        }
        json.key("given")
        if let given = pair.given, let mentor = pair.givenMentor {
            json.beginObject()
            json.member("mentor_id", mentor)
            json.member("score", Score.share(given.score))
            json.member("locked", given.isLocked)
            json.endObject()
        } else {
            json.null()
        }
        json.key("if_locked")
        write(pair.forced, into: &json)
        json.endObject()
    }

    private func write(_ forced: PairInRun.Forced, into json: inout JSONWriter) {
        json.beginObject()
        switch forced {
        case .impossible(let words):
            json.member("is_possible", false)
            json.member("words", words)
            json.worth("difference", nil)
            json.worth("at_most", nil)
            json.array("changes") { _ in }
        case .possible(let difference, let changes):
            json.member("is_possible", true)
            json.key("words")
            json.null()
            json.worth("difference", difference)
            json.worth("at_most", pair.atMost)
            json.array("changes", changes) { change, json in
                json.beginObject()
                json.member("mentee_id", change.mentee)
                json.member("before_mentor_id", change.before)
                json.member("after_mentor_id", change.after)
                json.endObject()
            }
        }
        json.endObject()
    }
}

extension Failure {
    /// What is too large to be solved again is no fault of the program's.
    static func whereTooLarge<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch Assignment.Refusal.tooLarge(let words) {
            throw Failure(.conflict, "run_too_large", words)
        } catch Assignment.Refusal.cancelled {
            throw Failure(
                .conflict, "run_too_large",
                "Solving the run again takes longer than \(SolvingTime.most). Order a run with the "
                    + "change instead.")
        }
    }
}

extension JSONWriter {
    mutating func ruledOut(by reasons: [Forbidden], of two: PairWords) {
        array("ruled_out_by", reasons) { reason, json in
            json.beginObject()
            json.member("code", reason.rawValue)
            json.member("words", "\(two.giver) \(reason.words)")
            json.endObject()
        }
    }
}
