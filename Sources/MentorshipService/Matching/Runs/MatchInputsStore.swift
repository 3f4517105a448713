// A run's inputs drawn from the store in one snapshot: approved mentors who have a place left, and
// mentees who neither have a mentor nor an unanswered proposal; of both those who are ready now.

import JSON
import Mentorship
import SQLite

enum MatchInputsStore {
    /// Approved mentees whom a run does not ask about.
    struct LeftOut {
        var alreadyPaired = 0
        var awaitingAnswer = 0
        /// Among equals: only who gives and gets is asked about.
        var inOnePart = 0
        /// Not of the people whom the run is for.
        var outsideScope = 0
        /// Who has to meet a condition of the programme anew.
        var gateNotMet = 0

        var json: JSON {
            var members = [
                JSON.Member("already_paired", .integer(Int64(alreadyPaired))),
                JSON.Member("awaiting_answer", .integer(Int64(awaitingAnswer))),
            ]
            if inOnePart > 0 {
                members.append(JSON.Member("in_one_part", .integer(Int64(inOnePart))))
            }
            if outsideScope > 0 {
                members.append(JSON.Member("outside_scope", .integer(Int64(outsideScope))))
            }
            if gateNotMet > 0 {
                members.append(JSON.Member("gate_not_met", .integer(Int64(gateNotMet))))
            }
            return .object(members)
        }
    }

    /// `progress` is told how many people have been read of how many.
    static func gather(
        _ run: MatchRunRow, _ moment: MatchingMoment, _ snapshot: Reading,
        progress: (_ done: Int, _ total: Int) throws -> Void
    ) throws -> (inputs: MatchInputs, leftOut: LeftOut) {
        let ground = try MatchingGround(run.programme, now: moment.now, snapshot)
        var policy = try PolicyService.of(run, snapshot)
        policy.groupMentors = try mentorsOfGroup(policy, of: run.programme, snapshot)
        var inputs = MatchRun.Inputs(
            policy: policy, mentees: [], mentors: [],
            shape: ground.groupSizes.shape, sizes: ground.groupSizes.sizes)
        var leftOut = LeftOut()
        let lacking = lacking(ground)
        let places = placesLeft(ground)
        var maker = CandidateMaker(policy: policy, moment: moment)
        // Stable pairs are of wishes, whatever the policy weighs.
        if run.objective == .stable { maker.readsWishes = true }
        try addAll(of: run.programme, to: &maker, snapshot)
        inputs.policy = maker.policy
        if policy.reads(.history) || policy.reads(.continuity) {
            maker.histories = try PairHistories(run.programme, snapshot)
        }
        maker.loads = ground.taken
        maker.readRoles(of: ground)
        let total = ground.parts.count
        var done = 0
        var guiding: [ID<Person>: Candidate] = [:]
        try CandidateStore.forEachProfile(of: run.programme, snapshot) { person, profile in
            if done & 127 == 0 { try progress(done, total) }
            done += 1
            guard !ground.isAmongEquals || ground.isPeer(person) else {
                leftOut.inOnePart += 1
                return
            }
            if ground.guidingWith[person] != nil {
                guiding[person] = try maker.candidate(person, profile, mentorWith: 1).rulesAlone
            }
            let scope = InScope(run.scope, person, profile, ground)
            let isReady = !ground.notReady.contains(person)
            let isTaken = ground.isAmongEquals && lacking[person] == 0
            if isReady, !isTaken, scope.asMentor, let left = places[person], left > 0 {
                var mentor = try maker.candidate(person, profile, mentorWith: left)
                if inputs.shape == .groups { mentor.standing = ground.members(of: person) }
                inputs.mentors.append(mentor)
            }
            guard ground.isMentee(person) else { return }
            guard scope.asMentee else {
                leftOut.outsideScope += 1
                return
            }
            if ground.paired.contains(person) {
                leftOut.alreadyPaired += 1
            } else if !isReady {
                leftOut.gateNotMet += 1
            } else if let wanted = lacking[person], wanted > 0 {
                inputs.mentees.append(
                    try maker.candidate(person, profile, mentorWith: nil, wanted: wanted))
            } else {
                leftOut.awaitingAnswer += 1
            }
        }
        for place in inputs.mentors.indices {
            let others = ID(inputs.mentors[place].id).flatMap { ground.guidingWith[$0] } ?? []
            inputs.mentors[place].guidingWith = others.sorted().compactMap { guiding[$0] }
        }
        inputs.vetoes = vetoes(of: ground, lacking, for: inputs, maker)
        inputs.vetoes.excluded = try excluded(run.id, snapshot)
        inputs.locks = locks(of: run, inputs)
        let all = MatchInputs(
            inputs: inputs, objective: run.objective, favouring: run.stableFor ?? .mentees,
            seed: run.seed)
        return (all, leftOut)
    }

    /// Who is kept from whom by name, as the ground has it.
    private static func vetoes(
        of ground: MatchingGround, _ lacking: [ID<Person>: Int], for inputs: MatchRun.Inputs,
        _ maker: CandidateMaker
    ) -> Compatibility.Vetoes {
        var vetoes = Compatibility.Vetoes()
        var apart = ground.doNotMatch
        if inputs.shape == .groups {
            apart.formUnion(
                ground.apartFromGroups(
                    inputs.mentees.compactMap { ID($0.id) }, maker.lines,
                    by: maker.policy.reportingLine, conflicts: maker.conflicts))
        }
        vetoes.doNotMatch = sorted(apart)
        vetoes.declined = sorted(ground.declined)
        vetoes.leftGroup = sorted(ground.leftGroup)
        vetoes.former = sorted(ground.former)
        // Who looks for one more mentor is not given one they have, or who was asked already.
        vetoes.alreadyPaired = sorted(
            ground.standing.union(ground.open).filter { pair in
                lacking[pair.mentee] ?? 0 > 0 && !ground.paired.contains(pair.mentee)
            })
        return vetoes
    }

    private static func mentorsOfGroup(
        _ policy: MatchingPolicy, of programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Int {
        let frame = try RelationshipPlaces.frame(programme, snapshot)
        let model = frame.flatMap { ModelRegistry.model($0.model) }
        return model?.mentorsOfGroup(policy.groupMentors) ?? policy.groupMentors
    }

    /// Which parts of somebody a run asks about; among equals both or none.
    private struct InScope {
        let asMentor: Bool
        let asMentee: Bool

        init(
            _ scope: MatchScope?, _ person: ID<Person>, _ profile: CandidateProfile,
            _ ground: MatchingGround
        ) {
            let gives = scope?.takesMentor(person, at: profile.site) ?? true
            let gets = scope?.takesMentee(person, at: profile.site) ?? true
            asMentor = gives && (gets || !ground.isAmongEquals)
            asMentee = gets && (gives || !ground.isAmongEquals)
        }
    }

    /// Those carried over from another run hold as far as this one asks about their people.
    private static func locks(of run: MatchRunRow, _ inputs: MatchRun.Inputs) -> [NamedPair] {
        guard run.scope != nil else { return run.locks }
        let mentees = Set(inputs.mentees.map(\.id))
        let mentors = Set(inputs.mentors.map(\.id))
        return run.locks.filter { mentees.contains($0.mentee) && mentors.contains($0.mentor) }
    }

    /// Of one pair, whatever they have otherwise: for a proposal made by hand, or a question.
    static func candidates(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ maker: CandidateMaker,
        _ snapshot: Reading
    ) throws -> (mentor: Candidate, mentee: Candidate, policy: MatchingPolicy)? {
        guard let mentor = try CandidateStore.profile(of: pair.mentor, in: programme, snapshot),
            let mentee = try CandidateStore.profile(of: pair.mentee, in: programme, snapshot)
        else { return nil }
        var maker = maker
        let both = [pair.mentor, pair.mentee]
        let others = try GroupCompany.people(with: pair.mentor, in: programme, snapshot)
        try maker.addRules(of: both + others, in: programme, snapshot)
        try maker.readRoles(namedBy: [mentor, mentee], in: programme, snapshot)
        if maker.policy.readsDescribed {
            maker.open(
                try CharacteristicStore.opened(
                    for: .matchingCharacteristics, of: both, maker.moment.sealer, snapshot))
        }
        var guide = try maker.candidate(pair.mentor, mentor, mentorWith: 1)
        if !others.isEmpty {
            guide.guidingWith = try GroupCompany.candidates(
                with: pair.mentor, in: programme, maker, snapshot)
        }
        return (guide, try maker.candidate(pair.mentee, mentee, mentorWith: nil), maker.policy)
    }

    /// A mentee and those mentors: for a list of whom they could ask.
    static func profiles(
        of mentee: ID<Person>, andMentors places: [ID<Person>: Int], in programme: ID<Programme>,
        _ moment: MatchingMoment, _ snapshot: Reading
    ) throws -> MatchRun.Inputs {
        let policy = try PolicyService.inForce(programme, snapshot)
        var maker = try CandidateMaker(policy, in: programme, moment, snapshot)
        try addAll(of: programme, to: &maker, snapshot)
        if maker.readsWishes {
            maker.readRoles(of: try MatchingGround(programme, now: moment.now, snapshot))
        }
        var inputs = MatchRun.Inputs(policy: maker.policy, mentees: [], mentors: [])
        try CandidateStore.forEachProfile(of: programme, snapshot) { person, profile in
            if person == mentee {
                inputs.mentees.append(try maker.candidate(person, profile, mentorWith: nil))
            } else if let left = places[person] {
                inputs.mentors.append(try maker.candidate(person, profile, mentorWith: left))
            }
        }
        return inputs
    }

    /// What the policy looks at that others keep of the people of a programme.
    private static func addAll(
        of programme: ID<Programme>, to maker: inout CandidateMaker, _ snapshot: Reading
    ) throws {
        try maker.addRules(in: programme, snapshot)
        if maker.policy.readsDescribed {
            maker.open(
                try CharacteristicStore.opened(
                    for: .matchingCharacteristics, in: programme, maker.moment.sealer, snapshot))
        }
    }

    /// How many mentors each mentee still looks for, whom nobody was asked to be; among equals one
    /// partner.
    static func lacking(_ ground: MatchingGround) -> [ID<Person>: Int] {
        let asked = ground.asked
        var found: [ID<Person>: Int] = [:]
        for (person, part) in ground.parts where part.role.isMentee {
            found[person] =
                ground.isAmongEquals ? asked.contains(person) ? 0 : 1 : part.mentorsWanted
        }
        guard !ground.isAmongEquals else { return found }
        for (mentee, count) in ground.relationshipsOf { found[mentee, default: 1] -= count }
        for pair in ground.open { found[pair.mentee, default: 1] -= 1 }
        return found
    }

    /// A place that was offered to somebody is not offered again before the answer. A group is
    /// filled up around who leads it; who guides it with them, or was asked to, leads no other.
    static func placesLeft(_ ground: MatchingGround) -> [ID<Person>: Int] {
        var offered: [ID<Person>: Int] = [:]
        for pair in ground.open { offered[pair.mentor, default: 0] += 1 }
        var places: [ID<Person>: Int] = [:]
        for person in ground.parts.keys
        where ground.isMentor(person) && ground.leadOf[person] == nil {
            let asked = [person] + (ground.guidingWith[person] ?? [])
            places[person] = asked.reduce(ground.freePlaces(of: person)) {
                $0 - (offered[$1] ?? 0)
            }
        }
        return places
    }

    private static func sorted(_ pairs: Set<PairOfPeople>) -> [NamedPair] {
        pairs.sorted { ($0.mentee, $0.mentor) < ($1.mentee, $1.mentor) }.map(\.named)
    }

    private static func excluded(
        _ run: ID<MatchRun>, _ snapshot: Reading
    ) throws -> [NamedPair] {
        try snapshot.query(
            """
            SELECT mentee_id, mentor_id FROM exclusions
            WHERE run_id = ?1 ORDER BY mentee_id, mentor_id
            """, run
        ) { row in NamedPair(mentee: try row.next(), mentor: try row.next()) }
    }
}
