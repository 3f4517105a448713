// That somebody agreed to one use of what is known of them: by purpose, to which text, and until
// when. Never changed; a withdrawal is added to it and holds at once.

package struct Consent: Sendable, Identified, Equatable {
    package static var idPrefix: String { "consent" }

    package enum Purpose: String, Sendable, CaseIterable {
        /// To be matched by what one described of oneself, where a programme's policy names it.
        case matchingCharacteristics = "matching_characteristics"
        /// To be counted, in groups of five and more, by what one described of oneself.
        case equityReport = "equity_report"
    }

    package enum Giver: String, Sendable, CaseIterable {
        case person = "self"
        case guardian, caseworker
    }

    package struct Withdrawal: Sendable, Equatable {
        package let at: Instant
        package let by: String

        package init(at: Instant, by: String) {
            self.at = at
            self.by = by
        }
    }

    package let id: ID<Consent>
    package let person: ID<Person>
    package let purpose: Purpose
    package let textVersion: String
    package let givenBy: Giver
    package let givenAt: Instant
    package let recordedBy: String
    package var withdrawal: Withdrawal?

    package var stands: Bool { withdrawal == nil }

    package init(
        id: ID<Consent>, person: ID<Person>, purpose: Purpose, textVersion: String,
        givenBy: Giver, givenAt: Instant, recordedBy: String, withdrawal: Withdrawal? = nil
    ) {
        self.id = id
        self.person = person
        self.purpose = purpose
        self.textVersion = textVersion
        self.givenBy = givenBy
        self.givenAt = givenAt
        self.recordedBy = recordedBy
        self.withdrawal = withdrawal
    }

    /// Scalars in the version of a text: a date or a number, perhaps with a language.
    package static let textVersionMax = 60
}

/// Consents are the person's own affair, and of staff who look after their record.
package enum ConsentAccess {
    /// To the other half of a pair there are none.
    package static func checkRead(
        by actor: Actor, of relation: PersonRelation
    ) throws(Failure) {
        switch PersonAccess.view(by: actor, of: relation) {
        case .full, .own: return
        case .card, .none: throw .notFound("person")
        }
    }

    /// People speak for themselves; staff put down what a guardian, a caseworker or the person
    /// said or signed.
    package static func checkWrite(
        by actor: Actor, of relation: PersonRelation
    ) throws(Failure) {
        try checkRead(by: actor, of: relation)
        if relation.isSelf, actor.may(.own) { return }
        guard actor.may(.peopleWrite) else { throw .forbidden("keep this person's consents") }
    }
}
