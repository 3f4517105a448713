// Numbers become the nearest double, or the exact integer; what is beyond both is refused.

import JSON
import Testing

@Suite struct JSONNumberTests {
    @Test(arguments: [
        // Halfway between two doubles, and just beside it.
        ("9007199254740993.0", 9_007_199_254_740_992),
        ("9007199254740993.00000000000000000000000000000000000001", 9_007_199_254_740_994),
        ("9007199254740995.0", 9_007_199_254_740_996),
        ("1.00000000000000011102230246251565404", 1),
        ("1.00000000000000011102230246251565405", 1.0000000000000002),
        // Ends of the range, and the number that hung PHP and Java.
        ("2.2250738585072011e-308", 0x1p-1022 - 0x1p-1074),
        ("2.2250738585072012e-308", 0x1p-1022),
        ("2.4703282292062327e-324", 0), ("2.4703282292062328e-324", 0x1p-1074),
        ("1.7976931348623158e308", .greatestFiniteMagnitude),
        // The edges of the exact path.
        ("1e22", 1e22), ("1e23", 1e23), ("9007199254740992e22", 9007199254740992e22),
        ("9007199254740993e0", 9_007_199_254_740_992), ("1e-22", 1e-22), ("1e-23", 1e-23),
        ("123456789012345678901234567890.0", 0x18EE90FF6C373Ep+44),
        ("0.000001e6", 1), ("1000000e-6", 1), ("1e00000000000000000000001", 10),
        ("0e99999999999999999999", 0), ("1e-99999999999999999999", 0),
        ("-0.0", -0.0), ("-0e5", -0.0),
    ])
    func `a decimal becomes the nearest double`(text: String, value: Double) throws {
        let read = try #require(try JSON(parsing: text).number)
        #expect(read.bitPattern == value.bitPattern)
    }

    @Test func `minus zero keeps its sign as a double`() throws {
        let read = try JSON(parsing: "-0")
        #expect(read.int == nil)
        #expect(read.number?.bitPattern == (-0.0).bitPattern)
    }

    @Test func `a very long number is read as any other`() throws {
        let zeros = String(repeating: "0", count: 100_000)
        #expect(try JSON(parsing: "0.\(zeros)1") == .decimal(0))
        #expect(try JSON(parsing: "1.\(zeros)1") == .decimal(1))
        #expect(try JSON(parsing: "0.\(zeros)1e100001") == .decimal(1))
        #expect(throws: JSONError.self) { try JSON(parsing: "1\(zeros)") }
        #expect(throws: JSONError.self) { try JSON(parsing: "1\(zeros).0") }
    }

    @Test func `random decimals are read as Swift reads its literals`() throws {
        var dice = SplitMix(state: 754)
        let digits = Array("0123456789")
        for _ in 0..<20_000 {
            let whole = "\(1 + dice.below(9))" + String(dice.elements(of: digits, upTo: 18))
            let fraction = "\(dice.below(10))" + String(dice.elements(of: digits, upTo: 18))
            let text = "\(whole).\(fraction)e\(dice.below(80) - 40)"
            let value = try #require(Double(text))
            #expect(try JSON(parsing: text) == .decimal(value), "seed 754: \(text)")
        }
    }

    @Test func `every double survives writing and reading`() throws {
        var dice = SplitMix(state: 1985)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: dice.next())
            guard value.isFinite else { continue }
            let written = JSON.decimal(value).bytes
            #expect(try JSON(parsing: written).number == value, "seed 1985: \(value)")
        }
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (1e14, "100000000000000"),
        (999_999_999_999_999, "999999999999999"), (0x1p53, "9007199254740992"),
        (1e16, "1e+16"), (1e-7, "1e-07"),
        (.infinity, "null"), (-.infinity, "null"), (.nan, "null"), (1e100, "1e+100"),
        (.leastNonzeroMagnitude, "5e-324"), (0.30000000000000004, "0.30000000000000004"),
    ])
    func `a double is written as short as it can be`(value: Double, text: String) {
        #expect(JSON.decimal(value).description == text)
    }

    @Test func `whole numbers keep every digit`() throws {
        for value in [Int64.min, .min + 1, -10, -1, 0, 9, 10, 99, 100, .max - 1, .max] {
            #expect(JSON.integer(value).description == String(value))
            #expect(try JSON(parsing: String(value)) == .integer(value))
        }
    }
}
