// One question for statistics: which kind, and the kinds about one list or table. Only reads and
// hands on; a figure that does not exist is null.

import JSON
import Mentorship

enum StatisticsLine {
    enum Kind: String, CaseIterable {
        case describe, cronbach, pairedT = "paired_t", effectSize = "effect_size", wilcoxon, nps
        case gas, responseRate = "response_rate", km, suppression
    }

    static func answer(_ line: EngineInput, _ json: inout JSONWriter) throws {
        let name = try line.required("kind")
        guard let kind = Kind(rawValue: try name.text()) else {
            throw name.refusal("one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let input = try line.required("input")
        switch kind {
        case .describe: try describe(input, &json)
        case .cronbach: try cronbach(input, &json)
        case .pairedT: try pairedT(input, &json)
        case .effectSize: try effectSize(input, &json)
        case .wilcoxon: try wilcoxon(input, &json)
        case .nps: try nps(input, &json)
        case .gas: try gas(input, &json)
        case .responseRate: try responseRate(input, &json)
        case .km: try survival(input, &json)
        case .suppression: try suppression(input, &json)
        }
    }

    private static func describe(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let found = Statistics.describe(try input.required("values").numbers())
        json.member("n", found.n)
        json.member("missing", found.missing)
        json.member("mean", found.mean.value)
        json.member("sd", found.sd.value)
        json.member("median", found.median.value)
        json.member("min", found.min.value)
        json.member("max", found.max.value)
    }

    private static func cronbach(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let matrix = try input.required("matrix")
        let rows = try matrix.list().map { try $0.numbers() }
        guard rows.allSatisfy({ $0.count == rows.first?.count }) else {
            throw matrix.refusal("rows of one length")
        }
        let found = Statistics.cronbach(rows)
        json.member("n", found.n)
        json.member("k", found.k)
        json.member("alpha", found.alpha.value)
        json.member("ci_low", found.low.value)
        json.member("ci_high", found.high.value)
    }

    private static func nps(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let found = Statistics.nps(try input.required("ratings").numbers(0...10))
        json.member("n", found.n)
        json.member("promoters", found.promoters)
        json.member("passives", found.passives)
        json.member("detractors", found.detractors)
        json.member("nps", found.nps.value)
    }

    private static func gas(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let goals = try input.required("goals").list().map { goal in
            Statistics.Attainment(
                weight: try goal.required("weight").number(0...1e9) ?? 0,
                score: try goal.optional("score")?.number(-2...2))
        }
        let rho = try input.optional("rho")?.number(0...1)
        let found =
            rho.map { Statistics.goalAttainment(goals, rho: $0) }
            ?? Statistics.goalAttainment(goals)
        json.member("n", found.n)
        json.member("t_score", found.tScore.value)
    }

    private static func responseRate(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let statuses = try input.required("statuses").list().filter { $0.json != .null }
            .map { try $0.text() }
        let found = Statistics.responseRate(
            eligible: statuses.count { $0 != "bounced" },
            completed: statuses.count { $0 == "completed" },
            partial: statuses.count { $0 == "partial" })
        json.member("eligible", found.eligible)
        json.member("completed", found.completed)
        json.member("partial", found.partial)
        json.member("rate", found.rate.value)
        json.member("wilson_low", found.low.value)
        json.member("wilson_high", found.high.value)
    }

    private static func suppression(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let rows = try input.required("table")
        let table = try rows.list().map { row in
            try row.list().map { try $0.whole(0...1_000_000_000_000) }
        }
        guard table.allSatisfy({ $0.count == table.first?.count }) else {
            throw rows.refusal("rows of one length")
        }
        let threshold = try input.required("k").whole(1...1_000_000_000_000)
        let found = TableSuppression(table, threshold: threshold)
        json.array("table", found.shown.dropLast()) { counts($0.dropLast(), &$1) }
        json.key("row_totals")
        counts(found.shown.dropLast().map { $0.last ?? nil }, &json)
        json.key("col_totals")
        counts(found.shown.last?.dropLast() ?? [], &json)
        json.key("total")
        count(found.shown.last?.last ?? nil, &json)
    }

    private static func counts(_ counts: some Sequence<Int?>, _ json: inout JSONWriter) {
        json.beginArray()
        for count in counts { self.count(count, &json) }
        json.endArray()
    }

    private static func count(_ count: Int?, _ json: inout JSONWriter) {
        if let count { json.int(count) } else { json.null() }
    }
}
