// The groups that could be, as flat arrays: for each mentor the purposes that a group could have,
// and who could be a member at what worth. Who is pinned is put in beforehand. Chooses nothing.

struct GroupGround: Sendable {
    /// Worths and prices count in parts of a point, so that prices may lie between two points.
    let scale: Int64
    /// Every grouping is worth a multiple of it.
    let step: Int64
    let cohesion: Int64
    /// The mentees who are not pinned; they are numbered by their places here.
    let mentees: [Int]
    /// By mentor: how many more members a group needs, and may have.
    let least: [Int]
    let most: [Int]
    /// By mentor: whether somebody is pinned, so that there must be a group.
    let mustRun: [Bool]
    /// Mentor m's candidates are `starts[m]..<starts[m + 1]` of `members` and `worths`.
    let starts: [Int]
    let members: [Int32]
    let worths: [Int64]
    /// The forms that mentor m's group could have: `formStarts[m]..<formStarts[m + 1]`.
    let formStarts: [Int]
    /// By form: what the group is for, −1 for nothing, and what the pinned members are worth in it.
    let purposes: [Int]
    let bases: [Int64]
    /// The forms that candidate c is drawn to: `drawnStarts[c]..<drawnStarts[c + 1]` of `drawn`.
    let drawnStarts: [Int]
    let drawn: [Int32]

    var mentorCount: Int { least.count }
    func forms(_ mentor: Int) -> Range<Int> { formStarts[mentor]..<formStarts[mentor + 1] }
    func candidates(_ mentor: Int) -> Range<Int> { starts[mentor]..<starts[mentor + 1] }

    func isDrawn(_ candidate: Int, to form: Int) -> Bool {
        for index in drawnStarts[candidate]..<drawnStarts[candidate + 1]
        where Int(drawn[index]) == form {
            return true
        }
        return false
    }
}

extension GroupGround {
    init(_ problem: GroupMatching.Problem) throws(Assignment.Refusal) {
        let pairs = problem.pairs
        let pinned = try Self.pinned(problem)
        var layout = Layout(problem, pinned)
        for mentor in pinned.indices { layout.add(mentor) }
        let greatest = (pairs.scores.max() ?? 0) + problem.cohesion
        scale = Self.scale(greatest * Int64(pairs.menteeCount + 2))
        var step = problem.cohesion
        for score in pairs.scores { step = Self.commonDivisor(step, score) }
        self.step = max(step, 1) * scale
        let parts = scale
        cohesion = problem.cohesion * parts
        mentees = layout.mentees
        least = pinned.indices.map { max(0, problem.least[$0] - pinned[$0].count) }
        most = pinned.indices.map {
            min(pairs.capacities[$0] - pinned[$0].count, layout.mentees.count)
        }
        mustRun = pinned.map { !$0.isEmpty }
        starts = layout.starts
        members = layout.members
        worths = layout.worths.map { $0 * parts }
        formStarts = layout.formStarts
        purposes = layout.purposes
        bases = layout.bases.map { $0 * parts }
        drawnStarts = layout.drawnStarts
        drawn = layout.drawn
    }

    private static func pinned(
        _ problem: GroupMatching.Problem
    ) throws(Assignment.Refusal) -> [[Int]] {
        let pinned = problem.groups(problem.pairs.pinned)
        for (mentor, group) in pinned.enumerated()
        where Apart.clash(in: group, problem.apart) != nil {
            throw .infeasible("Two are pinned to mentor \(mentor + 1) who must be kept apart.")
        }
        return pinned
    }

    /// Parts of a point: the finest of which sums stay within 64 bits.
    private static func scale(_ most: Int64) -> Int64 {
        var scale: Int64 = 64
        while scale > 1, most > (1 << 56) / scale { scale /= 2 }
        return scale
    }

    private static func commonDivisor(_ one: Int64, _ other: Int64) -> Int64 {
        var (one, other) = (one, other)
        while other != 0 { (one, other) = (other, one % other) }
        return one
    }
}

extension GroupGround {
    /// What is being laid out, mentor by mentor, in whole points.
    private struct Layout {
        let problem: GroupMatching.Problem
        let pinned: [[Int]]
        let mentees: [Int]
        var starts = [0]
        var members: [Int32] = []
        var worths: [Int64] = []
        var formStarts = [0]
        var purposes: [Int] = []
        var bases: [Int64] = []
        var drawnStarts = [0]
        var drawn: [Int32] = []
        private var wanted: [[(mentee: Int, worth: Int64)]]
        private let numbers: [Int]
        private let tags: [[Int]]

        init(_ problem: GroupMatching.Problem, _ pinned: [[Int]]) {
            self.problem = problem
            self.pinned = pinned
            let pairs = problem.pairs
            mentees = (0..<pairs.menteeCount).filter { pairs.pinned[$0] < 0 }
            var numbers = [Int](repeating: -1, count: pairs.menteeCount)
            for (number, mentee) in mentees.enumerated() { numbers[mentee] = number }
            self.numbers = numbers
            tags =
                problem.cohesion > 0
                ? problem.purposes.map { Array(Set($0)).sorted() }
                : [[Int]](repeating: [], count: pairs.menteeCount)
            wanted = [[(mentee: Int, worth: Int64)]](repeating: [], count: pairs.mentorCount)
            for mentee in mentees {
                for index in pairs.rowStarts[mentee]..<pairs.rowStarts[mentee + 1] {
                    wanted[Int(pairs.mentors[index])].append((mentee, pairs.scores[index]))
                }
            }
        }

        mutating func add(_ mentor: Int) {
            let group = pinned[mentor]
            let open = wanted[mentor].filter { problem.apart[$0.mentee].isDisjoint(with: group) }
            let isFull = group.count >= problem.pairs.capacities[mentor]
            let candidates = isFull ? [] : open
            let first = purposes.count
            addForms(mentor, candidates.map(\.mentee) + group)
            for (mentee, worth) in candidates {
                members.append(Int32(numbers[mentee]))
                worths.append(worth)
                for form in first..<purposes.count where tags[mentee].contains(purposes[form]) {
                    drawn.append(Int32(form))
                }
                drawnStarts.append(drawn.count)
            }
            starts.append(members.count)
            formStarts.append(purposes.count)
        }

        /// None where the least size cannot be reached: that mentor has no group.
        private mutating func addForms(_ mentor: Int, _ all: [Int]) {
            let capacity = problem.pairs.capacities[mentor]
            guard !all.isEmpty, problem.least[mentor] <= min(all.count, capacity) else { return }
            let shared = Set(all.flatMap { tags[$0] }).sorted()
            for purpose in shared.isEmpty ? [-1] : shared {
                purposes.append(purpose)
                bases.append(
                    pinned[mentor].reduce(0) { sum, mentee in
                        let score = problem.pairs.score(mentee, mentor) ?? 0
                        let isDrawn = tags[mentee].contains(purpose)
                        return sum + score + (isDrawn ? problem.cohesion : 0)
                    })
            }
        }
    }
}
