// What is done with match runs: ordered, seen, discarded. The computing is MatchRunJob's, the
// publishing PublicationService's.

import JSON
import Mentorship

/// What somebody asks of a run.
package struct MatchRunOrder: Sendable {
    package var objective: MatchRun.Objective
    /// Which side's best stable matching; absent, the mentees'.
    package var stableFor: StableMatching.Side?
    /// The programme's newest where none is named.
    package var policy: ID<PolicyVersion>?
    package var seed: Int64?
    /// Millionths.
    package var minimumScore: Int?
    package var exclusions: [ExclusionDraft]
    package var locks: [PairOfPeople]
    /// The run whose locks, exclusions and reviews this one takes over.
    package var previous: ID<MatchRun>?
    /// Nil: everybody who takes part, or whom the previous run asked about.
    package var scope: MatchScope?
}

package enum MatchRunLimits {
    /// Pairs that one run may be told to leave out, or to keep.
    package static let pairs = 1_000
    /// Whole numbers that every JSON reader keeps exact (RFC 8259 §6).
    package static let seed = 0...9_007_199_254_740_991
}

package enum MatchRunService {
    package static func see(
        _ id: ID<MatchRun>, _ actor: Actor, _ snapshot: Reading
    ) throws -> MatchRunRow {
        guard let run = try MatchRunStore.find(id, snapshot), actor.mayEnter(run.programme) else {
            throw Failure.notFound("match run")
        }
        return run
    }

    package static func start(
        _ order: MatchRunOrder, in id: ID<Programme>, _ call: inout Call, _ transaction: Writing
    ) throws -> MatchRunRow {
        let programme = try ProgrammeService.forStaff(id, call.actor, transaction)
        guard programme.state.takesPairs else {
            throw Failure.programmeNotRunning(programme.state)
        }
        try check(order, in: programme)
        var order = order
        // What was asked is looked at by name; what is carried over was looked at before.
        let locks = order.locks
        for (index, lock) in locks.enumerated() {
            try ExclusionService.checkEnrolled(lock, in: id, at: "/locks/\(index)", transaction)
        }
        if let previous = order.previous {
            try PairReviewService.carryOver(from: previous, in: id, &order, call, transaction)
        }
        for (index, lock) in locks.enumerated() {
            try check(lock, isIn: order.scope, in: id, at: "/locks/\(index)", transaction)
        }
        let policy = try PolicyService.forRun(order.policy, in: id, transaction)
        let run = call.context.newID(MatchRun.self)
        let job = try JobService.queue(
            MatchRunJob.name, subject: run.text, programme: id, input: .object([]), &call,
            transaction)
        // A seed that a caller can repeat, drawn where none was given.
        let drawn = Int64(call.context.dice.next() % UInt64(MatchRunLimits.seed.upperBound))
        try MatchRunStore.insert(
            run, order, in: id, under: policy, seed: order.seed ?? drawn, job: job, call.context,
            transaction)
        for (index, exclusion) in order.exclusions.enumerated() {
            try ExclusionService.insert(
                exclusion, in: id, for: run, at: "/exclusions/\(index)", &call, transaction)
        }
        try Ledger.record(
            "match_run.started", run.text, programme: id,
            data: [JSON.Member("objective", .string(order.objective.rawValue))], &call.context,
            transaction)
        return try see(run, call.actor, transaction)
    }

    /// Whether what is asked can be asked of the programme's model at all.
    private static func check(_ order: MatchRunOrder, in programme: Programme) throws {
        let isAmongEquals = ModelRegistry.isAmongEquals(programme.plan.model)
        let isForTotal = order.objective == .quality || order.objective == .coverageThenQuality
        if isAmongEquals, !isForTotal {
            throw Failure.invalid(
                "/objective", "not_among_equals",
                "Equals are matched for quality, or for coverage and then quality.")
        }
        let shape = programme.plan.groupSizes.shape
        if shape == .groups, !isForTotal {
            throw Failure.invalid(
                "/objective", "not_for_groups",
                "Groups are made for quality, or for coverage and then quality.")
        }
        if shape == .circles, !order.locks.isEmpty {
            throw Failure.invalid(
                "/locks", "not_in_circles", "Nobody is locked to somebody in a circle.")
        }
        var known: Set<PairOfPeople> = []
        for (index, lock) in order.locks.enumerated() {
            let isKnown = known.contains(lock) || isAmongEquals && known.contains(lock.reversed)
            guard !isKnown else {
                throw Failure.invalid("/locks/\(index)", "duplicate", "Lock each two once.")
            }
            known.insert(lock)
        }
    }

    /// A pair that is to be kept must be one that the run asks about.
    private static func check(
        _ lock: PairOfPeople, isIn scope: MatchScope?, in programme: ID<Programme>,
        at pointer: String, _ transaction: Writing
    ) throws {
        guard let scope else { return }
        func site(_ person: ID<Person>) throws -> String? {
            try EnrolmentStore.current(of: person, in: programme, transaction)?.offer.site
        }
        guard try scope.takesMentor(lock.mentor, at: site(lock.mentor)),
            try scope.takesMentee(lock.mentee, at: site(lock.mentee))
        else {
            throw Failure.invalid(
                pointer, "outside_scope", "Lock two whom the scope of the run takes in.")
        }
    }

    /// Cancels one that is under way; what was published stays.
    package static func discard(
        _ id: ID<MatchRun>, _ context: inout Context, _ transaction: Writing
    ) throws {
        let run = try see(id, context.actor, transaction)
        switch run.state {
        case .discarded: return
        case .published: throw Failure.runPublished
        case .queued, .running:
            try JobStore.finish(
                run.job, .cancelled, result: nil, problem: nil, now: context.now, transaction)
        case .done, .failed: break
        }
        try MatchRunStore.discard(id, transaction)
        try Ledger.record(
            "match_run.discarded", id.text, programme: run.programme, &context, transaction)
    }
}
