// Keeps a second server away from the same file: an exclusive flock(2) on FILE.lock, held as long
// as the value lives. Commands do not take it; they meet the server at SQLite's own locks.

import Glibc

package final class ServerLock: Sendable {
    private let file: Int32

    /// Refuses at once when another server holds it. The kernel lets go when a process ends in
    /// whatever way, so a lock file that was left behind harms nothing.
    package init(database path: String) throws(OpenError) {
        file = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw .folderMissing(path: path)
            case ENOSPC, EDQUOT: throw .diskFull(path: path)
            case EACCES, EPERM, EROFS: throw .folderNotWritable(path: path)
            default: throw .other(path: path, reason: String(cString: strerror(errno)))
            }
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.process(in: file)
            close(file)
            throw .lockedByServer(path: path, process: holder)
        }
        // Only for the refusal's sentence, so a full disk does not matter here.
        let process = "\(getpid())\n"
        _ = ftruncate(file, 0)
        _ = pwrite(file, process, process.utf8.count, 0)
    }

    /// The file stays: removing it would let two servers lock two files of one name.
    deinit { close(file) }

    private static func process(in file: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(file, &bytes, bytes.count, 0)
        return Int(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self))
    }
}
