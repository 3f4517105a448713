// From the names and decimals of a question to the positions and whole digits that the engine
// computes with. Names are compared byte for byte, where String finds spellings equal that differ
// in their bytes.

/// An open table of positions, at most half full: a hundred thousand names are looked up often, and
/// held only once.
struct NamePositions {
    private let names: [String]
    /// The position of a name, or −1.
    private var slots: [Int32]

    init(_ names: [String]) throws(Assignment.Refusal) {
        guard names.count < Int(Int32.max) else {
            throw .invalid("There are more people than the engine can number.")
        }
        self.names = names
        var size = 2
        while size < 2 * names.count { size *= 2 }
        slots = [Int32](repeating: -1, count: size)
        for (position, name) in names.enumerated() {
            let slot = slot(of: name)
            guard slots[slot] < 0 else { throw .invalid("\(name) is declared twice.") }
            slots[slot] = Int32(truncatingIfNeeded: position)
        }
    }

    func position(of name: String, as what: String) throws(Assignment.Refusal) -> Int {
        let position = slots[slot(of: name)]
        guard position >= 0 else { throw .invalid("\(name) is not declared as \(what).") }
        return Int(position)
    }

    /// Where a name is, or would be.
    private func slot(of name: String) -> Int {
        var hasher = Hasher()
        let isHashed: Void? = name.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isHashed == nil { for byte in name.utf8 { hasher.combine(byte) } }
        var slot = hasher.finalize() & (slots.count - 1)
        while slots[slot] >= 0, !names[Int(slots[slot])].utf8.elementsEqual(name.utf8) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }
}

struct MatchNames {
    private let mentees: NamePositions
    private let mentors: NamePositions

    init(mentees: [String], mentors: [String]) throws(Assignment.Refusal) {
        self.mentees = try NamePositions(mentees)
        self.mentors = try NamePositions(mentors)
    }

    func mentee(_ name: String) throws(Assignment.Refusal) -> Int {
        try mentees.position(of: name, as: "a mentee")
    }

    func mentor(_ name: String) throws(Assignment.Refusal) -> Int {
        try mentors.position(of: name, as: "a mentor")
    }

    func pair(_ mentee: String, _ mentor: String) throws(Assignment.Refusal) -> Assignment.Pair {
        .init(try self.mentee(mentee), try self.mentor(mentor))
    }

    func pairs(_ pairs: [NamedPair]) throws(Assignment.Refusal) -> [Assignment.Pair] {
        var found: [Assignment.Pair] = []
        for pair in pairs { found.append(try self.pair(pair.mentee, pair.mentor)) }
        return found
    }
}

/// The places of all decimals of a question: whole digits are in units of 10^−`places`.
struct DecimalUnit {
    let places: Int

    init(of values: some Sequence<ExactDecimal>) { places = values.map(\.places).max() ?? 0 }

    func digits(_ value: ExactDecimal) throws(Assignment.Refusal) -> Int64 {
        guard let digits = value.scaled(to: places) else {
            throw .invalid("A score has too many digits.")
        }
        return digits
    }
}
