// Where the limits of a head lie: at the limit it is taken, one byte over it is refused, in one
// piece or byte by byte, and an endless line is refused as soon as it is over.

import HTTP
import Testing

@Suite struct RequestLimitTests {
    private func outcome(_ text: String) -> String {
        let whole = describe(RequestParserTests.parse(text))
        let inBits = describe(inPieces(Array(text.utf8), of: 97))
        return whole == inBits ? String(whole.prefix(40)) : "\(whole) but \(inBits)"
    }

    private func inPieces(_ bytes: [UInt8], of size: Int) -> RequestParser.Outcome {
        var parser = RequestParser()
        for count in stride(from: 0, to: bytes.count + size, by: size) {
            let outcome = parser.parse(Array(bytes.prefix(count)))
            if case .needsMore = outcome { continue }
            return outcome
        }
        return .needsMore
    }

    private func text(_ count: Int) -> String { String(repeating: "a", count: count) }

    @Test func `a request line has 8 KiB`() {
        let rest = " HTTP/1.1\r\nHost: a\r\n\r\n"
        let room = 8192 - "GET / HTTP/1.1".utf8.count
        #expect(outcome("GET /\(text(room))\(rest)").hasPrefix("complete"))
        #expect(outcome("GET /\(text(room + 1))\(rest)") == "refused requestLineTooLong")
        #expect(outcome("GET /\(text(8189))") == "refused requestLineTooLong")
        #expect(outcome("GET /\(text(8187))") == "needs more")
        #expect(outcome(text(9000)) == "refused requestLineTooLong")
    }

    @Test func `a field has 8 KiB`() {
        let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        #expect(outcome(start + text(8189) + "\r\n\r\n").hasPrefix("complete"))
        #expect(outcome(start + text(8190) + "\r\n\r\n") == "refused fieldTooLong")
        #expect(outcome(start + text(8190)) == "refused fieldTooLong")
        #expect(outcome(start + text(8189)) == "needs more")
    }

    @Test func `the fields together have 32 KiB`() {
        let start = "GET / HTTP/1.1\r\n"
        let host = "Host: a\r\n"
        let large = "X: \(text(8000))\r\n"
        let four = host + String(repeating: large, count: 4)
        let room = 32 * 1024 - four.utf8.count - 2
        let last = "Y: \(text(room - 5))\r\n"
        #expect((four + last + "\r\n").utf8.count == 32 * 1024)
        #expect(outcome(start + four + last + "\r\n").hasPrefix("complete"))
        #expect(outcome(start + four + "Z" + last + "\r\n") == "refused fieldsTooLong")
        #expect(outcome(start + four + large) == "refused fieldsTooLong")
    }

    @Test func `there may be a hundred fields`() {
        let start = "GET / HTTP/1.1\r\nHost: a\r\n"
        let more = String(repeating: "X: y\r\n", count: 99)
        #expect(outcome(start + more + "\r\n").hasPrefix("complete"))
        #expect(outcome(start + more + "X: y\r\n\r\n") == "refused tooManyFields")
    }

    @Test(arguments: Refusal.allCases)
    func `every refusal is a problem with words of its own`(_ refusal: Refusal) {
        #expect((400...507).contains(refusal.status))
        #expect(!refusal.title.isEmpty && refusal.detail.hasSuffix("."))
        #expect(refusal.problem.code == refusal.code)
        let same = Refusal.allCases.filter { $0.detail == refusal.detail }
        #expect(same == [refusal])
    }

    @Test func `a status belongs to each limit`() {
        #expect(Refusal.requestLineTooLong.status == 414)
        #expect(Refusal.fieldTooLong.status == 431)
        #expect(Refusal.fieldsTooLong.status == 431)
        #expect(Refusal.tooManyFields.status == 431)
        #expect(Refusal.unknownExpectation.status == 417)
        #expect(Refusal.unknownTransferCoding.status == 501)
        #expect(Refusal.unsupportedVersion.status == 505)
        #expect(Refusal.ambiguousFraming.status == 400)
    }
}
