// gzip (RFC 1952) by zlib: whole bodies with one compressor a loop, streams with a small one each.
// Never decides whether to compress (ContentCoding does).

import CZlib

final class Gzip {
    /// What a compressor may take: memory is window × 4 + hash × 2 bytes (zconf.h).
    enum Size {
        /// 268 KB: one a loop.
        case whole
        /// 32 KB: one a stream, of which there may be hundreds; about 10 % worse.
        case stream
    }

    /// On the heap: zlib keeps the address of its stream and refuses a moved one.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Nil when there is no memory.
    init?(level: Int, _ size: Size) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let outcome =
            switch size {
            case .whole: czlib_gzip_init(stream, Int32(level), 15, 8)
            case .stream: czlib_gzip_init(stream, Int32(level), 12, 5)
            }
        if outcome != Z_OK {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// A whole body; nil when it would not become smaller.
    func compress(_ bytes: [UInt8]) -> [UInt8]? {
        guard deflateReset(stream) == Z_OK else { return nil }
        var isDone = false
        let packed = bytes.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                stream.pointee.avail_in = UInt32(clamping: source.count)
                stream.pointee.next_out = target.baseAddress
                stream.pointee.avail_out = UInt32(clamping: target.count)
                isDone = deflate(stream, Z_FINISH) == Z_STREAM_END
                count = target.count - Int(stream.pointee.avail_out)
            }
        }
        return isDone ? packed : nil
    }

    /// The next part of a stream, in a form that the client can unpack at once (Z_SYNC_FLUSH), or
    /// the last one. Appends to `output`.
    func piece(_ bytes: [UInt8], isLast: Bool, to output: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { source in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            stream.pointee.avail_in = UInt32(clamping: source.count)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16 * 1024) { part in
                repeat {
                    stream.pointee.next_out = part.baseAddress
                    stream.pointee.avail_out = UInt32(part.count)
                    deflate(stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
                    let made = part.count - Int(stream.pointee.avail_out)
                    output.append(contentsOf: part[..<made])
                } while stream.pointee.avail_out == 0
            }
        }
    }
}
