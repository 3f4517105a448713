// Reads the query of a request by an allow-list and collects what is wrong with it: a parameter
// that nobody asked for is refused, since an ignored filter answers another question than the
// caller's.

import HTTP
import Mentorship

package struct Parameters {
    private let pairs: [(name: String, value: String)]
    private var asked: [String] = []
    private var errors: [Failure.Field] = []

    package init(_ call: Call) throws(Failure) {
        let pairsMax = call.deployment.settings.queryPairsMax
        do throws(QueryError) {
            pairs = try call.request.query(pairsMax: pairsMax).pairs.map { ($0.name, $0.value) }
        } catch {
            switch error {
            case .malformed:
                throw Failure(
                    .malformed, "malformed_query",
                    "The query has a percent-escape that is not UTF-8 text without controls.")
            case .tooManyPairs:
                throw Failure(
                    .malformed, "too_many_parameters",
                    "The query has more than \(pairsMax) parameters.")
            }
        }
    }

    private mutating func value(_ name: String) -> String? {
        asked.append(name)
        guard let first = pairs.firstIndex(where: { $0.name == name }) else { return nil }
        if pairs[(first + 1)...].contains(where: { $0.name == name }) {
            refuse(name, "repeated", "\(name) may be given once.")
        }
        return pairs[first].value
    }

    package mutating func refuse(_ name: String, _ code: String, _ message: String) {
        errors.append(Failure.Field(name, code, message))
    }

    /// Whether the caller says anything of it, for what has no default of its own.
    package func isGiven(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    package mutating func text(_ name: String, max: Int = 200) -> String? {
        guard let text = value(name) else { return nil }
        guard !text.isEmpty, text.unicodeScalars.count <= max else {
            refuse(name, "length", "\(name) must have 1 to \(max) characters.")
            return nil
        }
        return text
    }

    /// Several values in one parameter, separated by commas.
    package mutating func list(_ name: String, countMax: Int) -> [String]? {
        guard let text = text(name, max: 2000) else { return nil }
        let parts = text.split(separator: ",").map(String.init)
        guard !parts.isEmpty, parts.count <= countMax else {
            refuse(name, "too_many", "\(name) takes 1 to \(countMax) values, comma-separated.")
            return nil
        }
        return parts
    }

    package mutating func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let text = value(name) else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        refuse(
            name, "out_of_range",
            "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        return nil
    }

    package mutating func flag(_ name: String) -> Bool {
        guard let text = value(name) else { return false }
        if text == "true" || text == "1" { return true }
        if text != "false" && text != "0" {
            refuse(name, "not_a_boolean", "\(name) must be true or false.")
        }
        return false
    }

    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        guard let text = value(name) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        refuse(name, "not_a_choice", "\(name) must be one of: \(all).")
        return nil
    }

    package mutating func id<Noun>(_ name: String, _ noun: Noun.Type = Noun.self) -> ID<Noun>? {
        guard let text = value(name) else { return nil }
        if let id = ID<Noun>(text) { return id }
        refuse(name, "not_an_id", "\(name) must be an id such as \(Noun.idPrefix)_01h2xcej….")
        return nil
    }

    package mutating func instant(_ name: String) -> Instant? {
        guard let text = value(name) else { return nil }
        if let instant = Instant(rfc3339: text) { return instant }
        refuse(name, "not_a_time", "\(name) must be a time such as 2026-11-22T10:00:00Z.")
        return nil
    }

    /// `limit` and `cursor` of a list.
    package mutating func page() -> PageRequest {
        let limit = integer("limit", 1...PageRequest.limitMax) ?? PageRequest.limitDefault
        guard let text = value("cursor") else { return PageRequest(limit: limit, after: nil) }
        guard let after = PageRequest.position(of: text) else {
            refuse("cursor", "not_a_cursor", "Use next_cursor of the page before, unchanged.")
            return PageRequest(limit: limit, after: nil)
        }
        return PageRequest(limit: limit, after: after)
    }

    /// Throws 422 with everything that was wrong, unknown parameters included.
    package mutating func finish() throws(Failure) {
        for pair in pairs where !asked.contains(pair.name) {
            errors.append(
                Failure.Field(
                    String(pair.name.prefix(100)), "unknown_parameter",
                    "There is no such parameter here; known are: "
                        + (asked.isEmpty ? "none" : Set(asked).sorted().joined(separator: ", "))
                        + "."))
        }
        if !errors.isEmpty { throw .invalid(errors) }
    }

    /// For routes that take no parameters.
    package static func none(_ call: Call) throws(Failure) {
        guard call.request.rawQuery != nil else { return }
        var parameters = try Parameters(call)
        try parameters.finish()
    }
}
