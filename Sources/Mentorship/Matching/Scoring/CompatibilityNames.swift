// What stands between two people by name, found once for a run: vetoes and histories, who reports
// to whom, who asked for whom. Most pairs have nothing, so that only those are kept who have.

struct CompatibilityNames {
    /// By mentee: mentors with something between them.
    private(set) var found: [[Int32: Between]]
    private let menteesByPerson: [String: [Int]]
    private let mentorsByPerson: [String: [Int]]

    init(_ mentees: [Candidate], _ mentors: [Candidate]) {
        found = [[Int32: Between]](repeating: [:], count: mentees.count)
        menteesByPerson = Dictionary(grouping: mentees.indices) { mentees[$0].person }
        mentorsByPerson = Dictionary(grouping: mentors.indices) { mentors[$0].person }
    }

    private mutating func note(
        _ mentee: String, _ mentor: String, _ change: (inout Between) -> Void
    ) {
        for one in menteesByPerson[mentee] ?? [] {
            for other in mentorsByPerson[mentor] ?? [] {
                change(&found[one][Int32(other), default: Between()])
            }
        }
    }

    private mutating func bar(_ mentee: String, _ mentor: String, _ reason: Forbidden) {
        note(mentee, mentor) { $0.obstacles.insert(Obstacles(reason)) }
    }

    /// By positions.
    mutating func bar(_ mentee: Int, _ mentor: Int, _ reason: Forbidden) {
        found[mentee][Int32(mentor), default: Between()].obstacles.insert(Obstacles(reason))
    }

    // MARK: Vetoes

    mutating func add(
        _ vetoes: Compatibility.Vetoes, _ mentees: [Candidate], _ mentors: [Candidate]
    ) {
        for pair in vetoes.doNotMatch {
            bar(pair.mentee, pair.mentor, .doNotMatch)
            bar(pair.mentor, pair.mentee, .doNotMatch)
        }
        for pair in vetoes.alreadyPaired { bar(pair.mentee, pair.mentor, .alreadyPaired) }
        for pair in vetoes.declined { bar(pair.mentee, pair.mentor, .declinedBefore) }
        for pair in vetoes.leftGroup { bar(pair.mentee, pair.mentor, .leftGroup) }
        let menteeByID = Dictionary(
            mentees.indices.map { (mentees[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
        let mentorByID = Dictionary(
            mentors.indices.map { (mentors[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
        for pair in vetoes.excluded {
            guard let mentee = menteeByID[pair.mentee], let mentor = mentorByID[pair.mentor]
            else { continue }
            bar(mentee, mentor, .excluded)
        }
    }

    // MARK: Reporting lines

    mutating func addLines(
        _ rule: MatchingPolicy.ReportingLine, _ mentees: [Candidate], _ mentors: [Candidate]
    ) {
        guard rule != .allowed else { return }
        for mentee in mentees {
            for (level, manager) in reach(mentee, rule).enumerated() {
                bar(mentee.person, manager, level == 0 ? .lineManager : .sameReportingLine)
            }
        }
        for mentor in mentors {
            for (level, manager) in reach(mentor, rule).enumerated() {
                bar(manager, mentor.person, level == 0 ? .lineManager : .sameReportingLine)
            }
        }
        if rule == .notTeam { addTeams(mentees, mentors) }
    }

    private func reach(
        _ person: Candidate, _ rule: MatchingPolicy.ReportingLine
    ) -> ArraySlice<String> {
        rule == .notManager ? person.lines.prefix(1) : person.lines[...]
    }

    private mutating func addTeams(_ mentees: [Candidate], _ mentors: [Candidate]) {
        var teams: [String: [Int]] = [:]
        for (mentor, person) in mentors.enumerated() {
            if let manager = person.lines.first { teams[manager, default: []].append(mentor) }
        }
        for (mentee, person) in mentees.enumerated() {
            guard let manager = person.lines.first else { continue }
            for mentor in teams[manager] ?? [] where mentors[mentor].person != person.person {
                bar(mentee, mentor, .sameReportingLine)
            }
        }
    }

    // MARK: Wishes and histories

    mutating func addWishes(_ mentees: [Candidate], _ mentors: [Candidate]) {
        for mentee in mentees {
            for (person, worth) in Self.worths(mentee) {
                note(mentee.person, person) { $0.menteeWish = worth }
            }
            addHistory(mentee) { ($0, $1) }
        }
        for mentor in mentors {
            for (person, worth) in Self.worths(mentor) {
                note(person, mentor.person) { $0.mentorWish = worth }
            }
            addHistory(mentor) { ($1, $0) }
        }
    }

    /// Whoever is named twice counts at the better place.
    private static func worths(_ candidate: Candidate) -> [String: Int32] {
        var worths: [String: Int32] = [:]
        for (position, person) in candidate.rankings.enumerated() where worths[person] == nil {
            worths[person] = Int32(worth(ofChoice: position, among: candidate.rankings.count))
        }
        return worths
    }

    private mutating func addHistory(
        _ candidate: Candidate, _ order: (String, String) -> (String, String)
    ) {
        for (person, pairs) in candidate.history where pairs > 0 {
            let (mentee, mentor) = order(candidate.person, person)
            note(mentee, mentor) { $0.together = max($0.together, Int32(clamping: pairs)) }
        }
    }
}
