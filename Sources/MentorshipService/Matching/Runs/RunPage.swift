// A run on a page that prints: its figures, two pictures, who is paired with whom and why, and who
// is left. HTML with inline SVG; no script, nothing from elsewhere.

import HTTP
import JSON
import Mentorship

struct RunPage {
    /// Pairs, and mentees without one, that the page names; the sheets have all of them.
    static let rowsMax = 500

    private let run: MatchRunRow
    private let programme: String
    private let summary: JSON
    private let pairs: [MatchedPair]
    private let groups: [MatchGroupStore.Made]
    private let unmatched: [UnmatchedMentee]
    private let words: RunWords
    private let mentorsLeast: Int
    private let names: [String: String]
    private let pictures: RunPictures

    /// Names are for those who may read people; others see ids.
    init(_ run: MatchRunRow, _ call: Call, _ snapshot: Reading) throws {
        self.run = run
        let programme = try ProgrammeService.forStaff(run.programme, call.actor, snapshot)
        self.programme = programme.plan.name
        summary = try JSON(parsing: Array((run.summary ?? "{}").utf8))
        pairs = try MatchResultStore.pairs(run.id, snapshot)
        groups = try MatchGroupStore.groups(of: run.id, limit: Self.rowsMax, snapshot)
        unmatched = try MatchResultStore.unmatched(
            of: run.id, limit: Self.rowsMax, snapshot)
        words = RunWords(summary)
        mentorsLeast = try RelationshipPlaces.frame(run.programme, snapshot)?.mentorsLeast ?? 1
        var names: [String: String] = [:]
        if call.actor.may(.peopleRead) {
            let shown = pairs.prefix(Self.rowsMax)
            let people = shown.flatMap { [$0.mentor, $0.mentee] } + unmatched.map(\.mentee)
            let others = unmatched.compactMap(\.nearest) + groups.flatMap(\.people)
            for person in Set(people.map(\.text) + others) {
                names[person] = try MatchResultStore.name(person, snapshot)
            }
        }
        self.names = names
        let isOfPeers = words.shape == .peers
        pictures = RunPictures(
            scores: pairs.map(\.score),
            matched: Set(pairs.flatMap { [$0.mentee] + (isOfPeers ? [$0.mentor] : []) }).count,
            unmatched: Self.number(summary["unmatched"]),
            used: Self.number(summary["places_used"]), places: Self.number(summary["places"]),
            words: words)
    }

    private static func number(_ json: JSON?) -> Int { Int(json?.int ?? 0) }

    var response: Response {
        var page = PrintedPage(title: "Match run · \(programme)")
        writeHead(into: &page.html)
        writeFigures(into: &page.html)
        page.html.markup("<h2>Score distribution</h2>")
        pictures.writeScores(into: &page.html)
        page.html.element("<h2>", pictures.coverage, "</h2>")
        pictures.writeCoverage(into: &page.html)
        if words.hasGroups { writeGroups(into: &page.html) }
        writePairs(into: &page.html)
        writeUnmatched(into: &page.html)
        writeFoot(into: &page.html)
        return page.response()
    }

    // MARK: Parts

    private func writeHead(into html: inout HTMLWriter) {
        html.element("<h1>", "Match run: \(programme)", "</h1>")
        let finished = run.finishedAt.map { " on \($0.rfc3339.prefix(10))" } ?? ""
        html.element("<p>", "State: \(run.state.rawValue). Computed\(finished), ", "")
        html.text("\(run.objective.words(of: words.many)); ")
        html.text("policy version \(run.policyVersion), seed \(run.seed).")
        html.markup("</p>")
    }

    private func writeFigures(into html: inout HTMLWriter) {
        html.markup(
            """
            <h2>Figures</h2><table><thead><tr><th scope="col">What</th>\
            <th scope="col" class="n">Value</th></tr></thead><tbody>
            """)
        let coverage = summary["coverage"]?.number.map { Self.percent($0) } ?? "–"
        let all = words.people
        let among = words.isAmongEquals ? all : "Mentors"
        var figures = [
            ("\(all) \(words.served), of all \(all.lowercased())", coverage),
            (among, "\(Self.number(summary["mentors"]))"),
            ("Lowest score of a pair", score("min")),
            ("Median score", score("median")),
            ("Highest score", score("max")),
        ]
        if words.hasGroups {
            figures.insert((words.groups, "\(Self.number(summary["groups"]))"), at: 2)
            let isProved = summary["certificate"]?["is_optimal"] == .bool(true)
            figures.append(("Proved that nothing is better", isProved ? "yes" : "no"))
        }
        for (name, value) in figures {
            html.element("<tr><th scope=\"row\">", name, "</th>")
            html.element("<td class=\"n\">", value, "</td></tr>")
        }
        html.markup("</tbody></table>")
    }

    private func score(_ name: String) -> String {
        summary["score"]?[name]?.number.map { Self.hundredths($0) } ?? "–"
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    private static func hundredths(_ share: Double) -> String {
        let hundredths = Int((share * 100).rounded())
        let digits = "\(hundredths % 100)"
        return "\(hundredths / 100)." + (digits.utf8.count == 1 ? "0" + digits : digits)
    }

    private func writePairs(into html: inout HTMLWriter) {
        html.markup("<h2>Pairs</h2>")
        guard !pairs.isEmpty else { return html.markup("<p>Nobody was paired.</p>") }
        html.element("<table><thead><tr><th scope=\"col\">", words.two.0, "</th>")
        html.element("<th scope=\"col\">", words.two.1, "</th>")
        html.markup(
            """
            <th scope="col" class="n">Score</th><th scope="col">Why</th></tr></thead><tbody>
            """)
        for pair in pairs.prefix(Self.rowsMax) {
            html.element("<tr><td>", name(pair.mentee.text), "</td>")
            html.element("<td>", name(pair.mentor.text), "</td>")
            let score = Self.hundredths(Score.share(pair.score))
            html.element("<td class=\"n\">", score + (pair.isLocked ? " (locked)" : ""), "</td>")
            let reasons = Explanation.reasons(
                pair.explanation, giver: names[pair.mentor.text], getter: names[pair.mentee.text])
            html.element("<td>", reasons.joined(separator: "; "), "</td></tr>")
        }
        html.markup("</tbody></table>")
        writeRest(pairs.count, into: &html)
    }

    private func writeGroups(into html: inout HTMLWriter) {
        html.element("<h2>", words.groups, "</h2>")
        guard !groups.isEmpty else { return html.markup("<p>None was made.</p>") }
        let isOfCircles = words.shape == .circles
        html.markup("<table><thead><tr>")
        if !isOfCircles { html.markup("<th scope=\"col\">Mentors</th>") }
        html.element(
            "<th scope=\"col\">",
            isOfCircles ? "Each guides the next, the last the first" : "Mentees", "</th>")
        if !isOfCircles { html.markup("<th scope=\"col\">What most are after</th>") }
        html.markup("</tr></thead><tbody>")
        for group in groups {
            html.markup("<tr>")
            if let mentor = group.mentor {
                let others = group.coMentors.map(name).joined(separator: " and ")
                let mentors = others.isEmpty ? name(mentor) : "\(name(mentor)), with \(others)"
                html.element("<td>", mentors, "</td>")
            }
            let members = group.members.map(name)
            let standing = group.standing > 0 ? ["\(group.standing) there already"] : []
            html.element("<td>", (members + standing).joined(separator: ", "), "</td>")
            if !isOfCircles { html.element("<td>", group.purpose ?? "–", "</td>") }
            html.markup("</tr>")
        }
        html.markup("</tbody></table>")
        writeRest(Self.number(summary["groups"]), into: &html)
        writeTooFewMentors(into: &html)
    }

    /// A run makes groups as far as it finds mentors for them; what the model needs is for staff.
    private func writeTooFewMentors(into html: inout HTMLWriter) {
        // Of a group that stands already, its standing says so.
        let lacking = groups.count {
            $0.mentor != nil && $0.standing == 0 && $0.coMentors.count + 1 < mentorsLeast
        }
        guard lacking > 0 else { return }
        html.element(
            "<p class=\"short\">", lacking == 1 ? "1 group has" : "\(lacking) groups have", "")
        html.text(
            " fewer than the \(mentorsLeast) mentors that the model needs, who are both there ")
        html.markup("whenever children take part.</p>")
    }

    private func writeUnmatched(into html: inout HTMLWriter) {
        let fewer = Self.number(summary["with_fewer_than_wanted"])
        let title = words.unserved.prefix(1).uppercased() + words.unserved.dropFirst()
        html.element("<h2>", fewer > 0 ? title + ", or with fewer than wanted" : title, "</h2>")
        guard !unmatched.isEmpty else { return html.markup("<p>Nobody.</p>") }
        html.element("<table><thead><tr><th scope=\"col\">", words.people, "</th>")
        html.markup("<th scope=\"col\">Why</th></tr></thead><tbody>")
        for person in unmatched {
            html.element("<tr><td>", name(person.mentee.text), "</td>")
            html.element("<td>", reason(person), "</td></tr>")
        }
        html.markup("</tbody></table>")
        writeRest(pictures.unmatched + fewer, into: &html)
    }

    private func writeRest(_ count: Int, into html: inout HTMLWriter) {
        guard count > Self.rowsMax else { return }
        html.element("<p class=\"small\">", "The first \(Self.rowsMax) of \(count).", "</p>")
    }

    private func writeFoot(into html: inout HTMLWriter) {
        html.element("<p class=\"small\">", "Run \(run.id), engine \(run.engineVersion), ", "")
        html.text("inputs \(run.inputsHash ?? "unknown").")
        html.markup("</p>")
    }

    private func name(_ person: String) -> String { names[person] ?? person }

    private func reason(_ person: UnmatchedMentee) -> String {
        let detail = try? JSON(parsing: person.detail)
        let words = detail?["words"]?.text ?? person.reason
        guard let nearest = person.nearest else { return words }
        return words.replacing(nearest, with: name(nearest))
    }
}

extension UnmatchedMentee {
    fileprivate var nearest: String? {
        (try? JSON(parsing: detail))?["nearest_mentor_id"]?.text
    }
}

extension MatchRun.Objective {
    fileprivate func words(of many: String) -> String {
        switch self {
        case .quality: "for the greatest total score"
        case .coverageThenQuality: "for as many \(many) as can be, then the greatest total score"
        case .fair: "for as many \(many) as can be, then the worst-served as well as can be"
        case .stable: "so that no two would both rather have each other"
        }
    }
}
