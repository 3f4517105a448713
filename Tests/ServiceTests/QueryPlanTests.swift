// Every statement of the sources is explained on the schema, and none may read more than it gives
// back: no scan, no walk along an index that no LIMIT ends, no sorting aside, unless a reason is
// written here. A room that comes later is held to it without a line here.
//
// The product never runs ANALYZE, so that SQLite chooses a plan from the schema alone: what is seen
// here on empty tables is what runs on full ones.

import Foundation
import Mentorship
import MentorshipService
import SQLite
import Testing

@Suite struct QueryPlanTests {
    @Test func `no statement reads more than it gives back, or a reason is written`() throws {
        let plans = try plans()
        #expect(plans.count > 150, "the sources are read")
        for plan in plans where Reasons.reason(for: plan.statement) == nil {
            let flaws = plan.flaws
            #expect(
                flaws.isEmpty,
                """
                \(plan.statement.path): \(plan.statement.text)
                \(plan.lines.joined(separator: "\n"))
                """)
        }
    }

    @Test func `every written reason is needed`() throws {
        let flawed = try plans().filter { !$0.flaws.isEmpty }.map(\.statement)
        for (fragment, _) in Reasons.all {
            #expect(flawed.contains { $0.text.contains(fragment) }, "not needed: \(fragment)")
        }
    }

    @Test func `no statement is put together from pieces`() throws {
        for statement in try #require(Statements.ofSources) {
            #expect(!statement.text.contains("\\("), "\(statement.path): \(statement.text)")
        }
        Statements.writeKnown()
    }

    @Test func `plans do not change with what is in the tables`() throws {
        let service = try TestService()
        let tables = try service.read { try Tables($0) }
        #expect(!tables.names.contains { $0.hasPrefix("sqlite_stat") })
        for file in try Project.sources() {
            for literal in Statements.literals(in: file.text) {
                #expect(!literal.hasPrefix("ANALYZE"), "\(file.path)")
                #expect(!literal.hasPrefix("PRAGMA optimize"), "\(file.path)")
            }
        }
    }

    @Test func `what refers to a row is found along an index`() throws {
        let service = try TestService()
        let missing = try service.read { snapshot in
            try snapshot.query(
                """
                SELECT t.name, f."from"
                FROM sqlite_schema t
                JOIN pragma_foreign_key_list(t.name) f
                WHERE t.type = 'table' AND f.seq = 0 AND NOT EXISTS (
                    SELECT 1 FROM pragma_index_list(t.name) i
                    JOIN pragma_index_info(i.name) c
                    WHERE c.seqno = 0 AND c.name = f."from")
                """
            ) { row in "\(try row.next() as String).\(try row.next() as String)" }
        }
        #expect(missing.isEmpty, "the other row could only be removed after a scan")
    }

    // MARK: The judge is judged

    @Test(
        arguments: [
            ("SELECT id FROM people", true),
            ("SELECT id FROM people WHERE (?1 IS NULL OR id > ?1) ORDER BY id LIMIT ?2", true),
            ("SELECT id FROM people WHERE id > ?1 ORDER BY id LIMIT ?2", false),
            ("SELECT id FROM people WHERE id > ?1 ORDER BY id", true),
            ("SELECT id FROM people WHERE id > ?1 AND (?2 IS NULL OR name = ?2) LIMIT 9", true),
            ("SELECT name FROM people WHERE id = ?1", false),
            ("SELECT p.name FROM people p ORDER BY p.name LIMIT 5", true),
            ("SELECT id FROM relationships WHERE programme_id = ?1", true),
            ("SELECT id FROM relationships WHERE programme_id = ?1 ORDER BY id LIMIT 5", false),
            ("SELECT id FROM relationships WHERE programme_id = ?1 ORDER BY stage LIMIT 5", true),
            ("SELECT MAX(sequence) FROM events", false),
            ("SELECT 1 FROM goals g JOIN meetings m ON m.medium = g.title WHERE g.id = ?1", true),
            ("UPDATE people SET bio = NULL WHERE id = ?1", false),
            ("UPDATE people SET bio = NULL WHERE name = ?1", true),
            ("DELETE FROM events WHERE occurred_at < ?1", true),
        ])
    func `walks are told from steps`(_ row: (sql: String, isFlawed: Bool)) throws {
        let service = try TestService()
        let plan = try service.read { snapshot in
            try Plan(Statements.Found(path: "", text: row.sql), Tables(snapshot), snapshot)
        }
        #expect(plan.flaws.isEmpty != row.isFlawed, "\(plan.lines) \(plan.flaws)")
    }

    private func plans() throws -> [Plan] {
        let service = try TestService()
        let statements = try #require(Statements.ofSources)
        return try service.read { snapshot in
            let tables = try Tables(snapshot)
            return try statements.map { try Plan($0, tables, snapshot) }
        }
    }
}

// MARK: Reasons

/// Why a statement may do what others may not, by a piece of its text that no other has.
private enum Reasons {
    private static let report = "A report counts the whole of a programme, on the worker pool."
    private static let matching = "Matching looks at the whole of a programme, never beyond it."
    private static let result = "A run's result is read and put away as a whole."
    private static let command = "A command at a terminal asks once, not a request."
    private static let handful = "A handful of rows is sorted: those of one relationship or person."

    private static let ending = "A programme that ends asks nobody any more, once and as a whole."

    static let all: [(fragment: String, reason: String)] = [
        ("SELECT id FROM proposals WHERE programme_id = ?1 AND state = 'sent'", ending),
        ("SELECT mentee_id FROM mentorship_requests", ending),
        ("FROM rematches WHERE programme_id = ?1 AND state = 'open'", ending),
        ("SELECT 1 FROM people LIMIT 1", command),
        ("SELECT id, body FROM journal_entries LIMIT 1", command),
        ("SELECT assignment_id, answers FROM survey_responses LIMIT 1", command),
        ("SELECT person_id, described FROM characteristics LIMIT 1", command),
        ("SELECT enrolment_id, keys FROM conflict_keys LIMIT 1", command),
        ("idempotency_key, body FROM idempotency_keys LIMIT 1", command),
        ("SELECT COUNT(*) FROM people", command),
        ("SELECT COUNT(*) FROM events", command),

        ("SELECT role, state, COUNT(*) FROM enrolments", report),
        ("SELECT COUNT(*) FROM enrolments e", report),
        ("SELECT state, COUNT(*) FROM proposals", report),
        ("SELECT r.state, COUNT(*) FROM relationships r", report),
        ("SELECT c.reason, COUNT(*) FROM relationships r", report),
        ("SELECT m.state, COUNT(*) FROM relationships r", report),
        ("SELECT COALESCE(SUM(yes > 0 AND no = 0), 0)", report),
        ("SELECT g.state, COUNT(*) FROM relationships r", report),
        ("SELECT COUNT(DISTINCT r.id), COUNT(*), AVG(g.percent)", report),
        ("SELECT a.side, COUNT(*), COUNT(r.number)", report),
        ("SELECT a.side, a.id, r.answers FROM survey_responses r", report),
        ("updated_at, version FROM surveys WHERE programme_id = ?1 ORDER BY id", report),

        ("SELECT mentee_id, mentor_id FROM exclusions WHERE run_id", matching),
        ("SELECT e.person_id, COALESCE(e.skills_offered", matching),
        ("SELECT mentor_id, mentee_id FROM exclusions WHERE programme_id", matching),
        ("SELECT e.person_id, e.role, e.capacity, e.mentors_wanted", matching),
        ("WITH RECURSIVE up (id, manager_id)", matching),
        ("SELECT c.person_id, c.described FROM enrolments e", matching),
        ("SELECT e.person_id, e.id, k.keys FROM enrolments e", matching),
        ("SELECT e.person_id, o.person_id, e.role = 'peer' AND EXISTS", matching),
        ("SELECT m.person_id, m.role, r.id, r.state, m.lead_order FROM", matching),
        ("SELECT mentor_id, mentee_id, state FROM proposals", matching),
        ("SELECT c.mentor_id, r.mentee_id, c.state FROM mentorship_requests r", matching),
        ("SELECT e.person_id, e.id, e.capacity FROM enrolments e", matching),
        ("SELECT m.person_id FROM relationships r", matching),
        ("SELECT c.mentor_id FROM mentorship_requests r", matching),
        ("SELECT m.person_id, x.mentee_id FROM rematches x", matching),
        ("SELECT m.person_id, d.person_id FROM relationships r", matching),
        ("FROM match_run_reviews WHERE run_id = ?1 ORDER BY mentee_id", result),
        ("created_by, created_at FROM exclusions WHERE run_id = ?1", result),
        ("FROM enrolments WHERE person_id = ?1 AND state IN", handful),
        ("FROM request_policies WHERE programme_id", "One row: the programme is the key."),
        (
            "FROM mentorship_requests WHERE is_between_turns = 1",
            "The index holds requests between two turns alone: hardly ever one."
        ),
        ("WHERE p.run_id = ?1 AND COALESCE(v.verdict, '') <> 'rejected'", result),
        ("DELETE FROM match_run_pairs WHERE run_id", result),
        ("DELETE FROM match_run_unmatched WHERE run_id", result),
        ("DELETE FROM match_run_groups WHERE run_id", result),
        ("FROM match_run_groups WHERE run_id = ?1 AND mentor_id IS NULL", result),
        ("SELECT members FROM match_run_groups WHERE run_id = ?1", result),
        ("SELECT COALESCE(SUM(sharing), 0) FROM match_run_groups", result),
        ("SELECT mentee_id, mentor_id, score FROM match_run_pairs WHERE run_id", result),
        ("FROM match_run_groups WHERE run_id = ?1 AND co_mentors", result),
        ("SELECT mentor_id, lead_id FROM proposals", matching),
        (
            "e.person_id BETWEEN ?2 AND ?3",
            "Between the first and the last mentor of a page, along the programme's index."
        ),
        (
            "WHERE programme_id = ?1 AND state = 'sent' AND deadline <= ?2 ORDER BY id",
            "Along the index of what waits for an answer, of one programme."
        ),
        ("p.id IN ( SELECT id FROM proposals WHERE mentor_id", handful),

        (
            "SELECT e.person_id, e.role FROM enrolments e",
            "To ask all approved people of a programme is to write a row for each."
        ),
        (
            "SELECT COALESCE(MAX(number), 0) FROM survey_responses",
            "The last entry of an index, read alone."
        ),
        (
            "SELECT MIN(e.source) FROM person_external_ids e",
            "The next entry of an index, read alone, for each of the few systems there are."
        ),
        (
            "DELETE FROM idempotency_keys WHERE (actor",
            "The walk is the LIMIT's, within a subquery: the oldest few."
        ),
    ]

    static func reason(for statement: Statements.Found) -> String? {
        all.first { statement.text.contains($0.fragment) }?.reason
    }
}

// MARK: Plans

/// The tables of the schema and whose each index is.
private struct Tables {
    let names: Set<String>
    let ofIndex: [String: String]

    /// These stay small whatever an organisation does: it has a handful of systems that ask, and
    /// some dozens of instruments.
    static let small: Set<String> = [
        "credentials", "credential_keys", "credential_programmes", "instruments", "migrations",
    ]

    init(_ snapshot: Snapshot) throws {
        let rows = try snapshot.query("SELECT type, name, tbl_name FROM sqlite_schema") { row in
            (
                type: try row.next() as String, name: try row.next() as String,
                table: try row.next() as String
            )
        }
        names = Set(rows.filter { $0.type == "table" }.map(\.name))
        ofIndex = Dictionary(
            rows.filter { $0.type == "index" }.map { ($0.name, $0.table) },
            uniquingKeysWith: { first, _ in first })
    }
}

private struct Plan {
    let statement: Statements.Found
    let lines: [String]
    private let tables: Tables

    init(_ statement: Statements.Found, _ tables: Tables, _ snapshot: Snapshot) throws {
        self.statement = statement
        self.tables = tables
        lines = try snapshot.explain(statement.text)
    }

    /// The lines that read, or sort, more than the statement gives back.
    var flaws: [String] {
        let isSorting = lines.contains { $0.contains("TEMP B-TREE") }
        var flaws = lines.filter { $0.contains("TEMP B-TREE") || $0.contains("AUTOMATIC") }
        for (index, line) in lines.enumerated() {
            guard let step = Step(line), let table = table(of: step),
                !Tables.small.contains(table)
            else { continue }
            switch step.reach {
            case .few: continue
            case .everything: flaws.append(line)
            // A LIMIT ends the outermost loop, as long as what it counts need not be sorted first
            // and no condition beside the index passes rows over.
            case .fromHere where statement.text.contains(" IS NULL OR "): flaws.append(line)
            case .fromHere, .many:
                if index > 0 || isSorting || !statement.text.contains(" LIMIT ") {
                    flaws.append(line)
                }
            }
        }
        return flaws
    }

    /// Nil for what is no table of the schema: a subquery's rows were read by other lines.
    private func table(of step: Step) -> String? {
        if let table = step.index.flatMap({ tables.ofIndex[$0] }) { return table }
        if tables.names.contains(step.name) { return step.name }
        let named = statement.text.matches(
            of: #/(?:FROM|JOIN|UPDATE|INTO|,) (\w+) (?:AS )?(\w+)/#
        ).first { $0.2 == step.name }
        return named.map { String($0.1) }.flatMap { tables.names.contains($0) ? $0 : nil }
    }
}

/// One line of SQLite's explanation (https://sqlite.org/eqp.html).
private struct Step {
    enum Reach {
        /// The rows of one person, one relationship, one key.
        case few
        /// All rows of a programme, of a state: many, the more the organisation does.
        case many
        /// From a position to the end of the table.
        case fromHere
        case everything
    }

    let name: String
    let index: String?
    let reach: Reach

    /// Columns whose one value many rows share.
    private static let shared: Set<String> = [
        "programme_id", "state", "kind", "term", "survey_id", "run_id", "instrument_id", "model",
        "created_by", "actor", "action", "role", "phase", "source", "type", "subject_type",
        "outcome", "stage",
    ]

    init?(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count > 1, words[0] == "SCAN" || words[0] == "SEARCH" else { return nil }
        name = words[1]
        index = words.firstIndex(of: "INDEX").flatMap { words.dropFirst($0 + 1).first }
        if words[0] == "SCAN" {
            reach = .everything
        } else if let conditions = line.firstMatch(of: #/ \((.+)\)/#) {
            let same = conditions.1.matches(of: #/(\w+)=\?/#).map { String($0.1) }
            reach =
                same.isEmpty ? .fromHere : Self.shared.isSuperset(of: same) ? .many : .few
        } else {
            reach = .few  // The least or the greatest of an index.
        }
    }
}
