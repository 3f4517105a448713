import Testing

@testable import Mentorship

@Suite struct ModelTests {
    @Test func `every model of the field is there once, by its own id`() {
        let ids = ModelRegistry.models.map(\.id)
        #expect(
            ids == [
                "one_to_one", "group", "team", "peer", "reverse", "reciprocal", "virtual", "flash",
                "informal", "career", "executive", "cross_cultural", "leadership", "peer_coaching",
            ])
        #expect(ModelRegistry.model("flash")?.length == .days(atMost: 30))
        #expect(ModelRegistry.model("unheard_of") == nil)
    }

    @Test func `one adult stands with at most four young people`() {
        let group = ModelRegistry.model("group")
        #expect(group?.cardinality.menteesWhenYoung == 2...4)
        #expect(group?.cardinality.mentees == 3...8)
    }

    @Test func `reverse and reciprocal programmes open only when they are ready`() {
        for id in ["reverse", "reciprocal"] {
            #expect(ModelRegistry.model(id)?.rules.contains(.readinessChecklist) == true)
        }
    }

    @Test func `a stage translates from one model to another through its step`() {
        let crosswalk = StageModel.Step.allCases.map { step in
            StageModel.all.map { $0.stage(at: step)?.key }
        }
        #expect(
            crosswalk == [
                ["contemplation", "preparation", nil],
                ["initiation", "negotiating", "initiation"],
                ["growth_and_maintenance", "enabling_growth", "cultivation"],
                ["decline_and_dissolution", "closure", "separation"],
                ["redefinition", nil, "redefinition"],
            ])
    }

    @Test func `pairs may move back and forth, but only closing redefines`() {
        let model = StageModel.fiveStages
        #expect(model.mayMove(from: "growth_and_maintenance", to: "initiation"))
        #expect(model.mayMove(from: "decline_and_dissolution", to: "growth_and_maintenance"))
        #expect(!model.mayMove(from: "initiation", to: "initiation"))
        #expect(!model.mayMove(from: "initiation", to: "redefinition"))
        #expect(!model.mayMove(from: "redefinition", to: "initiation"))
        #expect(!model.mayMove(from: "initiation", to: "negotiating"))
    }

    @Test func `a stage says what is still missing before it opens`() {
        let model = StageModel.kram
        #expect(model.first?.key == "initiation")
        #expect(
            model.missing(for: "cultivation", given: [.goalsAgreed]) == [.secondMeetingHeld])
        #expect(
            model.missing(
                for: "initiation",
                given: [.proposalConfirmed, .agreementSigned, .firstMeetingHeld]
            ).isEmpty)
    }
}
