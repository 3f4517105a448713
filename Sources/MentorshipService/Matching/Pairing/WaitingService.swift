// Everybody who waits, each with where they stand and what comes next: gathered from enrolments,
// proposals, requests and runs as they are at this moment. Nothing is kept, so nothing is stale.

import JSON
import Mentorship
import SQLite

struct WaitingPerson {
    let enrolment: WaitingEnrolment
    /// How many meet in the programme.
    let shape: MatchRun.Shape
    let waiting: Waiting
    /// Of whom waits as a mentee.
    let mentors: MentorsWanted?
    let rematch: ID<Relationship>?

    var words: String { waiting.words(mentors, in: shape) }
}

/// What is the same for everybody in a programme.
struct WaitingProgramme {
    let programme: Programme
    let policy: RequestPolicy
    let runs: WaitingRuns

    /// Equals have one partner, or one circle.
    var isAmongEquals: Bool { ModelRegistry.isAmongEquals(programme.plan.model) }

    init?(_ id: ID<Programme>, _ snapshot: Reading) throws {
        guard let programme = try ProgrammeStore.find(id, snapshot) else { return nil }
        self.programme = programme
        policy = try RequestPolicyStore.find(id, snapshot).policy
        runs = try WaitingRuns(
            in: id, amongEquals: ModelRegistry.isAmongEquals(programme.plan.model), snapshot)
    }
}

struct WaitingService {
    let now: Instant
    let snapshot: Reading

    /// Nil for who has what they came for, and where nothing begins any more.
    func find(_ enrolment: WaitingEnrolment, _ frame: WaitingProgramme) throws -> WaitingPerson? {
        let role = enrolment.role
        guard !frame.programme.state.isOver,
            let current = try EnrolmentStore.find(enrolment.id, snapshot)
        else { return nil }
        let mentors =
            role.isMentee
            ? MentorsWanted(
                found: try count(enrolment, as: .mentee),
                wanted: frame.isAmongEquals ? 1 : current.mentorsWanted) : nil
        let isMentee = mentors.map { $0.found < $0.wanted } ?? false
        let isMentor =
            try role.isMentor && current.capacity > 0 && count(enrolment, as: .mentor) == 0
        guard isMentee || isMentor || current.state.isWaiting else { return nil }
        var facts = WaitingFacts()
        facts.isDecided = !current.state.isWaiting
        facts.hasAcknowledged = current.missing(in: frame.programme).isEmpty
        facts.isMentee = isMentee
        facts.isPaused = try WaitingStore.isPaused(enrolment.person, snapshot)
        facts.mayAsk = frame.policy.isOpen && frame.programme.state.takesPairs
        if facts.isDecided {
            let part = WaitingPart(
                enrolment: current, isMentee: isMentee, isMentor: isMentor,
                since: enrolment.since)
            facts.proposals = try proposals(enrolment, isMentee, isMentor)
            facts.requests = try requests(enrolment, isMentee, isMentor)
            try addPast(of: part, frame.runs, to: &facts)
        }
        let rematch = try RematchStore.open(
            of: enrolment.person, in: enrolment.programme, snapshot)
        return WaitingPerson(
            enrolment: enrolment, shape: frame.programme.plan.groupSizes.shape,
            waiting: facts.waiting, mentors: isMentee || !facts.isDecided ? mentors : nil,
            rematch: rematch?.rematch.previous)
    }

    /// What comes next for those whom a run that is done has left without.
    static func nextStep(of run: MatchRunRow, _ snapshot: Reading) throws -> Waiting.Step {
        let programme = try ProgrammeStore.find(run.programme, snapshot)
        let policy = try RequestPolicyStore.find(run.programme, snapshot).policy
        var facts = WaitingFacts()
        facts.mayAsk = policy.isOpen && programme?.state.takesPairs ?? false
        facts.run = run.state == .done ? .underReview : .published
        return facts.waiting.step
    }

    private func count(_ enrolment: WaitingEnrolment, as side: Side) throws -> Int {
        try [side, .peer].reduce(0) { count, side in
            try count
                + RelationshipPlaces.openCount(
                    of: enrolment.person, as: side, in: enrolment.programme, snapshot)
        }
    }

    private func proposals(
        _ enrolment: WaitingEnrolment, _ isMentee: Bool, _ isMentor: Bool
    ) throws -> [WaitingFacts.Open] {
        let (person, programme) = (enrolment.person, enrolment.programme)
        let ids =
            (isMentee ? try ProposalStore.open(of: .mentee(person), in: programme, snapshot) : [])
            + (isMentor ? try ProposalStore.open(of: .mentor(person), in: programme, snapshot) : [])
        return try ids.compactMap { id in
            guard let proposal = try ProposalStore.find(id, snapshot)?.proposal,
                !proposal.isOverdue(now: now), let side = proposal.side(of: person)
            else { return nil }
            return WaitingFacts.Open(
                id: id.text, deadline: proposal.deadline,
                isTheirMove: proposal.decision(of: side) == nil)
        }
    }

    private func requests(
        _ enrolment: WaitingEnrolment, _ isMentee: Bool, _ isMentor: Bool
    ) throws -> [WaitingFacts.Open] {
        let (person, programme) = (enrolment.person, enrolment.programme)
        let own =
            isMentee ? try RequestStore.waiting(of: person, in: programme, snapshot) : nil
        let asked = isMentor ? try RequestStore.asked(of: person, in: programme, snapshot) : []
        return try ((own.map { [$0] } ?? []) + asked).compactMap { id in
            guard let request = try RequestStore.find(id, snapshot)?.request else { return nil }
            return WaitingFacts.Open(
                id: id.text,
                deadline: request.current.flatMap { request.choices[$0].time?.deadline },
                isTheirMove: request.mentee != person)
        }
    }

    /// What a run said, or the mentors who were asked, before somebody was with another is over.
    private func addPast(
        of part: WaitingPart, _ runs: WaitingRuns, to facts: inout WaitingFacts
    ) throws {
        let last = try runs.latest(about: part)
        let freeSince = try WaitingStore.lastEnd(
            of: part.enrolment, asMentee: part.isMentee, snapshot)
        facts.run = try last.map { try run($0, part, runs, freeSince) } ?? .none
        guard part.isMentee,
            let request = try WaitingStore.lastRequest(
                of: part.enrolment.person, in: part.enrolment.programme, snapshot),
            request.state == .exhausted, request.endedAt >= part.since,
            last.map({ request.endedAt > $0.createdAt }) ?? true,
            freeSince.map({ request.endedAt >= $0 }) ?? true
        else { return }
        facts.exhausted = request.id
    }

    private func run(
        _ run: MatchRunRow, _ part: WaitingPart, _ runs: WaitingRuns, _ freeSince: Instant?
    ) throws -> WaitingFacts.Run {
        switch run.state {
        case .queued, .running: return .underWay
        case .done: return .underReview
        case .discarded, .failed: return .none
        case .published:
            if let freeSince, let published = run.publishedAt, published < freeSince {
                return .published
            }
            return try runs.outcome(of: run, for: part)
        }
    }
}
