// A finished run becomes proposals: everything it rested on is checked again in the transaction
// that makes them, and if anything has changed nothing is published.

import JSON
import Mentorship

package enum PublicationService {
    package static func publish(
        _ id: ID<MatchRun>, days: Int, _ deployment: Deployment, _ context: inout Context,
        _ transaction: Writing
    ) throws -> MatchRunRow {
        let run = try MatchRunService.see(id, context.actor, transaction)
        if run.state == .published { throw Failure.runPublished }
        guard run.state == .done else { throw Failure.runNotDone(run.state) }
        let programme = try ProgrammeService.forStaff(
            run.programme, context.actor, transaction)
        guard programme.state.takesPairs else {
            throw Failure.programmeNotRunning(programme.state)
        }
        try ProposalService.expireOverdue(in: programme.id, &context, transaction)
        let pairs = try MatchResultStore.pairs(id, transaction)
        let rules = try PairRules(
            PolicyService.of(run, transaction), in: programme.id,
            MatchingMoment(deployment, now: context.now), transaction)
        let circles = try CircleStore.made(by: id, transaction)
        let ground = try MatchingGround(programme.id, now: context.now, transaction)
        try check(
            pairs.map(\.people), circles.map(\.members), ground, rules, transaction)
        var circleOf: [ID<Person>: Int] = [:]
        for circle in circles {
            for member in circle.members { circleOf[member] = circle.position }
        }
        let deadline = context.now.adding(seconds: Int64(days) * 86_400)
        for pair in pairs {
            let row = ProposalRow(
                pair.people, in: programme.id, run: id, circle: circleOf[pair.mentee],
                score: pair.score, explanation: pair.explanation, deadline: deadline, &context)
            try ProposalService.send(row, &context, transaction)
        }
        let questions = CoMentorQuestions(
            ground: ground, rules: rules, programme: programme.id, run: id, deadline: deadline)
        let asked = try questions.send(beside: pairs.map(\.people), &context, transaction)
        try MatchRunStore.publish(id, context, transaction)
        try Ledger.record(
            "match_run.published", id.text, programme: programme.id,
            data: [
                JSON.Member("proposals", .integer(Int64(pairs.count))),
                JSON.Member("co_mentors_asked", .integer(Int64(asked))),
            ], &context, transaction)
        return try MatchRunService.see(id, context.actor, transaction)
    }

    private static func check(
        _ pairs: [PairOfPeople], _ circles: [[ID<Person>]], _ ground: MatchingGround,
        _ rules: PairRules, _ transaction: Writing
    ) throws {
        var changes = ground.changesForAsking(pairs)
        if ground.groupSizes.shape == .groups {
            changes += ground.clashes(in: pairs, also: rules.keepsApart)
        }
        changes += circles.flatMap { ground.clashes(among: $0, also: rules.keepsApart) }
        // What each of the two says of themselves is looked at once nothing else is in the way.
        if changes.isEmpty {
            // Two equals give and get: what rules out either way rules out the pair. In a circle
            // each guides the next alone.
            let isBothWays = ground.isAmongEquals && circles.isEmpty
            let ways = isBothWays ? pairs + pairs.map(\.reversed) : pairs
            let ruledOut = Set(try rules.ruledOut(ways, transaction))
            changes = pairs.filter { ruledOut.contains($0) || ruledOut.contains($0.reversed) }
                .map { ($0, .ruledOut) }
        }
        if !changes.isEmpty { throw Failure.inputsChanged(changes) }
        let small = ground.mentorsBelowLeast(with: pairs)
        if !small.isEmpty {
            throw Failure.groupTooSmall(small, least: ground.groupSizes.sizes?.lowerBound ?? 0)
        }
    }
}

extension Failure {
    static let circleIsWhole = Failure(
        .conflict, "circle_is_whole",
        "A circle stands or falls as a whole. Keep two apart by an exclusion, and run it again.")

    static func groupTooSmall(_ mentors: [ID<Person>], least: Int) -> Failure {
        Failure(
            .conflict, "group_too_small",
            "With what was rejected, groups of \(mentors.count) mentors would have fewer than "
                + "\(least) members. Reject the rest of them too, or run it again.",
            facts: ["mentor_ids": mentors.prefix(200).map(\.text)])
    }

    /// Names at most as many as an answer can carry.
    static func inputsChanged(
        _ changes: [(pair: PairOfPeople, change: MatchingGround.Change)]
    ) -> Failure {
        let few = changes.prefix(200)
        let reasons = Set(changes.map(\.change.rawValue)).sorted()
        return Failure(
            .conflict, "inputs_changed",
            "\(Set(changes.map(\.pair)).count) pairs of the run no longer hold "
                + "(\(reasons.joined(separator: ", "))); nothing was published. Run it again.",
            facts: [
                "reasons": reasons,
                "mentor_ids": Set(few.map(\.pair.mentor.text)).sorted(),
                "mentee_ids": Set(few.map(\.pair.mentee.text)).sorted(),
                "changes": few.map { "\($0.pair.mentor) \($0.pair.mentee) \($0.change.rawValue)" },
            ])
    }
}
