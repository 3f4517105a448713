// The index by which mentors are found, and the queue of those who have to be put into it anew:
// triggers queue whoever's profile, part or card has changed, and the clock works it off. Plain
// tables, so that any SQL store can hold it.

import Mentorship
import SQLite

enum MentorIndexStore {
    /// In one transaction: a few milliseconds on the writer thread.
    private static let atOnce = 50

    static func nextDue(_ snapshot: Reading) throws -> String? {
        try due(limit: 1, snapshot).first
    }

    private static func due(limit: Int, _ snapshot: Reading) throws -> [String] {
        try snapshot.query(
            """
            SELECT enrolment_id FROM mentor_index_due
            WHERE enrolment_id > '' ORDER BY enrolment_id LIMIT ?1
            """, limit
        ) { row in try row.next() }
    }

    static func indexSome(_ transaction: Writing) throws {
        for text in try due(limit: atOnce, transaction) {
            if let id = ID<Enrolment>(text), let one = try EnrolmentStore.find(id, transaction) {
                try index(one, transaction)
            }
            try transaction.execute(
                "DELETE FROM mentor_index_due WHERE enrolment_id = ?1", text)
        }
    }

    private static func index(_ enrolment: Enrolment, _ transaction: Writing) throws {
        let (person, programme) = (enrolment.person, enrolment.programme)
        try transaction.execute(
            "DELETE FROM mentor_words WHERE person_id = ?1 AND programme_id = ?2", person,
            programme)
        // An older enrolment of somebody who came again does not stand for the present one.
        guard
            let current = try EnrolmentStore.current(of: person, in: programme, transaction),
            current.state == .approved, current.offer.role.isMentor,
            let profile = try PersonStore.find(person, transaction), profile.state == .active
        else { return }
        let card = try MentorCardStore.find(current.id, transaction).card
        guard card.isListed else { return }
        let ranks = MentorWords.ranks(
            skills: current.offer.skillsOffered ?? profile.skillsOffered,
            interests: profile.interests, bio: profile.bio, shownBy: card)
        for (word, rank) in ranks {
            try transaction.execute(
                """
                INSERT INTO mentor_words (programme_id, word, rank, person_id)
                VALUES (?1, ?2, ?3, ?4)
                """, programme, word, rank, person)
        }
    }

    // MARK: Searching

    struct Posting {
        let rank: Int
        let person: ID<Person>

        var text: String { "\(rank):\(person)" }

        init(rank: Int, person: ID<Person>) {
            self.rank = rank
            self.person = person
        }

        init?(_ text: String) {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let rank = Int(parts[0]),
                let person = ID<Person>(String(parts[1]))
            else { return nil }
            self.init(rank: rank, person: person)
        }
    }

    /// How many have the word, as far as it matters for choosing the rarest.
    static func count(
        of word: String, in programme: ID<Programme>, atMost: Int, _ snapshot: Reading
    ) throws -> Int {
        try snapshot.first(
            """
            SELECT COUNT(*) FROM (
                SELECT 1 FROM mentor_words WHERE programme_id = ?1 AND word = ?2 LIMIT ?3)
            """, programme, word, atMost
        ) { row in try row.next() } ?? 0
    }

    /// In the order in which they are shown.
    static func postings(
        of word: String, in programme: ID<Programme>, after: Posting?, limit: Int,
        _ snapshot: Reading
    ) throws -> [Posting] {
        try snapshot.query(
            """
            SELECT rank, person_id FROM mentor_words
            WHERE programme_id = ?1 AND word = ?2 AND (rank, person_id) > (?3, ?4)
            ORDER BY rank, person_id LIMIT ?5
            """, programme, word, after?.rank ?? -1, after?.person.text ?? "", limit
        ) { row in Posting(rank: try row.next(), person: try row.nextID()) }
    }

    static func has(
        _ word: String, _ person: ID<Person>, in programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1 FROM mentor_words
            WHERE person_id = ?1 AND programme_id = ?2 AND word = ?3
            """, person, programme, word
        ) { row in try row.next() as Int } != nil
    }
}
