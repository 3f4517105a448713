// Whose turn it is: whether a mentor can be asked as things stand in this transaction, and until
// when. Tells nobody why two people are kept apart.

import Mentorship
import SQLite

struct RequestTurns {
    let deployment: Deployment

    /// Asks the next mentor who can be asked, or ends the request.
    func askNext(
        _ request: inout MentorshipRequest, now: Instant, _ transaction: Writing
    ) throws {
        let (programme, mentee) = (request.programme, request.mentee)
        if try request.isBetweenTurns
            && RelationshipPlaces.hasAllMentors(mentee, in: programme, transaction)
        {
            _ = request.supersede()
            return
        }
        let policy = try RequestPolicyStore.find(programme, transaction).policy
        try request.askNext(now: now) { mentor in
            try standing(
                PairOfPeople(mentor: mentor, mentee: mentee), in: programme, policy, now,
                transaction)
        }
    }

    private func standing(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ policy: RequestPolicy,
        _ now: Instant, _ transaction: Writing
    ) throws -> MentorshipRequest.Standing {
        guard
            let places = try Self.places(
                of: pair, in: programme, MatchingMoment(deployment, now: now), transaction)
        else {
            return .passedOver(.notAvailable)
        }
        let left = try RelationshipPlaces.placesLeft(
            of: pair.mentor, capacity: places, in: programme, transaction)
        guard left > 0 else { return .passedOver(.mentorAtCapacity) }
        let waiting = try RequestStore.asked(of: pair.mentor, in: programme, transaction).count
        guard waiting < policy.waitingPerMentorMax else {
            return .passedOver(.enoughRequests)
        }
        return .free(
            try answerTime(of: pair.mentor, in: programme, policy, now, transaction))
    }

    /// The places of a mentor whom this mentee may ask at all; nil for everybody else, whatever
    /// the reason. Who left the mentor's group by their own wish may wish for it anew. What the
    /// mentee has to give anew meanwhile they are told themselves; their request goes on.
    static func places(
        of pair: PairOfPeople, in programme: ID<Programme>, _ moment: MatchingMoment,
        _ snapshot: Reading
    ) throws -> Int? {
        guard pair.mentor != pair.mentee,
            let enrolment = try EnrolmentStore.current(of: pair.mentor, in: programme, snapshot),
            enrolment.state == .approved, enrolment.offer.role.isMentor,
            try ProgrammeStore.find(programme, snapshot).map({
                enrolment.missing(in: $0).isEmpty
            }) ?? false,
            try MentorCardStore.find(enrolment.id, snapshot).card.isListed,
            try PersonStore.find(pair.mentor, snapshot)?.state == .active,
            try !RequestStore.hasDeclined(pair, in: programme, snapshot),
            let question = try PairQuestion.ruledOut(pair, in: programme, moment, snapshot),
            try question.forbidden.allSatisfy({
                try $0.yieldsToLock || $0 == .gateNotMet
                    || $0 == .leftGroup && DepartureStore.wasOwnWish(pair, in: programme, snapshot)
            })
        else { return nil }
        return try isWelcome(pair, in: programme, moment, snapshot) ? enrolment.capacity : nil
    }

    /// Whether everybody in the group that the mentor has may meet who would join it: what the last
    /// yes would find is not asked for days.
    private static func isWelcome(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ moment: MatchingMoment,
        _ snapshot: Reading
    ) throws -> Bool {
        guard try RelationshipPlaces.frame(programme, snapshot)?.ofGroup != nil,
            let group = try RelationshipPlaces.group(of: pair.mentor, in: programme, snapshot)?
                .relationship
        else { return true }
        let mentees = group.people(on: .mentee)
        guard
            try !RelationshipPlaces.isKeptApart(
                pair.mentee, from: mentees, in: programme, snapshot),
            try PairRules.mayMeet(
                pair.mentee, all: mentees, by: PolicyService.inForce(programme, snapshot),
                in: programme, moment, snapshot)
        else { return false }
        return try group.people(on: .mentor).filter { $0 != pair.mentor }.allSatisfy { other in
            let beside = PairOfPeople(mentor: other, mentee: pair.mentee)
            let question = try PairQuestion.ruledOut(beside, in: programme, moment, snapshot)
            return question?.ruledOutBy.allSatisfy { $0 == .gateNotMet } ?? true
        }
    }

    /// In the mentor's own calendar, with a day on which they answer; in UTC where they named no
    /// zone.
    private func answerTime(
        of mentor: ID<Person>, in programme: ID<Programme>, _ policy: RequestPolicy,
        _ now: Instant, _ transaction: Writing
    ) throws -> AnswerTime {
        let enrolment = try EnrolmentStore.current(of: mentor, in: programme, transaction)
        let card = try enrolment.map { try MentorCardStore.find($0.id, transaction).card }
        let name = try AvailabilityStore.zoneOfPerson(mentor, transaction)
        let zones = deployment.zones.catalogue
        let own = name.flatMap { try? zones.zone(named: $0) }
        return AnswerTime(
            days: policy.answerDays, after: now, try HolidayStore.workingDays(transaction),
            on: card?.answersOn ?? [],
            in: try own ?? zones.zone(named: "UTC"))
    }
}
