// A mentee's short list: the mentors who could be asked now, the best first, each with what they
// show and what speaks for the pair. On the worker pool, since it weighs everybody in a programme.

import HTTP
import JSON
import Mentorship

enum SuggestionService {
    /// More would be a directory, not a short list.
    private static let countMax = 50
    private static let countDefault = 10

    static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        var parameters = try Parameters(call)
        let count = parameters.integer("limit", 1...countMax) ?? countDefault
        try parameters.finish()
        let programme: ID<Programme> = try call.id("programme", "programme")
        let mentee = try MenteeGate.enter(programme, call.actor, snapshot)
        let found = try suggestions(
            for: mentee, in: programme, atMost: count, call.matchingMoment, snapshot)
        let frame = try RelationshipPlaces.frame(programme, snapshot)
        let two = frame?.groupSizes.shape.pairWords ?? .mentoring
        var json = JSONWriter()
        json.beginObject()
        try json.array("items", found) { suggestion, json in
            try write(suggestion, of: two, in: programme, into: &json, snapshot)
        }
        json.endObject()
        return .json(json.bytes)
    }

    private static func write(
        _ suggestion: Suggestion, of two: PairWords, in programme: ID<Programme>,
        into json: inout JSONWriter, _ snapshot: Reading
    ) throws {
        let card = try MentorCardStore.find(suggestion.ground.enrolment, snapshot).card
        json.beginObject()
        json.key("mentor")
        try MentorCardStore.write(
            card, of: suggestion.ground.mentor, in: programme, into: &json, snapshot)
        json.array("reasons", card.reasons(suggestion.explanation.document(of: two)))
        json.member("places", suggestion.ground.places)
        json.member("places_left", suggestion.placesLeft)
        json.endObject()
    }

    /// Those who can be asked, by the very test that asking uses; nobody is suggested to a mentee
    /// who has as many mentors as they want. Of equals the one with fewer mentees comes first, then
    /// by a draw that differs from mentee to mentee: no one mentor heads all lists.
    static func suggestions(
        for mentee: ID<Person>, in programme: ID<Programme>, atMost count: Int,
        _ moment: MatchingMoment, _ snapshot: Reading
    ) throws -> [Suggestion] {
        guard try !RelationshipPlaces.hasAllMentors(mentee, in: programme, snapshot) else {
            return []
        }
        let policy = try RequestPolicyStore.find(programme, snapshot).policy
        let ground = try SuggestionStore.mentors(in: programme, snapshot).filter {
            $0.placesLeft > 0 && $0.waiting < policy.waitingPerMentorMax
        }
        let byPerson = Dictionary(
            ground.map { ($0.mentor.text, $0) }, uniquingKeysWith: { first, _ in first })
        let inputs = try SuggestionStore.inputs(
            for: mentee, among: ground, in: programme, moment, snapshot)
        let ranking = Compatibility(
            policy: inputs.policy, mentees: inputs.mentees, mentors: inputs.mentors,
            vetoes: inputs.vetoes
        ).ranking { candidate in byPerson[candidate.person]?.taken ?? 0 }
        var found: [Suggestion] = []
        for item in ranking where found.count < count {
            guard let mentor = byPerson[item.mentor],
                let places = try RequestTurns.places(
                    of: PairOfPeople(mentor: mentor.mentor, mentee: mentee), in: programme, moment,
                    snapshot)
            else { continue }
            let left = try RelationshipPlaces.placesLeft(
                of: mentor.mentor, capacity: places, in: programme, snapshot)
            guard left > 0 else { continue }
            found.append(
                Suggestion(ground: mentor, placesLeft: left, explanation: item.explanation))
        }
        return found
    }
}

struct Suggestion {
    let ground: MentorGround
    let placesLeft: Int
    let explanation: Explanation
}
