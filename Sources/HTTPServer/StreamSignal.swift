// A stream's bell on its loop: rung by the producer at each piece, it lies in the mailbox at most
// once, so that a producer of many small pieces cannot fill it.

import Synchronization

final class StreamSignal: Sendable {
    let token: ConnectionToken
    private let mailbox: Mailbox
    private let isPosted = Atomic<Bool>(false)

    init(_ token: ConnectionToken, mailbox: Mailbox) {
        self.token = token
        self.mailbox = mailbox
    }

    /// The producer: there is something to take.
    func ring() {
        if isPosted.exchange(true, ordering: .acquiringAndReleasing) { return }
        mailbox.post(.readable(self))
    }

    /// The loop, before it takes.
    func heard() {
        isPosted.store(false, ordering: .sequentiallyConsistent)
    }
}
