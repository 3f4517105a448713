// A merge patch (RFC 7396) onto a document that has a fixed set of members. To remove what nobody
// knows would do nothing, and be ignored; here it stays visible, so that the reader of the document
// refuses it like any other unknown member.

import JSON

extension JSON {
    /// The document with the patch merged in. A member that is set to null and is not there is null
    /// in the result, which says the same of every member that is known.
    package func patched(by patch: JSON) -> JSON {
        guard case .object(let merged) = merging(patch: patch), let changes = patch.members else {
            return merging(patch: patch)
        }
        let removed = changes.filter { $0.value == .null && self[$0.name] == nil }
        return .object(merged + removed)
    }
}
