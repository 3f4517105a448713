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
    func bind(to parameter: Parameter) throws(DatabaseError)
}

extension DatabaseValue: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        switch self {
        case .null: parameter.bindNull()
        case .integer(let value): try parameter.bind(value)
        case .real(let value): try parameter.bind(value)
        case .text(let text): try parameter.bind(text)
        case .blob(let bytes): try parameter.bind(bytes)
        }
    }
}

extension String: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        try parameter.bind(self)
    }
}

extension Int: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        try parameter.bind(Int64(self))
    }
}

extension Int64: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        try parameter.bind(self)
    }
}

/// Not a number has no place in SQL: SQLite stores it as NULL.
extension Double: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        if isNaN { parameter.bindNull() } else { try parameter.bind(self) }
    }
}

extension Bool: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        try parameter.bind(self ? 1 : 0 as Int64)
    }
}

extension [UInt8]: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        try parameter.bind(self)
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    package func bind(to parameter: Parameter) throws(DatabaseError) {
        if let self { try self.bind(to: parameter) } else { parameter.bindNull() }
    }
}
