// From the names and decimals of a question to the positions and whole digits that the engine
// computes with. Names are compared byte for byte, where String finds spellings equal that differ
// in their bytes.

/// An open table of positions, at most half full: a hundred thousand names are looked up often, and
/// held only once.
struct NamePositions {
    /// All names, byte after byte, and where each of them begins.
    private var bytes: [UInt8] = []
    private var starts: [Int32] = [0]
    /// The position of a name, or −1.
    private var slots: [Int32]

    init(_ names: [String]) throws(Assignment.Refusal) {
        guard names.count < Int(Int32.max) else {
            throw .invalid("There are more people than the engine can number.")
        }
        var size = 2
        while size < 2 * names.count { size *= 2 }
        slots = [Int32](repeating: -1, count: size)
        starts.reserveCapacity(names.count + 1)
        for (position, name) in names.enumerated() {
            let slot = slot(of: name)
            guard slots[slot] < 0 else { throw .invalid("\(name) is declared twice.") }
            slots[slot] = Int32(truncatingIfNeeded: position)
            bytes.append(contentsOf: name.utf8)
            guard bytes.count < Int(Int32.max) else { throw .invalid("The names are too long.") }
            starts.append(Int32(truncatingIfNeeded: bytes.count))
        }
    }

    var count: Int { starts.count - 1 }

    func position(of name: String, as what: String) throws(Assignment.Refusal) -> Int {
        let position = slots[slot(of: name)]
        guard position >= 0 else { throw .invalid("\(name) is not declared as \(what).") }
        return Int(position)
    }

    /// Where a name is, or would be.
    private func slot(of name: String) -> Int {
        var name = name
        return name.withUTF8 { name in
            var slot = firstSlot(of: name)
            while slots[slot] >= 0, !isName(name, at: Int(slots[slot])) {
                slot = (slot + 1) & (slots.count - 1)
            }
            return slot
        }
    }

    @inline(__always)
    private func firstSlot(of name: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(name))
        return hasher.finalize() & (slots.count - 1)
    }

    @inline(__always)
    private func isName(_ name: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        let start = Int(starts[position])
        guard Int(starts[position + 1]) - start == name.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            var offset = 0
            while offset < name.count, bytes[start + offset] == name[offset] { offset += 1 }
            return offset == name.count
        }
    }
}

// MARK: Many at once

extension NamePositions {
    /// What is known of each name on the way to its position.
    struct Guesses {
        fileprivate var slots: [Int32] = []
        fileprivate var positions: [Int32] = []
    }

    /// In three steps for all, since each waits for memory and waits for many take no longer than
    /// one.
    func forEachPosition(
        of names: [String], as what: String, _ guesses: inout Guesses, _ body: (Int) -> Void
    ) throws(Assignment.Refusal) {
        guesses.slots.removeAll(keepingCapacity: true)
        guesses.positions.removeAll(keepingCapacity: true)
        for name in names {
            var name = name
            guesses.slots.append(
                name.withUTF8 { Int32(truncatingIfNeeded: firstSlot(of: $0)) })
        }
        for slot in guesses.slots { guesses.positions.append(slots[Int(slot)]) }
        for (index, name) in names.enumerated() {
            let guess = Int(guesses.positions[index])
            var name = name
            let isRight = guess >= 0 && name.withUTF8 { isName($0, at: guess) }
            body(isRight ? guess : try position(of: name, as: what))
        }
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

    /// The lists of the mentees in their order; who gave none has an empty one.
    func menteeWishes(
        _ lists: [(id: String, list: [String])]
    ) throws(Assignment.Refusal) -> WishLists {
        try Self.wishes(lists, of: mentees, "a mentee", for: mentors, "a mentor")
    }

    func mentorWishes(
        _ lists: [(id: String, list: [String])]
    ) throws(Assignment.Refusal) -> WishLists {
        try Self.wishes(lists, of: mentors, "a mentor", for: mentees, "a mentee")
    }

    private static func wishes(
        _ lists: [(id: String, list: [String])], of owners: NamePositions, _ owner: String,
        for others: NamePositions, _ other: String
    ) throws(Assignment.Refusal) -> WishLists {
        var listOf = [Int](repeating: -1, count: owners.count)
        for (index, (id, _)) in lists.enumerated() {
            let position = try owners.position(of: id, as: owner)
            guard listOf[position] < 0 else { throw .invalid("\(id) has two lists.") }
            listOf[position] = index
        }
        var wishes = WishLists(
            lists: owners.count, wishes: lists.reduce(0) { $0 + $1.list.count })
        var guesses = NamePositions.Guesses()
        for index in listOf {
            if index >= 0 {
                try others.forEachPosition(of: lists[index].list, as: other, &guesses) {
                    wishes.add($0)
                }
            }
            wishes.endList()
        }
        return wishes
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
