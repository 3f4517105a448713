// What is known of one pair while it is weighed, as plain numbers: what they have in common, how
// much each has said, what stands between them by name. Never says what any of it is worth.

/// What a pair has in common, counted along the index or the plain way.
struct Tally {
    /// The sum of the coverage of each wanted skill.
    var needs = 0
    /// Millionths: the closest of the mentor's texts.
    var text = 0
    /// How many terms of each list they share.
    var sets = SIMD16<UInt16>()

    /// So alike must two texts be to count as something in common: below, it is the same ordinary
    /// words that any two texts share.
    static let commonText = 50_000

    var isGround: Bool {
        needs > 0 || text >= Self.commonText || sets[0] > 0 || sets[1] > 0 || sets[2] > 0
            || sets[3] > 0 || sets[4] > 0
    }
}

/// One candidate in numbers alone, so that millions of pairs are weighed without a list being
/// touched. Numbers below nought stand for what was not said.
struct Sheet: Sendable {
    var person: Int32 = -1
    var organisation: Int32 = -1
    var site: Int32 = -1
    /// The person with whom they were a pair last.
    var latest: Int32 = -1
    var skills: Int32 = 0
    var sets = SIMD16<UInt16>()
    var measures = SIMD8<Int32>()
    var measuresKnown: UInt8 = 0
    var languages: UInt64 = 0
    var media: UInt64 = 0
    var load = 0
    var hasTexts = false
    var hasHours = false
    var ranksSomebody = false
    var hasHistory = false
    var hasGates = false

    /// Nothing to find common ground on.
    var isBlank: Bool {
        skills == 0 && !hasTexts && sets[0] == 0 && sets[1] == 0 && sets[2] == 0 && sets[3] == 0
            && sets[4] == 0
    }
}

/// What stands between two people by name; most pairs have nothing.
struct Between: Sendable, Equatable {
    var obstacles: Obstacles = []
    /// Millionths: what the choice of each by the other is worth.
    var menteeWish: Int32 = 0
    var mentorWish: Int32 = 0
    /// How many pairs they have been.
    var together: Int32 = 0

    /// Somebody who was asked for, or known from before, needs no other common ground.
    var isGround: Bool { menteeWish > 0 || mentorWish > 0 || together > 0 }
}

struct PairFacts {
    let mentee: Sheet
    var mentor: Sheet
    var tally: Tally
    let between: Between
    let sharesLanguage: Bool
    let sharesMedium: Bool
    /// Below nought when one of them has not said when they can meet.
    let commonMinutes: Int

    var isTextKnown: Bool { mentee.hasTexts && mentor.hasTexts }
    var areLanguagesKnown: Bool { mentee.languages != 0 && mentor.languages != 0 }
    var areMediaKnown: Bool { mentee.media != 0 && mentor.media != 0 }
    var areSitesKnown: Bool { mentee.site >= 0 && mentor.site >= 0 }
    var isSameSite: Bool { mentee.site == mentor.site }
    var isLatest: Bool { mentee.latest == mentor.person }

    /// The mentor's number less the mentee's.
    func difference(_ slot: Int) -> Int? {
        let bit: UInt8 = 1 << UInt8(slot)
        guard mentee.measuresKnown & mentor.measuresKnown & bit != 0 else { return nil }
        return Int(mentor.measures[slot]) - Int(mentee.measures[slot])
    }
}

extension PairFacts {
    /// With somebody who has said nothing.
    init(_ mentee: Sheet) {
        self.init(
            mentee: mentee, mentor: Sheet(), tally: Tally(), between: Between(),
            sharesLanguage: false, sharesMedium: false, commonMinutes: -1)
    }
}
