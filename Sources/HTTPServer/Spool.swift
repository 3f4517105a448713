// A body that is too large for memory, on its way into a file: readable by the service alone, gone
// again unless the whole body has come. Never read here.

import Glibc

struct Spool: ~Copyable {
    let path: String
    private let descriptor: Int32
    private(set) var count = 0
    private var isKept = false

    /// Nil when the directory cannot be written to.
    init?(in directory: String) {
        path = "\(directory)/\(Self.prefix)\(getpid())-\(UInt64.random(in: .min ... .max))"
        descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        if descriptor < 0 { return nil }
    }

    deinit {
        _ = close(descriptor)
        if !isKept { _ = unlink(path) }
    }

    /// False when the disk is full or the file may not grow: the body cannot be taken.
    mutating func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            count += written
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        return true
    }

    /// The body is whole: the file is the receiver's from now on.
    mutating func keep() {
        isKept = true
    }

    // MARK: After a crash

    private static let prefix = "mentorship-body-"

    /// Removes what processes that no longer run have left. Called once, at the start, so a file
    /// with our own number is from a process that had the number before us.
    static func removeLeftovers(in directory: String) {
        guard let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = Self.name(of: entry)
            guard name.hasPrefix(prefix),
                let process = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }),
                process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
            else { continue }
            _ = unlink("\(directory)/\(name)")
        }
    }

    /// In place: an entry is as long as its name (readdir(3)), and copying the 256 bytes that its
    /// type has would read beyond the end of the directory's buffer.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return "" }
        let start = UnsafeRawPointer(entry) + offset
        return String(cString: start.assumingMemoryBound(to: CChar.self))
    }
}
