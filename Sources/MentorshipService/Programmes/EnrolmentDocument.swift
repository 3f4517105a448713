// What somebody writes when they enrol, and what a merge patch makes of it.

import JSON
import Mentorship

enum EnrolmentDocument {
    static func offer(_ input: inout Input) throws(Failure) -> Enrolment.Offer? {
        let role = input.requiredChoice("role", Enrolment.Role.self)
        let capacity = input.integer("capacity", EnrolmentLimits.capacity)
        if role == .mentee, let capacity, capacity > 0 {
            input.refuse("capacity", "not_a_mentor", "Only who mentors has places; leave it out.")
        }
        let mentors = input.integer("mentors_wanted", EnrolmentLimits.mentorsWanted)
        if role == .mentor, let mentors, mentors > 1 {
            input.refuse(
                "mentors_wanted", "not_a_mentee", "Only who looks for mentors wants some.")
        }
        let motivation = input.parsed("motivation") { text throws(Flaw) in
            try PlainText.free(text, limit: EnrolmentLimits.motivation)
        }
        let offered = try skills("skills_offered", &input)
        let wanted = try skills("skills_wanted", &input)
        var offer = role.map {
            Enrolment.Offer(
                role: $0, capacity: capacity, mentorsWanted: mentors, motivation: motivation,
                skillsOffered: offered,
                skillsWanted: wanted)
        }
        offer?.site = input.line("site", limit: EnrolmentLimits.site)
        offer?.seniority = input.integer("seniority", EnrolmentLimits.seniority)
        offer?.experienceYears = input.integer(
            "experience_years", EnrolmentLimits.experienceYears)
        offer?.facts = facts(&input)
        return offer
    }

    private static func facts(_ input: inout Input) -> StatedFacts {
        var facts = StatedFacts()
        facts.goals = PersonDocument.terms("goals", &input)
        facts.challenges = PersonDocument.terms("challenges", &input)
        facts.groups = PersonDocument.terms("groups", &input)
        let media = input.parsedList("media", countMax: Medium.allCases.count) {
            text throws(Flaw) in try Medium(named: text)
        }
        facts.media = input.checked("media", media, StatedFacts.media)
        facts.organisation = input.line("organisation", limit: EnrolmentLimits.organisation)
        return facts
    }

    /// Absent or null: as in the profile. An empty list says that there are none here.
    private static func skills(
        _ name: String, _ input: inout Input
    ) throws(Failure) -> [Skill]? {
        guard input.member(name) ?? .null != .null else { return nil }
        return try PersonDocument.skills(name, &input)
    }

    /// The reason of a decision.
    static func reason(_ input: inout Input) -> String? {
        input.parsed("reason") { text throws(Flaw) in
            try PlainText.free(text, limit: EnrolmentLimits.reason)
        }
    }

    static func requiredReason(_ input: inout Input) -> String? {
        let reason = reason(&input)
        if reason == nil, input.member("reason") ?? .null == .null {
            input.refuse("reason", "required", "reason is required.")
        }
        return reason
    }
}

extension Enrolment.Offer {
    /// What a patch may change, as it is now.
    var document: JSON {
        func skills(_ skills: [Skill]?) -> JSON {
            skills.flatMap { try? JSON(parsing: Array(Person.skills($0).utf8)) } ?? .null
        }
        return .object(
            [
                JSON.Member("role", .string(role.rawValue)),
                JSON.Member("capacity", capacity.map { .integer(Int64($0)) } ?? .null),
                JSON.Member("mentors_wanted", mentorsWanted.map { .integer(Int64($0)) } ?? .null),
                JSON.Member("motivation", motivation.map { .string($0) } ?? .null),
                JSON.Member("skills_offered", skills(skillsOffered)),
                JSON.Member("skills_wanted", skills(skillsWanted)),
                JSON.Member("site", site.map { .string($0) } ?? .null),
                JSON.Member("seniority", seniority.map { .integer(Int64($0)) } ?? .null),
                JSON.Member(
                    "experience_years", experienceYears.map { .integer(Int64($0)) } ?? .null),
            ] + facts.members)
    }
}

extension StatedFacts {
    fileprivate var members: [JSON.Member] {
        func list(_ name: String, _ texts: [String]) -> JSON.Member {
            JSON.Member(name, .array(texts.map { .string($0) }))
        }
        return [
            list("goals", goals.map(\.text)), list("challenges", challenges.map(\.text)),
            list("groups", groups.map(\.text)), list("media", media.map(\.rawValue)),
            JSON.Member("organisation", organisation.map { .string($0) } ?? .null),
        ]
    }
}

extension Medium {
    fileprivate init(named text: String) throws(Flaw) {
        guard let medium = Medium(rawValue: text) else {
            let all = Medium.allCases.map(\.rawValue).joined(separator: ", ")
            throw Flaw("not_a_choice", "It must be one of: \(all).")
        }
        self = medium
    }
}
