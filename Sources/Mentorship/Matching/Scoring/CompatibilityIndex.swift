// Words as numbers, and for each number the mentors who have it: what makes ten thousand mentees
// meet six thousand mentors without looking at every pair. Never says what sharing a word is worth.

/// Gives every distinct word of a run a number, skills and interests and so on each their own.
struct TermNumbers {
    private let measures: [String]
    private let characteristics: [String]
    private var skills: [String: Int32] = [:]
    private var sets: [[String: Int32]]
    private var languages: [String: Int32] = [:]
    private var media: [String: Int32] = [:]
    private var people: [String: Int32] = [:]
    private var organisations: [String: Int32] = [:]
    private var sites: [String: Int32] = [:]
    private var conflicts: [String: Int32] = [:]

    init(_ policy: MatchingPolicy) {
        measures = policy.measureNames
        characteristics = policy.characteristicNames
        sets = [[String: Int32]](repeating: [:], count: commonSets + characteristics.count)
    }

    var counts: (skills: Int, sets: [Int], conflicts: Int) {
        (skills.count, sets.map(\.count), conflicts.count)
    }

    /// `progress` is told how many have been looked through.
    mutating func profiles<Refusal: Error>(
        _ people: [Candidate], progress: (_ done: Int) throws(Refusal) -> Void
    ) throws(Refusal) -> [Compatibility.Profile] {
        var profiles: [Compatibility.Profile] = []
        for candidate in people {
            if profiles.count & 255 == 0 { try progress(profiles.count) }
            profiles.append(profile(candidate))
        }
        return profiles
    }

    private mutating func profile(_ candidate: Candidate) -> Compatibility.Profile {
        let skills = skillNumbers(candidate.skills)
        let sets = setNumbers(candidate)
        let languages = Self.numbers(candidate.languages.map(\.key), &languages)
        let media = Self.numbers(candidate.media.map(\.key), &media)
        var sheet = Sheet()
        sheet.person = Self.number(candidate.person, &people)
        sheet.organisation =
            candidate.organisation
            .map { Self.number(Term.key(of: $0), &organisations) } ?? -1
        sheet.site = candidate.site.map { Self.number(Term.key(of: $0), &sites) } ?? -1
        sheet.latest = candidate.latest.map { Self.number($0, &people) } ?? -1
        sheet.skills = Int32(skills.count)
        for (slot, terms) in sets.enumerated() { sheet.sets[slot] = UInt16(terms.count) }
        for (slot, name) in measures.enumerated() {
            guard let number = candidate.measures[name] else { continue }
            sheet.measures[slot] = Int32(clamping: number)
            sheet.measuresKnown |= 1 << UInt8(slot)
        }
        sheet.languages = Self.bits(languages)
        sheet.media = Self.bits(media)
        sheet.load = candidate.load
        sheet.ranksSomebody = !candidate.rankings.isEmpty
        sheet.hasHistory = !candidate.history.isEmpty
        sheet.hasGates = !candidate.gates.isEmpty
        return Compatibility.Profile(
            sheet: sheet, skills: skills, sets: sets, languages: languages, media: media,
            conflicts: Self.numbers(candidate.conflictKeys, &conflicts))
    }

    private mutating func setNumbers(_ candidate: Candidate) -> [[Int32]] {
        let common = [
            candidate.interests, candidate.values, candidate.goals, candidate.challenges,
            candidate.groups,
        ]
        let described = characteristics.map { candidate.characteristics[$0] ?? [] }
        return (common + described).enumerated().map { slot, terms in
            // Room for the counts of a sheet; nobody has so many interests.
            Array(Self.numbers(terms.map(\.key), &sets[slot]).prefix(Int(UInt16.max)))
        }
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
    private static func bits(_ numbers: [Int32]) -> UInt64 {
        numbers.reduce(0) { $0 | 1 << UInt64(min($1, 63)) }
    }

    private static func number(_ key: String, _ known: inout [String: Int32]) -> Int32 {
        let next = Int32(known.count)
        if let number = known[key] { return number }
        known[key] = next
        return next
    }
}

/// For each skill and each term of a list the mentors who have it, and side by side what is asked
/// of every mentor that a mentee meets.
struct MentorIndex: Sendable {
    struct Offer: Sendable {
        let mentor: Int32
        let level: Int?
    }

    private(set) var skills: [[Offer]]
    /// By list, by term.
    private(set) var sets: [[[Int32]]]
    private(set) var conflicts: [[Int32]]
    let sheets: [Sheet]

    init(_ profiles: [Compatibility.Profile], _ counts: (skills: Int, sets: [Int], conflicts: Int))
    {
        sheets = profiles.map(\.sheet)
        skills = [[Offer]](repeating: [], count: counts.skills)
        sets = counts.sets.map { [[Int32]](repeating: [], count: $0) }
        conflicts = [[Int32]](repeating: [], count: counts.conflicts)
        for (position, profile) in profiles.enumerated() {
            let mentor = Int32(position)
            for skill in profile.skills {
                skills[Int(skill.term)].append(.init(mentor: mentor, level: skill.level))
            }
            for (slot, terms) in profile.sets.enumerated() {
                for term in terms { sets[slot][Int(term)].append(mentor) }
            }
            for key in profile.conflicts { conflicts[Int(key)].append(mentor) }
        }
    }
}
