// What ends when two people become a pair, or somebody leaves: proposals and requests that wait for
// the same mentee or for a place that is gone. In the transaction of whatever was done; requests
// that lose their mentor go on to the next by the clock.

import Mentorship
import SQLite

enum PairSettlement {
    static func settle(
        _ pair: PairOfPeople, in programme: ID<Programme>, amongEquals: Bool,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        if amongEquals {
            try settle([pair.mentor, pair.mentee], in: programme, &context, transaction)
            return
        }
        if try RelationshipPlaces.hasAllMentors(pair.mentee, in: programme, transaction) {
            try ProposalService.end(
                .mentee(pair.mentee), in: programme, because: .menteeAlreadyPaired, &context,
                transaction)
            try endRequest(
                of: pair.mentee, in: programme, because: .menteeAlreadyPaired, &context,
                transaction)
        } else {
            try ProposalService.end(
                .pair(pair), in: programme, because: .menteeAlreadyPaired, &context, transaction)
        }
        try passOnIfFull(pair.mentor, in: programme, &context, transaction)
    }

    /// Whoever is in a pair or circle of equals neither looks for anybody nor has a place.
    static func settle(
        _ equals: [ID<Person>], in programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        for person in equals {
            try endAll(
                of: person, in: programme, because: .menteeAlreadyPaired, &context, transaction)
        }
    }

    private static func endAll(
        of person: ID<Person>, in programme: ID<Programme>, because ending: ProposalEnding,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        for whose in [ProposalStore.Whose.mentor(person), .mentee(person)] {
            try ProposalService.end(
                whose, in: programme, because: ending, &context, transaction)
        }
        try endRequest(
            of: person, in: programme, because: .menteeAlreadyPaired, &context, transaction)
        for id in try RequestStore.asked(of: person, in: programme, transaction) {
            try passOver(person, of: id, because: .mentorAtCapacity, &context, transaction)
        }
    }

    /// Also when a mentor takes places back.
    static func passOnIfFull(
        _ mentor: ID<Person>, in programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        // Equals are full when they have somebody, whatever places they stated.
        let frame = try RelationshipPlaces.frame(programme, transaction)
        guard frame?.isAmongEquals != true else { return }
        let enrolment = try EnrolmentStore.current(of: mentor, in: programme, transaction)
        let places = try RelationshipPlaces.placesLeft(
            of: mentor, capacity: enrolment?.capacity ?? 0, in: programme, transaction)
        guard places <= 0 else { return }
        try ProposalService.end(
            .mentor(mentor), in: programme, because: .mentorAtCapacity, &context, transaction)
        for id in try RequestStore.asked(of: mentor, in: programme, transaction) {
            try passOver(mentor, of: id, because: .mentorAtCapacity, &context, transaction)
        }
    }

    /// An enrolment has ended, or its person has left altogether: nobody waits for this person any
    /// more, nor they for anybody.
    static func leave(
        _ person: ID<Person>, _ programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        for whose in [ProposalStore.Whose.mentor(person), .mentee(person)] {
            try ProposalService.end(
                whose, in: programme, because: .enrolmentEnded, &context, transaction)
        }
        try endRequest(
            of: person, in: programme, because: .enrolmentEnded, &context, transaction)
        for id in try RequestStore.asked(of: person, in: programme, transaction) {
            try passOver(person, of: id, because: .notAvailable, &context, transaction)
        }
    }

    /// The programme is over: nobody is asked for it any more, nor waits for an answer.
    static func close(
        _ programme: ID<Programme>, _ context: inout Context, _ transaction: Writing
    ) throws {
        for id in try ProposalStore.open(in: programme, transaction) {
            guard let row = try ProposalStore.find(id, transaction) else { continue }
            try ProposalService.end(row, because: .staff, &context, transaction)
        }
        for mentee in try RequestStore.waiting(in: programme, transaction) {
            try endRequest(of: mentee, in: programme, because: .staff, &context, transaction)
        }
        try RematchService.close(programme, &context, transaction)
    }

    /// The two are kept apart from now on.
    static func keepApart(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        try CircleRoom.keepApart(pair, in: programme, &context, transaction)
        try CoMentorRoom.keepApart(pair, in: programme, &context, transaction)
        try ProposalService.end(
            .pair(pair), in: programme, because: .pairExcluded, &context, transaction)
        guard let id = try RequestStore.waiting(of: pair.mentee, in: programme, transaction)
        else { return }
        try passOver(pair.mentor, of: id, because: .notAvailable, &context, transaction)
    }

    // MARK: One request

    private static func endRequest(
        of mentee: ID<Person>, in programme: ID<Programme>, because ending: RequestEnding,
        _ context: inout Context, _ transaction: Writing
    ) throws {
        guard let id = try RequestStore.waiting(of: mentee, in: programme, transaction),
            let current = try RequestStore.find(id, transaction)
        else { return }
        var row = current
        if ending == .menteeAlreadyPaired {
            _ = row.request.supersede()
        } else {
            try row.request.withdraw()
        }
        row.endedBecause = ending
        _ = try RequestService.save(current, row, &context, transaction)
    }

    private static func passOver(
        _ mentor: ID<Person>, of id: ID<MentorshipRequest>,
        because reason: MentorshipRequest.PassedOver, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        guard let current = try RequestStore.find(id, transaction) else { return }
        var row = current
        guard row.request.passOver(mentor, because: reason) else { return }
        _ = try RequestService.save(current, row, &context, transaction)
    }
}
