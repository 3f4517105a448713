// The kinds of statistics about before and after, and about how long things last.

import JSON
import Mentorship

extension StatisticsLine {
    private static func lists(_ input: EngineInput) throws -> (pre: [Double?], post: [Double?]) {
        let pre = try input.required("pre").numbers()
        let post = try input.required("post").numbers()
        guard pre.count == post.count else { throw EngineRefusal("post: must be as long as pre.") }
        return (pre, post)
    }

    static func pairedT(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let (pre, post) = try lists(input)
        let found = Statistics.pairedT(before: pre, after: post)
        json.member("n", found.n)
        json.member("mean_diff", found.meanDifference.value)
        json.member("t", found.t.value)
        json.member("df", found.df)
        json.member("p", found.p.value)
        json.member("ci_low", found.low.value)
        json.member("ci_high", found.high.value)
    }

    static func effectSize(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let (pre, post) = try lists(input)
        let found = Statistics.effectSize(before: pre, after: post)
        json.member("n", found.n)
        json.member("d_z", found.dz.value)
        json.member("d_av", found.dAverage.value)
        json.member("g_av", found.gAverage.value)
        json.member("d_av_ci_low", found.low.value)
        json.member("d_av_ci_high", found.high.value)
    }

    static func wilcoxon(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let (pre, post) = try lists(input)
        let found = Statistics.wilcoxon(before: pre, after: post)
        json.member("w_plus", found.plus.value)
        json.member("w_minus", found.minus.value)
        json.member("statistic", found.statistic.value)
        json.member("p_approx", found.pApproximate.value)
        json.member("p_exact", found.pExact.value)
        json.member("n_pairs", found.pairs)
        json.member("n_nonzero", found.nonzero)
    }

    static func survival(_ input: EngineInput, _ json: inout JSONWriter) throws {
        let durations = try input.required("durations").numbers(0...Double.greatestFiniteMagnitude)
        let early = try input.required("closed_early")
        let flags = try early.list().map { flag -> Bool? in
            switch flag.json {
            case .bool(let value): value
            case .null: nil
            default: throw flag.refusal("true, false or null")
            }
        }
        guard durations.count == flags.count else { throw early.refusal("as long as durations") }
        let found = Statistics.kaplanMeier(
            zip(durations, flags).compactMap { duration, flag in
                guard let duration, let flag else { return nil }
                return (duration: duration, endedEarly: flag)
            })
        json.member("n", found.n)
        json.member("events", found.events)
        json.member("median", found.median.value)
        json.array("table", found.rows, write: write)
    }

    private static func write(_ row: Statistics.SurvivalRow, _ json: inout JSONWriter) {
        json.beginObject()
        json.member("time", row.time)
        json.member("at_risk", row.atRisk)
        json.member("events", row.events)
        json.member("survival", row.survival)
        json.member("se", row.standardError.value)
        json.member("ci_low", row.low.value)
        json.member("ci_high", row.high.value)
        json.member("loglog_low", row.logLogLow.value)
        json.member("loglog_high", row.logLogHigh.value)
        json.endObject()
    }
}
