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
    package let skills: [Skill]
    package let interests: [Term]
    package let values: [Term]
    package let languages: [Term]
    /// The places a mentor has left; not used for mentees, who look for one mentor.
    package let capacity: Int
    package let organisation: String?
    /// Two people with a key in common must not be matched: a reporting line, a household, a case.
    package let conflictKeys: [String]

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
