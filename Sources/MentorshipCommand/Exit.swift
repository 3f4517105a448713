// How a command ends when it cannot go on: one sentence on standard error, and a code of its own
// (after sysexits.h) for scripts and supervisors.

import Glibc
import HTTPServer
import Mentorship
import SQLite

enum Exit: Int32 {
    case inputNotAcceptable = 65
    case databaseMissing = 66
    case addressNotAvailable = 69
    case internalError = 70
    case notWritable = 73
    case diskFailing = 74
    case inUse = 75
    case damaged = 76
    case doesNotFit = 78

    /// Says why and ends the process.
    static func end(_ error: any Error) -> Never {
        let (code, sentence) = reason(error)
        say(sentence)
        exit(code.rawValue)
    }

    static func say(_ sentence: String) {
        let line = Array("mentorship: \(sentence)\n".utf8)
        _ = write(2, line, line.count)
    }

    /// Unless nobody reads standard error and the sentence would hold up the end: what has room
    /// takes a line without waiting (pipe(7), PIPE_BUF).
    static func sayIfHeard(_ sentence: String) {
        var target = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
        if poll(&target, 1, 0) == 1, target.revents & Int16(POLLOUT) != 0 { say(sentence) }
    }

    private static func reason(_ error: any Error) -> (Exit, String) {
        switch error {
        case let error as OpenError: (code(error), error.description)
        case let error as KeyFileError: (.doesNotFit, error.description)
        case let error as ServerError: reason(error)
        case let failure as Failure: (.inputNotAcceptable, failure.detail)
        case let error as CommandError: (error.exit, error.sentence)
        case let error as DatabaseError where error.isCorrupt:
            (
                .damaged,
                "The database is damaged: keep a copy, run `mentorship doctor`, restore a backup."
            )
        case let error as DatabaseError:
            (error.isFull ? .diskFailing : error.isBusy ? .inUse : .internalError, "\(error)")
        case WriterError.busy:
            (.inUse, "The database is busy in another process; try again.")
        case WriterError.batchLost(let error):
            (.diskFailing, "Nothing was written: \(error)")
        default: (.internalError, "\(error)")
        }
    }

    private static func reason(_ error: ServerError) -> (Exit, String) {
        switch error {
        case .responderFailed(let inner): reason(inner)
        case .noResources: (.internalError, error.message)
        default: (.addressNotAvailable, error.message)
        }
    }

    private static func code(_ error: OpenError) -> Exit {
        switch error {
        case .folderMissing, .fileMissing, .isFolder, .notADatabase, .foreign: .databaseMissing
        case .folderNotWritable, .notPermitted, .exists: .notWritable
        case .damaged: .damaged
        case .newerSchema, .changedMigration, .missingMigration, .outdated, .failedMigration:
            .doesNotFit
        case .diskFull, .noSharedMemory: .diskFailing
        case .lockedByServer, .busy: .inUse
        case .other: .internalError
        }
    }
}

struct CommandError: Error {
    let exit: Exit
    let sentence: String

    init(_ exit: Exit, _ sentence: String) {
        self.exit = exit
        self.sentence = sentence
    }
}
