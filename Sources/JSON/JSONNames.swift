// The names of objects that are all alike, such as the rows of a list, laid out once as they stand
// in the text. Each is then two copies of a fixed length, whatever its own.

package struct JSONNames: Sendable {
    /// A name with the comma before it and the colon behind, and what fills its 32 bytes up.
    struct Name {
        static let bytes = 32
        let first: SIMD16<UInt8>
        let second: SIMD16<UInt8>
        let length: Int
    }

    let names: [Name]
    /// Bytes of all of them.
    let total: Int

    /// Each as it stands in the text: in quotation marks, with the colon; 31 bytes at most.
    package init(_ names: [StaticString]) {
        self.names = names.map { Name($0) }
        total = self.names.reduce(0) { $0 + $1.length }
    }
}

extension JSONNames.Name {
    init(_ name: StaticString) {
        length = name.utf8CodeUnitCount + 1
        precondition(length <= Self.bytes, "a name too long for its place")
        var bytes = [UInt8](repeating: 0, count: Self.bytes)
        bytes[0] = UInt8(ascii: ",")
        for place in 1..<length { bytes[place] = name.utf8Start[place - 1] }
        first = SIMD16(bytes[..<16])
        second = SIMD16(bytes[16...])
    }
}
