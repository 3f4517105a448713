// How a person's lists are kept in columns: JSON text, the same that goes over the wire, so that a
// read copies it as it is.

import JSON
import Mentorship

/// A person's lists as they are kept, each made once for the row and the answer.
struct PersonColumns {
    let languages: String
    let skillsOffered: String
    let skillsWanted: String
    let interests: String
    let values: String
    let externalIDs: String

    init(_ person: Person) {
        languages = person.languagesColumn
        skillsOffered = person.skillsOfferedColumn
        skillsWanted = person.skillsWantedColumn
        interests = person.interestsColumn
        values = person.valuesColumn
        externalIDs = person.externalIDsColumn
    }
}

extension Person {
    var languagesColumn: String { Self.array(languages.map(\.text)) }
    var skillsOfferedColumn: String { Self.skills(skillsOffered) }
    var skillsWantedColumn: String { Self.skills(skillsWanted) }
    var interestsColumn: String { Self.array(interests.map(\.text)) }
    var valuesColumn: String { Self.array(values.map(\.text)) }

    var externalIDsColumn: String {
        if externalIDs.isEmpty { return "{}" }
        var json = JSONWriter(capacity: 64)
        json.beginObject()
        for external in externalIDs {
            json.key(text: external.source)
            json.string(external.value)
        }
        json.endObject()
        return json.text
    }

    static func languages(column: String) -> [LanguageCode] {
        texts(column).map { LanguageCode(stored: $0) }
    }

    static func column(_ terms: [Term]) -> String { array(terms.map(\.text)) }

    static func terms(column: String) -> [Term] {
        texts(column).map { Term(stored: $0, key: Term.key(of: $0)) }
    }

    static func skills(column: String) -> [Skill] {
        parse(column).elements?.compactMap { element in
            guard let name = element["name"]?.text, let level = element["level"]?.int else {
                return nil
            }
            return Skill(stored: Term(stored: name, key: Term.key(of: name)), level: Int(level))
        } ?? []
    }

    static func externalIDs(column: String) -> [ExternalID] {
        parse(column).members?.map {
            ExternalID(storedSource: $0.name, value: $0.value.text ?? "")
        } ?? []
    }

    static func skills(_ skills: [Skill]) -> String {
        if skills.isEmpty { return "[]" }
        var json = JSONWriter(capacity: 64)
        json.beginArray()
        for skill in skills {
            json.beginObject()
            json.member("name", skill.term.text)
            json.member("level", skill.level)
            json.endObject()
        }
        json.endArray()
        return json.text
    }

    static func array(_ texts: [String]) -> String {
        if texts.isEmpty { return "[]" }
        var json = JSONWriter(capacity: 64)
        json.beginArray()
        for text in texts { json.string(text) }
        json.endArray()
        return json.text
    }

    static func texts(_ column: String) -> [String] {
        parse(column).elements?.compactMap(\.text) ?? []
    }

    private static func parse(_ column: String) -> JSON {
        (try? JSON(parsing: Array(column.utf8))) ?? .null
    }
}
