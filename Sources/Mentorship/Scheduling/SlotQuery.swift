// What is asked when slots are looked for, and how much may be asked at once. Values only.

/// Time that is taken: a meeting, a hold, an imported block, with the quiet it needs around it.
package struct Busy: Hashable, Sendable {
    package let interval: Interval
    package let bufferBeforeMinutes: Int
    package let bufferAfterMinutes: Int

    package init(
        _ interval: Interval, bufferBeforeMinutes: Int = 0, bufferAfterMinutes: Int = 0
    ) {
        self.interval = interval
        self.bufferBeforeMinutes = bufferBeforeMinutes
        self.bufferAfterMinutes = bufferAfterMinutes
    }
}

/// The quiet a new meeting needs before and after itself. The buffers need not lie in anybody's
/// availability.
package struct Buffers: Hashable, Sendable {
    package enum Mode: String, Sendable, CaseIterable {
        /// Two neighbours share their buffers: the larger one is enough.
        case max
        /// Each neighbour gets its own.
        case sum
    }

    package let beforeMinutes: Int
    package let afterMinutes: Int
    package let mode: Mode

    package static let none = Buffers(beforeMinutes: 0, afterMinutes: 0)

    package init(beforeMinutes: Int, afterMinutes: Int, mode: Mode = .max) {
        self.beforeMinutes = beforeMinutes
        self.afterMinutes = afterMinutes
        self.mode = mode
    }

    /// What a new meeting must keep clear of.
    package func widened(_ busy: Busy) -> Interval {
        busy.interval.widened(
            before: combined(busy.bufferBeforeMinutes, afterMinutes),
            after: combined(busy.bufferAfterMinutes, beforeMinutes))
    }

    /// In milliseconds.
    private func combined(_ existing: Int, _ new: Int) -> Int64 {
        let minutes =
            switch mode {
            case .max: Swift.max(existing, new)
            case .sum: existing + new
            }
        return Int64(minutes) * WallTime.millisecondsPerMinute
    }
}

/// One of those who are to meet.
package struct Participant: Sendable {
    package let id: String
    package let zone: Zone
    package let availability: Availability
    /// Taken time; those in ascending order are found faster.
    package let busy: [Busy]
    /// Away: nobody needs quiet around it.
    package let timeOff: [Interval]

    package init(
        id: String, zone: Zone, availability: Availability, busy: [Busy] = [],
        timeOff: [Interval] = []
    ) {
        self.id = id
        self.zone = zone
        self.availability = availability
        self.busy = busy
        self.timeOff = timeOff
    }
}

package struct SlotQuery: Sendable {
    /// Where starts may lie. Step and duration are independent.
    package enum Grid: Sendable, Equatable {
        /// Every step from a moment on.
        case from(Instant)
        /// Every step from each local midnight in the organiser's zone, as its wall shows it.
        case midnight(in: Zone)
    }

    /// A slot lies in it as a whole.
    package let range: Interval
    package let slotMinutes: Int
    package let stepMinutes: Int
    package let grid: Grid
    package let buffers: Buffers
    /// No start before: now and the notice that must be given.
    package let notBefore: Instant?
    /// No start after: now and how far ahead one may book.
    package let notAfter: Instant?

    package init(
        range: Interval, slotMinutes: Int, stepMinutes: Int, grid: Grid, buffers: Buffers = .none,
        notBefore: Instant? = nil, notAfter: Instant? = nil
    ) {
        self.range = range
        self.slotMinutes = slotMinutes
        self.stepMinutes = stepMinutes
        self.grid = grid
        self.buffers = buffers
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    package func slot(at start: Instant) -> Interval {
        Interval(start, start.adding(seconds: Int64(slotMinutes) * 60))
    }
}

// MARK: Limits

/// How much one question may ask: what an event loop answers within its 5 ms.
package enum SlotLimits {
    package static let rangeDays = 62
    package static let slots = 5000
    package static let people = 10
    /// From a short call to a day together, never overnight.
    package static let slotMinutes = 5...720
    package static let stepMinutes = 5...720
    package static let bufferMinutes = 0...720
}

extension SlotQuery {
    /// Refuses a question beyond the limits, naming each that it breaks.
    package func validated(people: Int) throws(Failure) -> SlotQuery {
        var fields: [Failure.Field] = []
        func check(_ isFine: Bool, _ pointer: String, _ code: String, _ message: String) {
            if !isFine { fields.append(Failure.Field(pointer, code, message)) }
        }
        check(!range.isEmpty, "to", "empty_range", "The range must end after it starts.")
        check(
            range.minutes <= SlotLimits.rangeDays * 1440, "to", "range_too_long",
            "Ask for at most \(SlotLimits.rangeDays) days at once.")
        check(
            (1...SlotLimits.people).contains(people), "people", "too_many_people",
            "Slots can be found for 1 to \(SlotLimits.people) people.")
        for (value, limit, name) in [
            (slotMinutes, SlotLimits.slotMinutes, "slot_minutes"),
            (stepMinutes, SlotLimits.stepMinutes, "step_minutes"),
            (buffers.beforeMinutes, SlotLimits.bufferMinutes, "buffer_before_minutes"),
            (buffers.afterMinutes, SlotLimits.bufferMinutes, "buffer_after_minutes"),
        ] {
            check(
                limit.contains(value), name, "out_of_range",
                "It must be from \(limit.lowerBound) to \(limit.upperBound) minutes.")
        }
        if !fields.isEmpty { throw Failure.invalid(fields) }
        return self
    }
}
