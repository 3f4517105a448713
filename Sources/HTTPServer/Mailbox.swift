// The only way onto an event loop from elsewhere: Sendable values under a mutex, and an eventfd
// that wakes the loop. What comes after the loop's end is handed back, never kept.

import CLinux
import Glibc
import HTTP
import Synchronization

/// A connection on one loop: its place in the loop's table, and a number that tells it from those
/// which had the place before, as descriptors and places are used again.
struct ConnectionToken: Sendable, Hashable {
    let place: UInt32
    let generation: UInt32

    init(place: UInt32, generation: UInt32) {
        self.place = place
        self.generation = generation
    }

    /// As it travels through epoll.
    init(bits: UInt64) {
        place = UInt32(truncatingIfNeeded: bits)
        generation = UInt32(truncatingIfNeeded: bits >> 32)
    }

    var bits: UInt64 { UInt64(generation) << 32 | UInt64(place) }
}

final class Mailbox: Sendable {
    enum Letter: Sendable {
        /// The answer to a connection's request of that number. It is made on the loop, so that a
        /// thread on which others wait has done with it at once.
        case answer(ConnectionToken, request: Int, @Sendable () -> Response)
        /// A stream has something to take.
        case readable(StreamSignal)
        /// A connection that another loop has accepted and counted.
        case adopt(descriptor: Int32, PeerAddress)
        /// All loops together hold too much, and the sender has no more than its share.
        case makeRoom
        case drain
        case stop
    }

    private struct State {
        var letters: [Letter] = []
        var isClosed = false
    }

    /// Change with the letters, under their lock; to be seen without it.
    private let mayHaveLetters = Atomic<Bool>(false)
    private let mayHaveOwnLetters = Atomic<Bool>(false)

    /// Readable when there are letters from other threads.
    let wake: Socket
    private let state = Mutex(State())
    /// The loop's thread, which needs no waking by itself.
    private let owner = Atomic<UInt>(0)

    /// Nil when the system has no descriptor to give.
    init?() {
        let descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        wake = Socket(owning: descriptor)
    }

    /// The calling thread is the loop's: it looks here before it sleeps.
    func own() {
        owner.store(UInt(pthread_self()), ordering: .relaxed)
    }

    /// Any thread. False when the loop has ended: the letter is the sender's again.
    @discardableResult
    func post(_ letter: Letter) -> Bool {
        let isOwn = owner.load(ordering: .relaxed) == UInt(pthread_self())
        let (isTaken, isFirst) = state.withLock { state -> (Bool, Bool) in
            if state.isClosed { return (false, false) }
            state.letters.append(letter)
            mayHaveLetters.store(true, ordering: .relaxed)
            if isOwn { mayHaveOwnLetters.store(true, ordering: .relaxed) }
            return (true, state.letters.count == 1)
        }
        // With letters before it the loop is awake, or has been woken already.
        if isFirst, !isOwn { signal() }
        return isTaken
    }

    private func signal() {
        var one: UInt64 = 1
        while write(wake.descriptor, &one, 8) < 0, errno == EINTR {}
    }

    /// The loop: all that has come. `letters` must be empty; its storage is used again.
    func take(into letters: inout [Letter]) {
        state.withLock {
            swap(&$0.letters, &letters)
            mayHaveLetters.store(false, ordering: .relaxed)
            mayHaveOwnLetters.store(false, ordering: .relaxed)
        }
    }

    /// The loop: the answer to the request that it has just handed over, if it came at once. The
    /// other letters stay.
    func takeAnswer(_ token: ConnectionToken, request: Int) -> Response? {
        let make = state.withLock { state -> (@Sendable () -> Response)? in
            for index in state.letters.indices {
                guard case .answer(token, request, let make) = state.letters[index] else {
                    continue
                }
                state.letters.remove(at: index)
                mayHaveLetters.store(!state.letters.isEmpty, ordering: .relaxed)
                return make
            }
            return nil
        }
        return make?()
    }

    /// The loop: whether it has sent itself something. To look for one answer among those of a
    /// whole batch of writes would cost more than to take it with the others.
    var hasOwnLetters: Bool { mayHaveOwnLetters.load(ordering: .relaxed) }

    /// The loop, before it sleeps: its own letters have not woken it.
    var hasLetters: Bool { mayHaveLetters.load(ordering: .relaxed) }

    /// The loop, once woken and before it takes: makes `wake` quiet until the next letter.
    func acknowledge() {
        var count: UInt64 = 0
        while read(wake.descriptor, &count, 8) < 0, errno == EINTR {}
    }

    /// The loop, at its end: what is left, for the loop to give up properly.
    func close() -> [Letter] {
        state.withLock { state in
            state.isClosed = true
            defer { state.letters = [] }
            return state.letters
        }
    }
}
