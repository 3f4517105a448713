// How a relationship ended: a coded reason, which side asked, and when. Nobody has to give a fault
// to leave; who may know the reason is RelationshipAccess's matter.

package enum ClosureReason: String, Sendable, CaseIterable {
    // As planned.
    case completed
    case programmeEnded = "programme_ended"
    /// It goes on as something else: peers, sponsor, alumni.
    case redefined

    // Circumstances, the reasons found most often (OJJDP STAR brief 2018).
    case moved
    case time
    case left
    case health
    /// Fewer are left than a group or circle has.
    case tooFew = "too_few"
    /// A yes that was taken back before anything had begun: for reports there was no pair.
    case acceptedByMistake = "accepted_by_mistake"
    /// "We stop", and no more needs to be said.
    case noFault = "no_fault"

    // Experiences (Eby et al. 2000).
    case mismatch
    case distancing
    case manipulation
    case lackOfExpertise = "lack_of_expertise"
    case dysfunction
    case boundary
    case safeguarding

    case other
}

/// What went wrong, where something did: the five themes of Eby et al. (2000) and two of our own.
package enum NegativeTheme: String, Sendable, CaseIterable {
    case mismatch
    case distancing
    case manipulation
    case lackOfExpertise = "lack_of_expertise"
    case generalDysfunction = "general_dysfunction"
    case boundary
    case safeguarding
}

extension ClosureReason {
    /// Nil: nothing went wrong between the two, or nobody says so.
    package var theme: NegativeTheme? {
        switch self {
        case .mismatch: .mismatch
        case .distancing: .distancing
        case .manipulation: .manipulation
        case .lackOfExpertise: .lackOfExpertise
        case .dysfunction: .generalDysfunction
        case .boundary: .boundary
        case .safeguarding: .safeguarding
        case .completed, .programmeEnded, .redefined, .moved, .time, .left, .health,
            .tooFew, .acceptedByMistake, .noFault, .other:
            nil
        }
    }

    package var isNoFault: Bool { theme == nil && self != .other }

    /// Ran its course, so that its length is not a length cut short (censored, in survival terms).
    package var isPlanned: Bool {
        switch self {
        case .completed, .programmeEnded, .redefined: true
        default: false
        }
    }
}

package struct Closure: Sendable, Equatable {
    package enum Asker: String, Sendable, CaseIterable {
        case mentor
        case mentee
        case peer
        /// Together.
        case both
        case staff

        package init(_ side: Side) {
            switch side {
            case .mentor: self = .mentor
            case .mentee: self = .mentee
            case .peer: self = .peer
            }
        }
    }

    package let reason: ClosureReason
    package let askedBy: Asker
    package let on: CivilDate
    package let at: Instant

    package init(reason: ClosureReason, askedBy: Asker, on: CivilDate, at: Instant) {
        self.reason = reason
        self.askedBy = askedBy
        self.on = on
        self.at = at
    }

    /// Ended before it had run its course: what a report counts as an early ending.
    package func isEarly(plannedEnd: CivilDate?) -> Bool {
        if reason.isPlanned { return false }
        return plannedEnd.map { on < $0 } ?? true
    }
}
