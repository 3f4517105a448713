// Whom a match run asks about, where it is not everybody in the programme: the people of some
// sites, some mentees, some mentors. Who is outside is neither matched nor counted as waiting in
// that run.

package struct MatchScope: Sendable, Equatable {
    /// Those who stated one of these; empty: wherever somebody is.
    package var sites: [Term] = []
    /// Nil: every mentee.
    package var mentees: Set<ID<Person>>?
    /// Nil: every mentor.
    package var mentors: Set<ID<Person>>?

    package init() {}

    package func takesMentee(_ person: ID<Person>, at site: String?) -> Bool {
        (mentees?.contains(person) ?? true) && takes(site)
    }

    package func takesMentor(_ person: ID<Person>, at site: String?) -> Bool {
        (mentors?.contains(person) ?? true) && takes(site)
    }

    private func takes(_ site: String?) -> Bool {
        guard !sites.isEmpty else { return true }
        guard let site else { return false }
        let key = Term.key(of: site)
        return sites.contains { $0.key == key }
    }
}

package enum MatchScopeLimits {
    /// Beyond, a run of the whole programme is meant.
    package static let sites = 50
    /// People of one side, as many as locks.
    package static let people = 1_000
}
