// A response body on its way: takes pieces from their producer and writes them in the framing that
// the client understands, gzipped when agreed. Never holds more than one piece.

import HTTP

final class OutgoingStream {
    enum Progress {
        /// Something was written.
        case wrote
        /// Nothing there yet.
        case pending
        /// The last byte was written.
        case finished
        case failed
    }

    private let source: ResponseStream
    private let signal: StreamSignal
    private let isChunked: Bool
    private let gzip: Gzip?

    init(_ source: ResponseStream, _ signal: StreamSignal, isChunked: Bool, gzip: Gzip?) {
        self.source = source
        self.signal = signal
        self.isChunked = isChunked
        self.gzip = gzip
        source.onReadable { signal.ring() }
    }

    /// Appends what there is to `output`.
    func pull(into output: inout [UInt8]) -> Progress {
        signal.heard()
        switch source.take() {
        case .bytes(let bytes):
            write(bytes, isLast: false, to: &output)
            return .wrote
        case .pending:
            return .pending
        case .finished:
            write([], isLast: true, to: &output)
            if isChunked { ResponseWriter.appendLastChunk(to: &output) }
            return .finished
        case .failed:
            return .failed
        }
    }

    /// The client is gone.
    func cancel() {
        source.cancel()
    }

    private func write(_ bytes: [UInt8], isLast: Bool, to output: inout [UInt8]) {
        if let gzip {
            var packed: [UInt8] = []
            gzip.piece(bytes, isLast: isLast, to: &packed)
            frame(packed, to: &output)
        } else {
            frame(bytes, to: &output)
        }
    }

    private func frame(_ bytes: [UInt8], to output: inout [UInt8]) {
        if isChunked {
            ResponseWriter.appendChunk(bytes, to: &output)
        } else {
            output += bytes
        }
    }
}
