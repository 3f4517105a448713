// What mentors show, in the store; and the card itself, from the columns of a profile, with null
// for whatever its mentor does not show.

import JSON
import Mentorship
import SQLite

package struct MentorCardRow: Sendable, Equatable {
    package let enrolment: ID<Enrolment>
    /// Zero until the mentor said something.
    package var version: Int
    package var card: MentorCard
    package var updatedAt: Instant?

    package var isStored: Bool { version > 0 }
}

package enum MentorCardStore {
    package static func find(
        _ enrolment: ID<Enrolment>, _ snapshot: Reading
    ) throws -> MentorCardRow {
        try snapshot.first(
            """
            SELECT version, is_listed, shows, answers_on, updated_at
            FROM mentor_cards WHERE enrolment_id = ?1
            """, enrolment
        ) { row in
            MentorCardRow(
                enrolment: enrolment, version: try row.next(),
                card: MentorCard(
                    isListed: try row.next(), shows: members(try row.next()),
                    answersOn: days(try row.next())),
                updatedAt: try row.nextInstant())
        } ?? MentorCardRow(enrolment: enrolment, version: 0, card: .standard)
    }

    package static func put(_ row: MentorCardRow, _ transaction: Writing) throws {
        let shows = MentorCard.Member.allCases.filter { row.card.shows($0) }.map(\.rawValue)
        try transaction.execute(
            """
            INSERT INTO mentor_cards (enrolment_id, version, is_listed, shows, updated_at,
                answers_on)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (enrolment_id) DO UPDATE SET version = excluded.version,
                is_listed = excluded.is_listed, shows = excluded.shows,
                updated_at = excluded.updated_at,
                answers_on = excluded.answers_on
            """,
            row.enrolment, row.version, row.card.isListed, shows.joined(separator: " "),
            row.updatedAt, row.card.answersOn.sorted().map(\.code).joined(separator: " "))
    }

    private static func days(_ column: String) -> Set<Weekday> {
        Set(column.split(separator: " ").compactMap { Weekday(code: $0) })
    }

    static func members(_ column: String) -> Set<MentorCard.Member> {
        Set(column.split(separator: " ").compactMap { MentorCard.Member(rawValue: String($0)) })
    }

    /// Nobody whose profile is gone; skills as the mentor offers them in this programme.
    static func write(
        _ card: MentorCard, of mentor: ID<Person>, in programme: ID<Programme>,
        into json: inout JSONWriter, _ snapshot: Reading
    ) throws {
        let isThere: Bool? = try snapshot.first(
            """
            SELECT p.name, p.given_name, p.pronouns, p.time_zone, p.languages,
                COALESCE(e.skills_offered, p.skills_offered), p.interests, p.bio
            FROM people p
            LEFT JOIN enrolments e ON e.person_id = p.id AND e.programme_id = ?2
              AND e.state NOT IN ('exited', 'rejected', 'withdrawn')
            WHERE p.id = ?1
            """, mentor, programme
        ) { row in
            json.beginObject()
            json.member("id", mentor)
            json.member("name", card.shown(.name, try row.next()))
            json.member("given_name", card.shown(.givenName, try row.next()))
            json.member("pronouns", card.shown(.pronouns, try row.next()))
            json.member("time_zone", card.shown(.timeZone, try row.next()))
            json.member("languages", raw: card.shown(.languages, try row.next()) ?? "null")
            json.member("skills_offered", raw: card.shown(.skillsOffered, try row.next()) ?? "null")
            json.member("interests", raw: card.shown(.interests, try row.next()) ?? "null")
            json.member("bio", card.shown(.bio, try row.next()))
            json.endObject()
            return true
        }
        if isThere == nil { json.null() }
    }
}

extension MentorCard {
    fileprivate func shown(_ member: Member, _ text: String?) -> String? {
        shows(member) ? text : nil
    }
}
