// The scope of a match run as it comes over the wire, goes back, and is kept.

import JSON
import Mentorship

enum MatchScopeDocument {
    static func read(_ inner: inout Input) -> MatchScope {
        var scope = MatchScope()
        let sites = inner.parsedList("sites", countMax: MatchScopeLimits.sites) {
            text throws(Flaw) in try Term(text)
        }
        scope.sites = inner.checked("sites", sites, Person.terms)
        scope.mentees = people("mentee_ids", &inner)
        scope.mentors = people("mentor_ids", &inner)
        return scope
    }

    /// Absent or null: everybody.
    private static func people(_ name: String, _ input: inout Input) -> Set<ID<Person>>? {
        guard input.member(name) ?? .null != .null else { return nil }
        let ids = input.parsedList(name, countMax: MatchScopeLimits.people) {
            text throws(Flaw) in
            guard let id = ID<Person>(text) else {
                throw Flaw("not_an_id", "Each must be the id of a person.")
            }
            return id
        }
        return Set(ids)
    }

    // MARK: As it is kept

    static func scope(column: String) -> MatchScope? {
        guard let json = try? JSON(parsing: column) else { return nil }
        func people(_ name: String) -> Set<ID<Person>>? {
            json[name]?.elements.map { Set($0.compactMap { $0.text.flatMap(ID<Person>.init) }) }
        }
        var scope = MatchScope()
        scope.sites = (json["sites"]?.elements ?? []).compactMap { element in
            element.text.map { Term(stored: $0) }
        }
        scope.mentees = people("mentee_ids")
        scope.mentors = people("mentor_ids")
        return scope
    }
}

extension MatchScope {
    /// People in the order of their ids.
    var json: JSON {
        func people(_ people: Set<ID<Person>>?) -> JSON {
            people.map { .array($0.sorted().map { .string($0.text) }) } ?? .null
        }
        return .object([
            JSON.Member("sites", .array(sites.map { .string($0.text) })),
            JSON.Member("mentee_ids", people(mentees)),
            JSON.Member("mentor_ids", people(mentors)),
        ])
    }
}
