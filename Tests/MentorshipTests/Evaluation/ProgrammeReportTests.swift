// What the report of a programme hides, from whom.

import Mentorship
import Testing

@Suite struct ProgrammeReportTests {
    private func counts() -> ProgrammeCounts {
        var counts = ProgrammeCounts()
        counts.mentees = [.init("approved", 30), .init("submitted", 6), .init("rejected", 0)]
        counts.matchedMentees = 20
        counts.relationships = [.init("active", 20), .init("closed", 9)]
        counts.closures = [.init("completed", 7), .init("safeguarding", 2), .init("moved", 0)]
        counts.progress = .init(relationships: 6, goals: 12, meanPercent: 40)
        return counts
    }

    private func entry(_ name: String, _ report: ProgrammeReport) -> ProgrammeReport.Content? {
        report.entries.first { $0.name == name }?.content
    }

    @Test func `large counts are told to everybody`() {
        for detail in [ReportDetail.full, .aggregate] {
            let report = ProgrammeReport(counts(), detail: detail)
            guard case .share(let rate) = entry("match_rate", report) else {
                Issue.record("no match rate")
                continue
            }
            #expect(rate.part == 20)
            #expect(rate.rate == .value(2.0 / 3))
            #expect(
                entry("mean_progress", report) == .mean(n: 12, .value(40)))
        }
    }

    @Test func `a coded reason that few gave is told to nobody, nor the one that would tell it`() {
        for detail in [ReportDetail.full, .aggregate] {
            let report = ProgrammeReport(counts(), detail: detail)
            #expect(
                entry("closures", report)
                    == .counts(
                        total: 9,
                        [.init("completed", nil), .init("safeguarding", nil), .init("moved", 0)]))
        }
    }

    @Test func `when all but few are matched, aggregates do not say how many`() {
        var counts = counts()
        counts.matchedMentees = 28
        let full = ProgrammeReport(counts, detail: .full)
        guard case .share(let plain) = entry("match_rate", full) else {
            Issue.record("no match rate")
            return
        }
        #expect(plain.part == 28)
        let aggregate = ProgrammeReport(counts, detail: .aggregate)
        guard case .share(let hidden) = entry("match_rate", aggregate) else {
            Issue.record("no match rate")
            return
        }
        #expect(hidden.part == nil)
        #expect(hidden.whole == 30)
        #expect(hidden.rate == .absent(.belowThreshold))
        #expect(hidden.high == .absent(.belowThreshold))
    }

    @Test func `a programme without anybody has rates that do not exist`() {
        let report = ProgrammeReport(ProgrammeCounts(), detail: .full)
        guard case .share(let rate) = entry("match_rate", report) else {
            Issue.record("no match rate")
            return
        }
        #expect(rate.rate == .absent(.noValues))
        #expect(entry("mean_progress", report) == .mean(n: 0, .absent(.noValues)))
    }
}
