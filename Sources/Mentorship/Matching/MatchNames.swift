// From the names and decimals of a question to the positions and whole digits that the engine
// computes with. Names are compared byte for byte, where String finds spellings equal that differ
// in their bytes.

struct NamePositions {
    private let positions: [[UInt8]: Int]

    init(_ names: [String]) throws(Assignment.Refusal) {
        var positions: [[UInt8]: Int] = [:]
        positions.reserveCapacity(names.count)
        for (position, name) in names.enumerated() {
            guard positions.updateValue(position, forKey: Array(name.utf8)) == nil else {
                throw .invalid("\(name) is declared twice.")
            }
        }
        self.positions = positions
    }

    func position(of name: String, as what: String) throws(Assignment.Refusal) -> Int {
        guard let position = positions[Array(name.utf8)] else {
            throw .invalid("\(name) is not declared as \(what).")
        }
        return position
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
