// Common free slots of several people: their availabilities intersected, less what is taken with
// its buffers, stepped along a grid. All on sorted spans of the time line, never minute by minute.
// The result does not depend on the order of people or of what is taken.

package struct SlotFinder: Sendable {
    package let query: SlotQuery
    package let participants: [Participant]

    package init(_ query: SlotQuery, _ participants: [Participant]) {
        self.query = query
        self.participants = participants
    }

    /// When everybody is available and free, within the range; notice and grid aside.
    package func freeTime() -> Intervals {
        guard !query.range.isEmpty else { return Intervals() }
        var free = Intervals([query.range])
        for person in participants where !free.isEmpty {
            free = free.intersection(
                person.availability.moments(in: person.zone, during: query.range))
        }
        for person in participants where !free.isEmpty {
            free = free.subtracting(person.busy.map { query.buffers.widened($0) })
            free = free.subtracting(person.timeOff)
        }
        return free
    }

    /// All starts, ascending. More than `most` is refused rather than cut, since a list that
    /// ends early reads as "nothing later".
    package func starts(atMost most: Int = SlotLimits.slots) throws(Failure) -> [Instant] {
        let found = firstStarts(most == .max ? most : most + 1)
        guard found.count <= most else {
            throw Failure.invalid(
                "to", "too_many_slots",
                "There are more than \(most) slots; ask for a shorter range or a larger step.")
        }
        return found
    }

    /// The first few starts, for suggestions.
    package func firstStarts(_ count: Int) -> [Instant] {
        let free = freeTime()
        switch query.grid {
        case .from(let anchor): return stepped(free, count, EvenGrid(anchor, query.stepMinutes))
        case .midnight(let zone): return stepped(free, count, WallGrid(zone, query.stepMinutes))
        }
    }

    private func stepped(_ free: Intervals, _ count: Int, _ grid: some SlotGrid) -> [Instant] {
        var grid = grid
        var starts: [Instant] = []
        guard count > 0 else { return starts }
        let length = Int64(query.slotMinutes) * WallTime.millisecondsPerMinute
        let earliest = query.notBefore?.milliseconds ?? .min
        let latest = query.notAfter?.milliseconds ?? .max
        for span in free.spans {
            let last = min(span.end.milliseconds - length, latest)
            var start = grid.first(atOrAfter: max(span.start.milliseconds, earliest))
            while start <= last {
                starts.append(Instant(milliseconds: start))
                if starts.count == count { return starts }
                start = grid.next(after: start)
            }
        }
        return starts
    }

    /// Whether a start lies on the query's grid.
    func isOnGrid(_ start: Instant) -> Bool {
        switch query.grid {
        case .from(let anchor): EvenGrid(anchor, query.stepMinutes).holds(start)
        case .midnight(let zone): WallGrid(zone, query.stepMinutes).holds(start)
        }
    }
}

// MARK: Grids

/// The moments at which slots may start, in milliseconds.
private protocol SlotGrid {
    mutating func first(atOrAfter time: Int64) -> Int64
    mutating func next(after point: Int64) -> Int64
}

extension SlotGrid {
    fileprivate func holds(_ start: Instant) -> Bool {
        var grid = self
        return grid.first(atOrAfter: start.milliseconds) == start.milliseconds
    }
}

private struct EvenGrid: SlotGrid {
    let anchor: Int64
    let step: Int64

    init(_ anchor: Instant, _ stepMinutes: Int) {
        self.anchor = anchor.milliseconds
        step = Int64(stepMinutes) * WallTime.millisecondsPerMinute
    }

    /// Never before the anchor.
    func first(atOrAfter time: Int64) -> Int64 {
        guard time > anchor else { return anchor }
        return anchor + (time - anchor + step - 1) / step * step
    }

    func next(after point: Int64) -> Int64 { point + step }
}

/// Steps that begin anew at each midnight of a wall; where clocks are put back, twice.
private struct WallGrid: SlotGrid {
    let zone: Zone
    let step: Int64
    private var stretch: Zone.Stretch

    init(_ zone: Zone, _ stepMinutes: Int) {
        self.zone = zone
        step = Int64(stepMinutes) * WallTime.millisecondsPerMinute
        stretch = zone.stretch(at: Instant(milliseconds: 0))
    }

    mutating func first(atOrAfter time: Int64) -> Int64 {
        var time = time
        while true {
            if time < stretch.start.milliseconds || time >= stretch.end.milliseconds {
                stretch = zone.stretch(at: Instant(milliseconds: time))
            }
            let wall = time + stretch.offset
            let day = WallTime.millisecondsPerDay
            let midnight = wall.flooredQuotient(by: day) * day
            let aligned = midnight + min((wall - midnight + step - 1) / step * step, day)
            let point = aligned - stretch.offset
            if point < stretch.end.milliseconds { return point }
            time = stretch.end.milliseconds
        }
    }

    mutating func next(after point: Int64) -> Int64 { first(atOrAfter: point + 1) }
}
