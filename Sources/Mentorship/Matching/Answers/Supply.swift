// What those who wait want against what mentors with places left offer, and how many cannot be
// served whatever is done: exact, with the wants that compete for too few places. Looks at wants
// alone; what else keeps two apart can only make more go without.

package struct Supply: Sendable, Equatable {
    /// One thing that is wanted, at a level where it has levels.
    package struct Want: Sendable, Hashable, Comparable {
        package let term: Term
        package let level: Int?

        package init(_ term: Term, level: Int? = nil) {
            self.term = term
            self.level = level
        }

        package static func < (left: Want, right: Want) -> Bool {
            left.term != right.term
                ? left.term < right.term : left.level ?? .min < right.level ?? .min
        }
    }

    /// A mentor with places left, and what they offer.
    package struct Offer: Sendable {
        package let places: Int
        package let wants: [Want]

        package init(places: Int, _ wants: [Want]) {
            self.places = places
            self.wants = wants
        }
    }

    package struct Row: Sendable, Equatable {
        package let want: Want
        package let mentees: Int
        /// Who offers it at the level wanted and has a place left, and all their places.
        package let mentors: Int
        package let places: Int
    }

    /// Mentees none of whom wants anything but these, and all the places where any of these is
    /// offered: fewer by `short` (Hall, Journal of the London Mathematical Society 10, 1935).
    package struct Gap: Sendable, Equatable {
        package let wants: [Want]
        package let mentees: Int
        package let places: Int

        package var short: Int { mentees - places }
    }

    /// Most wanted first.
    package let rows: [Row]
    /// Shortest first; no mentee is in two, and no place.
    package let gaps: [Gap]
    /// Mentees who want something of this kind.
    package let mentees: Int
    /// Of those, so many at least cannot have a mentor who offers any of what they want: no choice
    /// of mentors serves more, and some choice serves all the others.
    package var shortage: Int { gaps.reduce(0) { $0 + $1.short } }

    /// `wanted`: of each mentee who waits, any one of which would do. `unstatedLevel`: of what is
    /// offered without one.
    package init(wanted: [[Want]], offers: [Offer], unstatedLevel: Int) {
        let offers = offers.filter { $0.places > 0 }
        var classes: [[Want]: Int] = [:]
        for wants in wanted where !wants.isEmpty { classes[Set(wants).sorted(), default: 0] += 1 }
        let demands = classes.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let levels = WantLevels(demands.flatMap(\.key), offers, unstatedLevel: unstatedLevel)
        mentees = demands.reduce(0) { $0 + $1.value }
        rows = levels.rows(demands)
        gaps = SupplyFlow(demands, levels, offers).gaps()
    }
}

/// The wants in a line for each term, by level: who offers a level covers all below it.
struct WantLevels {
    let wants: [Supply.Want]
    let position: [Supply.Want: Int]
    /// By want, the one of the next higher level of the same term.
    private(set) var next: [Int?]
    /// By mentor, the wants of the highest levels that they cover.
    private(set) var covered: [[Int]] = []
    private let offers: [Supply.Offer]

    init(_ all: [Supply.Want], _ offers: [Supply.Offer], unstatedLevel: Int) {
        let wants = Set(all).sorted()
        self.wants = wants
        self.offers = offers
        position = Dictionary(uniqueKeysWithValues: wants.enumerated().map { ($1, $0) })
        next = wants.indices.map { index in
            index + 1 < wants.count && wants[index + 1].term == wants[index].term
                ? index + 1 : nil
        }
        var ofTerm: [String: [Int]] = [:]
        for (index, want) in wants.enumerated() { ofTerm[want.term.key, default: []].append(index) }
        covered = offers.map { offer in
            var found: Set<Int> = []
            for offered in offer.wants {
                let level = offered.level ?? unstatedLevel
                let below = ofTerm[offered.term.key]?.last { wants[$0].level ?? .min <= level }
                if let below { found.insert(below) }
            }
            return found.sorted()
        }
    }

    func rows(_ demands: [(key: [Supply.Want], value: Int)]) -> [Supply.Row] {
        var mentees = [Int](repeating: 0, count: wants.count)
        for (wanted, count) in demands {
            for want in wanted { mentees[position[want] ?? 0] += count }
        }
        var (mentors, places) = (mentees.map { _ in 0 }, mentees.map { _ in 0 })
        for (mentor, highest) in covered.enumerated() {
            // Of one term offered twice, the higher level counts once.
            let least = Set(
                highest.filter { one in
                    !highest.contains { $0 > one && wants[$0].term == wants[one].term }
                })
            for one in least {
                var index = one
                while index >= 0, wants[index].term == wants[one].term {
                    mentors[index] += 1
                    places[index] += offers[mentor].places
                    index -= 1
                }
            }
        }
        return wants.indices
            .map {
                Supply.Row(
                    want: wants[$0], mentees: mentees[$0], mentors: mentors[$0], places: places[$0])
            }
            .sorted { ($1.mentees, $0.want) < ($0.mentees, $1.want) }
    }
}
