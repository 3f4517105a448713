// What a mentor shows to mentees who look for one: whether at all, which members of the profile,
// and on which days they answer. Nothing tells who they are before they said so themselves.

package struct MentorCard: Sendable, Equatable {
    package enum Member: String, Sendable, CaseIterable {
        case name
        case givenName = "given_name"
        case pronouns
        case timeZone = "time_zone"
        case languages
        case skillsOffered = "skills_offered"
        case interests
        case bio
    }

    /// Whether mentees find them and may ask them.
    package var isListed: Bool
    package var shows: Set<Member>
    /// Volunteers who sit down to their requests once a week say on which days; none, on any.
    package var answersOn: Set<Weekday>

    package init(isListed: Bool, shows: Set<Member>, answersOn: Set<Weekday> = []) {
        self.isListed = isListed
        self.shows = shows
        self.answersOn = answersOn
    }

    /// Until the mentor says otherwise: what they can help with, not who they are.
    package static let standard = MentorCard(
        isListed: true, shows: [.languages, .skillsOffered, .interests])

    package func shows(_ member: Member) -> Bool { shows.contains(member) }

    /// Whether words about a factor tell nothing that the card hides.
    package func admits(reasonsOf factor: Factor) -> Bool {
        switch factor {
        case .needs: shows(.skillsOffered)
        case .interests: shows(.interests)
        case .languages: shows(.languages)
        // Where somebody is tells who they are; texts may, and no member of a card shows values.
        case .site, .text, .values, .goals, .challenges, .groups, .media, .hours: false
        // Not for the two at all: wishes, numbers, what was described, what came before.
        case .preference, .measure, .characteristic, .history, .continuity, .load, .priority: false
        }
    }
}
