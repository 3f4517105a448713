// What somebody describes of themselves: names of things with one's own words for them. Nobody has
// to, and nothing here says what any of it is worth.

package struct Characteristics: Sendable, Equatable {
    package typealias Described = [String: [Term]]

    /// Things that somebody speaks of.
    package static let countMax = 20
    /// Words for one of them.
    package static let termsMax = 10
    /// Characters of a name, as a policy may write it.
    package static let nameMax = PolicyLimits.name

    package var described: Described
    /// Names of those that are never matched by, whatever the person agreed to of the others: what
    /// joins people may be one side of who they are and not another.
    package var notForMatching: Set<String>

    package init(_ described: Described = [:], notForMatching: Set<String> = []) {
        self.described = described
        self.notForMatching = notForMatching
    }

    /// What consent to a purpose opens.
    package func opened(for purpose: Consent.Purpose) -> Described {
        switch purpose {
        case .matchingCharacteristics: described.filter { !notForMatching.contains($0.key) }
        case .equityReport: described
        }
    }

    /// faith, age_band: a name is a word of the programme's, not of the person's.
    package static func isName(_ name: String) -> Bool {
        (1...nameMax).contains(name.utf8.count) && name.utf8.first.map(isLetter) == true
            && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}

/// Stands in for words where only it matters whether two people said the same: a run keeps these,
/// so that no run ever holds what somebody described. Numbers follow the order of asking.
package struct Pseudonyms: Sendable {
    private var numbers: [String: [String: Int]] = [:]

    package init() {}

    package mutating func replace(_ described: Characteristics.Described) -> [String: [Term]] {
        var replaced: [String: [Term]] = [:]
        for (name, terms) in described {
            replaced[name] = terms.map { term in
                let next = numbers[name, default: [:]].count + 1
                let number = numbers[name, default: [:]][term.key] ?? next
                numbers[name, default: [:]][term.key] = number
                return Term(stored: "\(number)")
            }
        }
        return replaced
    }
}

extension Candidate {
    /// As staff may see it: neither what somebody spoke of nor whether, since what alone is named
    /// by a priority would say why they come first.
    package var masked: Candidate {
        var candidate = self
        candidate.characteristics = [:]
        return candidate
    }
}
