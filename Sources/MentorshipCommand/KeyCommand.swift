// mentorship key: makes, lists and revokes credentials at the machine, also while a server runs on
// the file.

import ArgumentParser
import Mentorship
import MentorshipService
import SQLite

extension Role: ExpressibleByArgument {}
extension Scope: ExpressibleByArgument {}

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Makes, lists and revokes credentials.",
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Prints a new key on standard output, once.")

        @OptionGroup var store: StoreOptions
        @Option(help: "administrator, coordinator, analyst, integration, …") var role: Role
        @Option(help: "What you will know it by.") var name: String
        @Option(help: "Only this scope of the role's; can be repeated.") var scope: [Scope] = []
        @Option(help: "Only this programme; can be repeated.") var programme: [String] = []
        @Option(help: "Days until it expires.")
        var days = CredentialLimits.lifetimeDaysDefault

        func validate() throws {
            guard role != .participant else {
                throw ValidationError("People get tokens (POST /v1/people/{id}/tokens).")
            }
            guard (1...CredentialLimits.nameCharactersMax).contains(name.count) else {
                throw ValidationError(
                    "--name has 1 to \(CredentialLimits.nameCharactersMax) characters.")
            }
            guard (1...CredentialLimits.lifetimeDaysMax).contains(days) else {
                throw ValidationError("--days is 1 to \(CredentialLimits.lifetimeDaysMax).")
            }
        }

        func run() {
            do {
                let programmes = try programme.map { text in
                    guard let id = ID<Programme>(text) else {
                        throw CommandError(.inputNotAcceptable, "\(text) is no programme's id.")
                    }
                    return id
                }
                let draft = CredentialDraft(
                    name: name, role: role, scopes: scope.isEmpty ? nil : Set(scope),
                    programmes: programmes.isEmpty ? nil : Set(programmes), lifetimeDays: days)
                let database = try store.open()
                let key = try store.perform(database) { context, transaction in
                    try CredentialService.create(draft, &context, transaction).1.text
                }
                database.close()
                print(key)
            } catch {
                Exit.end(error)
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists credentials, without their keys.")

        @OptionGroup var store: StoreOptions

        func run() {
            do {
                let database = try store.open()
                let reader = try database.reader()
                let rows = try CredentialStore.list(
                    after: nil, limit: 10_000, reader.snapshot())
                reader.end()
                database.close()
                for row in rows {
                    let state = row.revokedAt == nil ? "live" : "revoked"
                    print("\(row.id)  \(row.role.rawValue)  \(state)  \(row.name)")
                }
            } catch {
                Exit.end(error)
            }
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate", abstract: "Prints a second key; the first ends by itself.")

        @OptionGroup var store: StoreOptions
        @Argument(help: "credential_…, as `mentorship key list` shows it.") var credential: String
        @Option(help: "Hours for which the old key still works.") var overlapHours = 24

        func validate() throws {
            guard (0...CredentialLimits.rotationOverlapHoursMax).contains(overlapHours) else {
                throw ValidationError(
                    "--overlap-hours is 0 to \(CredentialLimits.rotationOverlapHoursMax).")
            }
        }

        func run() {
            do {
                let id = try credentialID(credential)
                let hours = overlapHours
                let database = try store.open()
                let key = try store.perform(database) { context, transaction in
                    try CredentialService.rotate(
                        id, overlapHours: hours, &context, transaction
                    ).1.text
                }
                database.close()
                print(key)
            } catch {
                Exit.end(error)
            }
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "Ends a credential at once and for good.")

        @OptionGroup var store: StoreOptions
        @Argument(help: "credential_…, as `mentorship key list` shows it.") var credential: String

        func run() {
            do {
                let id = try credentialID(credential)
                let database = try store.open()
                try store.perform(database) { context, transaction in
                    try CredentialService.revoke(id, &context, transaction)
                }
                database.close()
            } catch {
                Exit.end(error)
            }
        }
    }
}

private func credentialID(_ text: String) throws -> ID<Credential> {
    guard let id = ID<Credential>(text) else {
        throw CommandError(.inputNotAcceptable, "\(text) is no credential's id.")
    }
    return id
}
