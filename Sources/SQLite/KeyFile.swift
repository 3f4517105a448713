// The key that seals confidential texts, in a file of its own beside the database or elsewhere: 32
// bytes that only their owner may read. It is never part of a backup and never logged.

import Crypto
import FoundationEssentials
import Glibc

package enum KeyFileError: Error, Sendable, Equatable {
    case missing(path: String)
    case readableByOthers(path: String)
    case wrongLength(path: String, bytes: Int)
    case notPermitted(path: String)
    case notWritten(path: String, reason: String)
}

extension KeyFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let path):
            "The key file \(path) is missing: put it back, sealed texts cannot be read without it."
        case .readableByOthers(let path):
            "The key file \(path) is open to other users: `chmod 600` it."
        case .wrongLength(let path, let bytes):
            "The key file \(path) has \(bytes) bytes, not \(Sealer.keyBytes): "
                + "put the right one here."
        case .notPermitted(let path):
            "The key file \(path) is not a file that this user may read: change its owner."
        case .notWritten(let path, let reason):
            "The key file \(path) cannot be written: \(reason)."
        }
    }
}

package enum KeyFile {
    /// Whether there is something at the path, good or not.
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Reads the key. With `mayCreate` a missing file is made with a new key; without it, since
    /// there are texts already sealed with the old one, it is an error.
    package static func load(_ path: String, mayCreate: Bool) throws(KeyFileError) -> [UInt8] {
        if let key = try read(path) { return key }
        guard mayCreate else { throw .missing(path: path) }
        try create(path)
        guard let key = try read(path) else { throw .missing(path: path) }
        return key
    }

    /// Nil when there is no such file.
    private static func read(_ path: String) throws(KeyFileError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw .notPermitted(path: path)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .notPermitted(path: path)
        }
        guard status.st_mode & 0o077 == 0 else { throw .readableByOthers(path: path) }
        var key = [UInt8](repeating: 0, count: Sealer.keyBytes)
        let count = Glibc.read(file, &key, key.count)
        guard count == key.count, status.st_size == key.count else {
            throw .wrongLength(path: path, bytes: Int(status.st_size))
        }
        return key
    }

    /// Written and synced under another name first: after a crash the file is whole or not there.
    /// link(2) refuses a name that another process has taken meanwhile; its key is then used.
    private static func create(_ path: String) throws(KeyFileError) {
        let draft = "\(path).\(getpid()).new"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .notWritten(path: path, reason: lastError()) }
        defer { unlink(draft) }
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let isWritten = write(file, key, key.count) == key.count && fsync(file) == 0
        let reason = lastError()
        close(file)
        guard isWritten else { throw .notWritten(path: path, reason: reason) }
        guard link(draft, path) == 0 || errno == EEXIST else {
            throw .notWritten(path: path, reason: lastError())
        }
        syncFolder(of: path)
    }

    private static func lastError() -> String { String(cString: strerror(errno)) }
}

/// Makes a new name in a folder survive a power cut; a folder that cannot be synced is let be.
func syncFolder(of path: String) {
    let folder = open(Preflight.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    _ = fsync(folder)
    close(folder)
}
