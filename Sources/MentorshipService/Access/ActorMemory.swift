// What one event loop remembers of its look-ups, so that a caller of many requests is looked up
// once. Each remembered answer is held against the store's access epoch in the very snapshot that
// the request reads: what was taken away a moment ago is gone here as well. Never shared.

import HTTP
import Mentorship
import SQLite

package final class ActorMemory {
    /// Callers that a loop tells apart at once; a caller who loses the place is looked up again.
    static let places = 1_024

    private struct Entry {
        /// The whole field, "Bearer " and the secret. The process holds it in its buffers anyway;
        /// it never leaves, and goes with the next caller of the same place.
        let header: [UInt8]
        let known: KnownActor
    }

    private let reader: Reader
    private var entries: [Entry?] = []
    private var epoch: Int64 = 0
    private var epochSnapshot: UInt64 = 0

    package init(_ reader: Reader) {
        self.reader = reader
    }

    /// As `Authentication.actor`, which decides whatever is not remembered.
    package func actor(_ request: Request, now: Instant) throws -> KnownActor? {
        guard let header = try Authentication.header(request) else { return nil }
        let place = place(of: request.head.span.extracting(header))
        if let entry = entries.isEmpty ? nil : entries[place],
            Self.isSame(entry.header.span, request.head.span.extracting(header)),
            entry.known.holds(in: try currentEpoch(), at: now)
        {
            return entry.known
        }
        let known = try Authentication.actor(request, now: now, reader.snapshot())
        if let known { remember(Array(request.head[header]), known, place) }
        return known
    }

    private func remember(_ header: [UInt8], _ known: KnownActor, _ place: Int) {
        // A loop that nobody has called with a key yet needs no places.
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.places) }
        entries[place] = Entry(header: header, known: known)
    }

    /// Asked once for each snapshot: within it the number cannot move.
    private func currentEpoch() throws -> Int64 {
        let snapshot = try reader.snapshot()
        if epochSnapshot != reader.snapshotNumber {
            epoch = try AccessEpoch.current(snapshot)
            epochSnapshot = reader.snapshotNumber
        }
        return epoch
    }

    /// By Swift's keyed hash, whose key is drawn at the start of the process: nobody outside can
    /// choose a key that falls on another one's place.
    private func place(of header: Span<UInt8>) -> Int {
        var hasher = Hasher()
        header.withUnsafeBytes { hasher.combine(bytes: $0) }
        return Int(truncatingIfNeeded: UInt(bitPattern: hasher.finalize()) % UInt(Self.places))
    }

    /// Takes as long for any two texts of one length.
    private static func isSame(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}
