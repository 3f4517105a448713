// All that a run's answer depends on, as one canonical text: stored with the run, hashed, and read
// back by whoever runs it again. The same people and rules always give the same bytes.

import JSON
import Mentorship

struct MatchInputs: Equatable {
    var inputs: MatchRun.Inputs
    var objective: MatchRun.Objective
    /// Read by the stable objective alone.
    var favouring = StableMatching.Side.mentees
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
        if objective == .stable { json.member("stable_for", favouring.rawValue) }
        json.member("seed", seed)
        json.object("policy") { Self.write(inputs.policy, into: &$0) }
        json.array("mentors", inputs.mentors) {
            CandidateDocument.write($0, isMentor: true, into: &$1)
        }
        json.array("mentees", inputs.mentees) {
            CandidateDocument.write($0, isMentor: false, into: &$1)
        }
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
                policy: policy, mentees: mentees.map(CandidateDocument.candidate),
                mentors: mentors.map(CandidateDocument.candidate), vetoes: vetoes,
                locks: Self.pairs(json["locks"])),
            objective: objective,
            favouring: json["stable_for"]?.text.flatMap(StableMatching.Side.init) ?? .mentees,
            seed: seed, engine: engine)
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

    private static func pairs(_ json: JSON?) -> [NamedPair] {
        json?.elements?.map {
            NamedPair(mentee: $0["mentee_id"]?.text ?? "", mentor: $0["mentor_id"]?.text ?? "")
        } ?? []
    }
}
