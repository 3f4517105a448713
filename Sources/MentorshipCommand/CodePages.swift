// Code that only the start has run, given back to the system: parsing options, checking the schema
// and registering types touch half of the binary once. It frees nothing that was ever written.

import Glibc

enum CodePages {
    /// Lets go of all mapped code. What still runs is taken from the page cache again, page by
    /// page (madvise(2), MADV_DONTNEED on a private map of a file that was not written to).
    static func release() {
        for range in mappedCode() {
            madvise(UnsafeMutableRawPointer(bitPattern: range.start), range.count, MADV_DONTNEED)
        }
    }

    private struct Range {
        let start: UInt
        let count: Int
    }

    /// Of /proc/self/maps the private, executable and unwritable maps of files (proc(5)).
    private static func mappedCode() -> [Range] {
        let lines = read("/proc/self/maps").split(separator: UInt8(ascii: "\n"))
        return lines.compactMap { line in
            let words = line.split(separator: UInt8(ascii: " "))
            guard words.count >= 6, words[1].elementsEqual("r-xp".utf8),
                words[5].first == UInt8(ascii: "/")
            else { return nil }
            let ends = words[0].split(separator: UInt8(ascii: "-"))
                .compactMap { UInt(String(decoding: $0, as: UTF8.self), radix: 16) }
            guard ends.count == 2, ends[0] < ends[1] else { return nil }
            return Range(start: ends[0], count: Int(ends[1] - ends[0]))
        }
    }

    /// Nothing when it cannot be read: then the code stays where it is.
    private static func read(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return all }
            all += buffer[0..<count]
        }
    }
}
