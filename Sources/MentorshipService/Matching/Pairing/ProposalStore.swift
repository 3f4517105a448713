// Proposals in the store.

import Mentorship
import SQLite

/// Why a proposal ended that nobody declined.
package enum ProposalEnding: String, Sendable, CaseIterable {
    case mentorAtCapacity = "mentor_at_capacity"
    case menteeAlreadyPaired = "mentee_already_paired"
    /// Or one of the two takes nobody for a while.
    case enrolmentEnded = "enrolment_ended"
    case pairExcluded = "pair_excluded"
    /// Not everybody in the circle said yes.
    case circleNotFormed = "circle_not_formed"
    /// Nobody said yes to the mentor whose group it would have been.
    case groupNotFormed = "group_not_formed"
    /// As many guide it as the programme's policy has.
    case groupHasMentors = "group_has_mentors"
    /// The mentor does not guide the group any more.
    case mentorLeft = "mentor_left"
    case staff

    /// Another pair took the place; the rest is taken back.
    var state: Proposal.State {
        switch self {
        case .mentorAtCapacity, .menteeAlreadyPaired, .groupHasMentors: .superseded
        case .enrolmentEnded, .pairExcluded, .circleNotFormed, .groupNotFormed, .mentorLeft, .staff:
            .withdrawn
        }
    }
}

package struct ProposalRow: Sendable, Equatable {
    package var proposal: Proposal
    package var version: Int
    package let run: ID<MatchRun>?
    package let score: Int?
    package let explanation: String?
    package var declineMessage: [UInt8]?
    package var endedBecause: ProposalEnding?
    /// The relationship that came of it.
    package var relationship: String?
    package let createdBy: String
    package var updatedAt: Instant

    /// What it is by now: nothing marks a proposal when its time is over.
    package func state(now: Instant) -> Proposal.State {
        proposal.isOverdue(now: now) ? .expired : proposal.state
    }
}

extension ProposalRow {
    init(
        _ pair: PairOfPeople, in programme: ID<Programme>, run: ID<MatchRun>?,
        circle: Int? = nil, score: Int, explanation: String, deadline: Instant,
        _ context: inout Context
    ) {
        proposal = Proposal(
            id: context.newID(), programme: programme, mentor: pair.mentor, mentee: pair.mentee,
            sentAt: context.now, deadline: deadline, circle: circle)
        version = 1
        self.run = run
        self.score = score
        self.explanation = explanation
        createdBy = context.actor.text
        updatedAt = context.now
    }
}

extension ProposalRow {
    /// To guide a group together with who leads it: no pair is weighed.
    init(
        asking mentor: ID<Person>, beside lead: ID<Person>, in programme: ID<Programme>,
        run: ID<MatchRun>, deadline: Instant, _ context: inout Context
    ) {
        proposal = Proposal(
            id: context.newID(), programme: programme, mentor: mentor, mentee: nil, lead: lead,
            sentAt: context.now, deadline: deadline)
        version = 1
        self.run = run
        score = nil
        explanation = nil
        createdBy = context.actor.text
        updatedAt = context.now
    }
}

/// What a list of proposals may be narrowed by.
package struct ProposalFilter: Sendable {
    package var state: Proposal.State?
    package var programme: ID<Programme>?
    package var run: ID<MatchRun>?
    package var person: ID<Person>?
}

package enum ProposalStore {
    package static func find(_ id: ID<Proposal>, _ snapshot: Reading) throws -> ProposalRow? {
        try snapshot.first(
            """
            SELECT p.id, p.programme_id, p.mentor_id, p.mentee_id, p.lead_id, p.created_at,
                p.deadline, p.circle, p.state, p.mentor_answer, p.mentor_answered_at,
                p.mentee_answer, p.mentee_answered_at, p.decline_reason, p.version, p.run_id,
                p.score, p.explanation, p.decline_message, p.ended_because,
                COALESCE(r.id, m.relationship_id), p.created_by, p.updated_at
            FROM proposals p
            LEFT JOIN relationships r ON r.proposal_id = p.id
            LEFT JOIN relationship_members m ON m.proposal_id = p.id
            WHERE p.id = ?1
            """, id, read: row)
    }

    /// A programme's, oldest first.
    package static func list(
        in programme: ID<Programme>, _ filter: ProposalFilter, page: PageRequest, now: Instant,
        _ snapshot: Reading
    ) throws -> [ProposalRow] {
        try snapshot.query(
            """
            SELECT p.id, p.programme_id, p.mentor_id, p.mentee_id, p.lead_id, p.created_at,
                p.deadline, p.circle, p.state, p.mentor_answer, p.mentor_answered_at,
                p.mentee_answer, p.mentee_answered_at, p.decline_reason, p.version, p.run_id,
                p.score, p.explanation, p.decline_message, p.ended_because,
                COALESCE(r.id, m.relationship_id), p.created_by, p.updated_at
            FROM proposals p
            LEFT JOIN relationships r ON r.proposal_id = p.id
            LEFT JOIN relationship_members m ON m.proposal_id = p.id
            WHERE p.programme_id = ?1 AND p.id > COALESCE(?2, '')
              AND (?3 IS NULL OR p.run_id = ?3)
              AND (?4 IS NULL OR ?4 IN (p.mentor_id, p.mentee_id, p.lead_id))
              AND (?5 IS NULL OR ?5 = CASE
                WHEN p.state = 'sent' AND p.deadline <= ?6 THEN 'expired' ELSE p.state END)
            ORDER BY p.id LIMIT ?7
            """, programme, page.after, filter.run, filter.person, filter.state?.rawValue, now,
            page.fetch, read: row)
    }

    /// Those put to a person, in whichever part; of a circle their own alone.
    package static func list(
        for person: ID<Person>, _ filter: ProposalFilter, page: PageRequest, now: Instant,
        _ snapshot: Reading
    ) throws -> [ProposalRow] {
        try snapshot.query(
            """
            SELECT p.id, p.programme_id, p.mentor_id, p.mentee_id, p.lead_id, p.created_at,
                p.deadline, p.circle, p.state, p.mentor_answer, p.mentor_answered_at,
                p.mentee_answer, p.mentee_answered_at, p.decline_reason, p.version, p.run_id,
                p.score, p.explanation, p.decline_message, p.ended_because,
                COALESCE(r.id, m.relationship_id), p.created_by, p.updated_at
            FROM proposals p
            LEFT JOIN relationships r ON r.proposal_id = p.id
            LEFT JOIN relationship_members m ON m.proposal_id = p.id
            WHERE p.id IN (
                SELECT id FROM proposals WHERE mentor_id = ?1 AND circle IS NULL
                UNION SELECT id FROM proposals WHERE mentee_id = ?1)
              AND p.id > COALESCE(?2, '') AND (?3 IS NULL OR p.programme_id = ?3)
              AND (?4 IS NULL OR ?4 = CASE
                WHEN p.state = 'sent' AND p.deadline <= ?5 THEN 'expired' ELSE p.state END)
            ORDER BY p.id LIMIT ?6
            """, person, page.after, filter.programme, filter.state?.rawValue, now, page.fetch,
            read: row)
    }

    private static func row(_ row: inout Row) throws -> ProposalRow {
        let id: ID<Proposal> = try row.nextID()
        let programme: ID<Programme> = try row.nextID()
        let mentor: ID<Person> = try row.nextID()
        let mentee: ID<Person>? = try row.nextOptionalID()
        let lead: ID<Person>? = try row.nextOptionalID()
        let sentAt = try row.nextInstant()
        let deadline = try row.nextInstant()
        let circle: Int? = try row.next()
        let state: Proposal.State = try row.nextChoice()
        let answers = (
            mentor: try row.next() as String?, mentorAt: try row.nextOptionalInstant(),
            mentee: try row.next() as String?, menteeAt: try row.nextOptionalInstant(),
            reason: (try row.next() as String?).flatMap(DeclineReason.init(rawValue:))
        )
        let proposal = Proposal(
            id: id, programme: programme, mentor: mentor, mentee: mentee, lead: lead,
            sentAt: sentAt, deadline: deadline, circle: circle, state: state,
            mentorDecision: decision(answers.mentor, answers.mentorAt, answers.reason),
            menteeDecision: decision(answers.mentee, answers.menteeAt, answers.reason))
        return ProposalRow(
            proposal: proposal, version: try row.next(), run: try row.nextOptionalID(),
            score: try row.next(), explanation: try row.next(),
            declineMessage: try row.next(),
            endedBecause: (try row.next() as String?).flatMap(ProposalEnding.init(rawValue:)),
            relationship: try row.next(), createdBy: try row.next(),
            updatedAt: try row.nextInstant())
    }

    private static func decision(
        _ answer: String?, _ at: Instant?, _ reason: DeclineReason?
    ) -> Proposal.Decision? {
        guard let answer, let at else { return nil }
        if answer == "accepted" { return .init(.accepted, at: at) }
        return .init(.declined(reason ?? .other), at: at)
    }

    /// Whose unanswered proposals are meant.
    package enum Whose: Sendable {
        case mentor(ID<Person>)
        case mentee(ID<Person>)
        case pair(PairOfPeople)

        var people: Set<ID<Person>> {
            switch self {
            case .mentor(let person), .mentee(let person): [person]
            case .pair(let pair): [pair.mentor, pair.mentee]
            }
        }
    }

    package static func open(
        of whose: Whose, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ID<Proposal>] {
        switch whose {
        case .mentor(let mentor):
            try snapshot.query(
                """
                SELECT id FROM proposals
                WHERE programme_id = ?1 AND mentor_id = ?2 AND state = 'sent' ORDER BY id
                """, programme, mentor
            ) { row in try row.nextID() }
        case .mentee(let mentee):
            try snapshot.query(
                """
                SELECT id FROM proposals
                WHERE mentee_id = ?2 AND programme_id = ?1 AND state = 'sent' ORDER BY id
                """, programme, mentee
            ) { row in try row.nextID() }
        case .pair(let pair):
            try snapshot.query(
                """
                SELECT id FROM proposals
                WHERE programme_id = ?1 AND mentor_id = ?2 AND mentee_id = ?3
                  AND state = 'sent'
                """, programme, pair.mentor, pair.mentee
            ) { row in try row.nextID() }
        }
    }

    package static func open(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ID<Proposal>] {
        try snapshot.query(
            "SELECT id FROM proposals WHERE programme_id = ?1 AND state = 'sent'", programme
        ) { row in try row.nextID() }.sorted()
    }

    /// How many mentees a mentor is asked about who can still become one.
    package static func asked(
        of mentor: ID<Person>, in programme: ID<Programme>, now: Instant, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            """
            SELECT COUNT(*) FROM proposals
            WHERE programme_id = ?1 AND mentor_id = ?2 AND state = 'sent' AND deadline > ?3
              AND mentee_id IS NOT NULL
            """, programme, mentor, now
        ) { row in try row.next() } ?? 0
    }

    /// One whose time is over, for the clock.
    package static func overdue(
        _ now: Instant, _ snapshot: Reading
    ) throws -> ID<Proposal>? {
        try snapshot.first(
            """
            SELECT id FROM proposals
            WHERE state = 'sent' AND deadline <= ?1 ORDER BY deadline LIMIT 1
            """, now
        ) { row in try row.nextID() }
    }

    /// Those of a programme.
    package static func overdue(
        in programme: ID<Programme>, _ now: Instant, _ snapshot: Reading
    ) throws -> [ID<Proposal>] {
        try snapshot.query(
            """
            SELECT id FROM proposals
            WHERE programme_id = ?1 AND state = 'sent' AND deadline <= ?2 ORDER BY id
            """, programme, now
        ) { row in try row.nextID() }
    }

    // MARK: Writing

    /// False when the two have an unanswered proposal already.
    package static func insert(_ row: ProposalRow, _ transaction: Writing) throws -> Bool {
        let proposal = row.proposal
        return try transaction.execute(
            """
            INSERT INTO proposals (id, programme_id, run_id, circle, mentor_id, mentee_id, lead_id,
                state, score, explanation, deadline, created_by, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            ON CONFLICT DO NOTHING
            """,
            proposal.id, proposal.programme, row.run, proposal.circle, proposal.mentor,
            proposal.mentee, proposal.lead, proposal.state.rawValue, row.score, row.explanation,
            proposal.deadline, row.createdBy, proposal.sentAt, row.updatedAt) == 1
    }

    /// State and answers, one version on.
    package static func update(_ row: ProposalRow, _ transaction: Writing) throws {
        let proposal = row.proposal
        try transaction.execute(
            """
            UPDATE proposals SET version = version + 1, state = ?2, mentor_answer = ?3,
                mentor_answered_at = ?4, mentee_answer = ?5, mentee_answered_at = ?6,
                decline_reason = ?7, decline_message = ?8, ended_because = ?9, updated_at = ?10
            WHERE id = ?1
            """,
            proposal.id, proposal.state.rawValue, proposal.mentorDecision?.answer.column,
            proposal.mentorDecision?.at, proposal.menteeDecision?.answer.column,
            proposal.menteeDecision?.at, proposal.declineReason?.rawValue, row.declineMessage,
            row.endedBecause?.rawValue, row.updatedAt)
    }
}

extension Proposal.Decision.Answer {
    var column: String { self == .accepted ? "accepted" : "declined" }

    var reason: DeclineReason? {
        if case .declined(let reason) = self { reason } else { nil }
    }
}

extension Proposal {
    var declineReason: DeclineReason? {
        mentorDecision?.answer.reason ?? menteeDecision?.answer.reason
    }
}
