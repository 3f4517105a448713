// The five kinds of value that SQLite stores, and what Swift values become of them when they are
// bound. A value is always bound, never written into SQL text.

package enum DatabaseValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// What can stand for a `?1` in a statement. Other modules conform their own types.
package protocol Bindable: Sendable {
    var databaseValue: DatabaseValue { get }
}

extension DatabaseValue: Bindable {
    package var databaseValue: DatabaseValue { self }
}

extension String: Bindable {
    package var databaseValue: DatabaseValue { .text(self) }
}

extension Int: Bindable {
    package var databaseValue: DatabaseValue { .integer(Int64(self)) }
}

extension Int64: Bindable {
    package var databaseValue: DatabaseValue { .integer(self) }
}

/// Not a number has no place in SQL: SQLite stores it as NULL.
extension Double: Bindable {
    package var databaseValue: DatabaseValue { isNaN ? .null : .real(self) }
}

extension Bool: Bindable {
    package var databaseValue: DatabaseValue { .integer(self ? 1 : 0) }
}

extension [UInt8]: Bindable {
    package var databaseValue: DatabaseValue { .blob(self) }
}

extension Optional: Bindable where Wrapped: Bindable {
    package var databaseValue: DatabaseValue { self?.databaseValue ?? .null }
}
