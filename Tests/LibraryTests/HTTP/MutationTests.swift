// Requests and bodies damaged at random: nothing traps, cuts never change the answer, and what is
// taken keeps every promise of the grammar. Each failure names its seed.

import HTTP
import Testing

/// SplitMix64 (Steele, Lea and Flood, 2014): small, and the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct MutationTests {
    private static let seeds: [UInt64] = [1, 42, 20_260_101, 0xDEAD_BEEF]
    private static let cases = 200

    /// Bytes and words that parsers trip over.
    private static let spices: [String] = [
        "\r", "\n", "\r\n", "\0", " ", "\t", ":", ",", ";", "%", "%00", "%C3", "/", "?", "#", "*",
        "[",
        "]", "\"", "\u{7F}", "\u{80}", "Host: b\r\n", "Content-Length: 5\r\n", "chunked",
        "HTTP/1.0",
        "Transfer-Encoding: chunked\r\n", "18446744073709551616", "FFFFFFFFFFFFFFFF", "0",
        "\r\n\r\n",
        "http://[::1]:8", "Connection: close\r\n", "Expect: 100-continue\r\n", "q=0.5", "W/\"a\"",
    ]

    private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...6, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3: bytes.removeLast(bytes.count - max(place, bytes.count / 2))
            case 4 where place < bytes.count:
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default:
                let spice = Self.spices.randomElement(using: &random) ?? ""
                bytes.replaceSubrange(place..<end, with: spice.utf8)
            }
        }
        return bytes
    }

    @Test(arguments: seeds)
    func `a damaged head never traps, and cuts do not matter`(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let router = try Router([
            (Method.get, "/v1/people", 0), (.get, "/{a}", 1), (.post, "/{a}/{b}", 2),
        ])
        for round in 0..<Self.cases {
            let text = RequestParserTests.accepted.randomElement(using: &random) ?? ""
            let bytes = mutated(Array(text.utf8), &random)
            var parser = RequestParser()
            let outcome = parser.parse(bytes)
            let note: Comment = "seed \(seed), round \(round), \(bytes)"
            #expect(describe(byteByByte(bytes)) == describe(outcome), note)
            guard case .complete(let head) = outcome else { continue }
            check(head, note)
            use(head.request, router)
        }
    }

    /// What RFC 9112 promises of a head that was taken.
    private func check(_ head: RequestHead, _ note: Comment) {
        let request = head.request
        let text = String(decoding: request.head, as: UTF8.self)
        let lines = request.head.split(separator: 10, omittingEmptySubsequences: false)
        #expect(
            request.head.count == head.consumed && request.head.suffix(4) == [13, 10, 13, 10], note)
        #expect(lines.dropLast().allSatisfy { $0.last == 13 && $0.count { $0 == 13 } == 1 }, note)
        #expect(!request.head.contains { $0 == 0 || $0 == 127 }, note)
        let hosts = request.headers("host").count
        #expect(request.version == .http10 ? hosts <= 1 : hosts == 1, "\(note) \(text)")
        let lengths = request.headers("content-length")
        let codings = request.headers("transfer-encoding")
        #expect(lengths.count + codings.count <= 1, note)
        switch head.framing {
        case .none: #expect(lengths.isEmpty && codings.isEmpty, note)
        case .length(let length): #expect(lengths.count == 1 && Int(lengths[0]) == length, note)
        case .chunked: #expect(codings.first?.lowercased() == "chunked", note)
        }
        #expect(
            request.method == .connect
                || PercentDecoding.text(Array(request.head[request.path])) != nil, note)
    }

    /// Nothing that a service may ask traps.
    private func use(_ request: Request, _ router: Router<Int>) {
        _ = try? request.query()
        _ = try? request.ifMatch()
        _ = request.mediaType(among: ["application/json", "text/csv"])
        _ = request.acceptsGzip
        if case .found(_, let captures) = router.find(request.method, in: request) {
            for name in captures.names { #expect(captures[name] != nil) }
        }
    }

    @Test(arguments: seeds)
    func `a damaged chunked body never traps, and cuts do not matter`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for round in 0..<Self.cases {
            let text = ChunkedBodyTests.bodies.randomElement(using: &random)?.0 ?? ""
            let bytes = mutated(Array(text.utf8), &random)
            let whole = decode(bytes, cuts: [])
            let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
            let note: Comment = "seed \(seed), round \(round), \(bytes)"
            #expect(decode(bytes, cuts: cuts) == whole, note)
            #expect(decode(bytes, cuts: Array(0...bytes.count)) == whole, note)
        }
    }

    private func decode(_ bytes: [UInt8], cuts: [Int]) -> String {
        var decoder = ChunkedBody(bodyMax: 20)
        var body: [UInt8] = []
        var start = 0
        var consumed = 0
        for end in cuts + [bytes.count] {
            let progress = decoder.decode(Array(bytes[start..<end]), appendingTo: &body)
            consumed += progress.consumed
            if case .refused(let refusal) = progress.outcome { return "refused \(refusal)" }
            if progress.outcome == .complete { return "\(body) \(consumed)" }
            start = end
        }
        return "needs more \(body)"
    }

    @Test(arguments: seeds)
    func `damaged conditions and preferences never trap`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let texts = [
            "text/csv;q=0.5, */*;q=0.1", "gzip;q=1.0, *;q=0", "W/\"a\", \"b\"", "a=1&b=%C3%A4",
        ]
        for _ in 0..<Self.cases {
            let bytes = mutated(Array((texts.randomElement(using: &random) ?? "").utf8), &random)
            let text = String(decoding: bytes, as: UTF8.self)
            let all = [0..<bytes.count]
            _ = Negotiation.mediaType(bytes.span, accept: all, offered: ["text/csv"])
            _ = Negotiation.acceptsGzip(bytes.span, acceptEncoding: all)
            _ = EntityTags([text])
            _ = PercentDecoding.text(bytes, plusIsSpace: true)
            _ = try? Query(parsing: bytes.span, 0..<bytes.count)
        }
    }
}
