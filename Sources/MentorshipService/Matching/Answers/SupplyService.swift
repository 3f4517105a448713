// What those who wait in a programme want, and what its mentors have places for, as of now: read
// afresh each time, so nothing is stale. Counts alone; for staff, who may see each person anyway.

import Mentorship

struct ProgrammeSupply {
    /// Approved mentors and their places: taken by relationships, offered and not answered, left.
    struct Places: Equatable {
        var mentors = 0
        var places = 0
        var taken = 0
        var offered = 0
        var left = 0
    }

    enum Kind: String, CaseIterable {
        case skills
        case languages
        case sites
    }

    let programme: ID<Programme>
    /// Nobody is a mentor among equals: each offers the others a place.
    let isAmongEquals: Bool
    private(set) var places = Places()
    private(set) var waiting = 0
    private(set) var kinds: [(kind: Kind, supply: Supply)] = []

    init(_ programme: ID<Programme>, now: Instant, _ snapshot: Reading) throws {
        self.programme = programme
        let ground = try MatchingGround(programme, now: now, snapshot)
        isAmongEquals = ground.isAmongEquals
        let (lacking, left) = (
            MatchInputsStore.lacking(ground), MatchInputsStore.placesLeft(ground)
        )
        var wanted: [Kind: [[Supply.Want]]] = [:]
        var offers: [Kind: [Supply.Offer]] = [:]
        try SupplyStore.forEachPerson(of: programme, snapshot) { person, stated in
            if ground.isMentor(person) {
                let isAsked = ground.isAmongEquals && lacking[person] == 0
                let places = count(
                    ground.places(of: person, left: isAsked ? 0 : max(left[person] ?? 0, 0)))
                for kind in Kind.allCases {
                    offers[kind, default: []].append(
                        .init(places: places, stated.offered(kind)))
                }
            }
            guard ground.isMentee(person), !ground.paired.contains(person),
                lacking[person] ?? 0 > 0
            else { return }
            waiting += 1
            for kind in Kind.allCases { wanted[kind, default: []].append(stated.wanted(kind)) }
        }
        let unstated = try PolicyService.inForce(programme, snapshot).unstatedLevel
        kinds = Kind.allCases.map { kind in
            (
                kind,
                Supply(
                    wanted: wanted[kind] ?? [], offers: offers[kind] ?? [],
                    unstatedLevel: unstated)
            )
        }
    }

    /// Counts a mentor; answers how many places they have left.
    private mutating func count(_ mentor: MentorPlaces) -> Int {
        places.mentors += 1
        places.places += mentor.stated
        places.taken += mentor.taken
        places.offered += mentor.offered
        places.left += mentor.left
        return mentor.left
    }
}
