// mentorship doctor: looks at a database as a whole and says what it finds, a line each. Changes
// nothing but what opening a database always does.

import ArgumentParser
import Mentorship
import MentorshipService
import SQLite

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks a database, its key file and this machine.",
        discussion: "Ends with 0 when all is well, else with the code of what was found.")

    @OptionGroup var store: StoreOptions

    func run() {
        do {
            let database = try store.open()
            let isSound = try report(database)
            database.close()
            if !isSound {
                throw CommandError(
                    .damaged,
                    "\(store.database) is damaged: keep a copy and restore a backup.")
            }
        } catch {
            Exit.end(error)
        }
    }

    private func report(_ database: Database) throws -> Bool {
        let reader = try database.reader()
        defer { reader.end() }
        let snapshot = try reader.snapshot()
        let problems = try snapshot.query("PRAGMA quick_check(20)") { row in
            try row.next() as String
        }.filter { $0 != "ok" }
        let orphans = try snapshot.query("PRAGMA foreign_key_check") { row in
            let table: String = try row.next()
            let line: Int? = try row.next()
            let parent: String = try row.next()
            let key: Int = try row.next()
            return "\(table) row \(line ?? 0) lacks its \(parent) (key \(key))"
        }
        say("pages", problems)
        say("references", orphans)
        print("migrations: \(Store.schema.migrations.count) applied")
        let isTried = SealedSample.opens(with: try store.sealer(database), snapshot) != nil
        print("key file: \(isTried ? "fits" : "there; nothing is sealed yet")")
        print("time zones: \(ZoneFiles().version.map { "tzdata \($0)" } ?? "none: install tzdata")")
        try counts(snapshot)
        return problems.isEmpty && orphans.isEmpty
    }

    private func say(_ what: String, _ problems: [String]) {
        print("\(what): \(problems.isEmpty ? "sound" : "\(problems.count) problems")")
        for problem in problems { print("  \(problem)") }
    }

    private func counts(_ snapshot: Snapshot) throws {
        let people = try snapshot.first("SELECT COUNT(*) FROM people") { try $0.next() as Int }
        let events = try snapshot.first("SELECT COUNT(*) FROM events") { try $0.next() as Int }
        print("holds: \(people ?? 0) people, \(events ?? 0) events")
    }
}
