// One question about peers to the matching engine, and its answer with what proves it. Only reads
// and writes: who pairs with whom is decided by the rules.

import JSON
import Mentorship

enum PeerLine {
    static let objective = "peer_max_weight"

    static func answer(_ line: EngineInput, _ json: inout JSONWriter) throws {
        var question = PeerQuestion(peers: try line.required("peers").texts())
        question.scores = try line.required("scores").list().map(score)
        question.forbidden = try pairs(line.optional("forbidden"))
        question.pins = try pairs(line.optional("pins"))
        let answer = try question.answer()
        json.array("pairs", answer.pairs) { pair, json in
            json.beginArray()
            json.string(pair.one)
            json.string(pair.other)
            json.endArray()
        }
        json.member("total", raw: answer.total)
        json.object("certificate") { write(answer, peers: question.peers, &$0) }
        json.array("unmatched", answer.unmatched)
    }

    static func score(_ input: EngineInput) throws -> PeerQuestion.Score {
        guard let parts = input.json.elements, parts.count == 3, let one = parts[0].text,
            let other = parts[1].text
        else { throw input.refusal("triples [peer, peer, score]") }
        return .init(.init(one, other), try MatchLine.decimal(parts[2], input))
    }

    static func pairs(_ input: EngineInput?) throws -> [PeerQuestion.Pair] {
        try input?.list().map { pair in
            let names = try pair.texts()
            guard names.count == 2 else { throw pair.refusal("pairs [peer, peer]") }
            return .init(names[0], names[1])
        } ?? []
    }

    /// All numbers are doubled, so that they are whole: the duals of a pair's two peers and of the
    /// odd sets that hold both cover 2 × (score × scale + bonus); duals (a set's counted half of
    /// one less than its members) add up to twice what the pairs that are not pinned are worth.
    private static func write(
        _ answer: PeerQuestion.Answer, peers: [String], _ json: inout JSONWriter
    ) {
        let proof = answer.certificate
        json.member("scale", raw: "\(proof.scale * MatchAnswer.unit(answer.places))")
        json.member("bonus", raw: "\(proof.bonus)")
        json.member("primal", raw: "\(proof.primal)")
        json.member("dual", raw: "\(proof.dual)")
        json.member("gap", raw: "\(proof.dual - proof.primal)")
        json.object("peer_duals") { json in
            for (id, price) in zip(peers, proof.prices) {
                json.key(text: id)
                json.raw("\(price)")
            }
        }
        json.array("set_duals", proof.sets) { set, json in
            json.beginObject()
            json.array("peers", set.members.map { peers[$0] })
            json.member("dual", raw: "\(set.price)")
            json.endObject()
        }
    }
}
