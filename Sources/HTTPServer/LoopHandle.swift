// What other threads hold of an event loop: its mailbox and how many connections it has. The loop
// itself is never reached.

import HTTP
import Synchronization

final class LoopHandle: Sendable {
    let mailbox: Mailbox
    private let count = Atomic<Int>(0)

    init(_ mailbox: Mailbox) {
        self.mailbox = mailbox
    }

    /// Those that it serves, and those on their way to it.
    var connectionCount: Int { count.load(ordering: .relaxed) }

    func connectionCame() { count.wrappingAdd(1, ordering: .relaxed) }
    func connectionLeft() { count.wrappingSubtract(1, ordering: .relaxed) }
}

/// The listening socket that all loops accept from, until the last one has left it.
final class Listener: Sendable {
    let socket: Socket
    private let loops: Atomic<Int>

    init(_ socket: consuming Socket, loops: Int) {
        self.socket = socket
        self.loops = Atomic(loops)
    }

    /// A loop accepts no more. After the last one, clients are refused at once by the kernel; the
    /// descriptor itself is closed with the object.
    func leave() {
        if loops.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            socket.stopListening()
        }
    }
}

/// The limits' times in the unit of the loops' clock.
struct Times: Sendable {
    let headMs: Int64
    let bodyMs: Int64
    let bodyRateGraceMs: Int64
    let bodyRateMin: Int
    let answerMs: Int64
    let idleMs: Int64
    let idleWhenBusyMs: Int64
    let drainMs: Int64
    let lastCallMs: Int64
    let lingerMs: Int64
    let acceptPauseMs: Int64
    let write: WriteWatch.Limits

    init(_ limits: Limits) {
        headMs = limits.headerTime.milliseconds
        bodyMs = limits.bodyTime.milliseconds
        bodyRateGraceMs = limits.bodyRateGrace.milliseconds
        bodyRateMin = limits.bodyRateMin
        answerMs = limits.answerTime.milliseconds
        idleMs = limits.idleTime.milliseconds
        idleWhenBusyMs = limits.idleTimeWhenBusy.milliseconds
        drainMs = limits.drainTime.milliseconds
        lastCallMs = limits.lastCallTime.milliseconds
        lingerMs = limits.lingerTime.milliseconds
        acceptPauseMs = limits.acceptPause.milliseconds
        write = WriteWatch.Limits(
            stallMs: limits.writeStallTime.milliseconds, rateMin: limits.bodyRateMin,
            rateGraceMs: limits.bodyRateGrace.milliseconds)
    }
}

extension Duration {
    /// At least 1, as 0 would be no time at all.
    var milliseconds: Int64 {
        max(1, components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
