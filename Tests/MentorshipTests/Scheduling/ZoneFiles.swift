// Zone files for tests, read from the system's folder; one catalogue for the whole run.

import Glibc
import Mentorship

enum ZoneFiles {
    static let catalogue = ZoneCatalogue { name in bytes(of: "/usr/share/zoneinfo/" + name) }

    static func bytes(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return content.isEmpty ? nil : content }
            content += buffer[0..<count]
        }
    }
}

func zone(_ name: String) -> Zone {
    (try? ZoneFiles.catalogue.zone(named: name)) ?? .utc
}

/// "2026-03-29T01:30Z" or with seconds: a moment.
func at(_ text: String) -> Instant {
    let full = text.utf8.count == 17 ? text.dropLast() + ":00Z" : text[...]
    guard let instant = Instant(rfc3339: String(full)) else { fatalError("no moment: \(text)") }
    return instant
}

/// "2026-03-29": a date.
func day(_ text: String) -> CivilDate {
    guard let date = CivilDate(text) else { fatalError("no date: \(text)") }
    return date
}

/// "2026-03-29T01:30": a wall time.
func wall(_ text: String) -> WallTime {
    guard let wall = WallTime(text) else { fatalError("no wall time: \(text)") }
    return wall
}
