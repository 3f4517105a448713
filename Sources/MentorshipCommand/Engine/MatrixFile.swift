// A table of scores from a file of little-endian 32-bit integers, row by row; a negative number is
// no candidate. The whole file is the table.

import Glibc
import Mentorship

enum MatrixFile {
    static func table(_ input: EngineInput) throws -> MatchTable {
        let path = try input.text()
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw refusal(input) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw refusal(input) }
        guard facts.st_mode & S_IFMT == S_IFREG, facts.st_size % 4 == 0 else {
            throw input.refusal("a file of 32-bit integers")
        }
        let count = Int(facts.st_size) / 4
        var bytes = [UInt8](repeating: 0, count: count * 4)
        var filled = 0
        while filled < bytes.count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { throw refusal(input) }
            filled += more
        }
        return bytes.withUnsafeBytes { buffer in
            MatchTable(
                whole: (0..<count).map { index in
                    Int32(
                        littleEndian: buffer.loadUnaligned(
                            fromByteOffset: index * 4, as: Int32.self))
                })
        }
    }

    private static func refusal(_ input: EngineInput) -> EngineRefusal {
        EngineRefusal("\(input.name): cannot be read: \(String(cString: strerror(errno))).")
    }
}
