// The statements of a connection by the address of their SQL, which is a literal's identity: found
// at every request several times, so that no text and no address is hashed the general way.

struct StatementTable {
    private struct Place {
        let key: UnsafePointer<UInt8>
        let statement: Statement
    }

    /// A power of two, half of them empty at least: a search ends at the first empty one.
    private var places: [Place?] = Array(repeating: nil, count: 64)
    private var count = 0

    subscript(key: UnsafePointer<UInt8>) -> Statement? { places[index(of: key)]?.statement }

    mutating func insert(_ statement: Statement, for key: UnsafePointer<UInt8>) {
        if 2 * (count + 1) > places.count { grow() }
        let index = index(of: key)
        if places[index] == nil { count += 1 }
        places[index] = Place(key: key, statement: statement)
    }

    mutating func removeAll() {
        places = Array(repeating: nil, count: places.count)
        count = 0
    }

    /// Where it is, or where it would be put.
    private func index(of key: UnsafePointer<UInt8>) -> Int {
        // Fibonacci hashing (Knuth, TAOCP 3, §6.4): addresses differ in their middle bits.
        let mixed = UInt(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15
        var index = Int(truncatingIfNeeded: mixed >> 40) & (places.count - 1)
        while let place = places[index], place.key != key {
            index = (index + 1) & (places.count - 1)
        }
        return index
    }

    private mutating func grow() {
        let before = places
        places = Array(repeating: nil, count: 2 * before.count)
        for case let place? in before { places[index(of: place.key)] = place }
    }
}
