// The frame of an exact search where no price proves an answer: all answers are divided into parts,
// the most promising first, and a part is dropped once nothing in it exceeds the best that is
// known. Knows nothing of what is searched for.

import HeapModule

/// A part of all answers. `partners`: the best if some rules are left out, and so no answer in the
/// part is worth more than `bound`.
struct Branch<Choices>: Comparable {
    let choices: Choices
    let partners: [Int32]
    let bound: Int128
    /// Of equal bounds, the one met first is looked at first.
    fileprivate let number: Int

    static func < (left: Self, right: Self) -> Bool {
        left.bound != right.bound ? left.bound < right.bound : left.number > right.number
    }

    static func == (left: Self, right: Self) -> Bool { left.number == right.number }
}

protocol BranchAndBound {
    associatedtype Choices
    /// An answer that is allowed, to begin with.
    func first(_ progress: Assignment.Progress) throws(Assignment.Refusal) -> [Int32]
    /// What is decided at the start.
    var start: Choices { get }
    /// Nil when the part has no answer.
    func relaxed(
        _ choices: Choices, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> (partners: [Int32], bound: Int128)?
    /// The nearest allowed answer that is easily had.
    func repaired(_ partners: [Int32]) throws(Assignment.Refusal) -> [Int32]
    /// Throws when it is not allowed.
    func value(_ partners: [Int32]) throws(Assignment.Refusal) -> Int128
    /// The parts in which the first rule broken is decided; none when all are kept.
    mutating func division(
        of branch: Branch<Choices>
    ) throws(Assignment.Refusal) -> [Choices]
}

/// What a search came to; equal value and bound when it came to its end.
struct BestFound {
    let partners: [Int32]
    let value: Int128
    /// No answer is worth more.
    let bound: Int128
}

extension BranchAndBound {
    /// `budget`: parts looked at, at most.
    mutating func best(
        _ budget: Int, _ progress: Assignment.Progress
    ) throws(Assignment.Refusal) -> BestFound {
        var solved = 0
        var best = try first { _, _ in progress(0, budget) }
        var bestValue = try value(best)
        var branches = Heap<Branch<Choices>>()
        func look(_ choices: Choices) throws(Assignment.Refusal) {
            solved += 1
            let relaxed = try relaxed(choices) { _, _ in progress(solved, budget) }
            guard let (partners, bound) = relaxed else { return }
            let allowed = try repaired(partners)
            let value = try value(allowed)
            if value > bestValue { (best, bestValue) = (allowed, value) }
            guard bound > bestValue else { return }
            branches.insert(
                Branch(choices: choices, partners: partners, bound: bound, number: solved))
        }
        try look(start)
        while let branch = branches.popMax(), branch.bound > bestValue {
            guard solved < budget else {
                return try found(best, bestValue, branch.bound)
            }
            guard progress(solved, budget) else { throw .cancelled }
            for choices in try division(of: branch) { try look(choices) }
        }
        return try found(best, bestValue, bestValue)
    }

    private func found(
        _ partners: [Int32], _ value: Int128, _ bound: Int128
    ) throws(Assignment.Refusal) -> BestFound {
        guard try self.value(partners) == value, bound >= value else {
            throw .unproven("The answer is not worth what is claimed.")
        }
        return BestFound(partners: partners, value: value, bound: bound)
    }
}
