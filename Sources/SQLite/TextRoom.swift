// Where the texts of bound values lie while their statements run: in memory that the connection
// has, so that SQLite asks malloc for none, text by text. Never moves what it holds.

struct TextRoom {
    /// The texts of nearly every statement; a longer one is copied by SQLite.
    private static let bytes = 4096

    private let start: UnsafeMutablePointer<UInt8>
    private var used = 0

    init() {
        start = .allocate(capacity: Self.bytes)
    }

    func deallocate() { start.deallocate() }

    /// A copy that stays until the room is emptied; nil when there is no place for it.
    mutating func copy(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        guard let from = text.baseAddress, text.count <= Self.bytes - used else { return nil }
        let place = start + used
        place.update(from: from, count: text.count)
        used += text.count
        return UnsafeBufferPointer(start: place, count: text.count)
    }

    /// When no statement runs any more.
    mutating func empty() { used = 0 }
}
