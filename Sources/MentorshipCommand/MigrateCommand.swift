// mentorship migrate: brings a database to the schema of this binary, and says what was there.

import ArgumentParser
import MentorshipService
import SQLite

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Makes the database, or brings its schema up to date.")

    @OptionGroup var store: StoreOptions

    func run() {
        do {
            let database = try store.open()
            database.close()
            print("\(store.database): \(Store.schema.migrations.count) migrations applied")
        } catch {
            Exit.end(error)
        }
    }
}
