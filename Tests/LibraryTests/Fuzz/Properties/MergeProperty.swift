// Merge patch: the RFC's own pseudocode over dictionaries comes to the same, twice is as good as
// once, and the document keeps the order and the uniqueness of its members.

import JSON

enum MergeProperty {
    /// Two JSON texts with a NUL between them, which stands in neither: target and patch.
    static func flaw(in input: [UInt8]) -> String? {
        let texts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard texts.count == 2, let target = try? JSON(parsing: texts[0]),
            let patch = try? JSON(parsing: texts[1])
        else { return nil }
        let merged = target.merging(patch: patch)
        if Tree(merged) != Tree(target).merging(Tree(patch)) {
            return "\(target) with \(patch) became \(merged)"
        }
        if merged.merging(patch: patch) != merged { return "\(patch) does more the second time" }
        if target.merging(patch: target) != target.withoutNulls {
            return "\(target) onto itself does more than take its nulls away"
        }
        if case .object = target, target.merging(patch: .object([])) != target {
            return "an empty patch changes \(target)"
        }
        return disordered(merged, target) ?? unread(merged)
    }

    /// Members that stay, stay where they are.
    private static func disordered(_ merged: JSON, _ target: JSON) -> String? {
        guard let before = target.members?.map(\.name), let after = merged.members?.map(\.name)
        else { return nil }
        let kept = before.filter { after.contains($0) }
        return Array(after.prefix(kept.count)) == kept ? nil : "\(before) became \(after)"
    }

    /// Also proves that no name comes twice and that no depth was added.
    private static func unread(_ merged: JSON) -> String? {
        guard let again = try? JSON(parsing: merged.bytes) else { return "\(merged) is not read" }
        return again.isSame(as: merged) ? nil : "\(merged) is read as \(again)"
    }
}

extension JSON {
    /// Members that are null are gone, at any depth that patches reach: not inside arrays.
    fileprivate var withoutNulls: JSON {
        guard case .object(let members) = self else { return self }
        return .object(
            members.filter { $0.value != .null }.map { Member($0.name, $0.value.withoutNulls) })
    }
}

/// A document without the order of members, and RFC 7396 §2 as it stands there.
private indirect enum Tree: Equatable {
    case leaf(JSON)
    case object([String: Tree])

    init(_ json: JSON) {
        guard case .object(let members) = json else {
            self = .leaf(json)
            return
        }
        self = .object(
            Dictionary(members.map { ($0.name, Tree($0.value)) }, uniquingKeysWith: { $1 }))
    }

    func merging(_ patch: Tree) -> Tree {
        guard case .object(let changes) = patch else { return patch }
        var result: [String: Tree] = [:]
        if case .object(let members) = self { result = members }
        for (name, value) in changes {
            if value == .leaf(.null) {
                result[name] = nil
            } else {
                result[name] = (result[name] ?? .leaf(.null)).merging(value)
            }
        }
        return .object(result)
    }
}
