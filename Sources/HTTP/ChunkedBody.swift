// Decodes a chunked body (RFC 9112 §7.1) as it comes, however it was cut, handing each stretch of
// data on at once. Trailers are checked and dropped; the body itself is never kept here.

package struct ChunkedBody: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// All bytes were taken, and the body goes on.
        case needsMore
        /// The body has ended, trailers and all; what was not consumed is the next request.
        case complete
        case refused(Refusal)
    }

    package struct Progress: Sendable, Equatable {
        package let consumed: Int
        package let outcome: Outcome
    }

    private enum Stage {
        case size, data, dataReturn, dataFeed, trailer, trailerFeed, complete
    }

    /// Bytes of data so far.
    package private(set) var count = 0
    private let bodyMax: Int
    private var stage = Stage.size
    private var line = ChunkSizeLine()
    /// Of the chunk under way.
    private var remaining = 0
    private var extensionCount = 0
    private var trailer: [UInt8] = []
    private var trailerCount = 0

    package init(bodyMax: Int) {
        self.bodyMax = bodyMax
    }

    /// `bytes` are the next ones, not those passed before. `sink` gets the data among them.
    package mutating func decode(
        _ bytes: Span<UInt8>, limits: borrowing Limits = .standard,
        into sink: (Span<UInt8>) -> Void
    ) -> Progress {
        var index = 0
        do throws(Refusal) {
            while index < bytes.count, stage != .complete {
                if stage == .data {
                    index = takeData(bytes, index, sink)
                } else if stage == .trailer {
                    index = try takeTrailer(bytes, index, limits)
                } else {
                    try takeByte(bytes[index], limits)
                    index += 1
                }
            }
            return Progress(consumed: index, outcome: stage == .complete ? .complete : .needsMore)
        } catch {
            return Progress(consumed: index, outcome: .refused(error))
        }
    }

    /// The same into an array.
    package mutating func decode(
        _ bytes: [UInt8], limits: Limits = .standard, appendingTo body: inout [UInt8]
    ) -> Progress {
        decode(bytes.span, limits: limits) { data in
            data.withUnsafeBufferPointer { body.append(contentsOf: $0) }
        }
    }

    // MARK: Chunks

    private mutating func takeData(
        _ bytes: Span<UInt8>, _ index: Int, _ sink: (Span<UInt8>) -> Void
    ) -> Int {
        let length = min(remaining, bytes.count - index)
        sink(bytes.extracting(index..<index + length))
        count += length
        remaining -= length
        if remaining == 0 { stage = .dataReturn }
        return index + length
    }

    private mutating func takeByte(
        _ byte: UInt8, _ limits: borrowing Limits
    ) throws(Refusal) {
        switch stage {
        case .size:
            if try line.take(byte, extensionMax: limits.chunkExtensionMax) {
                try beginChunk(limits)
            }
        case .dataReturn:
            guard byte == Octet.carriageReturn else { throw .malformedChunk }
            stage = .dataFeed
        case .dataFeed:
            guard byte == Octet.lineFeed else { throw .malformedChunk }
            stage = .size
        case .trailerFeed:
            guard byte == Octet.lineFeed else { throw .malformedTrailer }
            try endTrailer()
        case .data, .trailer, .complete: break
        }
    }

    private mutating func beginChunk(_ limits: borrowing Limits) throws(Refusal) {
        // Both below their limits, so that the sum cannot overflow.
        extensionCount += line.extensionCount
        guard extensionCount <= limits.chunkExtensionsMax else { throw .chunkExtensionTooLong }
        guard line.size <= UInt64(max(bodyMax - count, 0)) else { throw .bodyTooLarge }
        remaining = Int(line.size)
        stage = remaining == 0 ? .trailer : .data
        line = ChunkSizeLine()
    }

    // MARK: Trailers

    private mutating func takeTrailer(
        _ bytes: Span<UInt8>, _ index: Int, _ limits: borrowing Limits
    ) throws(Refusal) -> Int {
        let found = bytes.firstControl(from: index)
        let end = found ?? bytes.count
        trailerCount += end - index
        guard trailerCount <= limits.trailerMax else { throw .trailersTooLong }
        trailer.append(contentsOf: bytes.array(index..<end))
        guard let found else { return end }
        guard bytes[found] == Octet.carriageReturn else { throw .malformedTrailer }
        stage = .trailerFeed
        return found + 1
    }

    private mutating func endTrailer() throws(Refusal) {
        if trailer.isEmpty {
            stage = .complete
            return
        }
        trailerCount += 2
        guard Self.isAllowed(trailer.span) else { throw .malformedTrailer }
        trailer.removeAll(keepingCapacity: true)
        stage = .trailer
    }

    private static func isAllowed(_ line: Span<UInt8>) -> Bool {
        guard let field = try? FieldSection.field(line, 0..<line.count) else { return false }
        return !forbidden.contains { line.equals(field.name, anyCase: $0) }
    }

    /// What frames, routes, authenticates or conditions a message must be known before its content
    /// (RFC 9110 §6.5.1).
    private static let forbidden: [StaticString] = [
        "accept", "accept-encoding", "age", "authorization", "cache-control", "connection",
        "content-encoding", "content-length", "content-range", "content-type", "cookie", "date",
        "expect", "host", "idempotency-key", "if-match", "if-modified-since", "if-none-match",
        "if-range", "if-unmodified-since", "keep-alive", "location", "max-forwards", "origin",
        "pragma", "prefer", "proxy-authenticate", "proxy-authorization", "range", "set-cookie",
        "te", "trailer", "transfer-encoding", "upgrade", "www-authenticate",
        "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded",
    ]
}
