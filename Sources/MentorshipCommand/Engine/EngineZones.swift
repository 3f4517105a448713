// Time zones for the engines on their own: any name that the system's zone files have, also those
// that the service would refuse to store. Each is read once.

import Mentorship
import MentorshipService

final class EngineZones {
    private let files = ZoneFiles()
    private var zones: [String: Zone] = [:]

    func zone(_ input: EngineInput) throws -> Zone {
        let name = try input.text()
        if let known = zones[name] { return known }
        guard files.exists(name), let bytes = files.bytes(name) else {
            throw input.refusal("the name of a time zone, such as Europe/London")
        }
        do {
            let zone = Zone(name: name, try TZif(bytes))
            zones[name] = zone
            return zone
        } catch {
            throw EngineRefusal("\(input.name): the zone file cannot be used: \(error.message)")
        }
    }
}
