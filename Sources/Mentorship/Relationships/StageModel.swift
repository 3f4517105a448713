// The stages a relationship goes through, as data: which model a programme follows is its choice, and
// a new one needs no code. Three come with us (field.md section 0); none of them says how long.

package struct StageModel: Sendable, Equatable {
    /// What a stage means for the lifecycle, whatever a model calls it.
    package enum Phase: String, Sendable, CaseIterable {
        /// Before the first meeting.
        case preparing
        /// Under way; pairs may go to and fro between these.
        case active
        case ending
        /// What it became afterwards: peers, sponsor, alumni.
        case after
    }

    package struct Stage: Sendable, Equatable {
        package let slug: String
        package let phase: Phase

        package init(_ slug: String, _ phase: Phase) {
            self.slug = slug
            self.phase = phase
        }
    }

    package let slug: String
    package let stages: [Stage]

    /// Nil unless slugs differ, phases come in their order, and there is an active stage.
    package init?(slug: String, stages: [Stage]) {
        let order = stages.map { Phase.allCases.firstIndex(of: $0.phase) ?? 0 }
        guard Set(stages.map(\.slug)).count == stages.count, order == order.sorted(),
            stages.contains(where: { $0.phase == .active })
        else { return nil }
        self.init(known: slug, stages)
    }

    private init(known slug: String, _ stages: [Stage]) {
        self.slug = slug
        self.stages = stages
    }

    package func stage(_ slug: String) -> Stage? {
        stages.first { $0.slug == slug }
    }

    package func first(of phase: Phase) -> Stage? {
        stages.first { $0.phase == phase }
    }
}

extension StageModel {
    package static let builtIn = [fiveStage, fourPhase, kram]

    package static let fiveStage = StageModel(
        known: "five_stage",
        [
            Stage("contemplation", .preparing), Stage("initiation", .active),
            Stage("growth_and_maintenance", .active), Stage("decline_and_dissolution", .ending),
            Stage("redefinition", .after),
        ])

    package static let fourPhase = StageModel(
        known: "four_phase",
        [
            Stage("preparation", .preparing), Stage("negotiating", .active),
            Stage("enabling_growth", .active), Stage("closure", .ending),
        ])

    /// Kram, "Phases of the mentor relationship", 1983.
    package static let kram = StageModel(
        known: "kram",
        [
            Stage("initiation", .active), Stage("cultivation", .active),
            Stage("separation", .ending), Stage("redefinition", .after),
        ])
}
