// All that a run's answer depends on, as one canonical text: stored with the run, hashed, and read
// back by whoever runs it again. The same people and rules always give the same bytes.

import Crypto
import JSON
import Mentorship
import SQLite

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
        if inputs.shape != .pairs { json.member("shape", inputs.shape.rawValue) }
        if let sizes = inputs.sizes {
            json.object("sizes") { json in
                json.member("least", sizes.lowerBound)
                json.member("most", sizes.upperBound)
            }
        }
        json.member("seed", seed)
        json.object("policy") { json in
            json.member("version", inputs.policy.version)
            PolicyDocument.write(inputs.policy, into: &json)
        }
        json.array("mentors", inputs.mentors) {
            CandidateDocument.write($0, isMentor: true, into: &$1)
        }
        json.array("mentees", inputs.mentees) {
            CandidateDocument.write($0, isMentor: false, into: &$1)
        }
        json.array("do_not_match", inputs.vetoes.doNotMatch, write: Self.write)
        if !inputs.vetoes.alreadyPaired.isEmpty {
            json.array("already_paired", inputs.vetoes.alreadyPaired, write: Self.write)
        }
        json.array("declined", inputs.vetoes.declined, write: Self.write)
        if !inputs.vetoes.leftGroup.isEmpty {
            json.array("left_group", inputs.vetoes.leftGroup, write: Self.write)
        }
        if !inputs.vetoes.former.isEmpty {
            json.array("former", inputs.vetoes.former, write: Self.write)
        }
        json.array("excluded", inputs.vetoes.excluded, write: Self.write)
        json.array("locks", inputs.locks, write: Self.write)
        json.endObject()
        return json.bytes
    }

    private static func write(_ pair: NamedPair, into json: inout JSONWriter) {
        json.beginObject()
        json.member("mentor_id", pair.mentor)
        json.member("mentee_id", pair.mentee)
        json.endObject()
    }
}

// MARK: For readers

extension MatchInputs {
    /// By which runs over the same are told: of what anybody may read the SHA-256, which readers
    /// compute themselves; of what is shown masked a code with a key (ADR 10), since the few
    /// numbers that are left out would be found by trying.
    func hash(of bytes: [UInt8], _ sealer: Sealer) -> String {
        let digest = Array(SHA256.hash(data: bytes))
        return hexadecimal(
            hasDescribed ? sealer.code(of: digest, context: "match_runs/inputs") : digest)
    }

    /// Whether anybody's description, under pseudonyms, is part of this, or whom the policy puts
    /// first.
    var hasDescribed: Bool {
        inputs.policy.priorityWeight > 0
            || (inputs.mentees + inputs.mentors).contains { !$0.characteristics.isEmpty }
    }

    var masked: MatchInputs {
        var masked = self
        masked.inputs.mentees = inputs.mentees.map(\.masked)
        masked.inputs.mentors = inputs.mentors.map(\.masked)
        masked.inputs.policy = inputs.policy.masked
        return masked
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
        var vetoes = Compatibility.Vetoes(
            doNotMatch: Self.pairs(json["do_not_match"]),
            alreadyPaired: Self.pairs(json["already_paired"]),
            declined: Self.pairs(json["declined"]),
            leftGroup: Self.pairs(json["left_group"]),
            excluded: Self.pairs(json["excluded"]))
        vetoes.former = Self.pairs(json["former"])
        self.init(
            inputs: .init(
                policy: policy, mentees: mentees.map(CandidateDocument.candidate),
                mentors: mentors.map(CandidateDocument.candidate), vetoes: vetoes,
                locks: Self.pairs(json["locks"]),
                shape: json["shape"]?.text.flatMap(MatchRun.Shape.init) ?? .pairs,
                sizes: json["sizes"].flatMap(Self.sizes)),
            objective: objective,
            favouring: json["stable_for"]?.text.flatMap(StableMatching.Side.init) ?? .mentees,
            seed: seed, engine: engine)
    }

    private static func policy(_ json: JSON) -> MatchingPolicy? {
        guard let version = json["version"]?.int,
            let rest = json.members?.filter({ $0.name != "version" })
        else { return nil }
        return try? PolicyDocument.policy(.object(rest), version: Int(version))
    }

    private static func sizes(_ json: JSON) -> ClosedRange<Int>? {
        guard let least = json["least"]?.int, let most = json["most"]?.int, least <= most else {
            return nil
        }
        return Int(least)...Int(most)
    }

    private static func pairs(_ json: JSON?) -> [NamedPair] {
        json?.elements?.map {
            NamedPair(mentee: $0["mentee_id"]?.text ?? "", mentor: $0["mentor_id"]?.text ?? "")
        } ?? []
    }
}
