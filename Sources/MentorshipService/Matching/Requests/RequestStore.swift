// Mentees' requests and the mentors they name, in the store.

import Mentorship
import SQLite

/// Why a request ended that neither its mentee nor a mentor ended.
package enum RequestEnding: String, Sendable, CaseIterable {
    case menteeAlreadyPaired = "mentee_already_paired"
    /// Or the mentee takes nobody for a while.
    case enrolmentEnded = "enrolment_ended"
    case staff
}

package struct RequestRow: Sendable, Equatable {
    package var request: MentorshipRequest
    package var version: Int
    package var endedBecause: RequestEnding?
    package var relationship: ID<Relationship>?
    package var updatedAt: Instant
    /// One for each choice: why the two could suit each other.
    package let explanations: [String]

    package var id: ID<MentorshipRequest> { request.id }
}

/// What a list of requests may be narrowed by.
package struct RequestFilter: Sendable {
    package var state: MentorshipRequest.State?
    package var programme: ID<Programme>?
}

package enum RequestStore {
    package static func find(
        _ id: ID<MentorshipRequest>, _ snapshot: Reading
    ) throws -> RequestRow? {
        let choices = try choices(of: id, snapshot)
        return try snapshot.first(
            """
            SELECT version, programme_id, mentee_id, state, ended_because, relationship_id,
                created_at, updated_at
            FROM mentorship_requests WHERE id = ?1
            """, id
        ) { row in
            let version: Int = try row.next()
            let programme: ID<Programme> = try row.nextID()
            let mentee: ID<Person> = try row.nextID()
            let state: MentorshipRequest.State = try row.nextChoice()
            let ending = (try row.next() as String?).flatMap(RequestEnding.init(rawValue:))
            let relationship: ID<Relationship>? = try row.nextOptionalID()
            return RequestRow(
                request: MentorshipRequest(
                    id: id, programme: programme, mentee: mentee, choices: choices.map(\.choice),
                    createdAt: try row.nextInstant(), state: state),
                version: version, endedBecause: ending, relationship: relationship,
                updatedAt: try row.nextInstant(), explanations: choices.map(\.explanation))
        }
    }

    private static func choices(
        of id: ID<MentorshipRequest>, _ snapshot: Reading
    ) throws -> [(choice: MentorshipRequest.Choice, explanation: String)] {
        try snapshot.query(
            """
            SELECT mentor_id, state, asked_at, deadline, nudge_at, nudged_at, answered_at,
                decline_reason, passed_over_because, explanation
            FROM mentorship_request_choices WHERE request_id = ?1 ORDER BY position
            """, id
        ) { row in
            var choice = MentorshipRequest.Choice(
                try row.nextID(), state: try row.nextChoice())
            choice.askedAt = try row.nextOptionalInstant()
            let deadline = try row.nextOptionalInstant()
            let nudge = try row.nextOptionalInstant()
            if let deadline, let nudge {
                choice.time = AnswerTime(deadline: deadline, nudge: nudge)
            }
            choice.nudgedAt = try row.nextOptionalInstant()
            choice.answeredAt = try row.nextOptionalInstant()
            choice.declineReason = (try row.next() as String?)
                .flatMap(DeclineReason.init(rawValue:))
            choice.passedOver = (try row.next() as String?)
                .flatMap(MentorshipRequest.PassedOver.init(rawValue:))
            return (choice, try row.next())
        }
    }

    // MARK: Lists

    /// A programme's, oldest first.
    package static func list(
        in programme: ID<Programme>, _ filter: RequestFilter, page: PageRequest,
        _ snapshot: Reading
    ) throws -> [RequestRow] {
        try list(filter, page, snapshot) { after, count in
            try snapshot.query(
                """
                SELECT id FROM mentorship_requests
                WHERE programme_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3
                """, programme, after, count
            ) { row in try row.nextID() }
        }
    }

    /// A person's own, and those in which they were asked.
    package static func list(
        for person: ID<Person>, _ filter: RequestFilter, page: PageRequest,
        _ snapshot: Reading
    ) throws -> [RequestRow] {
        try list(filter, page, snapshot) { after, count in
            let own: [ID<MentorshipRequest>] = try snapshot.query(
                """
                SELECT id FROM mentorship_requests
                WHERE mentee_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3
                """, person, after, count
            ) { row in try row.nextID() }
            let asked: [ID<MentorshipRequest>] = try snapshot.query(
                """
                SELECT request_id FROM mentorship_request_choices
                WHERE mentor_id = ?1 AND request_id > ?2
                  AND state NOT IN ('queued', 'not_asked')
                ORDER BY request_id LIMIT ?3
                """, person, after, count
            ) { row in try row.nextID() }
            return Candidates.merged([own, asked], limit: count)
        } isFor: {
            $0.request.mentee == person || $0.request.wasAsked(person)
        } state: {
            $0.request.mentee == person ? $0.request.state : $0.request.state(toldTo: person)
        }
    }

    private static func list(
        _ filter: RequestFilter, _ page: PageRequest, _ snapshot: Reading,
        from next: (String, Int) throws -> [ID<MentorshipRequest>],
        isFor: (RequestRow) -> Bool = { _ in true },
        state: (RequestRow) -> MentorshipRequest.State? = { $0.request.state }
    ) throws -> [RequestRow] {
        var found: [RequestRow] = []
        try Candidates.take(
            page.fetch, after: page.after ?? "", from: { try next($0, $1).map(\.text) },
            { id in
                guard let id = ID<MentorshipRequest>(id), let row = try find(id, snapshot),
                    filter.state == nil || filter.state == state(row),
                    filter.programme ?? row.request.programme == row.request.programme,
                    isFor(row)
                else { return false }
                found.append(row)
                return true
            })
        return found
    }

    /// How many the mentee has made from a moment on.
    package static func count(
        of mentee: ID<Person>, in programme: ID<Programme>, since: Instant, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            """
            SELECT COUNT(*) FROM mentorship_requests
            WHERE mentee_id = ?1 AND programme_id = ?2 AND created_at > ?3
            """, mentee, programme, since
        ) { row in try row.next() } ?? 0
    }

    // MARK: Who waits

    package static func waiting(
        of mentee: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> ID<MentorshipRequest>? {
        try snapshot.first(
            """
            SELECT id FROM mentorship_requests
            WHERE programme_id = ?1 AND mentee_id = ?2 AND state = 'waiting'
            """, programme, mentee
        ) { row in try row.nextID() }
    }

    /// Whose requests wait.
    package static func waiting(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ID<Person>] {
        try snapshot.query(
            """
            SELECT mentee_id FROM mentorship_requests
            WHERE programme_id = ?1 AND state = 'waiting'
            """, programme
        ) { row in try row.nextID() }
    }

    /// Who is to answer one.
    package static func askedMentors(
        in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ID<Person>] {
        try snapshot.query(
            """
            SELECT c.mentor_id
            FROM mentorship_requests r CROSS JOIN mentorship_request_choices c
            WHERE r.programme_id = ?1 AND r.state = 'waiting' AND c.request_id = r.id
              AND c.state = 'asked'
            """, programme
        ) { row in try row.nextID() }
    }

    /// Requests of the programme that wait for the mentor's answer, oldest first.
    package static func asked(
        of mentor: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> [ID<MentorshipRequest>] {
        try snapshot.query(
            """
            SELECT c.request_id
            FROM mentorship_request_choices c CROSS JOIN mentorship_requests r
            WHERE c.mentor_id = ?1 AND c.state = 'asked' AND r.id = c.request_id
              AND r.programme_id = ?2
            ORDER BY c.request_id
            """, mentor, programme
        ) { row in try row.nextID() }
    }

    /// Whoever said no once is not asked by the same mentee again.
    package static func hasDeclined(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1
            FROM mentorship_requests r CROSS JOIN mentorship_request_choices c
            WHERE r.mentee_id = ?1 AND r.programme_id = ?3 AND c.request_id = r.id
              AND c.mentor_id = ?2 AND c.state = 'declined'
            """, pair.mentee, pair.mentor, programme
        ) { row in try row.next() as Int } != nil
    }

    package static func declineMessage(
        of id: ID<MentorshipRequest>, position: Int, _ snapshot: Reading
    ) throws -> [UInt8]? {
        try snapshot.first(
            """
            SELECT decline_message FROM mentorship_request_choices
            WHERE request_id = ?1 AND position = ?2
            """, id, position
        ) { row in try row.next() as [UInt8]? } ?? nil
    }
}
