// A table of scores solved without laying it out: a few candidates of each mentee, the exact search
// among those, and all pairs held against the prices found; what is worth more joins, until nothing
// is. Proves nothing: the certificate is checked against the whole table.

struct TableSearch {
    private static let candidatesAtFirst = 32
    private static let candidatesMore = 16
    /// Rounds that a table small enough to be laid out is given: where everybody likes the same
    /// few, each round finds that nearly all was missing.
    private static let roundsMost = 3
    /// Pairs, of about 12 bytes each when they are laid out.
    private static let pairsLaidOutMost = 1 << 22

    private let table: MatchTable
    private let capacities: [Int]
    private var rows: [[Int32]]

    private var mentees: Int { rows.count }
    private var mentors: Int { capacities.count }

    init(_ table: MatchTable, mentees: Int, capacities: [Int]) {
        self.table = table
        self.capacities = capacities
        rows = [[Int32]](repeating: [], count: mentees)
    }

    /// Once a quarter of all pairs has joined, or some rounds have not been enough, the rest may as
    /// well.
    mutating func solve(
        _ objective: Assignment.Objective, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> Assignment.Found {
        if let found = try solveWhole(objective, progress) { return found }
        try joinBest(progress)
        if isNarrow { try joinBestOfMentors(progress) }
        var joined = rows.reduce(0) { $0 + $1.count }
        let all = mentees * mentors
        var round = 0
        while joined * 4 < all, round < Self.roundsMost || all > Self.pairsLaidOutMost {
            round += 1
            let found = try Assignment.search(try problem(), objective, progress)
            let before = joined
            try joinWorthMore(than: found.certificate, progress)
            joined = rows.reduce(0) { $0 + $1.count }
            if joined == before { return found }
        }
        return try Assignment.search(
            try table.problem(mentees: mentees, capacities: capacities), objective, progress)
    }

    /// Nil when the table is not one to be solved so.
    private func solveWhole(
        _ objective: Assignment.Objective, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> Assignment.Found? {
        guard mentees * mentors <= Self.pairsLaidOutMost,
            var search = DenseSearch(table, mentees: mentees, capacities: capacities),
            let prices = try search.solve(progress)
        else { return nil }
        let valuation = Valuation(
            objective, pairs: mentees, greatest: Int(table.cells.max() ?? 0))
        return (
            search.partners,
            valuation.certificate(
                whole: search.total, menteePoints: prices.mentees, mentorPoints: prices.mentors,
                capacities: capacities)
        )
    }

    private func problem() throws(Assignment.Refusal) -> Assignment.Problem {
        var starts = [0]
        var mentors: [Int32] = []
        var scores: [Int32] = []
        for (mentee, row) in rows.enumerated() {
            for mentor in row {
                mentors.append(mentor)
                scores.append(table.cells[mentee * capacities.count + Int(mentor)])
            }
            starts.append(mentors.count)
        }
        return try Assignment.Problem(
            capacities: capacities, rowStarts: starts, mentors: mentors,
            scores: ScoreList(scores))
    }

    /// Where a walk around equals begins, so that they are not the same few for everyone.
    private static func turn(_ number: Int, of count: Int) -> Int {
        Int((UInt64(number) &* 0x9E37_79B9_7F4A_7C15) >> 33) % max(count, 1)
    }

    private func report(
        _ done: Int, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        guard done & 255 != 0 || progress(0, mentees) else { throw .cancelled }
    }
}

// MARK: Candidates at first

extension TableSearch {
    private mutating func joinBest(_ progress: Assignment.Progress) throws(Assignment.Refusal) {
        var best = BestOfRow(limit: Self.candidatesAtFirst)
        let free = [Int32](repeating: 0, count: mentors)
        for mentee in rows.indices {
            try report(mentee, progress)
            table.withRow(mentee, of: mentors) { row in
                best.look(
                    at: row, less: free, count: mentors, turn: Self.turn(mentee, of: mentors),
                    above: -1)
            }
            rows[mentee] = best.positions
        }
    }

    /// Whether the candidates name too few mentors to place nearly all who could be placed.
    private var isNarrow: Bool {
        var degrees = [Int](repeating: 0, count: mentors)
        for row in rows {
            for mentor in row { degrees[Int(mentor)] += 1 }
        }
        let reached = zip(degrees, capacities).reduce(0) { $0 + min($1.0, $1.1) }
        let places = capacities.reduce(0) { $0 + min($1, mentees) }
        return reached * 10 < min(mentees, places) * 9
    }

    /// The best mentees of each mentor: where all mentees like the same mentors, the mentors can
    /// still tell them apart. By bands of columns, for the sake of the cache.
    private mutating func joinBestOfMentors(
        _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let width = 16
        var best = BestOfRow(limit: width)
        let free = [Int32](repeating: 0, count: mentees)
        var band = [Int32](repeating: 0, count: width * mentees)
        for first in stride(from: 0, to: mentors, by: width) {
            let end = min(first + width, mentors)
            try report(0, progress)
            for mentee in 0..<mentees {
                for mentor in first..<end {
                    band[(mentor - first) * mentees + mentee] =
                        table.cells[mentee * mentors + mentor]
                }
            }
            for mentor in first..<end {
                band.withUnsafeBufferPointer { band in
                    guard let column = band.baseAddress else { return }
                    best.look(
                        at: column + (mentor - first) * mentees, less: free, count: mentees,
                        turn: Self.turn(first, of: mentees), above: -1)
                }
                for mentee in best.positions
                where !rows[Int(mentee)].contains(Int32(truncatingIfNeeded: mentor)) {
                    rows[Int(mentee)].append(Int32(truncatingIfNeeded: mentor))
                }
            }
        }
    }
}

// MARK: Candidates that prices call for

extension TableSearch {
    /// In whole points both prices are rounded down, so that no pair worth more is passed over;
    /// which of those found are, the exact prices say.
    private mutating func joinWorthMore(
        than certificate: Certificate, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) {
        let scale = certificate.scale
        let prices = certificate.mentorPrices.map { price in
            Int32(truncatingIfNeeded: min(price / scale, Self.furthest))
        }
        var best = BestOfRow(limit: Self.candidatesMore)
        for mentee in rows.indices {
            try report(mentee, progress)
            let price = certificate.menteePrices[mentee] - certificate.bonus
            func isWorthMore(_ mentor: Int) -> Bool {
                let score = table.cells[mentee * mentors + mentor]
                return score >= 0
                    && Int128(score) * scale > price + certificate.mentorPrices[mentor]
            }
            let floor = price >= 0 ? price / scale : (price - scale + 1) / scale
            if floor > -Self.furthest {
                table.withRow(mentee, of: mentors) { row in
                    best.look(
                        at: row, less: prices, count: mentors,
                        turn: Self.turn(mentee, of: mentors),
                        above: Int32(truncatingIfNeeded: min(floor, Int128(Int32.max))))
                }
                let found = best.positions.filter { isWorthMore(Int($0)) }
                rows[mentee] += found
                if !found.isEmpty || best.positions.count < Self.candidatesMore { continue }
            }
            var found: [Int32] = []
            for mentor in 0..<mentors where isWorthMore(mentor) {
                found.append(Int32(truncatingIfNeeded: mentor))
                if found.count == Self.candidatesMore { break }
            }
            rows[mentee] += found
        }
    }

    private static var furthest: Int128 { 1 << 29 }
}
