// What became of a programme, from counts alone: who takes part, who has found somebody, whether
// pairs meet and reach their goals, who answered. Each figure comes with what it stands on and what
// exactly it means; small counts are hidden from those who may not see the rows.

package struct ProgrammeReport: Sendable, Equatable {
    package struct Count: Sendable, Equatable {
        package let key: String
        /// Nil when it is hidden.
        package let count: Int?

        package init(_ key: String, _ count: Int?) {
            self.key = key
            self.count = count
        }
    }

    /// A part of a whole with the 95 % interval of the share.
    package struct Share: Sendable, Equatable {
        package let part: Int?
        package let whole: Int?
        package let rate: Figure
        package let low: Figure
        package let high: Figure
    }

    package enum Content: Sendable, Equatable {
        case counts(total: Int?, [Count])
        case share(Share)
        case mean(n: Int?, Figure)
    }

    package struct Entry: Sendable, Equatable {
        package let section: String
        package let name: String
        package let definition: String
        package let content: Content
    }

    package struct SurveyEntry: Sendable, Equatable {
        package let survey: Survey
        package let response: Share
    }

    package let detail: ReportDetail
    /// In the order in which a programme goes; entries of a section stand together.
    package let entries: [Entry]
    package let surveys: [SurveyEntry]
}

/// What a store counted; nothing in it is hidden yet.
package struct ProgrammeCounts: Sendable, Equatable {
    package struct Counted: Sendable, Equatable {
        package let key: String
        package let count: Int

        package init(_ key: String, _ count: Int) {
            self.key = key
            self.count = count
        }
    }

    package struct Attendance: Sendable, Equatable {
        package let attended: Int
        package let absent: Int
        package let disputed: Int

        package init(attended: Int, absent: Int, disputed: Int) {
            self.attended = attended
            self.absent = absent
            self.disputed = disputed
        }
    }

    package struct Progress: Sendable, Equatable {
        package let relationships: Int
        package let goals: Int
        package let meanPercent: Double?

        package init(relationships: Int, goals: Int, meanPercent: Double?) {
            self.relationships = relationships
            self.goals = goals
            self.meanPercent = meanPercent
        }
    }

    package struct Answered: Sendable, Equatable {
        package let survey: Survey
        package let assigned: Int
        package let completed: Int

        package init(survey: Survey, assigned: Int, completed: Int) {
            self.survey = survey
            self.assigned = assigned
            self.completed = completed
        }
    }

    package var mentors: [Counted] = []
    package var mentees: [Counted] = []
    package var matchedMentees = 0
    package var proposals: [Counted] = []
    package var relationships: [Counted] = []
    package var closures: [Counted] = []
    package var meetings: [Counted] = []
    package var attendance = Attendance(attended: 0, absent: 0, disputed: 0)
    package var goals: [Counted] = []
    package var progress = Progress(relationships: 0, goals: 0, meanPercent: nil)
    package var surveys: [Answered] = []

    package init() {}
}

// MARK: From counts to a report

extension ProgrammeReport {
    package init(
        _ counts: ProgrammeCounts, detail: ReportDetail, _ suppression: Suppression = .init()
    ) {
        let maker = Maker(detail: detail, suppression: suppression)
        self.detail = detail
        entries =
            maker.participation(counts) + maker.pairs(counts) + maker.meetings(counts)
            + maker.goals(counts)
        surveys = counts.surveys.map {
            SurveyEntry(
                survey: $0.survey, response: maker.share($0.completed, of: $0.assigned))
        }
    }
}

private struct Maker {
    let detail: ReportDetail
    let suppression: Suppression

    // MARK: Sections

    func participation(_ counts: ProgrammeCounts) -> [ProgrammeReport.Entry] {
        let mentees = breakdown(counts.mentees)
        // The approved mentees are the whole of the match rate: hidden there, hidden here.
        let isHidden = isHidden("approved", in: mentees)
        let approved = counts.mentees.first { $0.key == "approved" }?.count ?? 0
        return [
            entry(
                "enrolments", "mentors",
                "Enrolments as mentor, or as both, by state.", breakdown(counts.mentors)),
            entry(
                "enrolments", "mentees",
                "Enrolments as mentee, or as both, by state.", mentees),
            entry(
                "matching", "match_rate",
                "Approved mentees in at least one relationship of the programme that is not "
                    + "closed, of all approved mentees, now; with its 95 % interval (Wilson).",
                .share(share(counts.matchedMentees, of: approved, isHidden: isHidden))),
            entry(
                "matching", "proposals", "Proposals put to both sides, by state.",
                breakdown(counts.proposals)),
        ]
    }

    func pairs(_ counts: ProgrammeCounts) -> [ProgrammeReport.Entry] {
        let states = breakdown(counts.relationships)
        return [
            entry("relationships", "states", "Relationships of the programme by state.", states),
            // Why pairs part may point to people, whoever reads it: hidden when few, for everybody.
            entry(
                "relationships", "closures",
                "Closed relationships by the coded reason; counts under the threshold are hidden.",
                breakdown(
                    counts.closures, isSensitive: true,
                    isTotalHidden: isHidden("closed", in: states))),
        ]
    }

    func meetings(_ counts: ProgrammeCounts) -> [ProgrammeReport.Entry] {
        let attendance = counts.attendance
        let recorded = attendance.attended + attendance.absent + attendance.disputed
        return [
            entry(
                "meetings", "states",
                "Meetings of the programme's relationships by state; confirmed ones lie ahead or "
                    + "wait for a record of attendance.", breakdown(counts.meetings)),
            entry(
                "meetings", "attendance",
                "Places at meetings that were attended by all that was said, of those for which "
                    + "anything was said; a place on which statements differ was not attended.",
                .share(share(attendance.attended, of: recorded))),
        ]
    }

    func goals(_ counts: ProgrammeCounts) -> [ProgrammeReport.Entry] {
        let progress = counts.progress
        let mean = progress.meanPercent.map { Figure($0) } ?? .absent(.noValues)
        let isHidden = suppression.hides(progress.relationships)
        return [
            entry("goals", "states", "Goals by state.", breakdown(counts.goals)),
            entry(
                "goals", "mean_progress",
                "Mean progress in percent of the goals that are neither drafts nor abandoned; "
                    + "hidden when they belong to fewer relationships than the threshold.",
                .mean(
                    n: isHidden && detail == .aggregate ? nil : progress.goals,
                    isHidden ? .absent(.belowThreshold) : mean)),
        ]
    }

    // MARK: Figures

    func share(_ part: Int, of whole: Int, isHidden: Bool = false) -> ProgrammeReport.Share {
        let interval = Statistics.wilson(part, of: whole)
        let rest = max(0, whole - part)
        let isSmall = suppression.hides(part) || suppression.hides(rest)
        guard detail == .full || !(isHidden || isSmall) else {
            let none = Figure.absent(.belowThreshold)
            return .init(
                part: nil, whole: isHidden || suppression.hides(whole) ? nil : whole, rate: none,
                low: none, high: none)
        }
        return .init(
            part: part, whole: whole,
            rate: whole == 0 ? .absent(.noValues) : Figure(Double(part) / Double(whole)),
            low: interval.low, high: interval.high)
    }

    private func breakdown(
        _ counts: [ProgrammeCounts.Counted], isSensitive: Bool = false,
        isTotalHidden: Bool = false
    ) -> ProgrammeReport.Content {
        let total = counts.reduce(0) { $0 + $1.count }
        guard isSensitive || detail == .aggregate else {
            return .counts(total: total, counts.map { .init($0.key, $0.count) })
        }
        let shown = suppression.shown(counts.map(\.count))
        let isHidden = isTotalHidden || suppression.hides(total) && detail == .aggregate
        return .counts(
            total: isHidden ? nil : total, zip(counts, shown).map { .init($0.key, $1) })
    }

    private func isHidden(_ key: String, in content: ProgrammeReport.Content) -> Bool {
        guard case .counts(_, let counts) = content else { return false }
        return counts.contains { $0.key == key && $0.count == nil }
    }

    private func entry(
        _ section: String, _ name: String, _ definition: String,
        _ content: ProgrammeReport.Content
    ) -> ProgrammeReport.Entry {
        .init(section: section, name: name, definition: definition, content: content)
    }
}
