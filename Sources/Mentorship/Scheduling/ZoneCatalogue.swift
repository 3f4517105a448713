// The zones by name: which names may be used, which one a name stands for, and the zones already
// read. Bytes come from whoever made it, so nothing here touches a disk. A name is checked before
// it is asked for, and never leads out of the folder.

import Synchronization

package final class ZoneCatalogue: Sendable {
    /// The content of a file below the zone folder ("Europe/London", "tzdata.zi"), nil if none.
    package typealias Source = @Sendable (String) -> [UInt8]?

    private let source: Source
    private let zones = Mutex<[String: Zone]>([:])
    private let names = Mutex<ZoneNames?>(nil)

    package init(source: @escaping Source) {
        self.source = source
    }

    /// The release of the rules, such as "2025b"; nil when the folder does not tell.
    package var version: String? { loadedNames().version }

    /// A zone that schedules may be kept in: a region's, or UTC. `pointer` names the member of
    /// the input at fault.
    package func zone(named name: String, at pointer: String = "/time_zone") throws(Failure) -> Zone
    {
        if let known = zones.withLock({ $0[name] }) { return known }
        if let reason = ZoneNames.refusal(of: name) {
            throw Failure.invalid(pointer, reason.code, reason.message)
        }
        guard let bytes = source(name) else {
            throw Failure.invalid(
                pointer, "unknown_zone",
                "There is no time zone of this name; names are like Europe/London, case counts.")
        }
        let zone: Zone
        do {
            zone = Zone(name: name, try TZif(bytes))
        } catch {
            throw Failure(
                .unavailable, "zone_data_damaged",
                "The zone file \(name) cannot be used: \(error.message). Install tzdata again.")
        }
        zones.withLock { $0[name] = zone }
        return zone
    }

    /// The name to show for one that was given: the present name of a renamed place. Names that
    /// zone.tab lists stand for themselves, also where the rules are another place's.
    package func canonicalName(of name: String) -> String {
        loadedNames().canonical(name)
    }

    private func loadedNames() -> ZoneNames {
        names.withLock { known in
            if let known { return known }
            let loaded = ZoneNames(
                rules: source("tzdata.zi") ?? [], places: source("zone.tab") ?? [])
            known = loaded
            return loaded
        }
    }
}

/// What tzdata's own index files say about names.
package struct ZoneNames: Sendable, Equatable {
    package private(set) var version: String?
    private var targets: [String: String] = [:]
    private var places: Set<String> = []

    /// From tzdata.zi ("# version 2025b", "L TARGET LINK") and zone.tab (country, coordinates,
    /// name, comment between tabs); either may be empty.
    package init(rules: [UInt8], places table: [UInt8]) {
        for line in rules.split(separator: 0x0A) {
            let fields = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            if fields.first == "L", fields.count == 3 {
                targets[fields[2]] = fields[1]
            } else if version == nil, fields.count == 3, fields[0] == "#", fields[1] == "version" {
                version = fields[2]
            }
        }
        for line in table.split(separator: 0x0A) where line.first != UInt8(ascii: "#") {
            let fields = line.split(separator: 0x09)
            if fields.count >= 3 { places.insert(String(decoding: fields[2], as: UTF8.self)) }
        }
    }

    func canonical(_ name: String) -> String {
        if name == "Etc/UTC" { return "UTC" }
        var name = name
        // A link may lead to a link (RFC 9636 knows none, tzdata some); more than a few is a loop.
        for _ in 0..<4 {
            guard !places.contains(name), let target = targets[name], target.contains("/"),
                !target.hasPrefix("Etc/")
            else { break }
            name = target
        }
        return name
    }

    private static let regions: Set<String> = [
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Brazil",
        "Canada", "Chile", "Europe", "Indian", "Mexico", "Pacific", "US",
    ]

    /// Why a name may not be used, or nil. Only its form is looked at.
    static func refusal(of name: String) -> (code: String, message: String)? {
        if name == "UTC" || name == "Etc/UTC" || isPlain(name) { return nil }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isClean =
            name.utf8.count <= 64 && parts.count <= 3
            && parts.allSatisfy { part in
                part.utf8.first.map { isLetter($0) } ?? false
                    && part.utf8.allSatisfy { isLetter($0) || isSign($0) || digit($0) != nil }
            }
        if parts[0] == "Etc" || isOffset(name) {
            return (
                "fixed_offset_zone",
                "A fixed offset does not follow the clocks of a place. "
                    + "Give the place's zone, such as Europe/London, or UTC."
            )
        }
        guard isClean else {
            return ("unknown_zone", "Give a time zone's name, such as Europe/London or UTC.")
        }
        guard parts.count > 1, regions.contains(String(parts[0])) else {
            return (
                "abbreviated_zone",
                "An abbreviation stands for no one place. "
                    + "Give a zone with its region, such as America/New_York, or UTC."
            )
        }
        return nil
    }

    /// A region, a slash, and a place of letters and "_": what nearly everybody sends, and no
    /// part of it needs a text of its own.
    private static func isPlain(_ name: String) -> Bool {
        guard name.utf8.count <= 64, let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")),
            regions.contains(String(name[..<slash]))
        else { return false }
        let place = name.utf8[slash...].dropFirst()
        return place.first.map { isLetter($0) } ?? false
            && place.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "_") }
    }

    /// "+01:00", "GMT+3", "UTC-5": no place's name has a sign and a digit.
    private static func isOffset(_ name: String) -> Bool {
        name.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
            && name.utf8.contains { digit($0) != nil }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }
}
