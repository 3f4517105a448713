// A person's document as it comes over the wire: read member by member, each by the rule that knows
// what it may hold. POST, PUT and the result of a merge patch all go through here, and so does each
// row of an import.

import JSON
import Mentorship

package enum PersonDocument {
    /// Fills in what the document says; what it does not mention is empty afterwards.
    static func read(
        _ input: inout Input, into person: inout Person, zones: ZoneFiles
    ) throws(Failure) {
        if let name = input.parsed("name", Person.name) {
            person.name = name
        } else if !input.isPresent("name") || input.member("name") == .null {
            input.refuse("name", "required", "name is required.")
        }
        person.givenName = input.parsed("given_name", Person.givenName)
        person.pronouns = input.parsed("pronouns", Person.pronouns)
        person.email = input.parsed("email") { text throws(Flaw) in try EmailAddress(text) }
        person.phone = input.parsed("phone", Person.phone)
        person.locale = input.parsed("locale") { text throws(Flaw) in try LocaleTag(text) }
        person.timeZone = input.parsed("time_zone") { text throws(Flaw) in
            try TimeZoneName(text) { zones.exists($0) }
        }
        person.bio = input.parsed("bio", Person.bio)
        person.seniority = input.integer("seniority", PersonLimits.seniority)
        person.manager = input.id("manager_id", Person.self)
        if let state = input.choice("state", Person.State.self) { person.state = state }
        person.languages = languages(&input)
        person.skillsOffered = try skills("skills_offered", &input)
        person.skillsWanted = try skills("skills_wanted", &input)
        person.interests = terms("interests", &input)
        person.values = terms("values", &input)
        person.externalIDs = externalIDs(&input)
    }

    private static func languages(_ input: inout Input) -> [LanguageCode] {
        let codes = input.parsedList("languages", countMax: PersonLimits.languages) {
            text throws(Flaw) in try LanguageCode(text)
        }
        return input.checked("languages", codes, Person.languages)
    }

    static func terms(_ name: String, _ input: inout Input) -> [Term] {
        let terms = input.parsedList(name, countMax: PersonLimits.interests) {
            text throws(Flaw) in try Term(text)
        }
        return input.checked(name, terms, Person.terms)
    }

    /// [{"name": "go", "level": 4}, "sql"]: a name alone has the usual level.
    static func skills(
        _ name: String, _ input: inout Input
    ) throws(Failure) -> [Skill] {
        guard let value = input.member(name), !value.isNull else { return [] }
        guard let elements = value.elements, elements.count <= PersonLimits.skills else {
            input.refuse(
                name, "not_a_list",
                "\(name) must be an array of at most \(PersonLimits.skills) skills.")
            return []
        }
        var skills: [Skill] = []
        for (index, element) in elements.enumerated() {
            if let skill = try skill(element, name, index, &input) { skills.append(skill) }
        }
        return input.checked(name, skills, Person.skills)
    }

    private static func skill(
        _ element: JSON, _ name: String, _ index: Int, _ input: inout Input
    ) throws(Failure) -> Skill? {
        if let skill = goodSkill(element) { return skill }
        // Only what is refused needs a name for its place.
        let place = "\(name)/\(index)"
        do throws(Flaw) {
            if let text = element.text { return try Skill(text) }
        } catch {
            input.adopt([error.field(at: input.pointer(place))])
            return nil
        }
        guard element.members != nil else {
            input.refuse(place, "not_a_skill", "Give a name, or an object with name and level.")
            return nil
        }
        var inner = try Input(object: element, path: input.pointer(place))
        let skill = skill(&inner)
        inner.noteUnknownMembers()
        input.adopt(inner.errors)
        return skill
    }

    /// Nil for one that has a fault, or may have one.
    private static func goodSkill(_ element: JSON) -> Skill? {
        guard let members = element.members, members.count == 2, members[0].name == "name",
            members[1].name == "level", let name = members[0].value.text,
            let level = members[1].value.int, !name.isEmpty,
            name.utf8.count <= PersonLimits.term
        else { return nil }
        return try? Skill(name, level: level)
    }

    private static func skill(_ inner: inout Input) -> Skill? {
        let name = inner.requiredText("name", max: PersonLimits.term)
        let level = inner.integer("level", PersonLimits.level)
        guard !name.isEmpty else { return nil }
        do {
            return try Skill(name, level: level.map(Int64.init))
        } catch {
            inner.adopt([error.field(at: inner.pointer("").dropLast().description)])
            return nil
        }
    }

    /// {"hr": "4711", "learning-platform": "a-9"}
    private static func externalIDs(_ input: inout Input) -> [ExternalID] {
        guard let value = input.member("external_ids"), !value.isNull else { return [] }
        guard let members = value.members else {
            input.refuse(
                "external_ids", "not_an_object",
                "external_ids must be an object: the other system's name to its id.")
            return []
        }
        var ids: [ExternalID] = []
        for member in members where !member.value.isNull {
            guard let value = member.value.text else {
                input.refuse("external_ids", "not_a_string", "Each id must be a string.")
                continue
            }
            do {
                ids.append(try ExternalID(source: member.name, value: value))
            } catch {
                input.refuse("external_ids", error.code, error.message)
            }
        }
        return input.checked("external_ids", ids, Person.externalIDs)
    }
}

extension Input {
    /// A text by the rule that knows what it may hold; null and absent are nil.
    package mutating func parsed<Value>(
        _ name: String, _ rule: (String) throws(Flaw) -> Value
    ) -> Value? {
        guard let value = member(name), !value.isNull else { return nil }
        guard let text = value.text else {
            refuse(name, "not_a_string", "\(name) must be a string.")
            return nil
        }
        do {
            return try rule(text)
        } catch {
            adopt([error.field(at: pointer(name))])
            return nil
        }
    }

    package mutating func parsedList<Value>(
        _ name: String, countMax: Int, _ rule: (String) throws(Flaw) -> Value
    ) -> [Value] {
        guard let value = member(name), !value.isNull else { return [] }
        guard let elements = value.elements, elements.count <= countMax else {
            refuse(name, "not_a_list", "\(name) must be an array of at most \(countMax) strings.")
            return []
        }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.text else {
                refuse("\(name)/\(index)", "not_a_string", "Each entry must be a string.")
                continue
            }
            do {
                values.append(try rule(text))
            } catch {
                adopt([error.field(at: pointer("\(name)/\(index)"))])
            }
        }
        return values
    }

    /// A list as a whole by its rule; empty when it was refused.
    package mutating func checked<Value>(
        _ name: String, _ values: [Value], _ rule: ([Value]) throws(Flaw) -> [Value]
    ) -> [Value] {
        do {
            return try rule(values)
        } catch {
            adopt([error.field(at: pointer(name))])
            return []
        }
    }
}
