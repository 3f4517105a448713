// mentorship serve: opens the store, starts the threads, serves until it is told to stop, and then
// ends in the reverse order, so that nothing that was accepted is lost.

import ArgumentParser
import Glibc
import HTTP
import HTTPServer
import Logging
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Threads

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the API.",
        discussion: """
            SIGTERM or SIGINT ends it: what was accepted is answered, then the store is closed; \
            a second signal ends at once. Limits are listed by `mentorship serve --list-limits` \
            and set by --limit NAME=VALUE.
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var limits: LimitOptions

    @Option(help: "HOST:PORT; port 0 takes a free one. Another host than loopback is consent.")
    var listen = Environment.text("LISTEN") ?? "127.0.0.1:8080"

    @Option(help: "Log lines for machines (json) or people (text).")
    var logFormat = Environment.text("LOG_FORMAT").flatMap(LogFormat.init) ?? .json

    @Option(help: "An origin whose pages may call the API; can be repeated.")
    var corsOrigin: [String] =
        Environment.text("CORS_ORIGIN")?.split(separator: ",").map(String.init) ?? []

    @Option(help: "A name that requests may be for; can be repeated. Any, unless given.")
    var host: [String] =
        Environment.text("HOST")?.split(separator: ",").map(String.init) ?? []

    @Option(help: "Event loops; one for each processor unless given.")
    var loops: Int?

    func run() throws {
        if limits.isListing { return limits.list() }
        LargeBlocks.keepApart()
        // Before any other thread exists, so that all inherit the blocked signals.
        Signals.block()
        do {
            try serve()
        } catch {
            Exit.end(error)
        }
    }

    private func serve() throws {
        let serverLimits = try limits.limits()
        let lock = try ServerLock(database: store.database)
        let database = try store.open()
        do {
            try serve(database, serverLimits)
        } catch {
            // A start that is refused leaves a file that was closed as it should be.
            database.close()
            throw error
        }
        withExtendedLifetime(lock) {}
    }

    private func serve(_ database: Database, _ limits: Limits) throws {
        let station = try Station(self, database, queryPairsMax: limits.queryPairsMax)
        let server = try makeServer(station, limits)
        station.watch(server.counters)
        watchSignals(server, station)
        try server.start()
        announce(server)
        server.run()
        station.stop()
    }

    private func makeServer(_ station: Station, _ limits: Limits) throws -> Server {
        var configuration = Server.Configuration(
            listen: listen, spoolDirectory: station.deployment.settings.spoolFolder)
        if let loops = loops ?? Environment.text("LOOPS").flatMap(Int.init) {
            configuration.loops = max(1, loops)
        }
        let router = try Routes.router()
        return Server(
            configuration: configuration, limits: limits, logger: station.deployment.logger
        ) { _ in
            let dispatcher = Dispatcher(
                station.deployment, router: router, reader: try station.database.reader())
            return LoopResponder(dispatcher, lines: station.lines, bodyMax: limits.bodyMax)
        }
    }

    private func watchSignals(_ server: Server, _ station: Station) {
        Signals.watch(
            first: { _ in
                station.beginToStop()
                server.drain()
            },
            second: { _ in
                Exit.sayIfHeard("ended by a second signal; what was under way is undone")
                _exit(Exit.internalError.rawValue)
            })
    }

    private func announce(_ server: Server) {
        guard let address = server.address else { return }
        let line = Array("Mentorship \(Version.text) serves http://\(address.text)\n".utf8)
        _ = write(1, line, line.count)
    }
}
