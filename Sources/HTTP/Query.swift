// The query of a target as ordered pairs, in the form application/x-www-form-urlencoded: "+" is a
// space, duplicates are kept, empty pairs ("a=1&&b=2") are skipped. Never says what a name means.

package struct Query: Sendable {
    package struct Pair: Sendable, Equatable {
        package let name: String
        /// Empty for a name without "=".
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package let pairs: [Pair]

    package init(_ pairs: [Pair] = []) {
        self.pairs = pairs
    }

    package var isEmpty: Bool { pairs.isEmpty }

    /// The first value of that name.
    package subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// Every value of that name, in order.
    package func all(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }
}

package enum QueryError: String, Error, Sendable, CaseIterable {
    case malformed = "malformed_query"
    case tooManyPairs = "too_many_parameters"

    package var problem: Problem {
        switch self {
        case .malformed:
            Problem(
                status: 400, code: rawValue, title: "Malformed query",
                detail: "The query has a percent-escape that is not UTF-8 text without controls.")
        case .tooManyPairs:
            Problem(
                status: 400, code: rawValue, title: "Too many parameters",
                detail: "The query has more than \(Limits.standard.queryPairsMax) parameters.")
        }
    }
}

extension Request {
    /// The query's pairs, decoded; none when there is no query.
    package func query(
        pairsMax: Int = Limits.standard.queryPairsMax
    ) throws(QueryError) -> Query {
        guard let rawQuery else { return Query() }
        return try Query(parsing: head.span, rawQuery, pairsMax: pairsMax)
    }
}

extension Query {
    package init(
        parsing bytes: Span<UInt8>, _ range: Range<Int>,
        pairsMax: Int = Limits.standard.queryPairsMax
    ) throws(QueryError) {
        var pairs: [Pair] = []
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            var equals: Int?
            while end < range.upperBound, bytes[end] != UInt8(ascii: "&") {
                if equals == nil, bytes[end] == UInt8(ascii: "=") { equals = end }
                end += 1
            }
            if end > start {
                guard pairs.count < pairsMax else { throw .tooManyPairs }
                pairs.append(try Self.pair(bytes, start..<end, equals: equals))
            }
            start = end + 1
        }
        self.init(pairs)
    }

    private static func pair(
        _ bytes: Span<UInt8>, _ range: Range<Int>, equals: Int?
    ) throws(QueryError) -> Pair {
        let nameEnd = equals ?? range.upperBound
        let valueStart = equals.map { $0 + 1 } ?? range.upperBound
        guard
            let name = PercentDecoding.text(
                bytes, range.lowerBound..<nameEnd, plusIsSpace: true),
            let value = PercentDecoding.text(
                bytes, valueStart..<range.upperBound, plusIsSpace: true)
        else { throw .malformed }
        return Pair(name: name, value: value)
    }
}
