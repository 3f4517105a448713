// From a response to bytes in the output, with the coding that the client takes and the date of the
// moment. One for each loop, for the date and the compressor that it keeps. Never sends.

import Glibc
import HTTP

final class AnswerWriter {
    struct Written {
        let keepAlive: Bool
        /// The body that is to follow, with how it is framed and packed.
        let stream: ResponseStream?
        let isChunked: Bool
        let gzip: Gzip?
    }

    private let limits: Limits
    private lazy var compressor = Gzip(level: limits.compressionLevel, .whole)
    private var date: [UInt8] = []
    private var dateSeconds: time_t = 0

    init(_ limits: Limits) {
        self.limits = limits
    }

    @discardableResult
    func write(
        _ response: consuming Response, _ exchange: Exchange, keepAlive: Bool,
        to output: inout [UInt8]
    ) -> Written {
        let isGzipStream = code(&response, exchange.request)
        refreshDate()
        let writer = ResponseWriter(
            method: exchange.method, version: exchange.version, keepAlive: keepAlive)
        let written = writer.append(response, date: date, to: &output)
        return Written(
            keepAlive: written.keepAlive, stream: written.stream, isChunked: written.isChunked,
            gzip: isGzipStream && written.stream != nil
                ? Gzip(level: limits.compressionLevel, .stream) : nil)
    }

    // MARK: Coding

    /// Compresses a body of bytes at once; true for a stream that is to be compressed on its way.
    private func code(_ response: inout Response, _ request: Request?) -> Bool {
        if response.status == 304, let request, ContentCoding.hasGzippedCopy(request) {
            ContentCoding.suffixTag(of: &response)
        }
        guard ContentCoding.isCompressible(response) else { return false }
        ContentCoding.addVary(to: &response)
        switch response.body {
        case .bytes(let bytes) where bytes.count >= limits.compressionFrom:
            guard request?.acceptsGzip == true, let packed = compressor?.compress(bytes) else {
                return false
            }
            response.body = .bytes(packed)
            ContentCoding.markGzipped(&response)
            return false
        case .stream:
            guard request?.acceptsGzip == true else { return false }
            ContentCoding.markGzipped(&response)
            return true
        case .empty, .bytes: return false
        }
    }

    /// The wall clock, for a stamp (RFC 9110 §6.6.1): made once a second.
    private func refreshDate() {
        let now = time(nil)
        if now == dateSeconds { return }
        dateSeconds = now
        date = HTTPDate.bytes(secondsSince1970: Int64(now))
    }
}
