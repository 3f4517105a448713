// The stages that a relationship goes through, in the three ways the field tells them, each stage
// tied to the step it stands for. Moves are free in both directions and never erase what was.

package struct StageModel: Sendable, Equatable, Identifiable {
    /// What has to have happened before a step opens.
    package enum Opening: String, Sendable, CaseIterable {
        case enrolmentApproved = "enrolment_approved"
        case orientationDone = "orientation_done"
        case proposalConfirmed = "proposal_confirmed"
        case agreementSigned = "agreement_signed"
        case firstMeetingHeld = "first_meeting_held"
        case goalsAgreed = "goals_agreed"
        case secondMeetingHeld = "second_meeting_held"
        case closingOpened = "closing_opened"
        case closedAsRedefined = "closed_as_redefined"
    }

    /// The five steps that all models share: what one model says translates through them.
    package enum Step: Int, Sendable, CaseIterable, Comparable {
        case prepare = 1
        case begin
        case grow
        case end
        case redefine

        package static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }

        package var openedBy: [Opening] {
            switch self {
            case .prepare: [.enrolmentApproved, .orientationDone]
            case .begin: [.proposalConfirmed, .agreementSigned, .firstMeetingHeld]
            case .grow: [.goalsAgreed, .secondMeetingHeld]
            case .end: [.closingOpened]
            case .redefine: [.closedAsRedefined]
            }
        }
    }

    package struct Stage: Sendable, Equatable {
        package let key: String
        package let title: String
        package let step: Step
        /// What the research found, where it says; data, never a rule.
        package let typicalMonths: ClosedRange<Int>?

        package init(
            _ key: String, _ title: String, _ step: Step, typicalMonths: ClosedRange<Int>? = nil
        ) {
            self.key = key
            self.title = title
            self.step = step
            self.typicalMonths = typicalMonths
        }
    }

    package let id: String
    package let title: String
    package let stages: [Stage]

    package func stage(_ key: String) -> Stage? { stages.first { $0.key == key } }

    /// The stage of this model that stands for a step; nil where the model has none.
    package func stage(at step: Step) -> Stage? { stages.first { $0.step == step } }

    /// Where a new relationship stands: at the first stage that pairs share.
    package var first: Stage? { stages.first { $0.step == .begin } }
}

// MARK: Moves

extension StageModel {
    /// Pairs move back and forth (Kram, Academy of Management Journal 26, 1983), so any stage of a
    /// living relationship may follow any other; the last step is reached by closing only.
    package func mayMove(from current: String, to next: String) -> Bool {
        guard let from = stage(current), let to = stage(next), from != to else { return false }
        return from.step != .redefine && to.step != .redefine
    }

    /// What has not happened yet for this stage to open on its own.
    package func missing(for key: String, given facts: Set<Opening>) -> [Opening] {
        stage(key).map { $0.step.openedBy.filter { !facts.contains($0) } } ?? []
    }
}

// MARK: The models

extension StageModel {
    package static let all: [StageModel] = [fiveStages, fourPhases, kram]

    package static func model(_ id: String) -> StageModel? { all.first { $0.id == id } }

    package static let fiveStages = StageModel(
        id: "five_stages", title: "Five stages",
        stages: [
            Stage("contemplation", "Contemplation", .prepare),
            Stage("initiation", "Initiation", .begin),
            Stage("growth_and_maintenance", "Growth and maintenance", .grow),
            Stage("decline_and_dissolution", "Decline and dissolution", .end),
            Stage("redefinition", "Redefinition", .redefine),
        ])

    package static let fourPhases = StageModel(
        id: "four_phases", title: "Four phases",
        stages: [
            Stage("preparation", "Preparation", .prepare),
            Stage("negotiating", "Negotiating", .begin),
            Stage("enabling_growth", "Enabling growth", .grow),
            Stage("closure", "Closure", .end),
        ])

    package static let kram = StageModel(
        id: "kram", title: "Kram's phases",
        stages: [
            Stage("initiation", "Initiation", .begin, typicalMonths: 6...12),
            Stage("cultivation", "Cultivation", .grow, typicalMonths: 24...60),
            Stage("separation", "Separation", .end),
            Stage("redefinition", "Redefinition", .redefine),
        ])
}
