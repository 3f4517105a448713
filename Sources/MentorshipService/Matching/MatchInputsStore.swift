// A run's inputs drawn from the store in one snapshot: approved mentors who have a place left, and
// mentees who neither have a mentor nor an unanswered proposal.

import JSON
import Mentorship
import SQLite

enum MatchInputsStore {
    /// Approved mentees whom a run does not ask about.
    struct LeftOut {
        var alreadyPaired = 0
        var awaitingAnswer = 0

        var json: JSON {
            .object([
                JSON.Member("already_paired", .integer(Int64(alreadyPaired))),
                JSON.Member("awaiting_answer", .integer(Int64(awaitingAnswer))),
            ])
        }
    }

    static func gather(
        _ run: MatchRunRow, now: Instant, _ snapshot: Reading
    ) throws -> (inputs: MatchInputs, leftOut: LeftOut) {
        let ground = try MatchingGround(run.programme, now: now, snapshot)
        var policy = MatchingPolicy.standard
        policy.minimumScore = run.minimumScore ?? policy.minimumScore
        var inputs = MatchRun.Inputs(policy: policy, mentees: [], mentors: [])
        var leftOut = LeftOut()
        let asked = Set(ground.open.map(\.mentee))
        let places = placesLeft(ground)
        try forEachProfile(of: run.programme, snapshot) { person, profile in
            if let left = places[person], left > 0 {
                inputs.mentors.append(profile.candidate(person, mentorWith: left))
            }
            guard ground.isMentee(person) else { return }
            if ground.paired.contains(person) {
                leftOut.alreadyPaired += 1
            } else if asked.contains(person) {
                leftOut.awaitingAnswer += 1
            } else {
                inputs.mentees.append(profile.candidate(person, mentorWith: nil))
            }
        }
        inputs.vetoes.doNotMatch = sorted(ground.doNotMatch)
        inputs.vetoes.declined = sorted(ground.declined)
        inputs.vetoes.excluded = try excluded(run.id, snapshot)
        inputs.locks = run.locks
        let all = MatchInputs(
            inputs: inputs, objective: run.objective, favouring: run.stableFor ?? .mentees,
            seed: run.seed)
        return (all, leftOut)
    }

    /// Of one pair, whatever they have otherwise: for a proposal made by hand, or a question.
    static func candidates(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> (mentor: Candidate, mentee: Candidate)? {
        guard let mentor = try profile(of: pair.mentor, in: programme, snapshot),
            let mentee = try profile(of: pair.mentee, in: programme, snapshot)
        else { return nil }
        return (
            mentor.candidate(pair.mentor, mentorWith: 1),
            mentee.candidate(pair.mentee, mentorWith: nil)
        )
    }

    /// A mentee and those mentors: for a list of whom they could ask.
    static func profiles(
        of mentee: ID<Person>, andMentors places: [ID<Person>: Int], in programme: ID<Programme>,
        _ snapshot: Reading
    ) throws -> MatchRun.Inputs {
        var inputs = MatchRun.Inputs(policy: .standard, mentees: [], mentors: [])
        try forEachProfile(of: programme, snapshot) { person, profile in
            if person == mentee {
                inputs.mentees.append(profile.candidate(person, mentorWith: nil))
            } else if let left = places[person] {
                inputs.mentors.append(profile.candidate(person, mentorWith: left))
            }
        }
        return inputs
    }

    /// A place that was offered to somebody is not offered again before the answer.
    private static func placesLeft(_ ground: MatchingGround) -> [ID<Person>: Int] {
        var offered: [ID<Person>: Int] = [:]
        for pair in ground.open { offered[pair.mentor, default: 0] += 1 }
        var places: [ID<Person>: Int] = [:]
        for person in ground.parts.keys where ground.isMentor(person) {
            places[person] = ground.freePlaces(of: person) - (offered[person] ?? 0)
        }
        return places
    }

    private static func sorted(_ pairs: Set<PairOfPeople>) -> [NamedPair] {
        pairs.sorted { ($0.mentee, $0.mentor) < ($1.mentee, $1.mentor) }.map(\.named)
    }

    private static func excluded(
        _ run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> [NamedPair] {
        try snapshot.query(
            """
            SELECT mentee_id, mentor_id FROM exclusions
            WHERE run_id = ?1 ORDER BY mentee_id, mentor_id
            """, run
        ) { row in NamedPair(mentee: try row.next(), mentor: try row.next()) }
    }

    // MARK: Profiles

    /// What somebody offers and wants: in this programme where they said so, else at large.
    private struct Profile {
        let offered: [Skill]
        let wanted: [Skill]
        let interests: [Term]
        let values: [Term]
        let languages: [Term]

        init(_ row: inout Row) throws {
            offered = Person.skills(column: try row.next())
            wanted = Person.skills(column: try row.next())
            interests = Person.terms(column: try row.next())
            values = Person.terms(column: try row.next())
            languages = Person.languages(column: try row.next()).map { Term(language: $0.text) }
        }

        func candidate(_ person: ID<Person>, mentorWith places: Int?) -> Candidate {
            let skills = places == nil ? wanted : offered
            return Candidate(
                id: person.text, skills: skills.map { .init($0.term, level: $0.level) },
                interests: interests, values: values, languages: languages, capacity: places ?? 1)
        }
    }

    private static func forEachProfile(
        of programme: ID<Programme>, _ snapshot: Reading,
        _ body: (ID<Person>, Profile) -> Void
    ) throws {
        try snapshot.forEach(
            """
            SELECT e.person_id, COALESCE(e.skills_offered, p.skills_offered),
                COALESCE(e.skills_wanted, p.skills_wanted), p.interests, p.personal_values,
                p.languages
            FROM enrolments e
            JOIN people p ON p.id = e.person_id
            WHERE e.programme_id = ?1 AND e.state = 'approved' AND p.state = 'active'
            ORDER BY e.person_id
            """, programme
        ) { row in body(try row.nextID(), try Profile(&row)) }
    }

    private static func profile(
        of person: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Profile? {
        try snapshot.first(
            """
            SELECT COALESCE(e.skills_offered, p.skills_offered),
                COALESCE(e.skills_wanted, p.skills_wanted), p.interests, p.personal_values,
                p.languages
            FROM enrolments e
            JOIN people p ON p.id = e.person_id
            WHERE e.programme_id = ?1 AND e.person_id = ?2
              AND e.state NOT IN ('exited', 'rejected', 'withdrawn')
            """, programme, person
        ) { row in try Profile(&row) }
    }
}
