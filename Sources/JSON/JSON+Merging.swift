// JSON Merge Patch (RFC 7396): the document that a patch makes of another. Knows nothing of what
// the members mean; a null in a patch takes the member away.

extension JSON {
    /// RFC 7396 §2, `MergePatch(Target, Patch)`. Members keep their places, new ones come last.
    package func merging(patch: JSON) -> JSON {
        guard case .object(let changes) = patch else { return patch }
        let target = members ?? []
        var merged: [Member?] = target
        // A table of places, since patch and target may both be large.
        var places: [String: Int] = [:]
        for (place, member) in target.enumerated() { places[member.name] = place }
        for change in changes {
            let place = places[change.name]
            if change.value == .null {
                if let place { merged[place] = nil }
                continue
            }
            let old = place.map { target[$0].value } ?? .null
            let member = Member(change.name, old.merging(patch: change.value))
            if let place { merged[place] = member } else { merged.append(member) }
        }
        return .object(merged.compactMap(\.self))
    }
}
