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
        if try !settleMentee(pair.mentee, in: programme, &context, transaction) {
            try ProposalService.end(
                .pair(pair), in: programme, because: .menteeAlreadyPaired, &context, transaction)
            if let id = try RequestStore.waiting(of: pair.mentee, in: programme, transaction) {
                try passOver(pair.mentor, of: id, because: .notAvailable, &context, transaction)
            }
        }
        try passOnIfFull(pair.mentor, in: programme, &context, transaction)
    }

    /// Also when a mentee wants fewer mentors than before. False while they look for another.
    @discardableResult
    static func settleMentee(
        _ mentee: ID<Person>, in programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws -> Bool {
        guard try RelationshipPlaces.hasAllMentors(mentee, in: programme, transaction) else {
            return false
        }
        try ProposalService.end(
            .mentee(mentee), in: programme, because: .menteeAlreadyPaired, &context, transaction)
        try endRequest(
            of: mentee, in: programme, because: .menteeAlreadyPaired, &context, transaction)
        return true
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

    /// An enrolment has ended, or its person has left altogether, or takes nobody for a while:
    /// nobody waits for this person any more, nor they for anybody.
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

    /// Groups are smaller from now on: whoever has one that is full takes nobody.
    static func passOnIfFull(
        in programme: ID<Programme>, _ context: inout Context, _ transaction: Writing
    ) throws {
        let asked = try RequestStore.askedMentors(in: programme, transaction)
        let proposed = try ProposalStore.open(in: programme, transaction).compactMap { id in
            try ProposalStore.find(id, transaction)?.proposal.mentor
        }
        for mentor in Set(asked + proposed).sorted() {
            try passOnIfFull(mentor, in: programme, &context, transaction)
        }
    }

    /// Somebody has another manager: who is in their line now, and may not be, waits for nobody.
    static func keepLinesApart(
        around person: ID<Person>, in programme: ID<Programme>, _ context: inout Context,
        _ transaction: Writing
    ) throws {
        let rule = try PolicyService.inForce(programme, transaction).reportingLine
        for pair in try open(of: person, in: programme, transaction) {
            let lines = try ManagerStore.lines(of: [pair.mentor, pair.mentee], transaction)
            guard lines.keepsApart(pair.mentor, pair.mentee, by: rule) else { continue }
            try keepApart(pair, in: programme, &context, transaction)
        }
    }

    /// Everybody who waits with this person for an answer of one of the two.
    private static func open(
        of person: ID<Person>, in programme: ID<Programme>, _ transaction: Writing
    ) throws -> [PairOfPeople] {
        let proposals =
            try ProposalStore.open(of: .mentor(person), in: programme, transaction)
            + ProposalStore.open(of: .mentee(person), in: programme, transaction)
        let proposed = try proposals.compactMap { id -> PairOfPeople? in
            guard let proposal = try ProposalStore.find(id, transaction)?.proposal,
                let mentee = proposal.mentee
            else { return nil }
            return PairOfPeople(mentor: proposal.mentor, mentee: mentee)
        }
        let own = try RequestStore.waiting(of: person, in: programme, transaction)
        let requests = try RequestStore.asked(of: person, in: programme, transaction)
        let asked = try (requests + (own.map { [$0] } ?? [])).compactMap { id -> PairOfPeople? in
            guard let request = try RequestStore.find(id, transaction)?.request,
                let position = request.current
            else { return nil }
            return PairOfPeople(mentor: request.choices[position].mentor, mentee: request.mentee)
        }
        return proposed + asked
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
