// A person as the programme knows them: name in any script, contact, languages, what they offer and
// what they want to learn. Roles belong to enrolments; whoever is staff is a credential, not a row
// here.

package struct Person: Sendable, Identified, Equatable {
    package static var idPrefix: String { "person" }

    package enum State: String, Sendable, CaseIterable {
        case active
        /// Takes no new relationships for a while; what runs, runs on.
        case paused
        case left
    }

    package let id: ID<Person>
    package var externalIDs: [ExternalID] = []
    package var name: String
    package var givenName: String?
    package var pronouns: String?
    package var email: EmailAddress?
    package var phone: String?
    package var locale: LocaleTag?
    package var timeZone: TimeZoneName?
    package var languages: [LanguageCode] = []
    package var skillsOffered: [Skill] = []
    package var skillsWanted: [Skill] = []
    package var interests: [Term] = []
    package var values: [Term] = []
    package var bio: String?
    /// Years of experience in what the person does.
    package var seniority: Int?
    /// To whom they report.
    package var manager: ID<Person>?
    package var state: State = .active
    package let createdAt: Instant
    package var updatedAt: Instant
    package var version: Int64 = 1

    /// A person of whom only the name is known yet. The name is one that `Person.name(_:)` took.
    package init(id: ID<Person>, name: String, now: Instant) {
        self.id = id
        self.name = name
        createdAt = now
        updatedAt = now
    }
}

// MARK: What a member may hold

extension Person {
    package static func name(_ text: String) throws(Flaw) -> String {
        try PlainText.line(text, limit: PersonLimits.name)
    }

    package static func givenName(_ text: String) throws(Flaw) -> String {
        try PlainText.line(text, limit: PersonLimits.givenName)
    }

    package static func pronouns(_ text: String) throws(Flaw) -> String {
        try PlainText.line(text, limit: PersonLimits.pronouns)
    }

    /// Written in whatever way the place has; three digits are the shortest that can be called.
    package static func phone(_ text: String) throws(Flaw) -> String {
        let phone = try PlainText.line(text, limit: PersonLimits.phone)
        let digits = phone.unicodeScalars.lazy.filter { $0.properties.numericType == .decimal }
        guard digits.count >= 3 else {
            throw Flaw("invalid_phone", "Give a phone number such as +44 20 7946 0000.")
        }
        return phone
    }

    package static func bio(_ text: String) throws(Flaw) -> String {
        try PlainText.free(text, limit: PersonLimits.bio)
    }

    package static func seniority(_ years: Int64) throws(Flaw) -> Int {
        guard let years = Int(exactly: years), PersonLimits.seniority.contains(years) else {
            throw Flaw("out_of_range", "Give years of experience from 0 to 60.")
        }
        return years
    }

    package static func state(_ text: String) throws(Flaw) -> State {
        guard let state = State(rawValue: text) else {
            let names = State.allCases.map(\.rawValue).joined(separator: ", ")
            throw Flaw("unknown_value", "Give one of \(names).")
        }
        return state
    }
}

// MARK: Lists

extension Person {
    package static func languages(_ codes: [LanguageCode]) throws(Flaw) -> [LanguageCode] {
        try distinct(codes, limit: PersonLimits.languages, by: \.text)
    }

    package static func skills(_ skills: [Skill]) throws(Flaw) -> [Skill] {
        try distinct(skills, limit: PersonLimits.skills, by: \.term.key)
    }

    /// Interests, or values.
    package static func terms(_ terms: [Term]) throws(Flaw) -> [Term] {
        try distinct(terms, limit: PersonLimits.interests, by: \.key)
    }

    package static func externalIDs(_ ids: [ExternalID]) throws(Flaw) -> [ExternalID] {
        try distinct(ids, limit: PersonLimits.externalIDs, by: \.source)
    }

    /// The list as it came, unless it is too long or says something twice.
    static func distinct<Element>(
        _ elements: [Element], limit: Int, by key: (Element) -> String
    ) throws(Flaw) -> [Element] {
        guard elements.count <= limit else {
            throw Flaw("too_many", "Give at most \(limit).")
        }
        if elements.count < 2 { return elements }
        var seen: [String: Int] = [:]
        for (index, element) in elements.enumerated() {
            if let first = seen.updateValue(index, forKey: key(element)) {
                throw Flaw(
                    "duplicate", "This is the same as the one at /\(first).", at: "/\(index)")
            }
        }
        return elements
    }
}
