// Words as numbers, and for each number the mentors who have it: what makes ten thousand mentees
// meet six thousand mentors without looking at every pair. Never says what sharing a word is worth.

/// Gives every distinct word of a run a number, skills and interests and so on each their own.
struct TermNumbers {
    private var skills: [String: Int32] = [:]
    private var interests: [String: Int32] = [:]
    private var values: [String: Int32] = [:]
    private var languages: [String: Int32] = [:]
    private var people: [String: Int32] = [:]
    private var organisations: [String: Int32] = [:]
    private var conflicts: [String: Int32] = [:]

    mutating func profile(_ candidate: Candidate) -> Compatibility.Profile {
        let skills = skillNumbers(candidate.skills)
        let interests = Self.numbers(candidate.interests.map(\.key), &interests)
        let values = Self.numbers(candidate.values.map(\.key), &values)
        let languages = Self.numbers(candidate.languages.map(\.key), &languages)
        return Compatibility.Profile(
            person: Self.number(candidate.person, &people),
            organisation: candidate.organisation.map { Self.number($0, &organisations) } ?? -1,
            skills: skills, interests: interests, values: values, languages: languages,
            languageBits: Self.bits(languages),
            conflicts: Self.numbers(candidate.conflictKeys, &conflicts),
            extent: Extent(
                skills: skills.count, interests: interests.count, values: values.count,
                languages: languages.count))
    }

    /// A skill named twice counts once, at the higher level.
    private mutating func skillNumbers(
        _ skills: [Candidate.Skill]
    ) -> [Compatibility.Profile.Skill] {
        var levels: [Int32: Int?] = [:]
        for skill in skills where !skill.term.key.isEmpty {
            let term = Self.number(skill.term.key, &self.skills)
            let known = levels[term] ?? nil
            levels[term] = .some(skill.level.map { max($0, known ?? $0) } ?? known)
        }
        return levels.map { .init(term: $0.key, level: $0.value) }.sorted { $0.term < $1.term }
    }

    private static func numbers(_ keys: [String], _ known: inout [String: Int32]) -> [Int32] {
        var numbers = Set<Int32>()
        for key in keys where !key.isEmpty { numbers.insert(number(key, &known)) }
        return numbers.sorted()
    }

    /// One bit for each of the first 63 languages of a run; the last bit stands for all others.
    private static func bits(_ languages: [Int32]) -> UInt64 {
        languages.reduce(0) { $0 | 1 << UInt64(min($1, 63)) }
    }

    private static func number(_ key: String, _ known: inout [String: Int32]) -> Int32 {
        let next = Int32(known.count)
        if let number = known[key] { return number }
        known[key] = next
        return next
    }
}

/// For each skill, interest and value the mentors who have it, and side by side what is asked of
/// every mentor that a mentee meets.
struct MentorIndex: Sendable {
    struct Offer: Sendable {
        let mentor: Int32
        let level: Int?
    }

    private(set) var skills: [Int32: [Offer]] = [:]
    private(set) var interests: [Int32: [Int32]] = [:]
    private(set) var values: [Int32: [Int32]] = [:]
    private(set) var conflicts: [Int32: [Int32]] = [:]
    let people: [Int32]
    let organisations: [Int32]
    let extents: [Extent]
    let languageBits: [UInt64]

    init(_ profiles: [Compatibility.Profile]) {
        people = profiles.map(\.person)
        organisations = profiles.map(\.organisation)
        extents = profiles.map(\.extent)
        languageBits = profiles.map(\.languageBits)
        for (position, profile) in profiles.enumerated() {
            let mentor = Int32(position)
            for skill in profile.skills {
                skills[skill.term, default: []].append(.init(mentor: mentor, level: skill.level))
            }
            for term in profile.interests { interests[term, default: []].append(mentor) }
            for term in profile.values { values[term, default: []].append(mentor) }
            for key in profile.conflicts { conflicts[key, default: []].append(mentor) }
        }
    }
}
