// How a want stands among all of its kind, in words: short, tight or enough.

import Mentorship

/// A want with what its kind's shortage says of it.
struct SupplyStanding {
    enum State: Equatable {
        /// In a gap of so many; its number where the gap has other wants too.
        case short(by: Int, gap: Int?)
        /// Fewer places than people, all of whom can be served since some want something else too.
        case tight
        case enough
    }

    let row: Supply.Row
    let state: State

    var words: String {
        switch state {
        case .short(let missing, nil): "short by \(missing)"
        case .short(let missing, let gap?): "short by \(missing) (no. \(gap))"
        case .tight: "tight"
        case .enough: "enough"
        }
    }

    var isShort: Bool {
        if case .short = state { true } else { false }
    }

    var name: String { row.want.words }
}

extension Supply.Want {
    var words: String { level.map { "\(term.text), level \($0)" } ?? term.text }
}

extension Supply {
    /// The short ones first, those that compete for the same places together; then the tight ones,
    /// then those that are enough; the most wanted of each first.
    var standings: [SupplyStanding] {
        var position: [Want: Int] = [:]
        for (index, gap) in gaps.enumerated() {
            for want in gap.wants { position[want] = index }
        }
        let all = rows.map { row in
            guard let gap = position[row.want] else {
                return SupplyStanding(row: row, state: row.places < row.mentees ? .tight : .enough)
            }
            let number = gaps[gap].wants.count > 1 ? gap + 1 : nil
            return SupplyStanding(row: row, state: .short(by: gaps[gap].short, gap: number))
        }
        func rank(_ standing: SupplyStanding) -> Int {
            switch standing.state {
            case .short: position[standing.row.want] ?? 0
            case .tight: gaps.count
            case .enough: gaps.count + 1
            }
        }
        return all.enumerated()
            .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element)
    }
}
