// Code and constants that only the start has touched, given back to the system: parsing options,
// checking the schema and registering types run half of the binary once. It frees nothing that was
// ever written.

import Glibc

enum CodePages {
    /// Lets go of all mapped code and constants. What is still used is taken from the page cache
    /// again, page by page (madvise(2), MADV_DONTNEED on a private map of a file that was not
    /// written to).
    static func release() {
        for map in maps() where map.isOfFile && !map.isWritten {
            madvise(UnsafeMutableRawPointer(bitPattern: map.start), map.count, MADV_DONTNEED)
        }
    }

    private struct Map {
        let start: UInt
        let count: Int
        /// Private and of a file, and nobody may write to it any more.
        let isOfFile: Bool
        /// The dynamic linker wrote to it before it was closed to writing.
        var isWritten = true
    }

    /// Of /proc/self/smaps: a line with the ends of each map, and lines of what it holds (proc(5)).
    private static func maps() -> [Map] {
        var maps: [Map] = []
        for line in read("/proc/self/smaps").split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "))
            guard words.count >= 2 else { continue }
            if words[0].elementsEqual("Anonymous:".utf8), !maps.isEmpty {
                maps[maps.count - 1].isWritten = !words[1].elementsEqual("0".utf8)
            } else if let map = map(words) {
                maps.append(map)
            }
        }
        return maps
    }

    private static func map(_ words: [ArraySlice<UInt8>]) -> Map? {
        let ends = words[0].split(separator: UInt8(ascii: "-"))
            .compactMap { UInt(String(decoding: $0, as: UTF8.self), radix: 16) }
        guard ends.count == 2, ends[0] < ends[1], words.count >= 5 else { return nil }
        let isOfFile =
            words.count >= 6 && words[5].first == UInt8(ascii: "/")
            && (words[1].elementsEqual("r-xp".utf8) || words[1].elementsEqual("r--p".utf8))
        return Map(start: ends[0], count: Int(ends[1] - ends[0]), isOfFile: isOfFile)
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
