// All that a run's answer depends on, as one canonical text: stored with the run, hashed, and read
// back by whoever runs it again. The same people and rules always give the same bytes.

import JSON
import Mentorship

struct MatchInputs: Equatable {
    var inputs: MatchRun.Inputs
    var objective: MatchRun.Objective
    var seed: Int64
    /// Another engine may answer otherwise.
    var engine = MatchRun.engineVersion
}

// MARK: Writing

extension MatchInputs {
    var bytes: [UInt8] {
        var json = JSONWriter(capacity: 256 * (inputs.mentees.count + inputs.mentors.count + 4))
        json.beginObject()
        json.member("engine_version", engine)
        json.member("objective", objective.rawValue)
        json.member("seed", seed)
        json.object("policy") { Self.write(inputs.policy, into: &$0) }
        json.array("mentors", inputs.mentors) { Self.write($0, isMentor: true, into: &$1) }
        json.array("mentees", inputs.mentees) { Self.write($0, isMentor: false, into: &$1) }
        json.array("do_not_match", inputs.vetoes.doNotMatch, write: Self.write)
        json.array("declined", inputs.vetoes.declined, write: Self.write)
        json.array("excluded", inputs.vetoes.excluded, write: Self.write)
        json.array("locks", inputs.locks, write: Self.write)
        json.endObject()
        return json.bytes
    }

    private static func write(_ policy: MatchingPolicy, into json: inout JSONWriter) {
        json.member("version", policy.version)
        json.array("factors", policy.weightings) { weighting, json in
            json.beginObject()
            json.member("factor", weighting.factor.rawValue)
            json.member("weight_thousandths", weighting.weight)
            json.member("missing", weighting.missing.rawValue)
            json.endObject()
        }
        json.member("minimum_score_millionths", policy.minimumScore)
        json.member("candidate_limit", policy.candidateLimit)
        json.member("requires_common_language", policy.requiresCommonLanguage)
        json.member("requires_common_ground", policy.requiresCommonGround)
        json.member("allows_same_organisation", policy.allowsSameOrganisation)
        json.member("unstated_level", policy.unstatedLevel)
        json.member("shortest_list", policy.shortestList)
        json.member("evidence_floor_thousandths", policy.evidenceFloor)
    }

    private static func write(
        _ candidate: Candidate, isMentor: Bool, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", candidate.id)
        if isMentor { json.member("places", candidate.capacity) }
        json.array("skills", candidate.skills) { skill, json in
            json.beginObject()
            json.member("name", skill.term.text)
            json.member("level", skill.level)
            json.endObject()
        }
        json.array("interests", candidate.interests.map(\.text))
        json.array("values", candidate.values.map(\.text))
        json.array("languages", candidate.languages.map(\.text))
        json.endObject()
    }

    private static func write(_ pair: NamedPair, into json: inout JSONWriter) {
        json.beginObject()
        json.member("mentor_id", pair.mentor)
        json.member("mentee_id", pair.mentee)
        json.endObject()
    }
}

// MARK: Reading

extension MatchInputs {
    /// Nil unless the text is one that `bytes` gave.
    init?(_ text: String) {
        guard let json = try? JSON(parsing: text), let engine = json["engine_version"]?.text,
            let objective = json["objective"]?.text.flatMap(MatchRun.Objective.init(rawValue:)),
            let seed = json["seed"]?.int, let policy = json["policy"].flatMap(Self.policy),
            let mentors = json["mentors"]?.elements, let mentees = json["mentees"]?.elements
        else { return nil }
        let vetoes = Compatibility.Vetoes(
            doNotMatch: Self.pairs(json["do_not_match"]), declined: Self.pairs(json["declined"]),
            excluded: Self.pairs(json["excluded"]))
        self.init(
            inputs: .init(
                policy: policy, mentees: mentees.map(Self.candidate),
                mentors: mentors.map(Self.candidate), vetoes: vetoes,
                locks: Self.pairs(json["locks"])),
            objective: objective, seed: seed, engine: engine)
    }

    private static func policy(_ json: JSON) -> MatchingPolicy? {
        func number(_ name: String) -> Int { Int(json[name]?.int ?? 0) }
        func flag(_ name: String) -> Bool { json[name] == .bool(true) }
        guard let factors = json["factors"]?.elements else { return nil }
        return MatchingPolicy(
            version: number("version"), weightings: factors.compactMap(weighting),
            minimumScore: number("minimum_score_millionths"),
            candidateLimit: number("candidate_limit"),
            requiresCommonLanguage: flag("requires_common_language"),
            requiresCommonGround: flag("requires_common_ground"),
            allowsSameOrganisation: flag("allows_same_organisation"),
            unstatedLevel: number("unstated_level"), shortestList: number("shortest_list"),
            evidenceFloor: number("evidence_floor_thousandths"))
    }

    private static func weighting(_ json: JSON) -> MatchingPolicy.Weighting? {
        guard let factor = json["factor"]?.text.flatMap(Factor.init(rawValue:)),
            let missing = json["missing"]?.text.flatMap(MatchingPolicy.Missing.init(rawValue:)),
            let weight = json["weight_thousandths"]?.int
        else { return nil }
        return .init(factor, weight: Int(weight), missing: missing)
    }

    private static func candidate(_ json: JSON) -> Candidate {
        func texts(_ name: String) -> [String] {
            json[name]?.elements?.compactMap(\.text) ?? []
        }
        let skills = json["skills"]?.elements ?? []
        return Candidate(
            id: json["id"]?.text ?? "",
            skills: skills.map {
                .init(Term(stored: $0["name"]?.text ?? ""), level: $0["level"]?.int.map(Int.init))
            },
            interests: texts("interests").map { Term(stored: $0) },
            values: texts("values").map { Term(stored: $0) },
            languages: texts("languages").map { Term(language: $0) },
            capacity: json["places"]?.int.map(Int.init) ?? 1)
    }

    private static func pairs(_ json: JSON?) -> [NamedPair] {
        json?.elements?.map {
            NamedPair(mentee: $0["mentee_id"]?.text ?? "", mentor: $0["mentor_id"]?.text ?? "")
        } ?? []
    }
}
