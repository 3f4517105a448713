// What somebody states for a programme so that others can be found who fit: what they are after,
// whom they belong to, how they can meet. Factors and rules of a matching policy compare it.

package struct StatedFacts: Sendable, Equatable {
    /// What a mentee wants to reach; what a mentor has reached, or helps others to.
    package var goals: [Term] = []
    package var challenges: [Term] = []
    /// Teams, networks or projects.
    package var groups: [Term] = []
    /// How they can meet; none stated rules nobody out.
    package var media: [Medium] = []
    /// Whom they work for or study with.
    package var organisation: String?

    package init() {}

    /// Each way once.
    package static func media(_ media: [Medium]) throws(Flaw) -> [Medium] {
        try Person.distinct(media, limit: Medium.allCases.count, by: \.rawValue)
    }
}

extension EnrolmentLimits {
    /// Scalars in the name of an organisation: what stands on a letterhead.
    package static let organisation = 100
}
