// A programme: what it is for, the model of mentoring it runs, its dates and its state. Says
// nothing about any model in particular: those are data.

package struct Programme: Sendable, Identified, Equatable {
    package static var idPrefix: String { "programme" }

    package enum State: String, Sendable, CaseIterable {
        case draft
        /// People may enrol.
        case open
        case closedToEnrolment = "closed_to_enrolment"
        case running
        case completed
        case cancelled
        case archived
    }

    /// What staff write.
    package struct Plan: Sendable, Equatable {
        package var name: String
        package var purpose: String?
        package var model: String
        package var stageModel: String
        package var startsOn: CivilDate?
        package var endsOn: CivilDate?
        /// The places of a mentor who did not say how many.
        package var defaultCapacity: Int
        /// The mentees of a group, or the people of a circle; nil is as the model has it.
        package var groupLeast: Int?
        package var groupMost: Int?
        /// Nobody is approved before they have acknowledged the text below.
        package var requiresAcknowledgement: Bool
        package var acknowledgement: String?
        package var externalID: String?

        package init(
            name: String, purpose: String? = nil, model: String, stageModel: String,
            startsOn: CivilDate? = nil, endsOn: CivilDate? = nil, defaultCapacity: Int = 1,
            requiresAcknowledgement: Bool = false, acknowledgement: String? = nil,
            externalID: String? = nil
        ) {
            self.name = name
            self.purpose = purpose
            self.model = model
            self.stageModel = stageModel
            self.startsOn = startsOn
            self.endsOn = endsOn
            self.defaultCapacity = defaultCapacity
            self.requiresAcknowledgement = requiresAcknowledgement
            self.acknowledgement = acknowledgement
            self.externalID = externalID
        }
    }

    package let id: ID<Programme>
    package var version = 1
    package var state: State = .draft
    package var stateReason: String?
    package var stateChangedAt: Instant?
    package var plan: Plan
    /// Moves with the text; who acknowledged an older one has to do so again.
    package var acknowledgementVersion: Int
    package let createdBy: String
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(_ plan: Plan, _ context: inout Context) {
        self.init(
            id: context.newID(), plan: plan,
            acknowledgementVersion: plan.acknowledgement == nil ? 0 : 1,
            createdBy: context.actor.text, createdAt: context.now, updatedAt: context.now)
    }

    package init(
        id: ID<Programme>, plan: Plan, acknowledgementVersion: Int, createdBy: String,
        createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.plan = plan
        self.acknowledgementVersion = acknowledgementVersion
        self.createdBy = createdBy
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

package enum ProgrammeLimits {
    /// Scalars in a name: one line of a list.
    package static let name = 200
    /// Scalars in a purpose: a page.
    package static let purpose = 4_000
    /// Scalars in an acknowledgement: what somebody can be asked to read before they say yes.
    package static let acknowledgement = 10_000
    /// Scalars in the reason of a change of state.
    package static let reason = 1_000
    /// Scalars in another system's id for the programme.
    package static let externalID = 200
    /// Places of one mentor; whoever mentors more leads a group.
    package static let capacity = 30
}
