// Bodies that wait in files, and files read piece by piece, so that a large one never lies in
// memory as a whole. Knows nothing of what a file says.

import Glibc
import HTTP

package struct FileError: Error, CustomStringConvertible {
    package let action: String
    package let code: Int32

    init(_ action: String) {
        self.action = action
        code = errno
    }

    package var description: String { "\(action): \(String(cString: strerror(code)))" }
}

/// A file's bytes from its start, a piece at a time.
package final class FilePieces {
    /// Bytes in a piece: few system calls, little memory.
    package static let pieceBytes = 64 << 10

    private let descriptor: Int32

    package init(_ path: String) throws(FileError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open") }
    }

    deinit { close(descriptor) }

    /// Nil at the end.
    package func next() throws(FileError) -> [UInt8]? {
        var count = 0
        let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, filled in
            repeat {
                count = read(descriptor, buffer.baseAddress, Self.pieceBytes)
            } while count < 0 && errno == EINTR
            filled = max(0, count)
        }
        guard count >= 0 else { throw FileError("read") }
        return count == 0 ? nil : piece
    }
}

/// A file that only we may read, whole and durable once `finish` has returned.
struct NewFile: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private var isWhole = false

    /// Replaces what an attempt before may have left.
    init(_ path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError("create") }
    }

    deinit {
        close(descriptor)
        if !isWhole { unlink(path) }
    }

    func write(_ bytes: [UInt8]) throws(FileError) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError("write") }
            start += count
        }
    }

    mutating func finish() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError("sync") }
        try Spool.syncFolder(of: path)
        isWhole = true
    }
}

enum Spool {
    /// Puts a request's body where `path` says, durable when this returns. A spooled body becomes
    /// a second name of its file; its first is removed with the request.
    static func keep(_ body: Request.Body, at path: String) throws(FileError) {
        switch body {
        case .bytes(let bytes):
            var file = try NewFile(path)
            try file.write(bytes)
            try file.finish()
        case .file(let spooled, _):
            unlink(path)
            guard link(spooled, path) == 0 else { return try copy(spooled, to: path) }
            try sync(path, O_RDONLY)
            try syncFolder(of: path)
        }
    }

    /// Where the two folders are on different disks.
    private static func copy(_ source: String, to path: String) throws(FileError) {
        let pieces = try FilePieces(source)
        var file = try NewFile(path)
        while let piece = try pieces.next() { try file.write(piece) }
        try file.finish()
    }

    /// A new name is durable only when its folder is.
    fileprivate static func syncFolder(of path: String) throws(FileError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try sync(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY)
    }

    private static func sync(_ path: String, _ flags: Int32) throws(FileError) {
        let descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError("sync") }
    }

    static func remove(_ path: String) { unlink(path) }

    /// The names of a folder's files that begin so, with the second of their last change.
    static func files(in folder: String, prefix: String) -> [(name: String, changedAt: Int)] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var files: [(name: String, changedAt: Int)] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            guard name.hasPrefix(prefix), stat("\(folder)/\(name)", &status) == 0 else { continue }
            files.append((name, status.st_mtim.tv_sec))
        }
        return files
    }
}

extension Request {
    package var isBodyEmpty: Bool {
        switch body {
        case .bytes(let bytes): bytes.isEmpty
        case .file(_, let count): count == 0
        }
    }

    /// A spooled body belongs to whoever answers the request (Request.Body).
    func removeSpooledBody() {
        if case .file(let path, _) = body { unlink(path) }
    }
}
