// The mentorship program: one binary that serves, and the commands around it. Wiring only; nothing
// here decides anything about mentoring.

import ArgumentParser

@main
struct MentorshipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mentorship",
        abstract: "Runs mentoring programmes: matching, scheduling, evaluation.",
        discussion: """
            Every option can also be given in the environment, as MENTORSHIP_ and its name in \
            capitals: --database is MENTORSHIP_DATABASE. Begin with `mentorship serve`, and make \
            the first key with `mentorship key create --role administrator --name me`.

            Exit codes: 0 done, 64 wrong usage, 65 input not acceptable, 66 database missing or \
            not ours, 69 address not to be had, 70 our fault, 73 file or folder not writable, \
            74 disk full or failing, 75 in use by another server or busy, 76 damaged, 78 schema \
            or key file does not fit.
            """,
        version: Version.text,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, ImportCommand.self, KeyCommand.self,
            BackupCommand.self, RestoreCommand.self, DemoCommand.self, DoctorCommand.self,
            EngineCommand.self,
        ])
}

enum Version {
    static let text = "0.1.0"
}
