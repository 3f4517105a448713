// A goal of a mentee (or of a peer): what it is, how far it has come, and how it ended. The owner
// decides; the other side agrees to it, may suggest one, and may propose an outcome, but never
// marks a goal achieved alone.

package enum GoalCategory: String, Sendable, CaseIterable {
    case personal
    case professional
    case career
    case learning
    case confidence
    case wellbeing
    case network
    case leadership
    case cultural
    case practical
    case other
}

package enum GoalOutcome: String, Sendable, CaseIterable {
    case achieved
    case partly
    case notAchieved = "not_achieved"
    case abandoned
}

package struct Goal: Sendable, Equatable, Identified {
    package static var idPrefix: String { "goal" }

    package enum State: Sendable, Equatable {
        case draft
        case agreed
        case active
        case settled(GoalOutcome)

        /// "draft" ... "abandoned": an outcome is a state of its own to everyone else.
        package var text: String {
            switch self {
            case .draft: "draft"
            case .agreed: "agreed"
            case .active: "active"
            case .settled(let outcome): outcome.rawValue
            }
        }

        package init?(text: String) {
            switch text {
            case "draft": self = .draft
            case "agreed": self = .agreed
            case "active": self = .active
            default:
                guard let outcome = GoalOutcome(rawValue: text) else { return nil }
                self = .settled(outcome)
            }
        }
    }

    package let id: ID<Goal>
    package let relationship: ID<Relationship>
    package let owner: ID<Person>
    /// Who had the idea, when it was not the owner.
    package let suggestedBy: ID<Person>?
    package var wording: GoalWording
    package var state: State
    /// Who has said yes to it as it stands.
    package var agreedBy: Set<ID<Person>>
    /// The latest of its progress entries.
    package var percent: Int
    /// An outcome that the other side sees, waiting for the owner.
    package var proposedOutcome: GoalOutcome?
    package let createdAt: Instant

    package init(
        id: ID<Goal>, relationship: ID<Relationship>, owner: ID<Person>,
        suggestedBy: ID<Person>?, wording: GoalWording, state: State, agreedBy: Set<ID<Person>>,
        percent: Int, proposedOutcome: GoalOutcome?, createdAt: Instant
    ) {
        self.id = id
        self.relationship = relationship
        self.owner = owner
        self.suggestedBy = suggestedBy
        self.wording = wording
        self.state = state
        self.agreedBy = agreedBy
        self.percent = percent
        self.proposedOutcome = proposedOutcome
        self.createdAt = createdAt
    }
}

/// What a goal says.
package struct GoalWording: Sendable, Equatable {
    package let title: String
    package let details: String?
    package let category: GoalCategory
    /// How much it counts beside the others: 1...3.
    package let weight: Int
    package let targetOn: CivilDate?

    package enum Limits {
        package static let title = 200
        package static let details = 4000
        package static let weight = 1...3
    }

    /// What a caller sent, with every flaw named; what the store gives back passes as well.
    package init(
        title: String, details: String? = nil, category: GoalCategory = .other, weight: Int = 1,
        targetOn: CivilDate? = nil
    ) throws(Failure) {
        var fields: [Failure.Field] = []
        var line = title
        do {
            line = try PlainText.line(title, limit: Limits.title)
        } catch {
            fields.append(error.field(at: "/title"))
        }
        do {
            if let details { _ = try PlainText.free(details, limit: Limits.details) }
        } catch {
            fields.append(error.field(at: "/details"))
        }
        if !Limits.weight.contains(weight) {
            fields.append(Failure.Field("/weight", "out_of_range", "Give a weight from 1 to 3."))
        }
        if !fields.isEmpty { throw .invalid(fields) }
        self.title = line
        self.details = details
        self.category = category
        self.weight = weight
        self.targetOn = targetOn
    }
}

/// One entry of a goal's history of progress.
package struct GoalProgress: Sendable, Equatable {
    package let percent: Int
    package let by: ID<Person>
    package let at: Instant

    package init(percent: Int, by: ID<Person>, at: Instant) {
        self.percent = percent
        self.by = by
        self.at = at
    }
}
