// Why a moment is not a slot, person by person. The answer to "why not at 14:00?"; what of it a
// viewer may be told is decided here too, never by a route.

package struct SlotExplanation: Sendable, Equatable {
    package enum Reason: String, Sendable, CaseIterable {
        case outsideRange = "outside_range"
        case offGrid = "off_grid"
        case notice
        case horizon
        case outsideHours = "outside_hours"
        /// The week would be open, but an exception closes the date.
        case overrideClosed = "override_closed"
        case timeOff = "time_off"
        case busy
        case buffer
        /// All that another person's viewer may know.
        case unavailable
    }

    package struct PersonReasons: Sendable, Equatable {
        package let id: String
        package let reasons: [Reason]
    }

    package let slot: Interval
    /// What concerns nobody in particular: range, grid, notice, horizon.
    package let general: [Reason]
    /// Only those who cannot, in the order asked.
    package let people: [PersonReasons]

    package var isFree: Bool { general.isEmpty && people.isEmpty }

    /// A person sees their own reasons, of others only that they cannot; staff (nil) neither see a
    /// calendar nor its reasons.
    package func told(to viewer: String?) -> SlotExplanation {
        SlotExplanation(
            slot: slot, general: general,
            people: people.map { person in
                person.id == viewer
                    ? person : PersonReasons(id: person.id, reasons: [.unavailable])
            })
    }
}

extension SlotFinder {
    /// The rules of `starts`, asked of one moment.
    package func explanation(of start: Instant) -> SlotExplanation {
        let slot = query.slot(at: start)
        var general: [SlotExplanation.Reason] = []
        if !query.range.contains(slot) { general.append(.outsideRange) }
        if !isOnGrid(start) { general.append(.offGrid) }
        if let earliest = query.notBefore, start < earliest { general.append(.notice) }
        if let latest = query.notAfter, start > latest { general.append(.horizon) }
        let people = participants.compactMap { person in
            let reasons = reasons(of: person, against: slot)
            return reasons.isEmpty
                ? nil : SlotExplanation.PersonReasons(id: person.id, reasons: reasons)
        }
        return SlotExplanation(slot: slot, general: general, people: people)
    }

    private func reasons(
        of person: Participant, against slot: Interval
    ) -> [SlotExplanation.Reason] {
        var reasons: [SlotExplanation.Reason] = []
        func isOpen(_ availability: Availability) -> Bool {
            availability.moments(in: person.zone, during: slot).contains(slot)
        }
        if !isOpen(person.availability) {
            let wouldBeOpen = isOpen(person.availability.withoutExceptions)
            reasons.append(wouldBeOpen ? .overrideClosed : .outsideHours)
        }
        if person.timeOff.contains(where: { $0.overlaps(slot) }) { reasons.append(.timeOff) }
        if person.busy.contains(where: { $0.interval.overlaps(slot) }) {
            reasons.append(.busy)
        } else if person.busy.contains(where: { query.buffers.widened($0).overlaps(slot) }) {
            reasons.append(.buffer)
        }
        return reasons
    }
}
