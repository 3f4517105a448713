// A folder for one test's database, in memory where the system has /dev/shm. It is removed with the
// value and never holds anything that is to stay.

import Glibc

final class TemporaryFolder: Sendable {
    let path: String

    init() throws(OpenError) {
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        // mkdtemp(3) asks for six of one letter at the end and puts its own in their place.
        let place = String(repeating: "X", count: 6)
        var template = Array("\(parent)/mentorship-\(place)".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw .folderNotWritable(path: parent + "/")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            // In place: an entry is shorter than its type (readdir(3)).
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { continue }
            let start = UnsafeRawPointer(entry) + offset
            let name = String(cString: start.assumingMemoryBound(to: CChar.self))
            if name != ".", name != ".." { unlink(path + "/" + name) }
        }
        closedir(folder)
        rmdir(path)
    }
}
