// One question about who fits whom: a policy and people in, each mentee's mentors ranked with the
// reasons out. Only reads and hands on: what makes a pair good is decided by the rules.

import JSON
import Mentorship
import MentorshipService

enum RankLine {
    static func answer(_ line: EngineInput, _ json: inout JSONWriter) throws {
        let policy = try policy(line.optional("policy"))
        let mentees = try line.required("mentees").list().map(candidate)
        let mentors = try line.required("mentors").list().map(candidate)
        let limit = try line.optional("limit")?.whole(1...Int.max) ?? mentors.count
        let seed = try line.optional("seed")?.whole(0...Int.max) ?? 0
        let compatibility = Compatibility(
            policy: policy, mentees: mentees, mentors: mentors,
            vetoes: .init(doNotMatch: try pairs(line.optional("do_not_match"))))
        json.array("warnings", policy.warnings()) { PolicyDocument.write($0, into: &$1) }
        json.array("rankings", Array(mentees.indices)) { mentee, json in
            let ranking = compatibility.ranking(
                of: mentee, limit: limit, seed: UInt64(truncatingIfNeeded: seed))
            write(ranking, into: &json)
        }
    }

    private static func policy(_ input: EngineInput?) throws -> MatchingPolicy {
        guard let input else { return .standard }
        do {
            return try PolicyDocument.policy(input.json)
        } catch {
            let found = error.fields.map { "\($0.pointer): \($0.message)" }
            throw EngineRefusal(
                "policy: " + (found.isEmpty ? error.detail : found.joined(separator: " ")))
        }
    }

    private static func candidate(_ input: EngineInput) throws -> Candidate {
        let id = try input.required("id").text()
        guard !id.isEmpty else { throw EngineRefusal("id: must not be empty.") }
        let levels = (input.json["skills"]?.elements ?? []).compactMap { $0["level"]?.int }
        guard levels.allSatisfy({ $0 <= CandidateDocument.levelMost }) else {
            throw EngineRefusal("level: must be \(CandidateDocument.levelMost) at most.")
        }
        return CandidateDocument.candidate(input.json)
    }

    private static func pairs(_ input: EngineInput?) throws -> [NamedPair] {
        try input?.list().map { pair in
            let names = try pair.texts()
            guard names.count == 2 else { throw pair.refusal("pairs [person, person]") }
            return NamedPair(mentee: names[0], mentor: names[1])
        } ?? []
    }

    private static func write(_ ranking: Ranking, into json: inout JSONWriter) {
        json.beginObject()
        json.member("mentee", ranking.mentee)
        json.array("mentors", ranking.entries) { entry, json in
            json.beginObject()
            json.member("id", entry.mentor)
            entry.explanation.writeMembers(into: &json)
            json.endObject()
        }
        json.array("ruled_out", ranking.ruledOut) { one, json in
            json.beginObject()
            json.member("id", one.mentor)
            json.array("reasons", one.reasons.map(\.rawValue))
            json.endObject()
        }
        json.endObject()
    }
}
