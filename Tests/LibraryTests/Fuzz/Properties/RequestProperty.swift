// The request parser: cuts never change what it makes of the bytes, a head that it takes keeps what
// RFC 9112 promises of one, and written anew from its parts it reads the same.

import HTTP

enum RequestProperty {
    static func flaw(in input: [UInt8]) -> String? {
        guard let cutting = Cutting(input) else { return nil }
        let limits = cutting.isTight ? tight : .standard
        let whole = Connection.read(cutting.bytes, endingAt: [cutting.bytes.count], limits)
        for ends in cutting.ways {
            let cut = Connection.read(cutting.bytes, endingAt: ends, limits)
            if cut.outcomes != whole.outcomes {
                return "cut at \(ends) it is \(cut.outcomes), else \(whole.outcomes)"
            }
        }
        for head in whole.heads {
            if let flaw = broken(head) ?? unstable(head) { return flaw }
            use(head.request)
        }
        return nil
    }

    private static let tight: Limits = {
        var limits = Limits()
        limits.requestLineMax = 48
        limits.fieldMax = 40
        limits.headerBlockMax = 96
        limits.fieldCountMax = 4
        return limits
    }()

    // MARK: What the RFC promises

    private static func broken(_ head: RequestHead) -> String? {
        let bytes = head.request.head
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        guard bytes.count == head.consumed, bytes.suffix(4) == [13, 10, 13, 10],
            lines.allSatisfy({ line in line.last == 13 && line.count { $0 == 13 } == 1 })
        else { return "a line end of the head is not CRLF (RFC 9112 §2.2)" }
        for field in head.request.fields {
            guard isToken(bytes[field.name]), isContent(bytes[field.value]) else {
                return "a field is not by the grammar (RFC 9110 §5.5): \(bytes)"
            }
        }
        return brokenFraming(head) ?? brokenTarget(head)
    }

    /// RFC 9112 §6.3, read off the fields once more.
    private static func brokenFraming(_ head: RequestHead) -> String? {
        let lengths = head.request.headers("content-length")
        let codings = head.request.headers("transfer-encoding")
        let agrees =
            switch head.framing {
            case .none: lengths.isEmpty && codings.isEmpty
            case .length(let length): codings.isEmpty && lengths.map(Int.init) == [length]
            case .chunked: lengths.isEmpty && codings.map { $0.lowercased() } == ["chunked"]
            }
        guard agrees, head.request.version == .http11 || head.framing != .chunked else {
            return "\(head.framing) beside \(lengths) and \(codings)"
        }
        let hosts = head.request.headers("host").count
        guard hosts == 1 || (hosts == 0 && head.request.version == .http10) else {
            return "\(hosts) Host fields (RFC 9112 §3.2)"
        }
        return nil
    }

    private static func brokenTarget(_ head: RequestHead) -> String? {
        let request = head.request
        let path = Array(request.head[request.path])
        let isFine =
            switch path.first {
            case nil: request.method == .connect
            case UInt8(ascii: "/"): PercentDecoding.text(path) != nil
            default: path == [UInt8(ascii: "*")] && request.method == .options
            }
        return isFine ? nil : "the path is \(path)"
    }

    private static func isToken(_ name: ArraySlice<UInt8>) -> Bool {
        let others = Array("!#$%&'*+-.^_`|~".utf8)
        return !name.isEmpty
            && name.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: others.contains($0)
                }
            }
    }

    private static func isContent(_ value: ArraySlice<UInt8>) -> Bool {
        let blanks: [UInt8?] = [0x20, 0x09]
        return !blanks.contains(value.first) && !blanks.contains(value.last)
            && value.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
    }

    // MARK: Written anew

    /// What a proxy would make of the head must mean the same to us, else requests are smuggled
    /// between the two readings (RFC 9112 §11.2).
    private static func unstable(_ head: RequestHead) -> String? {
        let request = head.request
        var text = Array(request.head.drop { $0 == 13 || $0 == 10 }.prefix { $0 != 13 })
        for field in request.fields {
            text += [13, 10] + request.head[field.name] + [0x3A, 0x20] + request.head[field.value]
        }
        text += [13, 10, 13, 10]
        var roomy = Limits()
        roomy.requestLineMax = 1 << 20
        roomy.fieldMax = 1 << 20
        roomy.headerBlockMax = 1 << 20
        var parser = RequestParser()
        guard case .complete(let again) = parser.parse(text, limits: roomy) else {
            return "written anew it is no longer taken: \(text)"
        }
        return Meaning(head) == Meaning(again) ? nil : "written anew it means something else"
    }

    /// Nothing that a service may ask of a request traps.
    private static func use(_ request: Request) {
        _ = try? request.query()
        _ = try? request.ifMatch()
        _ = try? request.ifNoneMatch()
        _ = request.mediaType(among: ["application/json", "text/csv"])
        _ = request.acceptsGzip
    }
}

/// What a head says, wherever its parts lie.
private struct Meaning: Equatable {
    let line: [[UInt8]?]
    let fields: [[ArraySlice<UInt8>]]
    let framing: RequestHead.Framing
    let flags: [Bool]

    init(_ head: RequestHead) {
        let request = head.request
        line = [request.path, request.rawQuery, request.authority].map { range in
            range.map { Array(request.head[$0]) }
        }
        fields = request.fields.map { [request.head[$0.name], request.head[$0.value]] }
        framing = head.framing
        flags = [head.keepAlive, head.expectsContinue, request.version == .http11]
    }
}

/// A connection that reads one request after the other, as far as the bytes go.
private struct Connection {
    enum Outcome: Equatable {
        case head(Range<Int>, path: Range<Int>, fields: [Range<Int>], RequestHead.Framing, [Bool])
        case refused(Refusal)
    }

    private(set) var outcomes: [Outcome] = []
    private(set) var heads: [RequestHead] = []
    private var start = 0
    private var parser = RequestParser()

    static func read(_ bytes: [UInt8], endingAt ends: [Int], _ limits: Limits) -> Connection {
        var connection = Connection()
        for end in ends {
            while connection.start <= end,
                connection.take(bytes.span.extracting(connection.start..<end), limits)
            {}
            if case .refused? = connection.outcomes.last { break }
        }
        return connection
    }

    /// Whether another request may follow in the same bytes.
    private mutating func take(_ bytes: Span<UInt8>, _ limits: Limits) -> Bool {
        switch parser.parse(bytes, limits: limits) {
        case .needsMore: return false
        case .refused(let refusal):
            outcomes.append(.refused(refusal))
            return false
        case .complete(let head):
            outcomes.append(
                .head(
                    start..<start + head.consumed, path: head.request.path,
                    fields: head.request.fields.map(\.value), head.framing,
                    [head.keepAlive, head.expectsContinue]))
            heads.append(head)
            return skipBody(head)
        }
    }

    private mutating func skipBody(_ head: RequestHead) -> Bool {
        start += head.consumed
        switch head.framing {
        case .none: return true
        case .length(let length):
            let (end, overflow) = start.addingReportingOverflow(length)
            start = overflow ? .max : end
            return !overflow
        case .chunked:
            // Chunks are a check of their own: nothing behind them is looked at.
            start = .max
            return false
        }
    }
}
