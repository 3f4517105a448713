// People drawn from a seed, for tests that need many of them.

@testable import Mentorship

extension Dice {
    mutating func words(_ most: Int, of kinds: Int, _ stem: String) -> [Term] {
        (0..<below(most + 1)).map { _ in Term(stored: "\(stem) \(below(kinds))") }
    }

    mutating func candidate(_ id: String, skills most: Int = 4, capacity: Int = 1) -> Candidate {
        Candidate(
            id: id,
            skills: words(most, of: 8, "Skill").map {
                .init($0, level: below(4) == 0 ? nil : 1 + below(5))
            },
            interests: words(3, of: 6, "interest"), values: words(3, of: 5, "value"),
            languages: words(2, of: 3, "l"), capacity: capacity,
            organisation: below(3) == 0 ? nil : "organisation \(below(3))",
            conflictKeys: below(6) == 0 ? ["line \(below(3))"] : [])
    }

    mutating func programme(mentees: Int, mentors: Int) -> MatchRun.Inputs {
        let learners = (0..<mentees).map { candidate("e\($0)") }
        let others = (0..<mentors).map { candidate("o\($0)", skills: 6, capacity: below(4)) }
        return MatchRun.Inputs(mentees: learners, mentors: others)
    }
}

extension Candidate {
    /// Someone who states just this.
    static func with(
        _ id: String, skills: [(String, Int?)] = [], interests: [String] = [],
        values: [String] = [], languages: [String] = [], capacity: Int = 1
    ) -> Candidate {
        Candidate(
            id: id, skills: skills.map { .init(Term(stored: $0.0), level: $0.1) },
            interests: interests.map { Term(stored: $0) }, values: values.map { Term(stored: $0) },
            languages: languages.map { Term(language: $0) }, capacity: capacity)
    }
}
