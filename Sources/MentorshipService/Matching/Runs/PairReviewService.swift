// What a coordinator does with the pairs of a run before it is published, and what a run that goes
// on from it takes over.

import JSON
import Mentorship
import SQLite

package struct PairReviewDraft: Sendable {
    package let verdict: PairReview.Verdict
    package let other: ID<Person>?
    package let reason: PairReview.Reason?
    package let words: String?
}

package enum PairReviewService {
    package static func see(
        _ run: ID<MatchRun>, _ mentee: ID<Person>, _ actor: Actor, _ snapshot: Reading
    ) throws -> PairReviewRow {
        let run = try MatchRunService.see(run, actor, snapshot)
        guard let row = try PairReviewStore.find(run.id, mentee, snapshot) else {
            throw Failure.notFound("review")
        }
        return row
    }

    // MARK: Reviewing

    package static func put(
        _ draft: PairReviewDraft, of mentee: ID<Person>, in id: ID<MatchRun>,
        _ call: inout Call, _ transaction: Writing
    ) throws -> (row: PairReviewRow, isNew: Bool) {
        let run = try reviewable(id, call.actor, transaction)
        let frame = try RelationshipPlaces.frame(run.programme, transaction)
        if frame?.groupSizes.shape == .circles { throw Failure.circleIsWhole }
        let pair = try pair(of: mentee, in: id, transaction)
        let before = try PairReviewStore.find(id, mentee, transaction)
        try Precondition.check(
            call, version: before?.version ?? 0, isRequired: before != nil)
        let reviews = try reviews(draft, pair, in: run, transaction)
        for review in reviews {
            let isSubject = review.mentee == mentee
            try save(
                review, isSubject ? draft.words : nil, in: run, &call, transaction)
        }
        if draft.verdict == .swapped, frame?.ofGroup != nil {
            try GroupSwap(run, call.matchingMoment, transaction).check(reviews.map(\.mentee))
        }
        guard let row = try PairReviewStore.find(id, mentee, transaction) else {
            throw Failure.notFound("review")
        }
        return (row, before == nil)
    }

    private static func reviews(
        _ draft: PairReviewDraft, _ pair: ReviewedPair, in run: MatchRunRow,
        _ transaction: Writing
    ) throws -> [PairReview] {
        let mentee = pair.computed.mentee
        switch draft.verdict {
        case .locked:
            try pair.checkLocking()
            try checkTakingPart(pair, in: run, transaction)
            return [PairReview(of: mentee, .locked, mentor: pair.mentor)]
        case .rejected:
            return [
                PairReview(
                    of: mentee, .rejected, mentor: pair.mentor,
                    swappedWith: pair.review?.swappedWith, reason: draft.reason)
            ]
        case .swapped:
            guard let other = draft.other,
                let second = try PairReviewStore.pair(of: other, in: run.id, transaction),
                try MatchResultStore.count(of: other, in: run.id, transaction) == 1
            else {
                throw Failure.invalid(
                    "/swap_with_mentee_id", "not_in_run", "Name a mentee who has a pair here.")
            }
            return try pair.swapping(with: second)
        }
    }

    /// Nobody is kept for somebody who has gone: no publication would take it.
    private static func checkTakingPart(
        _ pair: ReviewedPair, in run: MatchRunRow, _ transaction: Writing
    ) throws {
        let sides = [(pair.mentor, "mentor"), (pair.computed.mentee, "mentee")]
        for (person, side) in sides {
            let enrolment = try EnrolmentStore.current(of: person, in: run.programme, transaction)
            guard enrolment?.state == .approved,
                try !RelationshipPlaces.hasGone(person, transaction)
            else { throw Failure.notEnrolled(side) }
        }
    }

    private static func save(
        _ review: PairReview, _ words: String?, in run: MatchRunRow, _ call: inout Call,
        _ transaction: Writing
    ) throws {
        var there: PairQuestion?
        var back: PairQuestion?
        if review.verdict == .swapped {
            there = try question(review.pair, in: run, call, transaction)
            // Equals give and get: both ways are looked at, and both count.
            let frame = try RelationshipPlaces.frame(run.programme, transaction)
            if frame?.isAmongEquals ?? false {
                back = try question(review.pair.reversed, in: run, call, transaction)
            }
        }
        let score = there?.explanation.score(with: back?.explanation)
        let explanation = there.map {
            $0.explanation.document(back: back?.explanation, score: score ?? 0, of: $0.two)
        }
        let before = try PairReviewStore.find(run.id, review.mentee, transaction)
        let kept = review.verdict == .rejected ? before : nil
        try PairReviewStore.put(
            PairReviewRow(
                run: run.id, version: (before?.version ?? 0) + 1, review: review,
                words: try call.deployment.sealer.seal(
                    text: words, context: context(run.id, review.mentee)),
                score: score ?? kept?.score,
                explanation: explanation ?? kept?.explanation,
                reviewedBy: call.actor.text, reviewedAt: call.context.now), transaction)
        try note(review, run, &call.context, transaction)
    }

    /// A swap makes pairs that the run did not choose: they are looked at like any other.
    private static func question(
        _ pair: PairOfPeople, in run: MatchRunRow, _ call: Call, _ transaction: Writing
    ) throws -> PairQuestion {
        let question = try PairQuestion(
            pair, in: run.programme, by: PolicyService.of(run, transaction),
            call.matchingMoment, transaction)
        guard let question else { throw Failure.notEnrolled("mentee") }
        // A publication would refuse what somebody declined or left, and the run with it.
        var reasons = question.forbidden.filter { !$0.yieldsToLock }
        if try ExclusionStore.isLeftOut(pair, of: run.id, transaction) { reasons.append(.excluded) }
        if !reasons.isEmpty { throw Failure.pairForbidden(reasons, of: question.two) }
        return question
    }

    private static func note(
        _ review: PairReview, _ run: MatchRunRow, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try Ledger.audit(
            "match_run.pair_reviewed", run.id.text, programme: run.programme,
            details: [
                JSON.Member("mentee_id", .string(review.mentee.text)),
                JSON.Member("verdict", .string(review.verdict.rawValue)),
            ], &context, transaction)
    }

    /// Of a swap both halves.
    package static func remove(
        of mentee: ID<Person>, in id: ID<MatchRun>, _ call: inout Call, _ transaction: Writing
    ) throws {
        let run = try reviewable(id, call.actor, transaction)
        guard let row = try PairReviewStore.find(id, mentee, transaction) else {
            throw Failure.notFound("review")
        }
        try Precondition.check(call, version: row.version)
        let pair = try pair(of: mentee, in: id, transaction)
        let other = try row.review.swappedWith.flatMap {
            try PairReviewStore.pair(of: $0, in: id, transaction)
        }
        let undoesBoth = try pair.undoesBoth(beside: other)
        try PairReviewStore.delete(id, mentee, transaction)
        if undoesBoth, let other {
            try PairReviewStore.delete(id, other.computed.mentee, transaction)
        }
        try Ledger.audit(
            "match_run.review_removed", id.text, programme: run.programme,
            details: [JSON.Member("mentee_id", .string(mentee.text))], &call.context,
            transaction)
    }

    private static func reviewable(
        _ id: ID<MatchRun>, _ actor: Actor, _ transaction: Writing
    ) throws -> MatchRunRow {
        let run = try MatchRunService.see(id, actor, transaction)
        if run.state == .published { throw Failure.runPublished }
        guard run.state == .done else { throw Failure.runNotDone(run.state) }
        return run
    }

    private static func pair(
        of mentee: ID<Person>, in run: ID<MatchRun>, _ transaction: Writing
    ) throws -> ReviewedPair {
        guard let pair = try PairReviewStore.pair(of: mentee, in: run, transaction) else {
            throw Failure.notFound("pair")
        }
        guard try MatchResultStore.count(of: mentee, in: run, transaction) == 1 else {
            throw Failure.severalPairs
        }
        return pair
    }

    static func context(_ run: ID<MatchRun>, _ mentee: ID<Person>) -> String {
        "match_run_reviews/reason/\(run)/\(mentee)"
    }

    // MARK: Going on

    /// What a run takes over from one before: its locks and exclusions, and what the review made
    /// of its pairs. A lock on somebody who is not free any more is not carried on.
    package static func carryOver(
        from id: ID<MatchRun>, in programme: ID<Programme>, _ order: inout MatchRunOrder,
        _ call: Call, _ transaction: Writing
    ) throws {
        guard let run = try MatchRunStore.find(id, transaction), run.programme == programme
        else {
            throw Failure.invalid(
                "/previous_run_id", "unknown_id", "There is no such run in this programme.")
        }
        guard run.summary != nil else { throw Failure.runNotDone(run.state) }
        order.scope = order.scope ?? run.scope
        let ground = try MatchingGround(programme, now: call.context.now, transaction)
        let reviews = try PairReviewStore.all(of: id, transaction)
        let asked = order
        order.locks += CarriedLocks(run, reviews, ground, besides: asked).locks
        let locked = Set(asked.locks.flatMap { ground.ways($0) })
        let leftOut = try exclusions(of: id, reviews, call, transaction)
        for exclusion in leftOut where !locked.contains(exclusion.pair) {
            // Who takes part no more needs not be kept apart from anybody.
            let both = [exclusion.pair.mentor, exclusion.pair.mentee]
            guard
                try both.allSatisfy({
                    try ProgrammeStore.isEnrolled($0, in: programme, transaction)
                })
            else { continue }
            order.exclusions.append(exclusion)
        }
    }

    /// What a run left out, and what its reviews let go.
    private static func exclusions(
        of run: ID<MatchRun>, _ reviews: [PairReviewRow], _ call: Call, _ transaction: Writing
    ) throws -> [ExclusionDraft] {
        let sealer = call.deployment.sealer
        let own = try ExclusionStore.leftOut(of: run, transaction).map {
            ExclusionDraft(
                pair: $0.pair,
                reason: try sealer.openText(
                    $0.sealedReason, context: ExclusionService.context($0.id)))
        }
        let rejected = try reviews.filter { !$0.review.isKept }.map {
            ExclusionDraft(
                pair: $0.review.pair,
                reason: try sealer.openText($0.words, context: context(run, $0.review.mentee)))
        }
        return own + rejected
    }
}

/// The locks that a run takes over: those of the run before and what its reviews kept, as far as
/// the two are still free and what is asked now says nothing else of them.
private struct CarriedLocks {
    private(set) var locks: [PairOfPeople] = []

    init(
        _ run: MatchRunRow, _ reviews: [PairReviewRow], _ ground: MatchingGround,
        besides order: MatchRunOrder
    ) {
        /// Whose pair is decided by a lock: of equals both.
        func decided(_ pair: PairOfPeople) -> [ID<Person>] {
            ground.isAmongEquals ? [pair.mentee, pair.mentor] : [pair.mentee]
        }
        let reviewed = Set(reviews.flatMap { decided($0.review.pair) })
        let before = run.locks.compactMap(PairOfPeople.init)
            .filter { reviewed.isDisjoint(with: decided($0)) }
        let kept = reviews.filter(\.review.isKept).map(\.review.pair)
        let excluded = Set(order.exclusions.flatMap { ground.ways($0.pair) })
        var asked = Set(order.locks.flatMap(decided))
        // What is asked takes its places first.
        var places = Dictionary(grouping: order.locks, by: \.mentor).mapValues(\.count)
        var mentors = Dictionary(grouping: order.locks, by: \.mentee).mapValues(\.count)
        for lock in before + kept
        where asked.isDisjoint(with: decided(lock)) && !excluded.contains(lock)
            && ground.isFree(lock)
        {
            guard places[lock.mentor] ?? 0 < ground.placesToOffer(of: lock.mentor),
                mentors[lock.mentee] ?? 0 < ground.mentorsToAsk(for: lock.mentee)
            else { continue }
            places[lock.mentor, default: 0] += 1
            mentors[lock.mentee, default: 0] += 1
            if ground.isAmongEquals { asked.formUnion(decided(lock)) }
            locks.append(lock)
        }
    }
}

extension MatchingGround {
    /// A pair in all the ways in which it is the same one.
    fileprivate func ways(_ pair: PairOfPeople) -> [PairOfPeople] {
        isAmongEquals ? [pair, pair.reversed] : [pair]
    }
}
