// One pair looked at by itself, at any time: whether the two may be matched, why not, and what
// they would score. For proposals made by hand, and for "why not these two?".

import Mentorship
import SQLite

struct PairQuestion {
    let pair: PairOfPeople
    let forbidden: [Forbidden]
    let explanation: Explanation
    /// What the two are called in the programme.
    let two: PairWords

    /// Nil unless both take part in the programme. `policy`: that of the run in which the pair is
    /// looked at, where it is one; else what is in force. `texts`: the programme's, where they have
    /// been read for other pairs.
    init?(
        _ pair: PairOfPeople, in programme: ID<Programme>, by policy: MatchingPolicy? = nil,
        among texts: [String]? = nil, _ moment: MatchingMoment, _ snapshot: Reading
    ) throws {
        let asked = try policy ?? PolicyService.inForce(programme, snapshot)
        let maker = try CandidateMaker(asked, in: programme, moment, snapshot)
        guard
            let (mentor, mentee, policy) = try MatchInputsStore.candidates(
                pair, in: programme, maker, snapshot)
        else { return nil }
        let named = [pair.named]
        let isApart = try ExclusionStore.standing(between: pair, in: programme, snapshot) != nil
        let compatibility = Compatibility(
            policy: policy, mentees: [mentee], mentors: [mentor],
            vetoes: .init(
                doNotMatch: isApart ? named : [],
                alreadyPaired: try RelationshipPlaces.arePaired(pair, in: programme, snapshot)
                    ? named : [],
                declined: try Self.haveDeclined(pair, programme, snapshot) ? named : [],
                leftGroup: try DepartureStore.hasLeft(pair, in: programme, snapshot)
                    ? named : []),
            otherTexts: try texts
                ?? CandidateStore.texts(policy, in: programme, snapshot))
        self.pair = pair
        forbidden = compatibility.forbidden(mentee: 0, mentor: 0)
        explanation = compatibility.explanation(mentee: 0, mentor: 0)
        two =
            try RelationshipPlaces.frame(programme, snapshot)?.groupSizes.shape.pairWords
            ?? .mentoring
    }

    /// What nobody may overrule. That somebody declined, or left the other's group, is for a
    /// coordinator to weigh who has talked with both since.
    var ruledOutBy: [Forbidden] {
        forbidden.filter { !$0.yieldsToLock && $0 != .declinedBefore && $0 != .leftGroup }
    }

    /// What rules the pair out, short of what is a matter of degree: nothing is weighed and no text
    /// read. Nil unless both take part.
    static func ruledOut(
        _ pair: PairOfPeople, in programme: ID<Programme>, _ moment: MatchingMoment,
        _ snapshot: Reading
    ) throws -> PairQuestion? {
        try PairQuestion(
            pair, in: programme, by: PolicyService.inForce(programme, snapshot).rulesAlone,
            moment, snapshot)
    }

    private static func haveDeclined(
        _ pair: PairOfPeople, _ programme: ID<Programme>, _ snapshot: Reading
    ) throws -> Bool {
        try snapshot.first(
            """
            SELECT 1 FROM proposals
            WHERE mentee_id = ?2 AND mentor_id = ?1 AND programme_id = ?3 AND state = 'declined'
            """, pair.mentor, pair.mentee, programme
        ) { row in try row.next() as Int } != nil
            || RequestStore.hasDeclined(pair, in: programme, snapshot)
            || RematchStore.keepsApart(pair, in: programme, snapshot)
            // Of equals either may have asked for somebody else.
            || RematchStore.keepsApart(pair.reversed, in: programme, snapshot)
                && RelationshipPlaces.frame(programme, snapshot)?.isAmongEquals ?? false
    }
}
