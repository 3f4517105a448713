// A run's answer in the words of the API: explanations, reasons, the figures and the proof.

import JSON
import Mentorship

extension Explanation {
    /// {"score": 0.61, "parts": [{"factor": …, "share": …, "weight": …, "words": …}]}
    func document(of two: PairWords) -> String { document(back: nil, score: score, of: two) }

    /// Among equals also {"back": {"score": …, "parts": […]}}, in which the two are exchanged: they
    /// keep what they are called.
    func document(back: Explanation?, score: Int, of two: PairWords) -> String {
        var json = JSONWriter()
        json.beginObject()
        writeMembers(score: score, of: two, into: &json)
        if let back {
            json.object("back") { back.writeMembers(of: two.exchanged, into: &$0) }
        }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    package func writeMembers(
        score pairScore: Int? = nil, of two: PairWords = .mentoring, into json: inout JSONWriter
    ) {
        json.member("score", Score.share(pairScore ?? score))
        json.array("parts", parts) { part, json in
            json.beginObject()
            json.member("factor", part.factor.rawValue)
            if let name = part.name { json.member("name", name) }
            json.member("share", Score.share(part.value))
            json.member("weight", Double(part.weight) / 1000)
            json.member("effective_weight", Score.share(part.effectiveWeight))
            json.member("words", part.words(of: two))
            json.member("plain", part.plainWords(of: two))
            json.endObject()
        }
    }

    /// The same for one of the two, where nobody is called mentor: equals help each other, and in a
    /// circle each is guided by another.
    static func reasons(
        _ document: String?, for side: ProposalSide, inCircle: Bool
    ) -> [String] {
        guard let document, let json = try? JSON(parsing: document) else { return [] }
        let isAmongEquals = json["back"]?["parts"] != nil
        return reasons(json).map { words in
            // Documents that were kept before equals had names of their own say mentor and mentee.
            if inCircle {
                return words.with("who guides you", for: .mentor, of: [.circle, .mentoring])
            }
            guard isAmongEquals else { return words }
            return words.with("you", for: side, of: [.equals, .mentoring])
                .with("they", for: side.other, of: [.equals, .mentoring])
        }
    }

    /// The same of a request: only who is asked helps.
    static func reasons(_ document: String?, forAsked isAsked: Bool) -> [String] {
        reasons(document).map { $0.ofRequest(forAsked: isAsked) }
    }

    /// What speaks for the pair in plain words, without figures: for the two.
    static func reasons(_ document: String?) -> [String] {
        guard let document, let json = try? JSON(parsing: document) else { return [] }
        return reasons(json)
    }

    /// For staff. Equals are called by their names where those are known: which of them is the one
    /// and which the other is told by a column alone.
    static func reasons(_ document: String?, giver: String?, getter: String?) -> [String] {
        guard let document, let json = try? JSON(parsing: document) else { return [] }
        let two: [PairWords] =
            json["back"]?["parts"] != nil ? [.equals, .mentoring] : [.equals, .circle]
        return reasons(json).map { words in
            let named = giver.map { words.with($0, for: .mentor, of: two) } ?? words
            return getter.map { named.with($0, for: .mentee, of: two) } ?? named
        }
    }

    private static func reasons(_ json: JSON) -> [String] {
        let there = json["parts"]?.elements ?? []
        // What both have in common is said once.
        let back = json["back"]?["parts"]?.elements ?? []
        var words: [String] = []
        for word in (there + back).compactMap(plain) where !words.contains(word) {
            words.append(word)
        }
        return words
    }

    /// One part of a document. Those that were kept before there were plain words have others.
    static func plain(_ part: JSON) -> String? {
        if let plain = part["plain"] { return plain.text }
        return part["share"] ?? .null == .null ? nil : part["words"]?.text
    }
}

extension String {
    /// Somebody's help, with another word for whoever is called by one of these.
    fileprivate func with(
        _ word: String, for side: ProposalSide, of all: [PairWords]
    ) -> String {
        let names = all.map { side == .mentor ? $0.giver : $0.getter }
        for usual in names.map({ $0 + " can help " }) where hasPrefix(usual) {
            return "\(word) can help \(dropFirst(usual.count))"
        }
        return self
    }

    /// Words about a request among equals, to one of the two; as they are where one is a mentor.
    func ofRequest(forAsked isAsked: Bool) -> String {
        with(isAsked ? "you" : "they", for: .mentor, of: [.equals])
    }
}

extension MatchResult.Unmatched {
    func document(amongEquals: Bool) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.member("words", words(amongEquals: amongEquals))
        json.member("mentors_wanted", wanted)
        json.member("mentors_found", found)
        switch reason {
        case .noMentors: break
        case .noCandidate(let reason, let counts, let mentors):
            json.member("binding", reason.rawValue)
            json.member("mentors", mentors)
            json.object("ruled_out_by") { json in
                for (reason, count) in counts.sorted(by: { $0.key < $1.key }) {
                    json.key(text: reason.rawValue)
                    json.int(count)
                }
            }
        case .outscored(let candidates, let nearest, let score),
            .allCandidatesFull(let candidates, let nearest, let score),
            .groupTooSmall(let candidates, let nearest, let score),
            .noCircle(let candidates, let nearest, let score),
            .oneEach(let candidates, let nearest, let score):
            json.member("candidates", candidates)
            json.member("nearest_mentor_id", nearest)
            json.member("score_there", Score.share(score))
        }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension MatchResult {
    var summaryDocument: String {
        var json = JSONWriter()
        json.beginObject()
        json.member("mentors", summary.mentors)
        json.member("mentees", summary.mentees)
        json.member("matched", summary.matched)
        json.member("unmatched", summary.unmatched)
        json.member("with_fewer_than_wanted", summary.withFewer)
        json.object("unmatched_by_reason") { json in
            for (reason, count) in summary.unmatchedByReason.sorted(by: { $0.key < $1.key }) {
                json.key(text: reason)
                json.int(count)
            }
        }
        json.object("score") { json in
            json.member("min", Score.share(summary.minimumScore))
            json.member("median", Score.share(summary.medianScore))
            json.member("max", Score.share(summary.maximumScore))
            json.member("total", Score.share(summary.totalScore))
        }
        json.member("coverage", Score.share(summary.coverage))
        json.member("places", summary.places)
        json.member("places_used", summary.placesUsed)
        if case .bounded = proof { json.member("groups", groups.count) }
        json.object("certificate") { json in
            switch proof {
            case .prices(let prices, _):
                Self.write(
                    prices.objective.rawValue, value: prices.primal, bound: prices.dual, &json)
            case .several(let prices):
                Self.write(
                    prices.objective.rawValue, value: prices.primal, bound: prices.dual, &json)
            case .bounded(let shape, let value, let bound):
                Self.write(shape.rawValue, value: value, bound: bound, &json)
            case .peers(let prices):
                // Twice what the pairs are worth, so that all prices are whole.
                Self.write("peers", value: prices.primal, bound: prices.dual, &json)
            case .leximin(let prices, _):
                // Without a level no pairs are made; the first place counts them.
                let pairs = prices.worth.first ?? 0
                Self.write("leximin", value: pairs, bound: pairs, &json)
            case .stable(let side, let blocking):
                let name = side == .mentees ? "stable" : "stable_mentor_optimal"
                Self.write(name, value: Int128(blocking), bound: 0, &json)
            }
        }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func write(
        _ objective: String, value: Int128, bound: Int128, _ json: inout JSONWriter
    ) {
        json.member("objective", objective)
        json.member("value", "\(value)")
        json.member("bound", "\(bound)")
        json.member("gap", "\(bound - value)")
        json.member("is_optimal", bound == value)
    }

    /// From the greatest score to the least; of equal ones by the mentee's id.
    var pairRows: [MatchedPair] {
        pairs.sorted { ($1.score, $0.mentee) < ($0.score, $1.mentee) }.compactMap { pair in
            guard let mentor = ID<Person>(pair.mentor), let mentee = ID<Person>(pair.mentee) else {
                return nil
            }
            return MatchedPair(
                mentor: mentor, mentee: mentee, score: pair.score, isLocked: pair.isLocked,
                explanation: pair.explanation.document(
                    back: pair.back, score: pair.score, of: two))
        }
    }

    /// Those without anybody, then those with fewer than were wanted, each by id.
    var unmatchedRows: [UnmatchedMentee] {
        (unmatched + withFewer).compactMap { person in
            ID<Person>(person.mentee).map {
                UnmatchedMentee(
                    mentee: $0, reason: person.reason.code,
                    detail: person.document(amongEquals: isAmongEquals))
            }
        }
    }
}
