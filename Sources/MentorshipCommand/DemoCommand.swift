// mentorship demo: fills a new database with a small fictional programme, through the API's own
// doors, so that the first curl shows something.

import ArgumentParser
import Logging
import Mentorship
import MentorshipService
import SQLite

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Fills a new database with a small fictional programme.")

    @OptionGroup var store: StoreOptions

    func run() {
        do {
            let database = try store.open()
            try refuseUnlessNew(database)
            let deployment = Deployment.make(
                database: database, sealer: try store.sealer(database), settings: settings,
                logger: Logger(label: "demo") { _ in SwiftLogNoOpLogHandler() },
                accessLog: { _ in }, isServing: { true })
            try deployment.workers.start(threads: 1) { try database.reader() }
            let (credential, key) = try store.perform(database) { context, transaction in
                let draft = CredentialDraft(
                    name: "mentorship demo", role: .administrator, lifetimeDays: 1)
                let made = try CredentialService.create(draft, &context, transaction)
                return (made.0.id, made.1.text)
            }
            let client = try LocalClient(deployment, database, key: key)
            try DemoProgramme(client: client).fill()
            try store.perform(database) { context, transaction in
                try CredentialService.revoke(credential, &context, transaction)
            }
            deployment.workers.stop()
            database.close()
            print("\(store.database): a demo programme with \(DemoPeople.all.count) people")
        } catch {
            Exit.end(error)
        }
    }

    private var settings: Settings {
        var settings = Settings()
        settings.isRateLimited = false
        return settings
    }

    private func refuseUnlessNew(_ database: Database) throws {
        let reader = try database.reader()
        defer { reader.end() }
        let found = try reader.snapshot().first("SELECT 1 FROM people LIMIT 1") { row in
            try row.next() as Int
        }
        guard found == nil else {
            throw CommandError(
                .inputNotAcceptable,
                "\(store.database) has people already: the demo fills new databases only.")
        }
    }
}
