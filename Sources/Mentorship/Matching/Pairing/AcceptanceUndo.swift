// A yes by mistake: of two requests side by side, the wrong one accepted. For a while, and as long
// as nothing has begun between the two, it can be taken back and nobody is blamed.

package struct AcceptanceUndo: Sendable, Equatable {
    /// When the yes made the two a pair.
    package let since: Instant
    /// For how long the programme lets it be taken back.
    package let hours: Int
    /// They have met, or one of them wrote down what is for nobody else.
    package let hasBegun: Bool

    package init(since: Instant, hours: Int, hasBegun: Bool) {
        self.since = since
        self.hours = hours
        self.hasBegun = hasBegun
    }

    package func check(now: Instant) throws(Failure) {
        guard !hasBegun else { throw .pairHasBegun }
        guard now < since.adding(seconds: Int64(hours) * 3_600) else {
            throw .undoTooLate(hours)
        }
    }
}

extension Failure {
    static let pairHasBegun = Failure(
        .conflict, "pair_has_begun",
        "Something has begun since that yes: a meeting, or what one of you wrote down. Close the "
            + "relationship instead; nobody has to give a reason.")

    static func undoTooLate(_ hours: Int) -> Failure {
        let rule =
            hours == 0
            ? "This programme lets nobody take back a yes that has made a pair."
            : "A yes that has made a pair can be taken back for \(hours) hours."
        return Failure(
            .conflict, "undo_too_late",
            rule + " Close the relationship instead; nobody has to give a reason.")
    }
}
