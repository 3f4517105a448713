// Whom a run asked about: the ids in the text that it keeps of them. They alone are looked for,
// since to read back everything that thousands said takes a hundred times as long.

import Mentorship

struct RunPeople {
    private(set) var mentors: Set<String> = []
    private(set) var mentees: Set<String> = []

    /// Of a text that `MatchInputs` wrote, mentors before mentees, each beginning with their id. In
    /// what somebody wrote a quotation mark has a stroke before it, so that nothing looks the same.
    init(inputs: String) {
        var text = inputs
        text.withUTF8 { bytes in
            let start = Self.end(of: "\"mentors\":[", in: bytes, from: 0)
            let middle = Self.end(of: "\"mentees\":[", in: bytes, from: start)
            mentors = Self.ids(in: bytes[start..<middle])
            mentees = Self.ids(in: bytes[middle...])
        }
    }

    private static func end(
        of mark: StaticString, in bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int {
        let count = mark.utf8CodeUnitCount
        let mark = UnsafeBufferPointer(start: mark.utf8Start, count: count)
        var place = start
        while place + count <= bytes.count {
            if bytes[place] == mark[0], bytes[place..<place + count].elementsEqual(mark) {
                return place + count
            }
            place += 1
        }
        return bytes.count
    }

    private static func ids(in bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Set<String> {
        let mark = Array("{\"id\":\"".utf8)
        var ids: Set<String> = []
        var place = bytes.startIndex
        while place + mark.count < bytes.endIndex {
            guard bytes[place] == mark[0],
                bytes[place..<place + mark.count].elementsEqual(mark)
            else {
                place += 1
                continue
            }
            let rest = bytes[(place + mark.count)...]
            let end = rest.firstIndex(of: UInt8(ascii: "\"")) ?? rest.endIndex
            ids.insert(String(decoding: rest[..<end], as: UTF8.self))
            place = end
        }
        return ids
    }
}
