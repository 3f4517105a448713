// The stages of the known stage models, in order (field.md 0, crosswalk).

enum StageModels {
    private static let stages: [String: [String]] = [
        "five_stage": [
            "contemplation", "initiation", "growth_and_maintenance", "decline_and_dissolution",
            "redefinition",
        ],
        "four_phase": ["preparation", "negotiating", "enabling_growth", "closure"],
        "kram": ["initiation", "cultivation", "separation", "redefinition"],
    ]

    static func stages(of model: String) -> [String] { stages[model] ?? ["active"] }

    static func firstStage(of model: String) -> String { stages(of: model)[0] }
}
