// Looks at the folder and the file before SQLite does, since SQLite says "unable to open" for a
// dozen different things. It creates a missing file (mode 0600), and changes nothing else.

import Glibc

enum Preflight {
    /// Throws what stands in the way; returns whether a log was left behind.
    static func check(_ path: String) throws(OpenError) -> Bool {
        try checkFolder(of: path)
        var status = stat()
        if stat(path, &status) != 0 {
            try create(path)
            return false
        }
        try checkExisting(path)
        guard access(path, W_OK) == 0 else { throw .notPermitted(path: path) }
        return hasLog(path)
    }

    /// What has been committed and not yet been written back.
    private static func hasLog(_ path: String) -> Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }

    static func checkFolder(of path: String) throws(OpenError) {
        let folder = folder(of: path)
        var status = stat()
        errno = 0
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw errno == EACCES ? .folderNotWritable(path: path) : .folderMissing(path: path)
        }
        guard access(folder, W_OK | X_OK) == 0 else { throw .folderNotWritable(path: path) }
    }

    /// For one that only reads.
    static func checkExisting(_ path: String) throws(OpenError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT ? .fileMissing(path: path) : .notPermitted(path: path)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw .isFolder(path: path) }
        guard access(path, R_OK) == 0 else { throw .notPermitted(path: path) }
        try checkHeader(path, bytes: Int(status.st_size))
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func create(_ path: String) throws(OpenError) {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            switch errno {
            case EEXIST: return  // another process was faster
            case EACCES, EPERM, EROFS: throw .folderNotWritable(path: path)
            case ENOSPC, EDQUOT: throw .diskFull(path: path)
            default: throw .other(path: path, reason: String(cString: strerror(errno)))
            }
        }
        close(file)
    }

    /// An empty file is a new database; any other begins with these 16 bytes
    /// (https://sqlite.org/fileformat.html §1.3). Its pages are whole: SQLite would read the rest
    /// of one that was cut off as zeros. A log may still hold what a crash left undone.
    private static func checkHeader(_ path: String, bytes: Int) throws(OpenError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .notPermitted(path: path) }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 18)
        let count = read(file, &header, header.count)
        if count == 0 { return }
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw .notADatabase(path: path)
        }
        let size = Int(header[16]) << 8 | Int(header[17])
        let pageBytes = size == 1 ? 65_536 : max(512, size)  // §1.3.2
        guard bytes % pageBytes == 0 || hasLog(path) else { throw .damaged(path: path) }
    }
}
