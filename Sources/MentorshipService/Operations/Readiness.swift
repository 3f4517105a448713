// Whether the service can do its work just now, each part with one sentence for the operator.

import SQLite

package struct Readiness {
    package struct Check {
        package let name: String
        package let isGood: Bool
        package let says: String
    }

    package let checks: [Check]

    package var isReady: Bool { checks.allSatisfy(\.isGood) }

    package init(_ deployment: Deployment, _ snapshot: Reading) {
        checks = [
            Self.serving(deployment), Self.store(deployment), Self.migrations(snapshot),
            Self.zones(deployment),
        ]
    }

    private static func serving(_ deployment: Deployment) -> Check {
        let isServing = deployment.isServing()
        return Check(
            name: "serving", isGood: isServing,
            says: isServing ? "taking requests" : "draining: no new requests, please")
    }

    private static func store(_ deployment: Deployment) -> Check {
        let failure = deployment.damage.sentence ?? deployment.writer.lastFailure
        return Check(
            name: "store", isGood: failure == nil, says: failure ?? "takes writes")
    }

    private static func migrations(_ snapshot: Reading) -> Check {
        let count = try? snapshot.first("SELECT COUNT(*) FROM migrations") { row in
            try row.next() as Int
        }
        let says = count.flatMap { $0 }.map { "\($0) applied" } ?? "cannot be read"
        return Check(name: "migrations", isGood: count != nil, says: says)
    }

    private static func zones(_ deployment: Deployment) -> Check {
        let version = deployment.zones.version
        return Check(
            name: "time_zones", isGood: version != nil,
            says: version.map { "tzdata \($0)" } ?? "no zone files: install tzdata")
    }
}
