// The problem codes of the Scheduling room.

extension ProblemCatalogue {
    static let scheduling: [Entry] = [
        Entry(code: "meeting_cancelled", status: 409, means: "The meeting was cancelled."),
        Entry(
            code: "meeting_not_started", status: 409,
            means: "Attendance can be recorded from the start of the meeting on."),
        Entry(
            code: "meeting_started", status: 409,
            means: "A meeting that has started can no longer be moved or cancelled."),
        Entry(
            code: "relationship_not_open", status: 409,
            means: "No meetings are booked while a relationship is paused or closed."),
        Entry(
            code: "slot_taken", status: 409,
            means: "Somebody is not free at this time any more; the next free starts are named."),
        Entry(
            code: "zone_data_damaged", status: 503,
            means: "A zone file of the system cannot be read; tzdata must be installed again."),
    ]
}
