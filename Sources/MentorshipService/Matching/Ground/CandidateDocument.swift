// A candidate as JSON: in the inputs that a run keeps, and in questions to the engine. The same
// candidate always gives the same bytes; what somebody has not said is left out.

import JSON
import Mentorship

package enum CandidateDocument {
    /// The highest level of a skill. Nobody counts so far, and up to it shares are exact.
    package static let levelMost = 1_000_000

    package static func write(
        _ candidate: Candidate, isMentor: Bool, into json: inout JSONWriter
    ) {
        json.beginObject()
        json.member("id", candidate.id)
        if candidate.person != candidate.id { json.member("person", candidate.person) }
        if isMentor || candidate.capacity != 1 { json.member("places", candidate.capacity) }
        writeSets(candidate, into: &json)
        writeCircumstances(candidate, into: &json)
        writeOthers(candidate, into: &json)
        json.endObject()
    }

    private static func writeSets(_ candidate: Candidate, into json: inout JSONWriter) {
        json.array("skills", candidate.skills) { skill, json in
            json.beginObject()
            json.member("name", skill.term.text)
            json.member("level", skill.level)
            json.endObject()
        }
        json.array("interests", candidate.interests.map(\.text))
        json.array("values", candidate.values.map(\.text))
        json.array("languages", candidate.languages.map(\.text))
        list("goals", candidate.goals.map(\.text), into: &json)
        list("challenges", candidate.challenges.map(\.text), into: &json)
        list("groups", candidate.groups.map(\.text), into: &json)
        list("texts", candidate.texts, into: &json)
        guard !candidate.characteristics.isEmpty else { return }
        json.object("characteristics") { json in
            for (name, terms) in candidate.characteristics.sorted(by: { $0.key < $1.key }) {
                json.key(text: name)
                json.value(.array(terms.map { .string($0.text) }))
            }
        }
    }

    private static func writeCircumstances(
        _ candidate: Candidate, into json: inout JSONWriter
    ) {
        list("media", candidate.media.map(\.text), into: &json)
        numbers("measures", candidate.measures, into: &json)
        if !candidate.hours.isEmpty {
            json.array("hours", candidate.hours) { span, json in
                json.beginArray()
                json.int(span.lowerBound)
                json.int(span.upperBound)
                json.endArray()
            }
        }
        if let site = candidate.site { json.member("site", site) }
        if let organisation = candidate.organisation {
            json.member("organisation", organisation)
        }
        if candidate.load != 0 { json.member("load", candidate.load) }
        if candidate.standing != 0 { json.member("standing", candidate.standing) }
        if let since = candidate.waitingSince {
            json.member("waiting_since", Instant(milliseconds: since).rfc3339)
        }
    }

    private static func writeOthers(_ candidate: Candidate, into json: inout JSONWriter) {
        list("rankings", candidate.rankings, into: &json)
        list("lines", candidate.lines, into: &json)
        numbers("history", candidate.history, into: &json)
        if let latest = candidate.latest { json.member("latest", latest) }
        list("gates", candidate.gates, into: &json)
        list("conflict_keys", candidate.conflictKeys, into: &json)
        guard !candidate.guidingWith.isEmpty else { return }
        json.array("guiding_with", candidate.guidingWith) { other, json in
            write(other, isMentor: true, into: &json)
        }
    }

    private static func list(
        _ name: StaticString, _ texts: [String], into json: inout JSONWriter
    ) {
        if !texts.isEmpty { json.array(name, texts) }
    }

    private static func numbers(
        _ name: StaticString, _ numbers: [String: Int], into json: inout JSONWriter
    ) {
        guard !numbers.isEmpty else { return }
        json.object(name) { json in
            for (key, number) in numbers.sorted(by: { $0.key < $1.key }) {
                json.key(text: key)
                json.int(number)
            }
        }
    }
}

// MARK: Reading

extension CandidateDocument {
    /// Of a document that was written here; members that are not as written count as absent.
    package static func candidate(_ json: JSON) -> Candidate {
        let skills = json["skills"]?.elements ?? []
        let id = json["id"]?.text ?? ""
        var candidate = Candidate(
            id: id, person: json["person"]?.text,
            skills: skills.map {
                .init(Term(stored: $0["name"]?.text ?? ""), level: $0["level"]?.int.map(Int.init))
            },
            interests: terms(json["interests"]), values: terms(json["values"]),
            languages: texts(json["languages"]).map { Term(language: $0) },
            capacity: json["places"]?.int.map(Int.init) ?? 1,
            organisation: json["organisation"]?.text, conflictKeys: texts(json["conflict_keys"]))
        candidate.goals = terms(json["goals"])
        candidate.challenges = terms(json["challenges"])
        candidate.groups = terms(json["groups"])
        candidate.texts = texts(json["texts"])
        for member in json["characteristics"]?.members ?? [] {
            candidate.characteristics[member.name] = terms(member.value)
        }
        candidate.media = terms(json["media"])
        candidate.measures = numbers(json["measures"])
        candidate.hours = json["hours"]?.elements?.compactMap(span) ?? []
        candidate.site = json["site"]?.text
        candidate.load = json["load"]?.int.map(Int.init) ?? 0
        candidate.standing = json["standing"]?.int.map(Int.init) ?? 0
        candidate.waitingSince =
            json["waiting_since"]?.text.flatMap { Instant(rfc3339: $0) }?.milliseconds
        candidate.rankings = texts(json["rankings"])
        candidate.lines = texts(json["lines"])
        candidate.history = numbers(json["history"])
        candidate.latest = json["latest"]?.text
        candidate.gates = texts(json["gates"])
        candidate.guidingWith = (json["guiding_with"]?.elements ?? []).map(Self.candidate)
        return candidate
    }

    private static func texts(_ json: JSON?) -> [String] {
        json?.elements?.compactMap(\.text) ?? []
    }

    private static func terms(_ json: JSON?) -> [Term] { texts(json).map { Term(stored: $0) } }

    private static func numbers(_ json: JSON?) -> [String: Int] {
        var numbers: [String: Int] = [:]
        for member in json?.members ?? [] { numbers[member.name] = member.value.int.map(Int.init) }
        return numbers
    }

    private static func span(_ json: JSON) -> Range<Int>? {
        guard let bounds = json.elements?.compactMap({ $0.int.map(Int.init) }), bounds.count == 2,
            bounds[0] < bounds[1]
        else { return nil }
        return bounds[0]..<bounds[1]
    }
}
