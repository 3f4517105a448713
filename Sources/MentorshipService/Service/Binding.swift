// How the values of the rules are stored: ids and dates as their text, moments as milliseconds.

import Mentorship
import SQLite

extension ID: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        try parameter.bind(text)
    }
}

extension Instant: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        try parameter.bind(milliseconds)
    }
}

extension CivilDate: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        try parameter.bind(text)
    }
}

extension Row {
    /// An id column; one that is no id of that noun means a damaged row.
    package mutating func nextID<Noun>(_ noun: Noun.Type = Noun.self) throws -> ID<Noun> {
        let text: String = try next()
        guard let id = ID<Noun>(text) else { throw StoredValueError(column: Noun.idPrefix) }
        return id
    }

    package mutating func nextOptionalID<Noun>(_ noun: Noun.Type = Noun.self) throws -> ID<Noun>? {
        let text: String? = try next()
        return text.flatMap { ID<Noun>($0) }
    }

    package mutating func nextInstant() throws -> Instant {
        Instant(milliseconds: try next())
    }

    package mutating func nextOptionalInstant() throws -> Instant? {
        let milliseconds: Int64? = try next()
        return milliseconds.map(Instant.init(milliseconds:))
    }

    package mutating func nextOptionalDate() throws -> CivilDate? {
        let text: String? = try next()
        return text.flatMap { CivilDate($0) }
    }

    package mutating func nextChoice<Choice: RawRepresentable>(
        _ type: Choice.Type = Choice.self
    ) throws -> Choice where Choice.RawValue == String {
        let text: String = try next()
        guard let choice = Choice(rawValue: text) else { throw StoredValueError(column: text) }
        return choice
    }
}

/// A stored value that no rule could have written: the file was changed by something else.
package struct StoredValueError: Error {
    package let column: String
}
