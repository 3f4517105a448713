// What people say of themselves for matching, read from the store: only what the policy looks at
// leaves it, so that a run keeps no more of anybody than it weighs.

import JSON
import Mentorship
import SQLite

/// Everything about one person that a policy may ask; which side they are on is not said yet.
struct CandidateProfile {
    let offered: [Skill]
    let wanted: [Skill]
    let interests: [Term]
    let values: [Term]
    let languages: [Term]
    let motivation: String?
    let bio: String?
    let measures: [String: Int]
    let site: String?
    let timeZone: String?
    let weekly: String?
    let ranked: String?
    /// When the programme took them in; until then, when they asked.
    let since: Instant
    let facts: StatedFacts
    /// What the programme asks for and they have not given, or not anew.
    let missing: [Enrolment.Requirement]

    init(_ row: inout Row) throws {
        offered = Person.skills(column: try row.next())
        wanted = Person.skills(column: try row.next())
        interests = Person.terms(column: try row.next())
        values = Person.terms(column: try row.next())
        languages = Person.languages(column: try row.next()).map { Term(language: $0.text) }
        motivation = try row.next()
        bio = try row.next()
        measures = try Self.measures(&row)
        site = try row.next()
        timeZone = try row.next()
        weekly = try row.next()
        ranked = try row.next()
        since = try row.nextInstant()
        facts = try StatedFacts(&row)
        missing = Enrolment.missing(asked: try row.next(), acknowledged: try row.next())
    }

    /// What somebody states for a programme comes before what their profile says.
    private static func measures(_ row: inout Row) throws -> [String: Int] {
        var measures: [String: Int] = [:]
        measures["seniority"] = try row.next() as Int?
        measures["experience_years"] = try row.next() as Int?
        return measures
    }
}

/// What matching looks at people with: the clocks that their zones have then, and the key to what
/// they opened for it.
struct MatchingMoment {
    let zones: ZoneCatalogue
    let sealer: Sealer
    let now: Instant

    init(_ deployment: Deployment, now: Instant) {
        zones = deployment.zones.catalogue
        sealer = deployment.sealer
        self.now = now
    }
}

extension Call {
    var matchingMoment: MatchingMoment {
        MatchingMoment(deployment, now: context.now)
    }
}

/// Turns profiles into candidates, as far as a policy asks.
struct CandidateMaker {
    /// Once `open` was called it speaks of people by the same stand-ins as they do.
    private(set) var policy: MatchingPolicy
    let moment: MatchingMoment
    var histories = PairHistories()
    /// The pairs that each mentor has now.
    var loads: [ID<Person>: Int] = [:]
    /// Nobody's, where the policy does not ask who reports to whom.
    var lines = ReportingLines()
    /// What must not be shared by two who are matched, under pseudonyms.
    var conflicts: [ID<Person>: [String]] = [:]
    /// What people described of themselves and opened for matching, under pseudonyms.
    var described: [ID<Person>: Characteristics.Described] = [:]
    /// Whether it counts whom people have named.
    var readsWishes: Bool
    /// The parts of those who take part now and may have been named.
    var roles: [String: Enrolment.Role] = [:]

    init(policy: MatchingPolicy, moment: MatchingMoment) {
        self.policy = policy
        self.moment = moment
        readsWishes = policy.reads(.preference)
    }

    /// With what the policy looks at of a programme's pairs, past and present.
    init(
        _ policy: MatchingPolicy, in programme: ID<Programme>, _ moment: MatchingMoment,
        _ snapshot: Reading
    ) throws {
        self.init(policy: policy, moment: moment)
        if policy.reads(.history) || policy.reads(.continuity) {
            histories = try PairHistories(programme, snapshot)
        }
        if policy.reads(.load) {
            loads = try MatchingGround(programme, now: moment.now, snapshot).taken
        }
    }

    mutating func readRoles(of ground: MatchingGround) {
        guard readsWishes else { return }
        for (person, part) in ground.parts { roles[person.text] = part.role }
    }

    /// Of those whom these have named.
    mutating func readRoles(
        namedBy profiles: [CandidateProfile], in programme: ID<Programme>, _ snapshot: Reading
    ) throws {
        guard readsWishes else { return }
        for name in profiles.compactMap(\.ranked).flatMap({
            PreferenceStore.people(column: $0)
        }) {
            guard let person = ID<Person>(name) else { continue }
            roles[name] = try CandidateStore.role(of: person, in: programme, snapshot)
        }
    }

    /// What rules ask of everybody in a programme that others keep of them.
    mutating func addRules(in programme: ID<Programme>, _ snapshot: Reading) throws {
        if policy.readsLines { lines = try ManagerStore.lines(in: programme, snapshot) }
        var pseudonyms = Pseudonyms()
        conflicts = pseudonyms.replace(
            try ConflictKeyStore.all(in: programme, moment.sealer, snapshot))
    }

    /// The same of some people alone.
    mutating func addRules(
        of people: [ID<Person>], in programme: ID<Programme>, _ snapshot: Reading
    ) throws {
        if policy.readsLines { lines = try ManagerStore.lines(of: people, snapshot) }
        var pseudonyms = Pseudonyms()
        conflicts = pseudonyms.replace(
            try ConflictKeyStore.all(of: people, in: programme, moment.sealer, snapshot))
    }

    /// A mentor with so many places left, or a mentee who wants so many mentors.
    func candidate(
        _ person: ID<Person>, _ profile: CandidateProfile, mentorWith places: Int?,
        wanted: Int = 1
    ) throws -> Candidate {
        let skills = places == nil ? profile.wanted : profile.offered
        var candidate = Candidate(
            id: person.text, skills: skills.map { .init($0.term, level: $0.level) },
            interests: profile.interests, values: profile.values, languages: profile.languages,
            capacity: places ?? wanted)
        if policy.reads(.text) { candidate.texts = texts(profile, isMentor: places != nil) }
        candidate.measures = profile.measures.filter { policy.readsMeasure($0.key) }
        if policy.reads(.site) { candidate.site = profile.site }
        state(profile.facts, of: &candidate)
        candidate.lines = lines.above(person).map(\.text)
        candidate.conflictKeys = conflicts[person] ?? []
        candidate.gates = profile.missing.map(\.rawValue)
        candidate.characteristics = described(person, isMentor: places != nil)
        if policy.readsHours { candidate.hours = try hours(profile) }
        if readsWishes, let ranked = profile.ranked {
            candidate.rankings = wishes(
                PreferenceStore.people(column: ranked), asMentee: places == nil)
        }
        if places != nil, policy.reads(.load) { candidate.load = loads[person] ?? 0 }
        if places == nil {
            candidate.waitingSince = profile.since.milliseconds
            if policy.reads(.history) { candidate.history = histories.counts[person] ?? [:] }
            if policy.reads(.continuity) { candidate.latest = histories.latest[person] }
        }
        return candidate
    }

    /// Of those whom somebody named the ones who stand on the other side by now: who gives and gets
    /// has one list for both, and whom they would have as mentor says nothing of their mentees.
    private func wishes(_ named: [String], asMentee isMentee: Bool) -> [String] {
        named.filter { name in
            guard let role = roles[name] else { return false }
            return isMentee ? role.isMentor : role.isMentee
        }
    }

    /// What somebody states for the programme, as far as a factor, a rule or groups compare it.
    private func state(_ facts: StatedFacts, of candidate: inout Candidate) {
        if policy.compares(.goals) { candidate.goals = facts.goals }
        if policy.compares(.challenges) { candidate.challenges = facts.challenges }
        if policy.reads(.groups) { candidate.groups = facts.groups }
        if policy.reads(.media) || policy.requiresCommonMedium {
            candidate.media = facts.media.map { Term(stored: $0.rawValue) }
        }
        if !policy.allowsSameOrganisation { candidate.organisation = facts.organisation }
    }

    /// Takes over what was opened, as far as the policy names it and says on what basis; words are
    /// replaced before anything is kept, the same ones by the same.
    mutating func open(_ all: [ID<Person>: Characteristics.Described]) {
        let names = Set(policy.describedNames)
        var pseudonyms = Pseudonyms()
        for person in all.keys.sorted() {
            let read = (all[person] ?? [:]).filter { names.contains($0.key) }
            described[person] = read.isEmpty ? nil : pseudonyms.replace(read)
        }
        policy = pseudonyms.replace(policy)
    }

    /// Of a mentor only what pairs are compared by: it is mentees who are served first.
    private func described(
        _ person: ID<Person>, isMentor: Bool
    ) -> Characteristics.Described {
        let all = described[person] ?? [:]
        guard isMentor, !all.isEmpty else { return all }
        let compared = policy.characteristicNames
        return all.filter { compared.contains($0.key) }
    }

    /// A mentee's wish is why they came; a mentor has also told who they are.
    private func texts(_ profile: CandidateProfile, isMentor: Bool) -> [String] {
        let texts = isMentor ? [profile.bio, profile.motivation] : [profile.motivation]
        return texts.compactMap { $0 }.filter { !$0.isEmpty }
    }

    private func hours(_ profile: CandidateProfile) throws -> [Range<Int>] {
        guard let name = profile.timeZone, let weekly = profile.weekly,
            let zone = try? moment.zones.zone(named: name)
        else { return [] }
        let availability = try AvailabilityDocument.availability(weekly: weekly, exceptions: "[]")
        return WeekMinutes.spans(
            availability.weekly, offsetSeconds: zone.offset(at: moment.now))
    }
}

enum CandidateStore {
    static func forEachProfile(
        of programme: ID<Programme>, _ snapshot: Reading,
        _ body: (ID<Person>, CandidateProfile) throws -> Void
    ) throws {
        try snapshot.forEach(
            """
            SELECT e.person_id, COALESCE(e.skills_offered, p.skills_offered),
                COALESCE(e.skills_wanted, p.skills_wanted), p.interests, p.personal_values,
                p.languages, e.motivation, p.bio, COALESCE(e.seniority, p.seniority),
                COALESCE(e.experience_years, p.seniority), e.site, a.time_zone, a.weekly,
                w.ranked,
                COALESCE(e.decided_at, e.created_at),
                e.goals, e.challenges, e.belongs_to, e.media, e.organisation,
                CASE WHEN g.requires_acknowledgement = 1 THEN g.acknowledgement_version END,
                NULLIF(e.acknowledged_version, 0)
            FROM enrolments e
            JOIN people p ON p.id = e.person_id
            JOIN programmes g ON g.id = e.programme_id
            LEFT JOIN availabilities a ON a.person_id = e.person_id
            LEFT JOIN preferences w ON w.enrolment_id = e.id
            WHERE e.programme_id = ?1 AND e.state = 'approved' AND p.state = 'active'
            ORDER BY e.person_id
            """, programme
        ) { row in try body(try row.nextID(), try CandidateProfile(&row)) }
    }

    static func profile(
        of person: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> CandidateProfile? {
        try snapshot.first(
            """
            SELECT COALESCE(e.skills_offered, p.skills_offered),
                COALESCE(e.skills_wanted, p.skills_wanted), p.interests, p.personal_values,
                p.languages, e.motivation, p.bio, COALESCE(e.seniority, p.seniority),
                COALESCE(e.experience_years, p.seniority), e.site, a.time_zone, a.weekly,
                w.ranked,
                COALESCE(e.decided_at, e.created_at),
                e.goals, e.challenges, e.belongs_to, e.media, e.organisation,
                CASE WHEN g.requires_acknowledgement = 1 THEN g.acknowledgement_version END,
                NULLIF(e.acknowledged_version, 0)
            FROM enrolments e
            JOIN people p ON p.id = e.person_id
            JOIN programmes g ON g.id = e.programme_id
            LEFT JOIN availabilities a ON a.person_id = e.person_id
            LEFT JOIN preferences w ON w.enrolment_id = e.id
            WHERE e.programme_id = ?1 AND e.person_id = ?2
              AND e.state NOT IN ('exited', 'rejected', 'withdrawn')
            """, programme, person
        ) { row in try CandidateProfile(&row) }
    }

    /// Nil for who takes no part now.
    static func role(
        of person: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Enrolment.Role? {
        try snapshot.first(
            """
            SELECT e.role FROM enrolments e
            JOIN people p ON p.id = e.person_id
            WHERE e.programme_id = ?1 AND e.person_id = ?2 AND e.state = 'approved'
              AND p.state = 'active'
            """, programme, person
        ) { row in try row.nextChoice() }
    }

    /// Texts of the programme that say how rare words are in it, where the policy asks: what
    /// those wrote who enrolled last, of mentors also who they are. Up to two hundred people they
    /// are what a run of all of them counts, so that a pair asked about by itself scores the same.
    static func texts(
        _ policy: MatchingPolicy, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [String] {
        guard policy.reads(.text) else { return [] }
        var texts: [String] = []
        try snapshot.forEach(
            """
            SELECT e.motivation, CASE WHEN e.role = 'mentee' THEN NULL ELSE p.bio END
            FROM enrolments e
            JOIN people p ON p.id = e.person_id
            WHERE e.programme_id = ?1 AND e.state = 'approved' AND p.state = 'active'
            ORDER BY e.id DESC LIMIT 200
            """, programme
        ) { row in
            let both: [String?] = [try row.next(), try row.next()]
            texts += both.compactMap { $0 }.filter { !$0.isEmpty }
        }
        return texts
    }
}

extension MatchingPolicy {
    func reads(_ factor: Factor) -> Bool {
        weightings.contains { $0.factor == factor && $0.weight > 0 }
    }

    /// Whether it weighs a factor, or says by it what the members of a group are after.
    func compares(_ factor: Factor) -> Bool {
        reads(factor) || cohesion.purpose?.factor == factor
    }

    func readsMeasure(_ name: String) -> Bool {
        seniority?.name == name
            || weightings.contains { $0.shape.name == name && $0.weight > 0 }
    }

    /// Only on a stated basis is anything opened.
    var readsDescribed: Bool { basis?.isEmpty == false && !describedNames.isEmpty }

    var readsLines: Bool { reportingLine != .allowed }

    var readsHours: Bool { reads(.hours) || minimumCommonMinutes > 0 }
}
