// Reads the head of a request from the bytes received so far, however they were cut; strict by
// RFC 9110 and 9112, since what two parsers read differently is how requests are smuggled. Makes
// no String, looks at each byte once, and never guesses: a doubt is a refusal.

package struct RequestParser: Sendable {
    package enum Outcome: Sendable {
        case needsMore
        case complete(RequestHead)
        case refused(Refusal)
    }

    private enum Stage {
        case start, requestLine, fields
    }

    private var stage = Stage.start
    /// Where the line under way begins, and up to where it has been searched for its end.
    private var lineStart = 0
    private var searched = 0
    private var fieldsStart = 0
    private var line = RequestLine()
    private var fields = FieldSection()

    package init() {}

    /// `bytes` begins with the request's first byte and holds all that came since, also what was
    /// passed before. After anything but `needsMore` the parser is as new.
    package mutating func parse(
        _ bytes: Span<UInt8>, limits: borrowing Limits = .standard
    ) -> Outcome {
        do throws(Refusal) {
            while let range = try nextLine(bytes, limits) {
                guard let head = try take(range, bytes, limits) else { continue }
                self = RequestParser()
                return .complete(head)
            }
            return .needsMore
        } catch {
            self = RequestParser()
            return .refused(error)
        }
    }

    package mutating func parse(_ bytes: [UInt8], limits: Limits = .standard) -> Outcome {
        parse(bytes.span, limits: limits)
    }

    // MARK: Lines

    /// The next line without its CRLF, or nil while its end has not come.
    private mutating func nextLine(
        _ bytes: Span<UInt8>, _ limits: borrowing Limits
    ) throws(Refusal) -> Range<Int>? {
        let found = bytes.firstControl(from: searched)
        try checkLength(lineEnd: found ?? bytes.count, limits)
        guard let found else {
            searched = bytes.count
            return nil
        }
        searched = found
        guard bytes[found] == Octet.carriageReturn else {
            throw bytes[found] == Octet.lineFeed ? .malformedLineEnd : .controlCharacter
        }
        guard found + 1 < bytes.count else { return nil }
        guard bytes[found + 1] == Octet.lineFeed else { throw .malformedLineEnd }
        let range = lineStart..<found
        lineStart = found + 2
        searched = lineStart
        return range
    }

    /// Whether the line may end there, or go on beyond it. The same for any cut of the bytes: of
    /// two limits the one that is reached first counts.
    private func checkLength(lineEnd: Int, _ limits: borrowing Limits) throws(Refusal) {
        guard stage == .fields else {
            if lineEnd - lineStart > limits.requestLineMax { throw .requestLineTooLong }
            return
        }
        let lineMax = lineStart + limits.fieldMax
        let blockMax = fieldsStart + limits.headerBlockMax - 2
        if lineEnd > min(lineMax, blockMax) {
            throw lineMax <= blockMax ? .fieldTooLong : .fieldsTooLong
        }
    }

    private mutating func take(
        _ range: Range<Int>, _ bytes: Span<UInt8>, _ limits: borrowing Limits
    ) throws(Refusal) -> RequestHead? {
        switch stage {
        case .start where range.isEmpty:
            // One empty line before the request line is forgiven (RFC 9112 §2.2).
            stage = .requestLine
        case .start, .requestLine:
            try line.read(bytes, range)
            stage = .fields
            fieldsStart = lineStart
        case .fields where range.isEmpty:
            return try finish(bytes)
        case .fields:
            guard fields.list.count < limits.fieldCountMax else { throw .tooManyFields }
            try fields.add(bytes, range)
        }
        return nil
    }

    // MARK: The whole head

    private mutating func finish(_ bytes: Span<UInt8>) throws(Refusal) -> RequestHead {
        let framing = try fields.framing(line.version)
        if fields.host == nil, line.version == .http11 { throw .missingHost }
        let request = Request(
            head: bytes.array(0..<lineStart), method: line.method, version: line.version,
            path: line.path, query: line.query, authority: line.authority ?? fields.host,
            fields: fields.list)
        return RequestHead(
            request: request, framing: framing, keepAlive: fields.keepAlive(line.version),
            expectsContinue: fields.expectsContinue && line.version == .http11
                && framing != .none && framing != .length(0),
            consumed: lineStart)
    }
}
