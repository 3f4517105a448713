// One question about rings of peers to the matching engine, and its answer. Only reads and writes:
// who gives to whom is decided by the rules.

import JSON
import Mentorship

enum RingLine {
    static let objective = "rings"

    static func answer(_ line: EngineInput, _ json: inout JSONWriter) throws {
        var question = RingQuestion(peers: try line.required("peers").texts())
        question.scores = try line.required("scores").list().map(PeerLine.score)
        question.forbidden = try PeerLine.pairs(line.optional("forbidden"))
        if let pins = line.optional("pins") { throw pins.refusal("left out: rings have none") }
        question.shortest = try line.optional("shortest")?.whole(2...1_000_000) ?? 3
        question.longest = try line.optional("longest")?.whole(2...1_000_000) ?? question.longest
        question.apart = try PeerLine.pairs(line.optional("apart"))
        question.budget = try line.optional("budget")?.whole(1...1_000_000) ?? question.budget
        let answer = try question.answer()
        json.array("rings", answer.rings) { ring, json in
            json.beginArray()
            for peer in ring { json.string(peer) }
            json.endArray()
        }
        json.member("total", raw: answer.total)
        // A peer in a ring is worth the score of what they get × scale + bonus.
        json.object("certificate") { json in
            json.member("scale", raw: "\(MatchAnswer.unit(answer.places))")
            json.member("bonus", raw: "\(answer.bonus)")
            json.member("value", raw: "\(answer.value)")
            json.member("bound", raw: "\(answer.bound)")
            json.member("gap", raw: "\(answer.bound - answer.value)")
        }
        json.array("unmatched", answer.unmatched)
    }
}
