// Consents in the store: rows that are added and never changed, and their withdrawals beside them.

import Mentorship
import SQLite

package enum ConsentStore {
    package static func find(
        _ id: ID<Consent>, of person: ID<Person>, _ snapshot: Reading
    ) throws -> Consent? {
        try snapshot.first(
            """
            SELECT c.id, c.person_id, c.purpose, c.text_version, c.given_by, c.given_at,
                c.recorded_by, w.withdrawn_at, w.withdrawn_by
            FROM consents c
            LEFT JOIN consent_withdrawals w ON w.consent_id = c.id
            WHERE c.id = ?1 AND c.person_id = ?2
            """, id, person, read: consent)
    }

    package static func list(
        of person: ID<Person>, page: PageRequest, _ snapshot: Reading
    ) throws -> [Consent] {
        try snapshot.query(
            """
            SELECT c.id, c.person_id, c.purpose, c.text_version, c.given_by, c.given_at,
                c.recorded_by, w.withdrawn_at, w.withdrawn_by
            FROM consents c
            LEFT JOIN consent_withdrawals w ON w.consent_id = c.id
            WHERE c.person_id = ?1 AND c.id > COALESCE(?2, '')
            ORDER BY c.id LIMIT ?3
            """, person, page.after, page.fetch, read: consent)
    }

    /// Those that have not been withdrawn.
    package static func standing(
        of person: ID<Person>, for purpose: Consent.Purpose, _ snapshot: Reading
    ) throws -> [ID<Consent>] {
        try snapshot.query(
            """
            SELECT c.id FROM consents c
            WHERE c.person_id = ?1 AND c.purpose = ?2 AND NOT EXISTS (
                SELECT 1 FROM consent_withdrawals w WHERE w.consent_id = c.id)
            """, person, purpose.rawValue
        ) { row in try row.nextID() }
    }

    private static func consent(_ row: inout Row) throws -> Consent {
        var consent = Consent(
            id: try row.nextID(), person: try row.nextID(), purpose: try row.nextChoice(),
            textVersion: try row.next(), givenBy: try row.nextChoice(),
            givenAt: try row.nextInstant(), recordedBy: try row.next())
        let at = try row.nextOptionalInstant()
        let by: String? = try row.next()
        if let at, let by { consent.withdrawal = .init(at: at, by: by) }
        return consent
    }

    package static func insert(_ consent: Consent, _ transaction: Writing) throws {
        try transaction.execute(
            """
            INSERT INTO consents (id, person_id, purpose, text_version, given_by, given_at,
                recorded_by)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            consent.id, consent.person, consent.purpose.rawValue, consent.textVersion,
            consent.givenBy.rawValue, consent.givenAt, consent.recordedBy)
    }

    package static func withdraw(
        _ id: ID<Consent>, _ withdrawal: Consent.Withdrawal, _ transaction: Writing
    ) throws {
        try transaction.execute(
            """
            INSERT INTO consent_withdrawals (consent_id, withdrawn_at, withdrawn_by)
            VALUES (?1, ?2, ?3)
            """, id, withdrawal.at, withdrawal.by)
    }
}
