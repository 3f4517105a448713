// What a coordinator says of one pair of a finished run before anybody is told: keep it, let it go,
// or give the mentee another's mentor. The run's own answer stays as it was computed.

package struct PairReview: Sendable, Equatable {
    package enum Verdict: String, Sendable, CaseIterable {
        /// Kept when the programme is run again.
        case locked
        /// Not published, and left out when the programme is run again.
        case rejected
        /// Each of two mentees has the other's mentor; kept like a locked pair.
        case swapped
    }

    /// Why a pair is let go, without a word about either.
    package enum Reason: String, Sendable, CaseIterable {
        case knownConflict = "known_conflict"
        case schedules
        case level
        case betterFit = "better_fit"
        case asked
        case other
    }

    package let mentee: ID<Person>
    package let verdict: Verdict
    /// Whom the mentee has after the review.
    package let mentor: ID<Person>
    /// The other mentee of a swap.
    package let swappedWith: ID<Person>?
    package let reason: Reason?

    package init(
        of mentee: ID<Person>, _ verdict: Verdict, mentor: ID<Person>,
        swappedWith: ID<Person>? = nil, reason: Reason? = nil
    ) {
        self.mentee = mentee
        self.verdict = verdict
        self.mentor = mentor
        self.swappedWith = swappedWith
        self.reason = reason
    }

    package var pair: PairOfPeople { PairOfPeople(mentor: mentor, mentee: mentee) }

    /// Whether the pair is to be kept in a run that goes on from this one.
    package var isKept: Bool { verdict != .rejected }
}

/// Where a mentee of a run stands: as computed, and as reviewed.
package struct ReviewedPair: Sendable, Equatable {
    package let computed: PairOfPeople
    package let review: PairReview?

    package init(computed: PairOfPeople, review: PairReview?) {
        self.computed = computed
        self.review = review
    }

    package var mentor: ID<Person> { review?.mentor ?? computed.mentor }

    /// Taking the review back: true when the other half of a swap goes with it. Nobody is left
    /// with a mentor that somebody else was given meanwhile.
    package func undoesBoth(beside other: ReviewedPair?) throws(Failure) -> Bool {
        if mentor == computed.mentor { return false }
        guard let other, other.review?.verdict == .swapped,
            other.review?.swappedWith == computed.mentee, mentor == other.computed.mentor,
            other.mentor == computed.mentor
        else { throw .swapStands }
        return true
    }

    /// A swapped pair is kept already; only another swap or a refusal changes it.
    package func checkLocking() throws(Failure) {
        if review?.verdict == .swapped { throw .swapStands }
    }

    /// The reviews of both, once each has the other's mentor.
    package func swapping(with other: ReviewedPair) throws(Failure) -> [PairReview] {
        guard review?.verdict != .rejected, other.review?.verdict != .rejected else {
            throw .invalid(
                "/swap_with_mentee_id", "rejected", "Take the rejection of the pair back first.")
        }
        guard mentor != other.mentor else {
            throw .invalid(
                "/swap_with_mentee_id", "same_mentor", "The two have the same mentor already.")
        }
        let (one, two) = (computed.mentee, other.computed.mentee)
        return [
            PairReview(of: one, .swapped, mentor: other.mentor, swappedWith: two),
            PairReview(of: two, .swapped, mentor: mentor, swappedWith: one),
        ]
    }
}

extension Failure {
    static let swapStands = Failure(
        .conflict, "swap_stands",
        "The pair is part of a swap, which keeps it, or was swapped on since. Swap back first.")
}
