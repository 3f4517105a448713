// What an enrolment states for matching, in its columns: lists as JSON text.

import Mentorship
import SQLite

extension StatedFacts {
    /// From goals, challenges, belongs_to, media, organisation, in this order.
    init(_ row: inout Row) throws {
        self.init()
        goals = Person.terms(column: try row.next())
        challenges = Person.terms(column: try row.next())
        groups = Person.terms(column: try row.next())
        media = Person.texts(try row.next()).compactMap(Medium.init(rawValue:))
        organisation = try row.next()
    }

    static func column(_ media: [Medium]) -> String { Person.array(media.map(\.rawValue)) }
}
