// From a response to bytes in the output, with the coding that the client takes and the date of the
// moment. One for each loop, for the date and the compressor that it keeps. Never sends.

import Glibc
import HTTP

struct AnswerWriter {
    struct Written {
        let keepAlive: Bool
        /// The body that is to follow, with how it is framed and packed.
        let stream: ResponseStream?
        let isChunked: Bool
        let gzip: Gzip?
    }

    private let compressionFrom: Int
    private let compressionLevel: Int
    private var compressor: Gzip?
    /// The last large body that was packed, and what became of it.
    private var last: (body: [UInt8], packed: [UInt8])?
    /// Bytes of bodies that are worth it, and that every loop may hold one of.
    private static let remembered = 128 * 1024...1024 * 1024
    private var date: [UInt8] = []
    private var dateSeconds: time_t = 0

    init(_ limits: Limits) {
        compressionFrom = limits.compressionFrom
        compressionLevel = limits.compressionLevel
    }

    @discardableResult
    mutating func write(
        _ response: inout Response, _ exchange: borrowing Exchange, keepAlive: Bool,
        to output: inout [UInt8]
    ) -> Written {
        let coding = code(&response, exchange)
        refreshDate()
        let writer = ResponseWriter(
            method: exchange.method, version: exchange.version, keepAlive: keepAlive)
        let written = writer.append(response, date: date, lines: coding.lines, to: &output)
        return Written(
            keepAlive: written.keepAlive, stream: written.stream, isChunked: written.isChunked,
            gzip: coding == .gzip && written.stream != nil
                ? Gzip(level: compressionLevel, .stream) : nil)
    }

    // MARK: Coding

    private enum Coding {
        /// A type that is never compressed.
        case none
        /// Sent as it is, though another client might get it gzipped.
        case identity
        case gzip

        /// Caches must know that the answer depends on Accept-Encoding, also when it came plain
        /// (RFC 9110 §12.5.5).
        var lines: StaticString {
            switch self {
            case .none: ""
            case .identity: "Vary: Accept-Encoding\r\n"
            case .gzip: "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
            }
        }
    }

    /// Compresses a body of bytes at once; a stream is compressed on its way.
    private mutating func code(_ response: inout Response, _ exchange: borrowing Exchange) -> Coding
    {
        if response.status == 304, exchange.hasGzippedCopy {
            ContentCoding.suffixTag(of: &response)
        }
        guard ContentCoding.isCompressible(response.headers) else { return .none }
        guard exchange.acceptsGzip else { return .identity }
        switch response.body {
        case .bytes(let bytes) where bytes.count >= compressionFrom:
            guard let packed = pack(bytes) else { return .identity }
            response.body = .bytes(packed)
        case .stream: break
        case .empty, .bytes: return .identity
        }
        ContentCoding.suffixTag(of: &response)
        return .gzip
    }

    /// Whoever asks for openapi.yaml again and again would else take 3 ms of the loop each time.
    private mutating func pack(_ bytes: [UInt8]) -> [UInt8]? {
        guard Self.remembered.contains(bytes.count) else { return compress(bytes) }
        if let last, Self.isSame(last.body, bytes) { return last.packed }
        guard let packed = compress(bytes) else { return nil }
        last = (bytes, packed)
        return packed
    }

    /// Whether both are one array: as long as we hold the one, nobody else gets or changes its
    /// storage.
    private static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count
            && one.withUnsafeBufferPointer { one in
                other.withUnsafeBufferPointer { one.baseAddress == $0.baseAddress }
            }
    }

    private mutating func compress(_ bytes: [UInt8]) -> [UInt8]? {
        if compressor == nil { compressor = Gzip(level: compressionLevel, .whole) }
        return compressor?.compress(bytes)
    }

    /// The wall clock, for a stamp (RFC 9110 §6.6.1): made once a second.
    private mutating func refreshDate() {
        let now = time(nil)
        if now == dateSeconds { return }
        dateSeconds = now
        date = HTTPDate.bytes(secondsSince1970: Int64(now))
    }
}
