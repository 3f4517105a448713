// How much of a person a reader gets: which members each view shows. The one list of members, by
// their names on the wire; what a view does not show is not there for its reader, nor to filter by.

package enum PersonMember: String, Sendable, CaseIterable {
    case id
    case externalIDs = "external_ids"
    case name
    case givenName = "given_name"
    case pronouns
    case email
    case phone
    case locale
    case timeZone = "time_zone"
    case languages
    case skillsOffered = "skills_offered"
    case skillsWanted = "skills_wanted"
    case interests
    case values
    case bio
    case seniority
    case manager = "manager_id"
    case state
    case createdAt = "created_at"
    case updatedAt = "updated_at"

    /// Set by the service, never by a body.
    package var isReadOnly: Bool {
        switch self {
        case .id, .createdAt, .updatedAt: true
        default: false
        }
    }

    /// Kept by staff and by the systems that feed us: whether somebody takes part, who they are
    /// elsewhere and to whom they report is not theirs to change alone.
    package var isKeptByStaff: Bool {
        self == .externalIDs || self == .state || self == .manager
    }
}

package enum PersonView: String, Sendable, CaseIterable {
    /// Staff who run the person's programme.
    case full
    /// The other side of a relationship: what makes a conversation, no way to reach them elsewhere.
    case card
    /// The person themselves: all that is kept here about them.
    case own
    /// Not to be told from a person who never was.
    case none

    package func shows(_ member: PersonMember) -> Bool {
        switch self {
        case .full, .own: true
        case .card: Self.shared.contains(member)
        case .none: false
        }
    }

    private static let shared: Set<PersonMember> = [
        .id, .name, .givenName, .pronouns, .timeZone, .languages, .skillsOffered, .skillsWanted,
        .interests, .bio,
    ]
}
