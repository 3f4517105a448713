// One side of a possible pair, as plain values: what a mentee wants or a mentor offers, what they
// like and hold dear, and what stands between them and others. Never loads anything.

package struct Candidate: Sendable, Equatable {
    package enum Side: String, Sendable, CaseIterable {
        case mentee
        case mentor
    }

    /// Wanted by a mentee or offered by a mentor; levels are 1 and up, nil where none was stated.
    package struct Skill: Sendable, Equatable {
        package let term: Term
        package let level: Int?

        package init(_ term: Term, level: Int? = nil) {
            self.term = term
            self.level = level
        }
    }

    /// What results name: unique on its side.
    package let id: String
    /// Who this is: the same on both sides for someone who is mentor and mentee.
    package let person: String
    package var skills: [Skill]
    package var interests: [Term]
    package var values: [Term]
    package var goals: [Term] = []
    package var challenges: [Term] = []
    /// Teams, networks or projects that somebody belongs to or has worked with.
    package var groups: [Term] = []
    package var languages: [Term]
    /// How they can meet: in person, by video, …
    package var media: [Term] = []
    /// A mentee: what they want to do. A mentor: what they have written and done before.
    package var texts: [String] = []
    /// Numbers by name: seniority, years of experience, …
    package var measures: [String: Int] = [:]
    /// When they can meet, in minutes of the week in UTC from Monday 00:00, below 10,080.
    package var hours: [Range<Int>] = []
    package var site: String?
    package var organisation: String?
    /// Whom they would like, best first, by person.
    package var rankings: [String] = []
    /// Their managers up the line, the nearest first, by person.
    package var lines: [String] = []
    /// How many pairs they have been with each person.
    package var history: [String: Int] = [:]
    /// With whom they were a pair last, by person.
    package var latest: String?
    /// Only what somebody described of themselves and opened for matching, by the name of what.
    package var characteristics: [String: [Term]] = [:]
    /// Conditions of the programme that they do not meet yet; while there are any, nobody is
    /// matched with them.
    package var gates: [String] = []
    /// Two people with a key in common must not be matched: a household, a case.
    package var conflictKeys: [String]
    /// Since when a mentee has waited, in milliseconds; of equally good answers, one serves those
    /// first who have waited longer.
    package var waitingSince: Int64?
    /// The places a mentor has left, or how many mentors a mentee still looks for.
    package var capacity: Int
    /// The pairs that a mentor has now.
    package var load = 0
    /// In a programme of groups: those whom the mentor's group has already, or who were asked.
    package var standing = 0
    /// The others who guide that group: nobody joins it whom a rule keeps from one of them.
    package var guidingWith: [Candidate] = []

    package init(
        id: String, person: String? = nil, skills: [Skill] = [], interests: [Term] = [],
        values: [Term] = [], languages: [Term] = [], capacity: Int = 1,
        organisation: String? = nil, conflictKeys: [String] = []
    ) {
        self.id = id
        self.person = person ?? id
        self.skills = skills
        self.interests = interests
        self.values = values
        self.languages = languages
        self.capacity = capacity
        self.organisation = organisation
        self.conflictKeys = conflictKeys
    }
}

/// Two people by name: of candidates in locks and exclusions, of persons in histories and vetoes.
package struct NamedPair: Sendable, Hashable {
    package let mentee: String
    package let mentor: String

    package init(mentee: String, mentor: String) {
        self.mentee = mentee
        self.mentor = mentor
    }
}
