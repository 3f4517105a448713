import Testing

@testable import Mentorship

/// Against figures that other programs found in the same files.
@Suite(.enabled(if: SharedData.isThere("surveys"), "needs ../shared/data"))
struct RealSurveyTests {
    private func numbers(_ rows: [[String: String]], _ key: String) -> [Double?] {
        rows.map { $0[key].flatMap(Double.init) }
    }

    @Test func `the mentors' survey gives its published figures`() throws {
        let expected = try SharedData.json("surveys/mentor_experience.expected.json")
        let report = try mentorReport(expected)
        #expect(Double(report.n) == expected["n"].number)
        for (key, figures) in expected["items"].members {
            let item = try #require(report.items.first { $0.key == key })
            #expect(Double(item.answered) == figures["answered"].number)
            for (value, count) in figures["counts"].members {
                let found = item.counts.first { $0.value == value }?.count
                #expect(found.map(Double.init) == count.number)
            }
            #expect(rounded(item.mean.value) == figures["mean"].number)
            #expect(rounded(item.sd.value) == figures["sd"].number)
            #expect(item.median.value == figures["median"].number)
        }
        let correlations = expected["spearman_with_experience"].members
        #expect(report.associations.count == correlations.count)
        for found in report.associations {
            #expect(
                rounded(found.correlation.coefficient.value) == correlations[found.item]?.number)
        }
        let comparison = try #require(report.comparison)
        let groups = expected["experience_by_meeting_time"].members
        #expect(comparison.groups.count == groups.count)
        for group in comparison.groups {
            #expect(group.n.map(Double.init) == groups[group.group]?["n"].number)
            #expect(rounded(group.mean.value) == groups[group.group]?["mean"].number)
        }
        let test = expected["kruskal_wallis_experience_by_meeting_time_groups_over_4"]
        #expect(rounded(comparison.test.h.value) == test["H"].number)
        #expect(rounded(comparison.test.p.value) == test["p"].number)
        #expect(Double(comparison.test.groups) == test["groups"].number)
        let reliability = try #require(report.subscales.first).reliability
        #expect(rounded(reliability.alpha.value) == expected["alpha"]["cronbach_alpha"].number)
        #expect(Double(reliability.n) == expected["alpha"]["n"].number)
    }

    private func mentorReport(_ expected: Tree) throws -> SurveyReport {
        let rows = try SharedData.table("surveys/mentor_experience.csv")
        let keyed = expected["alpha"]["items"].list.compactMap(\.text)
        let meeting = "mentor_mentee_meeting_time"
        let scales = expected["items"].members.keys.sorted()
        let instrument = Instrument(
            items: scales.map { key in
                .init(key, .scale(min: 1, max: 5, isReversed: keyed.contains("-" + key)))
            } + [.init(meeting, .choice(Set(rows.compactMap { $0[meeting] }).sorted()))],
            subscales: [.init("mentoring", keyed.map { $0.filter { $0 != "-" } })])
        #expect(instrument.problems().isEmpty)
        let responses = rows.map { row -> Instrument.Answers in
            var answers: Instrument.Answers = [:]
            for key in scales { answers[key] = row[key].flatMap(Double.init).map { .number($0) } }
            answers[meeting] = row[meeting].map { .text($0) }
            return answers
        }
        #expect(responses.allSatisfy { instrument.problems(with: $0).isEmpty })
        return SurveyReport(
            instrument, responses: responses,
            questions: .init(
                correlateWith: "experience_with_mentor", compare: "experience_with_mentor",
                by: meeting))
    }

    @Test(arguments: ["agreeable", "conscientious", "extraverted", "neurotic", "open"])
    func `five scales with real gaps have their reliabilities`(scale: String) throws {
        let expected = try SharedData.json("surveys/expected.json")["bigfive.csv"][scale]
        let rows = try SharedData.table("surveys/bigfive.csv")
        let keys = expected["keys"].list.compactMap(\.text)
        let columns = keys.map { key -> [Double?] in
            let name = key.filter { $0 != "-" }
            return numbers(rows, name).map { $0.map { key == name ? $0 : 7 - $0 } }
        }
        let matrix = rows.indices.map { row in columns.map { $0[row] } }
        let found = Statistics.cronbach(matrix)
        #expect(rounded(found.alpha.value) == expected["cronbach_alpha"].number)
        #expect(Double(found.n) == expected["n_complete"].number)
        let complete = matrix.filter { $0.allSatisfy { $0 != nil } }
        let means = Statistics.describe(
            complete.map { $0.compactMap { $0 }.reduce(0, +) / 5 })
        #expect(rounded(means.mean.value) == expected["scale_mean_complete"].number)
        #expect(rounded(means.sd.value) == expected["scale_sd_complete"].number)
    }

    @Test func `change over five occasions with drop-out has its figures`() throws {
        let expected = try SharedData.json("surveys/expected.json")["score_five_occasions.csv"]
        let rows = try SharedData.table("surveys/score_five_occasions.csv")
        for (occasion, figures) in expected["change_from_first"].members {
            expectChange(numbers(rows, "bdi.pre"), numbers(rows, occasion), figures)
        }
        for (treatment, occasions) in expected["by_treatment"].members {
            let group = rows.filter { $0["treatment"] == treatment }
            for (occasion, figures) in occasions.members {
                expectChange(numbers(group, "bdi.pre"), numbers(group, occasion), figures)
            }
        }
    }

    @Test func `a scale of twenty items on two occasions has its change`() throws {
        let expected = try SharedData.json("surveys/expected.json")["anxiety_before_after.csv"]
        let reversed = Set(expected["reversed_items"].list.compactMap(\.text))
        let items = expected["occasion1"]["item_rest_correlation"].members.keys.sorted()
        let instrument = Instrument(
            items: items.map {
                .init($0, .scale(min: 1, max: 4, isReversed: reversed.contains($0)))
            }, subscales: [.init("anxiety", items, minimumAnsweredShare: 1)])
        let rows = try SharedData.table("surveys/anxiety_before_after.csv")
        func scores(_ occasion: String, group: String? = nil) -> [String: Double] {
            var scores: [String: Double] = [:]
            for row in rows where row["occasion"] == occasion {
                if let group, row["group"] != group { continue }
                var answers: Instrument.Answers = [:]
                for item in items {
                    answers[item] = row[item].flatMap(Double.init).map { .number($0) }
                }
                scores[row["respondent"] ?? ""] = instrument.scores(answers)[0].value.value
            }
            return scores
        }
        func expectChange(_ group: String?, _ figures: Tree) {
            let (first, second) = (scores("1", group: group), scores("2", group: group))
            let people = first.keys.sorted()
            self.expectChange(people.map { first[$0] }, people.map { second[$0] }, figures)
        }
        expectChange(nil, expected["change"])
        for (group, figures) in expected["by_group"].members { expectChange(group, figures) }
        #expect(rounded(alpha(rows, "1", instrument)) == 0.913137)
        #expect(rounded(alpha(rows, "2", instrument)) == 0.91745)
    }

    private func alpha(
        _ rows: [[String: String]], _ occasion: String, _ instrument: Instrument
    ) -> Double? {
        let matrix = rows.filter { $0["occasion"] == occasion }.map { row in
            let answers = row.compactMapValues { Double($0).map { Instrument.Answer.number($0) } }
            return instrument.keyed(instrument.subscales[0], answers)
        }
        return Statistics.cronbach(matrix).alpha.value
    }

    private func expectChange(_ before: [Double?], _ after: [Double?], _ figures: Tree) {
        let test = Statistics.pairedT(before: before, after: after)
        #expect(Double(test.n) == figures["n_pairs"].number)
        #expect(rounded(test.meanDifference.value) == figures["mean_difference"].number)
        #expect(rounded(test.t.value) == figures["t"].number)
        #expect(rounded(test.p.value) == figures["p_two_sided"].number)
        #expect(
            [test.low, test.high].map { rounded($0.value) } == figures["ci95"].list.map(\.number))
        let effect = Statistics.effectSize(before: before, after: after)
        #expect(rounded(effect.dz.value) == figures["cohen_dz"].number)
        #expect(
            rounded(Statistics.pearson(before, after).coefficient.value)
                == figures["pearson_r"].number)
        let ranks = Statistics.wilcoxon(before: before, after: after)
        #expect(ranks.statistic.value == figures["wilcoxon_W"].number)
    }

    @Test(arguments: ["remission_6mp", "lung"])
    func `survival curves have their rows, medians and errors`(file: String) throws {
        let expected = try SharedData.json("survival/expected.json")[file]
        let rows = try SharedData.table("survival/\(file).csv")
        func lengths(_ group: String?) -> [(duration: Double, endedEarly: Bool)] {
            rows.filter { group == nil || $0["group"] == group }.compactMap { row in
                row["time"].flatMap(Double.init).map { ($0, row["event"] == "1") }
            }
        }
        func expectCurve(_ group: String?, _ figures: Tree) {
            let curve = Statistics.kaplanMeier(lengths(group))
            #expect(Double(curve.n) == figures["n"].number)
            #expect(Double(curve.events) == figures["events"].number)
            #expect(curve.median.value == figures["median"].number)
            let expected = figures["curve"].list.map { $0.list.compactMap(\.number) }
            #expect(curve.rows.count == expected.count)
            for (row, figures) in zip(curve.rows, expected) {
                #expect([row.time, Double(row.atRisk), Double(row.events)] == figures.prefix(3))
                #expect(isClose(row.survival, figures[3], within: 6e-7))
                if row.survival > 0 {
                    #expect(isClose(row.standardError.value, figures[4], within: 6e-7))
                }
            }
        }
        expectCurve(nil, expected["overall"])
        for (group, figures) in expected["by_group"].members { expectCurve(group, figures) }
    }

    @Test func `goal attainment of real cases has its scores`() throws {
        for example in try SharedData.json("surveys/goal-attainment.json").list {
            let goals = zip(example["weights"].list, example["attained"].list).map {
                Statistics.Attainment(weight: $0.number ?? 0, score: $1.number)
            }
            let found = Statistics.goalAttainment(goals, rho: example["rho"].number ?? 0)
            #expect(rounded(found.tScore.value) == example["t_score"].number)
        }
    }
}
