// Everything that a served database needs around it: log, workers, the runner of long work, and the
// order in which they start and end.

import Glibc
import HTTPServer
import Logging
import Mentorship
import MentorshipService
import SQLite
import Synchronization
import Threads

final class Station: Sendable {
    /// Reports and exports beside the loops; more would only compete for the processors.
    private static let workerThreads = 2

    let database: Database
    let deployment: Deployment
    let lines: LogLines
    private let isStopping: IsStopping
    private let runner: NamedThread
    private let feeder: NamedThread
    private let timekeeper: Timekeeper
    private let deadlines: NamedThread
    private let clock: ClockWatch
    /// Reads the whole file, after an end that was none.
    private let check: NamedThread?

    /// A flag that the deployment's closures share with the station.
    private final class IsStopping: Sendable {
        private let value = Atomic<Bool>(false)
        var isSet: Bool { value.load(ordering: .acquiring) }
        func set() { value.store(true, ordering: .releasing) }
    }

    init(_ command: ServeCommand, _ database: Database, queryPairsMax: Int) throws {
        self.database = database
        let isStopping = IsStopping()
        self.isStopping = isStopping
        let lines = LogLines(sink: try LogSink(), format: command.logFormat)
        self.lines = lines
        var settings = Settings()
        settings.corsOrigins = Set(command.corsOrigin)
        settings.hosts = Set(command.host.map { $0.lowercased() })
        settings.queryPairsMax = queryPairsMax
        settings.isRateLimited = command.limits.isRateLimited
        settings.version = Version.text
        settings.spoolFolder = try SpoolFolder.make(beside: command.store.database)
        deployment = Deployment.make(
            database: database, sealer: try command.store.sealer(database), settings: settings,
            logger: Logger(label: "mentorship") { _ in LineLogHandler(lines: lines) },
            accessLog: { lines.request($0) }, isServing: { !isStopping.isSet })
        try deployment.workers.start(threads: Self.workerThreads) { try database.reader() }
        let jobs = JobRunner(deployment, kinds: JobKinds.all) { isStopping.isSet }
        let bell = deployment.jobs
        runner = try NamedThread("jobs") {
            // It is not wanted for the first answer.
            bell.wait(seconds: WorkerPool.leisureSeconds)
            guard let reader = try? database.reader() else { return }
            // By then the other threads have begun as well.
            jobs.run(reader: reader, atRest: CodePages.release)
        }
        let events = deployment.events
        feeder = try NamedThread("events") { [deployment] in
            events.awaitFirst()
            // Whoever asks is told to come again.
            guard let reader = try? database.reader() else { return events.close() }
            EventFeeder(deployment, reader: reader).run()
        }
        let timekeeper = Timekeeper(deployment) { isStopping.isSet }
        self.timekeeper = timekeeper
        deadlines = try NamedThread("deadlines") {
            timekeeper.run { try database.reader() }
        }
        clock = try ClockWatch(deployment.logger)
        if database.hasEndedUncleanly {
            deployment.logger.notice("the last process did not end by itself; nothing is lost")
            check = try StoreCheck.start(database, deployment) { isStopping.isSet }
        } else {
            check = nil
        }
    }

    /// From now on /readyz says no, and long work pauses at its next step.
    func beginToStop() {
        isStopping.set()
        deployment.jobs.ring()
        timekeeper.stop()
    }

    /// After the server has answered everything: workers, long work, the store, the log.
    func stop() {
        beginToStop()
        deployment.events.drain()
        deployment.workers.stop()
        runner.join()
        deadlines.join()
        feeder.join()
        check?.join()
        clock.stop()
        database.close()
        deployment.logger.info("stopped")
        lines.sink.close()
    }

    func watch(_ counters: ServerCounters) {
        let writer = database.writer
        let sink = lines.sink
        let events = deployment.events
        let gauges = [
            Metrics.Gauge(
                name: "mentorship_connections", help: "Open connections.",
                value: { Double(counters.openConnections) }),
            Metrics.Gauge(
                name: "mentorship_connections_accepted_total", help: "Connections ever accepted.",
                kind: "counter", value: { Double(counters.acceptedConnections) }),
            Metrics.Gauge(
                name: "mentorship_bytes_received_total", help: "Bytes read from clients.",
                kind: "counter", value: { Double(counters.receivedBytes) }),
            Metrics.Gauge(
                name: "mentorship_bytes_sent_total", help: "Bytes sent to clients.",
                kind: "counter", value: { Double(counters.sentBytes) }),
            Metrics.Gauge(
                name: "mentorship_writer_queue", help: "Writes that wait for the writer thread.",
                value: { Double(writer.queueLength) }),
            Metrics.Gauge(
                name: "mentorship_event_streams", help: "Open streams of events.",
                value: { Double(events.count) }),
            Metrics.Gauge(
                name: "mentorship_log_lines_dropped_total", help: "Log lines that did not fit.",
                kind: "counter", value: { Double(sink.dropped) }),
        ]
        for gauge in gauges { deployment.metrics.watch(gauge) }
    }
}

extension Deployment {
    /// A deployment on the system's clock, for the commands.
    static func make(
        database: Database, sealer: Sealer, settings: Settings, logger: Logger,
        accessLog: @escaping @Sendable (AccessLine) -> Void,
        isServing: @escaping @Sendable () -> Bool
    ) -> Deployment {
        Deployment(
            databasePath: database.path, writer: database.writer, sealer: sealer,
            workers: WorkerPool(), jobs: JobBell(),
            limiter: RateLimiter(isOn: settings.isRateLimited), metrics: Metrics(),
            zones: ZoneFiles(), settings: settings, now: { SystemClock.now() },
            ticks: { SystemClock.ticks() }, seed: { SystemClock.seed() }, accessLog: accessLog,
            logger: logger, isServing: isServing)
    }
}

enum SpoolFolder {
    /// FILE.spool beside the database: on the same disk, for its owner only.
    static func make(beside database: String) throws -> String {
        let path = database + ".spool"
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw CommandError(
                errno == ENOSPC || errno == EDQUOT ? .diskFailing : .notWritable,
                "The folder \(path) for imports cannot be made: \(String(cString: strerror(errno)))"
            )
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
            access(path, W_OK | X_OK) == 0
        else {
            throw CommandError(
                .notWritable,
                "\(path) is not a folder that this user may write to: imports wait there.")
        }
        return path
    }
}
