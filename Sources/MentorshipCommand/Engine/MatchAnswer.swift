// The answer of the matching engine as JSON, with what proves it: prices by the names of those they
// belong to. Computes nothing but the unit of the prices.

import JSON
import Mentorship

struct MatchAnswer {
    private let question: MatchQuestion
    private let answer: MatchQuestion.Answer

    init(_ question: MatchQuestion, _ answer: MatchQuestion.Answer) {
        self.question = question
        self.answer = answer
    }

    func write(_ json: inout JSONWriter) {
        json.array("pairs", answer.pairs) { pair, json in
            json.beginArray()
            json.string(pair.mentee)
            json.string(pair.mentor)
            json.endArray()
        }
        if let total = answer.total { json.member("total", raw: total) }
        json.object("certificate") { json in
            switch answer.proof {
            case .prices(let certificate, let places):
                prices(certificate, scale: certificate.scale * Self.unit(places), &json)
            case .severalPrices(let proof, let places): several(proof, places, &json)
            case .bottleneck(let found, let places): bottleneck(found, places, &json)
            case .leximin(let found, let places): leximin(found, places, &json)
            case .blockingPairs(let count): json.member("blocking_pairs", count)
            }
        }
        json.array("unmatched", answer.unmatched)
    }

    static func unit(_ places: Int) -> Int128 {
        var unit: Int128 = 1
        for _ in 0..<places { unit *= 10 }
        return unit
    }

    /// A pair can be made once, so its two need not cover all that it is worth: what a candidate
    /// pair is worth beyond their duals is added to the sum, in which a mentee's dual counts once
    /// for each mentor that is wanted and could be had, and a mentor's for each place that could
    /// be filled.
    private func several(
        _ proof: SeveralMentors.Proof, _ places: Int, _ json: inout JSONWriter
    ) {
        prices(
            Certificate(
                objective: proof.objective, scale: proof.scale, bonus: proof.bonus,
                menteePrices: proof.menteePrices, mentorPrices: proof.mentorPrices,
                primal: proof.primal, dual: proof.dual),
            scale: proof.scale * Self.unit(places), &json)
    }

    /// What an independent check needs: a candidate pair is worth score × scale + bonus; the duals
    /// of its two cover that; duals (a mentor's once for each place that pins leave) add up to what
    /// the pairs that are not pinned are worth.
    private func prices(_ certificate: Certificate, scale: Int128, _ json: inout JSONWriter) {
        json.member("scale", raw: "\(scale)")
        json.member("bonus", raw: "\(certificate.bonus)")
        json.member("primal", raw: "\(certificate.primal)")
        json.member("dual", raw: "\(certificate.dual)")
        json.member("gap", raw: "\(certificate.gap)")
        json.object("mentee_duals") { json in
            for (id, price) in zip(question.mentees, certificate.menteePrices) {
                json.key(text: id)
                json.raw("\(price)")
            }
        }
        json.object("mentor_duals") { json in
            for (mentor, price) in zip(question.mentors, certificate.mentorPrices) {
                json.key(text: mentor.id)
                json.raw("\(price)")
            }
        }
    }

    /// `most`: no matching has more pairs. `above`: candidates that score more than the threshold
    /// make fewer. In both, each pair is worth the bonus alone.
    private func bottleneck(
        _ found: Bottleneck.Answer, _ places: Int, _ json: inout JSONWriter
    ) {
        json.member("pairs", found.pairCount)
        score("worst", found.worst, places, &json)
        score("threshold", found.threshold, places, &json)
        json.object("most") { prices(found.most, scale: 0, &$0) }
        if let above = found.above {
            json.object("above") { prices(above, scale: 0, &$0) }
        } else {
            json.member("above", JSON.null)
        }
    }

    /// `vector`: the scores of all pairs, ascending. Duals are lists of [place, amount], where
    /// place 0 counts the pairs and place k those that score `levels[k − 1]`: see
    /// `LeximinCertificate`.
    private func leximin(
        _ found: Leximin.Answer, _ places: Int, _ json: inout JSONWriter
    ) {
        let proof = found.certificate
        json.member("pairs", found.pairCount)
        for (name, scores) in [("vector", found.vector), ("levels", proof.levels)] {
            json.key(text: name)
            json.beginArray()
            for score in scores { json.raw(ExactDecimal.text(Int128(score), places: places)) }
            json.endArray()
        }
        json.array("worth", proof.worth) { $1.raw("\($0)") }
        json.object("mentee_duals") { json in
            for (id, price) in zip(question.mentees, proof.menteePrices) {
                self.price(id, price, &json)
            }
        }
        json.object("mentor_duals") { json in
            for (mentor, price) in zip(question.mentors, proof.mentorPrices) {
                self.price(mentor.id, price, &json)
            }
        }
    }

    /// Who is not named has a price of 0.
    private func price(
        _ id: String, _ terms: [LeximinCertificate.Term], _ json: inout JSONWriter
    ) {
        guard !terms.isEmpty else { return }
        json.key(text: id)
        json.beginArray()
        for term in terms {
            json.beginArray()
            json.int(term.place)
            json.integer(term.amount)
            json.endArray()
        }
        json.endArray()
    }

    private func score(
        _ name: StaticString, _ digits: Int64?, _ places: Int, _ json: inout JSONWriter
    ) {
        json.member(
            name, raw: digits.map { ExactDecimal.text(Int128($0), places: places) } ?? "null")
    }
}
