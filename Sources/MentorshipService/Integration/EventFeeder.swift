// The one thread that feeds all streams of events: it looks for new ones, reads them behind each
// client's place, as far as that client may see them at this moment, and hands them to its queue.
// Never waits for a client; who is slow keeps its place, and who is too slow is cut.

import HTTP
import Logging
import Mentorship
import SQLite

package final class EventFeeder {
    package enum Next: Sendable {
        /// Somebody has room for events that are there already.
        case more
        case resting
        /// The service stops, and everybody has been told.
        case over
    }

    private let deployment: Deployment
    private let streams: EventStreams
    private let reader: Reader
    private var listeners: [EventListener] = []

    /// What all clients have in common in one turn: a moment of the store.
    private struct Round {
        struct Place: Hashable {
            let after: Int
            let programmes: Actor.ProgrammeLimit
        }

        let snapshot: Reading
        let epoch: Int64
        let latest: Int
        let now: Instant
        let nowMs: Int64
        /// Most clients are at the same place; what they get there is read once.
        private var pages: [Place: EventPage] = [:]

        init(_ snapshot: Reading, now: Instant, nowMs: Int64) throws {
            self.snapshot = snapshot
            epoch = try AccessEpoch.current(snapshot)
            latest = try EventStore.latest(snapshot)
            self.now = now
            self.nowMs = nowMs
        }

        mutating func page(after: Int, _ programmes: Actor.ProgrammeLimit) throws -> EventPage {
            let place = Place(after: after, programmes: programmes)
            if let page = pages[place] { return page }
            var page = try EventStore.page(
                after: after, limit: EventStreamLimits.eventsPerPage, programmes, snapshot)
            // What is left out up to the moment need not be read again.
            if page.count < EventStreamLimits.eventsPerPage { page.last = latest }
            pages[place] = page
            return page
        }
    }

    package init(_ deployment: Deployment, reader: Reader) {
        self.deployment = deployment
        streams = deployment.events
        self.reader = reader
    }

    /// The body of the thread; returns when the service stops.
    package func run() {
        while true {
            switch turn(atMs: Int64(deployment.ticks() / 1_000_000)) {
            case .more: continue
            case .resting:
                streams.wait(
                    seconds: listeners.isEmpty ? 60 : EventStreamLimits.pauseSeconds)
            case .over: return
            }
        }
    }

    /// One look at everybody, at that time of a clock that only goes forward.
    package func turn(atMs nowMs: Int64) -> Next {
        let (arrivals, isEnding) = streams.take()
        listeners += arrivals
        defer { forgetThoseWhoLeft() }
        if isEnding {
            sayFarewell()
            return .over
        }
        // Without anybody there is nothing to look for.
        if listeners.allSatisfy(\.stream.isCancelled) { return .resting }
        do {
            defer { reader.end() }
            var round = try Round(reader.snapshot(), now: deployment.now(), nowMs: nowMs)
            var isMore = false
            for index in listeners.indices where try feed(&listeners[index], &round) {
                isMore = true
            }
            return isMore ? .more : .resting
        } catch {
            breakOff(error)
            return .resting
        }
    }

    // MARK: One client

    /// True when more is there for it.
    private func feed(_ listener: inout EventListener, _ round: inout Round) throws -> Bool {
        guard let actor = try actor(of: &listener, round) else {
            listener.stream.finish()
            listener.isOver = true
            return false
        }
        guard handOver(&listener, round.nowMs) else { return false }
        guard listener.after < round.latest else {
            ping(&listener, round.nowMs)
            return false
        }
        let page = try round.page(after: listener.after, actor.programmes)
        listener.after = page.last
        guard page.count > 0 else {
            ping(&listener, round.nowMs)
            return false
        }
        listener.kept = page.bytes
        listener.keptMs = round.nowMs
        return handOver(&listener, round.nowMs) && listener.after < round.latest
    }

    /// Who the client is by now; nil when its key is no longer good or no longer reaches this.
    private func actor(of listener: inout EventListener, _ round: Round) throws -> Actor? {
        if let known = listener.known, known.holds(in: round.epoch, at: round.now),
            round.nowMs - listener.checkedMs < EventStreamLimits.checkMs
        {
            return known.actor
        }
        do {
            let known = try Authentication.actor(
                listener.request, now: round.now, round.snapshot)
            guard let known else { return nil }
            try EventRoutes.access.check(known.actor)
            listener.known = known
            listener.checkedMs = round.nowMs
            return known.actor
        } catch is Failure {
            return nil
        }
    }

    /// True when nothing is left to hand over. Who has made no room for too long is cut.
    private func handOver(_ listener: inout EventListener, _ nowMs: Int64) -> Bool {
        guard let kept = listener.kept else { return true }
        if listener.stream.offer(kept) {
            listener.kept = nil
            listener.sentMs = nowMs
            return true
        }
        if nowMs - listener.keptMs >= EventStreamLimits.stallMs {
            listener.stream.fail()
            listener.isOver = true
        }
        return false
    }

    private func ping(_ listener: inout EventListener, _ nowMs: Int64) {
        guard let sentMs = listener.sentMs else {
            // Its stream has just begun with something.
            listener.sentMs = nowMs
            return
        }
        guard nowMs - sentMs >= EventStreamLimits.pingMs else { return }
        listener.kept = EventStreamText.ping
        listener.keptMs = nowMs
        _ = handOver(&listener, nowMs)
    }

    // MARK: Ends

    private func sayFarewell() {
        var dice = deployment.seed()
        for index in listeners.indices {
            let times = EventStreamLimits.comebackMs
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let retryMs = times.lowerBound + Int(dice >> 33) % times.count
            // A queue that is full ends without it: the place to go on from is known anyway.
            _ = listeners[index].stream.offer(EventStreamText.farewell(retryMs: retryMs))
            listeners[index].stream.finish()
            listeners[index].isOver = true
        }
    }

    /// The store cannot be read: clients come again, and are told then what is the matter.
    private func breakOff(_ error: any Error) {
        deployment.damage.note(error)
        deployment.logger.error("the streams of events broke off: \(error)")
        for index in listeners.indices {
            listeners[index].stream.fail()
            listeners[index].isOver = true
        }
    }

    private func forgetThoseWhoLeft() {
        let gone = listeners.partition { $0.isOver || $0.stream.isCancelled }
        streams.left(listeners[gone...].map(\.holder))
        listeners.removeSubrange(gone...)
    }
}
