// A file of little-endian 32-bit integers that a question names, read from front to back without
// holding more of it than asked for.

import Glibc
import Mentorship

struct WholeFile: ~Copyable {
    private let input: EngineInput
    private let descriptor: Int32
    /// Integers in all.
    let count: Int

    init(_ input: EngineInput) throws {
        let path = try input.text()
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.refusal(input) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            facts.st_size % 4 == 0
        else {
            close(descriptor)
            throw input.refusal("a file of 32-bit integers")
        }
        self.input = input
        self.descriptor = descriptor
        count = Int(facts.st_size) / 4
    }

    deinit { close(descriptor) }

    /// The next integers, in the byte order of this machine; refused when there are not so many.
    func next(_ count: Int) throws -> [Int32] {
        let integers = [Int32](unsafeUninitializedCapacity: count) { buffer, filled in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            var read = 0
            while read < bytes.count {
                let more = Glibc.read(
                    descriptor, bytes.baseAddress?.advanced(by: read), bytes.count - read)
                if more < 0, errno == EINTR { continue }
                if more <= 0 { break }
                read += more
            }
            filled = read / 4
            for index in 0..<filled { buffer[index] = Int32(littleEndian: buffer[index]) }
        }
        guard integers.count == count else {
            throw EngineRefusal("\(input.name): ends too early.")
        }
        return integers
    }

    private static func refusal(_ input: EngineInput) -> EngineRefusal {
        EngineRefusal("\(input.name): cannot be read: \(String(cString: strerror(errno))).")
    }
}
