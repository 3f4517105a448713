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
    /// What the head that was refused asked for, where its request line was understood: an answer
    /// to HEAD has no content, a refusal neither (RFC 9110 §9.3.2).
    package private(set) var refusedMethod = Method.other

    package init() {}

    /// `bytes` begins with the request's first byte and holds all that came since, also what was
    /// passed before. After anything but `needsMore` the parser is as new.
    package mutating func parse(
        _ bytes: Span<UInt8>, limits: borrowing Limits = .standard
    ) -> Outcome {
        var head = RequestHead()
        do throws(Refusal) {
            return try parse(bytes, limits: limits, into: &head) ? .complete(head) : .needsMore
        } catch {
            return .refused(error)
        }
    }

    /// The same into a head whose storage is used again: true when it is complete.
    package mutating func parse(
        _ bytes: Span<UInt8>, limits: borrowing Limits, into head: inout RequestHead
    ) throws(Refusal) -> Bool {
        do throws(Refusal) {
            while let range = try nextLine(bytes, limits) {
                guard try take(range, bytes, limits, &head) else { continue }
                reset()
                return true
            }
            return false
        } catch {
            refusedMethod = stage == .fields ? line.method : .other
            reset()
            throw error
        }
    }

    /// Keeps what storage there is.
    private mutating func reset() {
        stage = .start
        lineStart = 0
        searched = 0
        fields.reset()
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

    /// True with the last line.
    private mutating func take(
        _ range: Range<Int>, _ bytes: Span<UInt8>, _ limits: borrowing Limits,
        _ head: inout RequestHead
    ) throws(Refusal) -> Bool {
        switch stage {
        case .start where range.isEmpty:
            // One empty line before the request line is forgiven (RFC 9112 §2.2).
            stage = .requestLine
        case .start, .requestLine:
            line = RequestLine()
            try line.read(bytes, range)
            stage = .fields
            fieldsStart = lineStart
        case .fields where range.isEmpty:
            try finish(bytes, &head)
            return true
        case .fields:
            guard fields.list.count < limits.fieldCountMax else { throw .tooManyFields }
            try fields.add(bytes, range)
        }
        return false
    }

    // MARK: The whole head

    private mutating func finish(
        _ bytes: Span<UInt8>, _ head: inout RequestHead
    ) throws(Refusal) {
        let framing = try fields.framing(line.version)
        if fields.host == nil, line.version == .http11 { throw .missingHost }
        head.framing = framing
        head.keepAlive = fields.keepAlive(line.version)
        head.expectsContinue =
            fields.expectsContinue && line.version == .http11
            && framing != .none && framing != .length(0)
        head.consumed = lineStart
        fill(&head.request, bytes.extracting(0..<lineStart))
    }

    /// The list of fields goes over to the request, and that of the request before it comes back.
    private mutating func fill(_ request: inout Request, _ bytes: Span<UInt8>) {
        request.head.removeAll(keepingCapacity: true)
        bytes.withUnsafeBufferPointer { request.head.append(contentsOf: $0) }
        request.method = line.method
        request.version = line.version
        request.path = line.path
        request.rawQuery = line.query
        request.authority = line.authority ?? fields.host
        request.names = fields.names
        request.body = .bytes([])
        fields.swapList(with: &request.fields)
    }
}
