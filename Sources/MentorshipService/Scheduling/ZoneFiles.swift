// The system's time zone files, read once each: the only door to /usr/share/zoneinfo. Rules get
// what was read; they never open a file.

import Glibc
import Mentorship
import Synchronization

package final class ZoneFiles: Sendable {
    private let folder: String
    /// The release of tzdata, such as "2025b"; nil when there are no zone files.
    package let version: String?
    /// The zones by name, each read once.
    package let catalogue: ZoneCatalogue
    /// Names that have a file: some 600 at most. Those that have none are looked for each time.
    private let found = Mutex<Set<String>>([])

    package init(folder: String = "/usr/share/zoneinfo") {
        self.folder = folder
        version = Self.readVersion(folder)
        catalogue = ZoneCatalogue { name in
            guard Self.isPlain(name) || Self.indexFiles.contains(name) else { return nil }
            return Self.read(folder + "/" + name)
        }
    }

    /// tzdata's lists of names and links, beside the zones.
    private static let indexFiles: Set<String> = ["tzdata.zi", "zone.tab"]

    package func bytes(_ name: String) -> [UInt8]? {
        guard Self.isPlain(name) else { return nil }
        return Self.read(folder + "/" + name)
    }

    package func exists(_ name: String) -> Bool {
        if found.withLock({ $0.contains(name) }) { return true }
        guard let bytes = bytes(name), bytes.starts(with: Array("TZif".utf8)) else { return false }
        found.withLock { _ = $0.insert(name) }
        return true
    }

    /// Area/Location of letters, digits, "_", "-" and "+": no way out of the folder.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64 && !name.hasPrefix("/") && !name.hasSuffix("/")
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || byte == 0x2F || byte == 0x5F
                    || byte == 0x2D || byte == 0x2B
            }
    }

    /// tzdata.zi begins with "# version 2025b"; older packages have a file +VERSION.
    private static func readVersion(_ folder: String) -> String? {
        if let bytes = read(folder + "/tzdata.zi", countMax: 64) {
            let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
            if words.count > 2, words[1] == "version" { return String(words[2]) }
        }
        if let bytes = read(folder + "/+VERSION", countMax: 64) {
            return String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        }
        return read(folder + "/UTC") == nil ? nil : "of unknown release"
    }

    private static func read(_ path: String, countMax: Int = 1 << 20) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(countMax, 16 * 1024))
        while all.count < countMax {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { return nil }
            if count == 0 { break }
            all += buffer[0..<count]
        }
        return all
    }
}
