// A group with several mentors: a further one joins by their own yes, or by staff's hand, as soon
// as the group stands; everything is looked at again in that transaction. Whoever says no leaves
// the group as it is.

import JSON
import Mentorship
import SQLite

enum CoMentorRoom {
    // MARK: Answers

    /// True when with this yes the mentor has joined a group that stands. Where none stands yet the
    /// yes waits; what throws undoes it.
    static func confirm(
        _ row: ProposalRow, _ moment: MatchingMoment, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Bool {
        guard let lead = row.proposal.lead, row.proposal.waitsForGroup,
            !row.proposal.isOverdue(now: context.now)
        else { return false }
        let (mentor, programme) = (row.proposal.mentor, row.proposal.programme)
        try ProposalRoom.checkGates([mentor], in: programme, transaction)
        guard let group = try RelationshipPlaces.group(of: lead, in: programme, transaction)
        else { return false }
        if let obstacle = try obstacle(mentor, group.relationship, moment, transaction) {
            throw obstacle.failureForMentor
        }
        try join(by: row, group.relationship, &context, transaction)
        return true
    }

    /// A group has begun or grown: who said yes to guiding it before guides it now. Who cannot any
    /// more is let go, with the reason, and the group goes on.
    static func begin(
        _ row: RelationshipRow, _ moment: MatchingMoment, _ context: inout Context,
        _ transaction: Writing
    ) throws -> RelationshipRow {
        let programme = row.relationship.programme
        let mentors = row.relationship.people(on: .mentor)
        for mentor in mentors {
            try endQuestion(of: mentor, in: programme, &context, transaction)
            if mentors.count > 1 {
                try PairSettlement.passOnIfFull(mentor, in: programme, &context, transaction)
            }
            for one in try CoMentorStore.open(beside: mentor, in: programme, transaction)
            where one.proposal.waitsForGroup && !one.proposal.isOverdue(now: context.now) {
                try begin(one, row.id, moment, &context, transaction)
            }
        }
        guard let row = try RelationshipStore.find(row.id, transaction) else {
            throw Failure.notFound("relationship")
        }
        return row
    }

    private static func begin(
        _ row: ProposalRow, _ id: ID<Relationship>, _ moment: MatchingMoment,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        // The mentors before this one may have joined just now.
        guard let group = try RelationshipStore.find(id, transaction)?.relationship,
            try isAcknowledged(row.proposal, transaction)
        else { return }
        if let obstacle = try obstacle(row.proposal.mentor, group, moment, transaction) {
            try ProposalService.end(row, because: obstacle.ending, &context, transaction)
        } else {
            try join(by: row, group, &context, transaction)
        }
    }

    /// A text that changed since waits for them; saying yes again is enough then.
    private static func isAcknowledged(
        _ proposal: Proposal, _ transaction: Writing
    ) throws -> Bool {
        guard let programme = try ProgrammeStore.find(proposal.programme, transaction) else {
            return false
        }
        return try EnrolmentStore.current(
            of: proposal.mentor, in: programme.id, transaction)?
            .missing(in: programme).isEmpty ?? false
    }

    private static func join(
        by row: ProposalRow, _ group: Relationship, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        var row = row
        row.proposal.complete()
        _ = try ProposalService.save(row, context, transaction)
        try join(row.proposal.mentor, by: row.proposal.id, group, &context, transaction)
    }

    // MARK: Joining

    /// The caller has looked at what is in the way.
    static func join(
        _ mentor: ID<Person>, by proposal: ID<Proposal>?, _ group: Relationship,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        try RelationshipStore.add(
            mentor, as: .mentor, by: proposal?.text, to: group.id, now: context.now, transaction)
        try DepartureStore.lift(mentor, from: group.id, transaction)
        try MeetingAttendees.join(mentor, group.id, &context, transaction)
        try Ledger.record(
            "relationship.member_joined", group.id.text, programme: group.programme,
            data: [
                JSON.Member("mentor_id", .string(mentor.text)),
                JSON.Member("proposal_id", proposal.map { .string($0.text) } ?? .null),
            ], &context, transaction)
        try endQuestion(of: mentor, in: group.programme, &context, transaction)
        try PairSettlement.passOnIfFull(mentor, in: group.programme, &context, transaction)
        guard let lead = group.lead else { return }
        try PairSettlement.passOnIfFull(lead, in: group.programme, &context, transaction)
        let most = try PolicyService.groupMentors(group.programme, transaction)
        guard group.people(on: .mentor).count + 1 >= most else { return }
        for row in try CoMentorStore.open(beside: lead, in: group.programme, transaction) {
            try ProposalService.end(row, because: .groupHasMentors, &context, transaction)
        }
    }

    /// What is in the way of one more mentor, as everything is at this moment.
    static func obstacle(
        _ mentor: ID<Person>, _ group: Relationship, _ moment: MatchingMoment,
        _ transaction: Writing
    ) throws -> CoMentorObstacle? {
        let programme = group.programme
        let enrolment = try EnrolmentStore.current(of: mentor, in: programme, transaction)
        let mentors = group.people(on: .mentor)
        var facts = CoMentorFacts()
        facts.isApproved =
            try enrolment?.state == .approved && enrolment?.offer.role.isMentor == true
            && !RelationshipPlaces.hasGone(mentor, transaction)
        facts.takesMembers = group.takesMembers
        facts.hasGroup =
            try RelationshipPlaces.group(of: mentor, in: programme, transaction) != nil
        facts.mentors = mentors.count
        facts.mentorsMost = try PolicyService.groupMentors(programme, transaction)
        facts.members = group.people(on: .mentee).count
        facts.placesLeft = try RelationshipPlaces.placesOfOne(
            mentor, in: programme, transaction
        ).left
        facts.forbidden = try forbidden(
            group.people(on: .mentee).map { PairOfPeople(mentor: mentor, mentee: $0) },
            in: programme, moment, transaction)
        facts.forbidden += try apart(mentor, from: mentors, in: programme, moment, transaction)
        return facts.obstacle
    }

    /// What keeps one mentor from guiding with these.
    private static func apart(
        _ mentor: ID<Person>, from mentors: [ID<Person>], in programme: ID<Programme>,
        _ moment: MatchingMoment, _ transaction: Writing
    ) throws -> [Forbidden] {
        var reasons: [Forbidden] = []
        if try RelationshipPlaces.isKeptApart(
            mentor, from: mentors, in: programme, transaction)
        {
            reasons.append(.doNotMatch)
        }
        let rules = try PairRules(
            PolicyService.inForce(programme, transaction), among: mentors + [mentor],
            in: programme, moment, transaction)
        let pairs = mentors.map { PairOfPeople(mentor: mentor, mentee: $0) }
        if pairs.contains(where: rules.hasConflict) { reasons.append(.conflictOfInterest) }
        if pairs.contains(where: rules.isInOneLine) { reasons.append(.sameReportingLine) }
        return reasons
    }

    /// Who joins a group is allowed to meet all of its mentors, and each has a place for them. The
    /// one they come by has been looked at.
    static func check(
        _ mentee: ID<Person>, joining group: Relationship, of mentor: ID<Person>,
        _ moment: MatchingMoment, _ transaction: Writing
    ) throws {
        let programme = group.programme
        let others = group.people(on: .mentor).filter { $0 != mentor }
        for other in others {
            let places = try RelationshipPlaces.placesOfOne(other, in: programme, transaction)
            guard places.left > 0 else { throw Failure.mentorAtCapacity(places.stated) }
        }
        let pairs = others.map { PairOfPeople(mentor: $0, mentee: mentee) }
        guard try forbidden(pairs, in: programme, moment, transaction).isEmpty else {
            throw Failure.pairNotPossible
        }
    }

    private static func forbidden(
        _ pairs: [PairOfPeople], in programme: ID<Programme>, _ moment: MatchingMoment,
        _ transaction: Writing
    ) throws -> [Forbidden] {
        let all = try pairs.flatMap { pair in
            try PairQuestion.ruledOut(pair, in: programme, moment, transaction)?.ruledOutBy ?? []
        }
        // Gates are for who joins, each for themselves: who is in the group stays in it. The other
        // mentors are looked at one by one.
        return Set(all).subtracting([.gateNotMet, .otherMentor]).sorted()
    }

    // MARK: Endings

    /// Who leads or guides a group is asked about no other.
    private static func endQuestion(
        of mentor: ID<Person>, in programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        guard let row = try CoMentorStore.open(of: mentor, in: programme, transaction) else {
            return
        }
        try ProposalService.end(row, because: .mentorAtCapacity, &context, transaction)
    }

    /// A pair's proposal has ended: where the mentor has no group and nobody else was asked to join
    /// one, there is nothing left to guide with them.
    static func endWithoutGroup(
        _ row: ProposalRow, _ context: inout Context, _ transaction: Writing
    ) throws {
        guard let mentor = row.proposal.pair?.mentor else { return }
        try endWithoutGroup(of: mentor, in: row.proposal.programme, &context, transaction)
    }

    static func endWithoutGroup(
        of lead: ID<Person>, in programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        let waiting = try CoMentorStore.open(beside: lead, in: programme, transaction)
        guard !waiting.isEmpty,
            try RelationshipPlaces.group(of: lead, in: programme, transaction) == nil,
            try ProposalStore.asked(of: lead, in: programme, now: context.now, transaction) == 0
        else { return }
        for one in waiting {
            try ProposalService.end(one, because: .groupNotFormed, &context, transaction)
        }
    }

    /// Two who are kept apart from now on guide no group together.
    static func keepApart(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        for (one, other) in [(pair.mentor, pair.mentee), (pair.mentee, pair.mentor)] {
            guard let row = try CoMentorStore.open(of: one, in: programme, transaction),
                row.proposal.lead == other
            else { continue }
            try ProposalService.end(row, because: .pairExcluded, &context, transaction)
        }
    }
}

extension Relationship {
    /// Whether somebody may still join it.
    var takesMembers: Bool { state.name != .closing && state.name != .closed }
}

extension CoMentorObstacle {
    var ending: ProposalEnding {
        switch self {
        case .notApproved: .enrolmentEnded
        case .groupEnds: .groupNotFormed
        case .enoughMentors: .groupHasMentors
        case .hasGroup, .tooFewPlaces: .mentorAtCapacity
        case .forbidden: .pairExcluded
        }
    }

    /// What staff are told, who may know why.
    var failure: Failure {
        switch self {
        case .notApproved: .notEnrolled("mentor")
        case .groupEnds: .groupEnds
        case .enoughMentors(let most): .groupHasMentors(most)
        case .hasGroup: .mentorHasGroup
        case .tooFewPlaces(let members): .tooFewPlaces(members)
        case .forbidden(let reasons): .pairForbidden(reasons)
        }
    }

    var failureForMentor: Failure {
        if case .forbidden = self { .pairNotPossible } else { failure }
    }
}

extension Failure {
    static let groupEnds = Failure(
        .conflict, "relationship_state",
        "The group is closing or closed; nobody joins it any more.")

    static func groupHasMentors(_ most: Int) -> Failure {
        Failure(
            .conflict, "group_has_mentors",
            "The group has as many mentors as group_mentors of the programme's matching policy says "
                + "(\(most)). Make a policy with more, or take one out first.",
            facts: ["group_mentors": ["\(most)"]])
    }

    static let mentorHasGroup = Failure(
        .conflict, "mentor_has_group",
        "This mentor leads or guides a group of the programme already; nobody guides two.")

    static func tooFewPlaces(_ members: Int) -> Failure {
        Failure(
            .conflict, "mentor_at_capacity",
            "A mentor of this group needs a place for each of its \(members) members. Raise the "
                + "enrolment's capacity.",
            facts: ["members": ["\(members)"]])
    }

    static func tooFewPlaces(_ members: Int, asked: Int) -> Failure {
        Failure(
            .conflict, "mentor_at_capacity",
            "A mentor of this group needs a place for each of its \(members) members, and for each of "
                + "the \(asked) who were asked to join it. Raise the enrolment's capacity, or take "
                + "proposals back first.",
            facts: ["members": ["\(members)"], "asked": ["\(asked)"]])
    }
}
