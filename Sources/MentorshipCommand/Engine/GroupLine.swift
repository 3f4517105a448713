// One question about groups around mentors to the matching engine, and its answer. Only reads and
// writes: who is with whom is decided by the rules.

import JSON
import Mentorship

enum GroupLine {
    static let objective = "groups"

    static func answer(_ line: EngineInput, _ json: inout JSONWriter) throws {
        let pairs = try MatchLine.question(line, .maxWeight)
        guard pairs.wanted.allSatisfy({ $0 == 1 }) else {
            throw EngineRefusal("mentees: are in one group each.")
        }
        let least = try line.required("mentors").list().map { mentor in
            try mentor.optional("least")?.whole(0...1_000_000) ?? 0
        }
        var question = GroupQuestion(pairs, least: least)
        question.purposes =
            try line.optional("purposes")?.members().map { ($0.name, try $0.texts()) } ?? []
        question.cohesion = try line.optional("cohesion").map { input in
            try MatchLine.decimal(input.json, input)
        }
        question.budget = try line.optional("budget")?.whole(1...1_000_000) ?? question.budget
        let answer = try question.answer()
        json.array("groups", answer.groups) { group, json in
            json.beginObject()
            json.member("mentor", group.mentor)
            json.array("mentees", group.mentees)
            json.member("purpose", group.purpose)
            json.endObject()
        }
        json.member("total", raw: answer.total)
        json.object("certificate") { json in
            json.member("bound", raw: answer.bound)
            json.member("gap", raw: answer.gap)
        }
        json.array("unmatched", answer.unmatched)
    }
}
