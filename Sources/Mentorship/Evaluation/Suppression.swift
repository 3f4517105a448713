// What must not leave the service because it could point to someone: figures of fewer people than
// the threshold, and a hidden count that the shown ones would give away. Zero may be shown.

package struct Suppression: Sendable, Equatable {
    /// The least number of people that a shown figure stands for. Organisations may raise it,
    /// never lower it.
    package let threshold: Int

    package static let floor = 5

    package init(threshold: Int = Suppression.floor) {
        self.threshold = max(threshold, Self.floor)
    }

    package func hides(_ people: Int) -> Bool { people > 0 && people < threshold }

    /// A figure of so many people, or the reason why it is hidden.
    package func shown(_ figure: Figure, of people: Int) -> Figure {
        people < threshold && figure.value != nil ? .absent(.belowThreshold) : figure
    }

    /// Counts that add up to a shown total: those below the threshold are nil, and when only one
    /// would be, the smallest of the others joins it, since the total less the rest would give it
    /// away.
    package func shown(_ counts: [Int]) -> [Int?] {
        var shown = counts.map { hides($0) ? nil : Optional($0) }
        let hidden = shown.count { $0 == nil }
        guard hidden == 1 else { return shown }
        let others = counts.indices.filter { shown[$0] != nil && counts[$0] > 0 }
        if let least = others.min(by: { counts[$0] < counts[$1] }) {
            shown[least] = nil
        } else if let empty = counts.indices.first(where: { shown[$0] != nil }) {
            shown[empty] = nil
        }
        return shown
    }
}
