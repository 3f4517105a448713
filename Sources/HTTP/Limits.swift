// Every limit of the wire in one place, with its unit and its reason. Values only: who enforces a
// limit reads it from here, and never has a number of its own.

package struct Limits: Sendable, Equatable {
    /// What a server has when nobody sets anything else.
    package static let standard = Limits()

    package init() {}

    // MARK: The head

    /// Bytes of the request line without its CRLF; over it 414. RFC 9112 §3 asks for at least
    /// 8,000; no target of ours is longer.
    package var requestLineMax = 8 * 1024
    /// Bytes of one field line without its CRLF; over it 431. Room for a large token, not for more.
    package var fieldMax = 8 * 1024
    /// Bytes of all field lines and the empty one behind them, with their CRLFs; over it 431. Four
    /// of the largest fields.
    package var headerBlockMax = 32 * 1024
    /// Field lines; over it 431. Browsers send about 20.
    package var fieldCountMax = 100
    /// Name-value pairs in a query; over it 400. Twice what the largest slot search needs.
    package var queryPairsMax = 100

    // MARK: The body

    /// Bytes of a decoded body where its route names no other limit; over it 413. The largest
    /// document of ours is a questionnaire of some 100 KiB.
    package var bodyMax = 256 * 1024
    /// Bytes of extension in one chunk's size line; over it 400. Nobody sends any; without a limit
    /// they are a body that no other limit counts.
    package var chunkExtensionMax = 256
    /// The same for all size lines of one body together: else tiny chunks with an extension each
    /// make a body's cost a hundred times its size.
    package var chunkExtensionsMax = 16 * 1024
    /// Bytes of the trailer section with its CRLFs; over it 431. Trailers are read and dropped.
    package var trailerMax = 4 * 1024

    /// Bytes from which on a body goes to a file where its route allows that: memory for what is
    /// usual, disk for an import.
    package var spoolFrom = 256 * 1024

    // MARK: The answer

    /// Bytes from which on a textual body is gzipped for who takes that: less fits one packet.
    package var compressionFrom = 1_000
    /// zlib's level, 1 to 9: what a list of 200 costs must stay small beside a loop's 5 ms.
    package var compressionLevel = 4

    // MARK: Time

    /// For a whole head, from its first byte; then 408. Slow headers are the cheapest attack.
    package var headerTime = Duration.seconds(10)
    /// For a whole body; then 408.
    package var bodyTime = Duration.seconds(60)
    /// After this long a body must have come at `bodyRateMin` on average, else 408.
    package var bodyRateGrace = Duration.seconds(20)
    /// Bytes a second: slower than any modem still in use.
    package var bodyRateMin = 500
    /// Without one byte of an answer taken by the client; then reset. A slow reader holds memory.
    package var writeStallTime = Duration.seconds(15)
    /// Between two requests on one connection.
    package var idleTime = Duration.seconds(30)
    /// The same while more than `busyPercent` of the connections are in use: idle ones give way.
    package var idleTimeWhenBusy = Duration.seconds(5)
    /// Per cent of `connectionsMax` from which the server counts as busy.
    package var busyPercent = 80
    /// For requests under way after SIGTERM; a supervisor usually kills after 10 to 30 s.
    package var drainTime = Duration.seconds(10)
    /// For the next request of an idle connection after SIGTERM: a client that keeps connections
    /// under load sends it at any moment, and would meet a closing door.
    package var lastCallTime = Duration.milliseconds(250)
    /// For the program to answer a request; then 503. Long work is a resource of its own.
    package var answerTime = Duration.seconds(60)
    /// Without accepting after descriptors have run out; the listener would wake us at once again.
    package var acceptPause = Duration.milliseconds(100)
    /// For reading on after a refusal, so that the client gets to see it (RFC 9112 §9.6).
    package var lingerTime = Duration.seconds(1)

    // MARK: Amounts

    /// Bytes read and thrown away after a refusal.
    package var lingerMax = 1024 * 1024
    /// Requests on one connection, then it is closed: balances load after a restart of a peer.
    package var requestsPerConnection = 1_000
    /// Connections at once; over it 503 and close. About 4 KiB each.
    package var connectionsMax = 10_000
    /// Per cent of RLIMIT_NOFILE that connections may take, when that is less: the store, logs and
    /// outgoing calls need descriptors too.
    package var descriptorPercent = 80
    /// Connections from one address; over it 503 and close. An office behind one router is less.
    package var connectionsPerAddress = 256
    /// Connections the kernel holds until they are accepted: what Linux allows by default.
    package var backlog = 4_096
    /// Bytes of unsent answers from which on a connection is not read: memory per slow client.
    package var outputHighWater = 64 * 1024
    /// Bytes of heads, bodies and unsent answers that all connections may hold together; over it
    /// the one that has been slow for longest is cut.
    package var bufferedMax = 24 * 1024 * 1024
    /// Requests received on a connection and not yet answered, from which on it is not read.
    package var pipelinedMax = 16
}
