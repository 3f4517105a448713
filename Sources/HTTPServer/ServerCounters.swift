// What all loops share: how many connections there are, in all and per address, and what has gone
// through since the start. Numbers only; nothing here leads to a connection.

import Synchronization

package final class ServerCounters: Sendable {
    package enum Admission: Sendable {
        case admitted, tooMany, tooManyFromAddress
    }

    /// What a loop has counted by itself since it last told: one shared addition a wake-up instead
    /// of one a request, since processors that share a cache line wait for each other.
    package struct Tally: Sendable {
        package var requests = 0
        package var bytesReceived = 0
        package var bytesSent = 0
    }

    private let open = Atomic<Int>(0)
    private let accepted = Atomic<Int>(0)
    private let requests = Atomic<Int>(0)
    private let bytesReceived = Atomic<Int>(0)
    private let bytesSent = Atomic<Int>(0)
    private let buffered = Atomic<Int>(0)
    private let perAddress = Mutex<[PeerAddress.Key: Int]>([:])
    private let rejectionsByCause = Mutex<[Rejection.Cause: Int]>([:])

    package init() {}

    // MARK: Connections

    package func admit(
        _ peer: PeerAddress.Key, connectionsMax: Int, perAddressMax: Int
    ) -> Admission {
        accepted.wrappingAdd(1, ordering: .relaxed)
        let before = open.wrappingAdd(1, ordering: .relaxed).oldValue
        if before >= connectionsMax {
            open.wrappingSubtract(1, ordering: .relaxed)
            return .tooMany
        }
        let isAdmitted = perAddress.withLock { counts in
            let count = counts[peer, default: 0]
            if count < perAddressMax { counts[peer] = count + 1 }
            return count < perAddressMax
        }
        if isAdmitted { return .admitted }
        open.wrappingSubtract(1, ordering: .relaxed)
        return .tooManyFromAddress
    }

    package func left(_ peer: PeerAddress.Key) {
        open.wrappingSubtract(1, ordering: .relaxed)
        perAddress.withLock { counts in
            guard let count = counts[peer] else { return }
            counts[peer] = count > 1 ? count - 1 : nil
        }
    }

    // MARK: Traffic

    package func add(_ tally: Tally) {
        requests.wrappingAdd(tally.requests, ordering: .relaxed)
        bytesReceived.wrappingAdd(tally.bytesReceived, ordering: .relaxed)
        bytesSent.wrappingAdd(tally.bytesSent, ordering: .relaxed)
    }

    package func count(_ rejection: Rejection) {
        rejectionsByCause.withLock { $0[rejection.cause, default: 0] += 1 }
    }

    /// Bytes that connections hold between wake-ups: heads and bodies under way, unsent answers.
    func hold(_ bytes: Int) -> Int {
        buffered.wrappingAdd(bytes, ordering: .relaxed).newValue
    }

    // MARK: For /metrics

    package var openConnections: Int { open.load(ordering: .relaxed) }
    package var acceptedConnections: Int { accepted.load(ordering: .relaxed) }
    package var requestsReceived: Int { requests.load(ordering: .relaxed) }
    package var receivedBytes: Int { bytesReceived.load(ordering: .relaxed) }
    package var sentBytes: Int { bytesSent.load(ordering: .relaxed) }
    package var bufferedBytes: Int { buffered.load(ordering: .relaxed) }
    package var rejections: [Rejection.Cause: Int] { rejectionsByCause.withLock { $0 } }
    package var addresses: Int { perAddress.withLock { $0.count } }
}
