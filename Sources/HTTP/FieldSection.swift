// The fields of a head (RFC 9112 §5), and what those that frame the message and keep the connection
// say together. Every other field is only found, never read.

struct FieldSection: Sendable {
    private enum TransferCoding {
        case none, chunked, unknown
    }

    private(set) var list: [Request.Field] = []
    private(set) var names = FieldNames()
    private(set) var host: Range<Int>?
    private(set) var expectsContinue = false
    private var contentLength: Int?
    private var transferCoding = TransferCoding.none
    private var saysClose = false
    private var saysKeepAlive = false

    mutating func add(_ bytes: Span<UInt8>, _ line: Range<Int>) throws(Refusal) {
        let field = try Self.field(bytes, line)
        // Most heads have five to fifteen fields: one allocation rather than four.
        if list.isEmpty { list.reserveCapacity(16) }
        list.append(field)
        names.insert(bytes, field.name)
        try note(bytes, field)
    }

    /// As new, but for the list's storage.
    mutating func reset() {
        list.removeAll(keepingCapacity: true)
        names = FieldNames()
        host = nil
        expectsContinue = false
        contentLength = nil
        transferCoding = .none
        saysClose = false
        saysKeepAlive = false
    }

    mutating func swapList(with other: inout [Request.Field]) {
        swap(&list, &other)
    }

    /// Splits one line, which holds no control but HTAB.
    static func field(
        _ bytes: Span<UInt8>, _ line: Range<Int>
    ) throws(Refusal) -> Request.Field {
        if isBlank(bytes[line.lowerBound]) { throw .foldedField }
        var index = line.lowerBound
        while index < line.upperBound, isToken(bytes[index]) { index += 1 }
        guard index > line.lowerBound, index < line.upperBound,
            bytes[index] == UInt8(ascii: ":")
        else { throw .malformedField }
        return Request.Field(
            name: line.lowerBound..<index, value: bytes.trimmed(index + 1..<line.upperBound))
    }

    private mutating func note(
        _ bytes: Span<UInt8>, _ field: Request.Field
    ) throws(Refusal) {
        switch field.name.count {
        case 4 where bytes.equals(field.name, anyCase: "host"):
            guard host == nil, Authority.isValid(bytes, field.value) else { throw .malformedHost }
            host = field.value
        case 6 where bytes.equals(field.name, anyCase: "expect"):
            guard bytes.equals(field.value, anyCase: "100-continue") else {
                throw .unknownExpectation
            }
            expectsContinue = true
        case 10 where bytes.equals(field.name, anyCase: "connection"):
            noteConnection(bytes, field.value)
        case 14 where bytes.equals(field.name, anyCase: "content-length"):
            try noteContentLength(bytes, field.value)
        case 17 where bytes.equals(field.name, anyCase: "transfer-encoding"):
            try noteTransferEncoding(bytes, field.value)
        default: break
        }
    }

    // MARK: The fields that matter here

    private mutating func noteConnection(_ bytes: Span<UInt8>, _ value: Range<Int>) {
        bytes.forEachListMember(value) { member in
            if bytes.equals(member, anyCase: "close") { saysClose = true }
            if bytes.equals(member, anyCase: "keep-alive") { saysKeepAlive = true }
        }
    }

    /// Digits alone, and once: also two equal ones are refused, though RFC 9110 §8.6 would let us
    /// take them, since they only come from something broken in between.
    private mutating func noteContentLength(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(Refusal) {
        guard contentLength == nil, !value.isEmpty else { throw .malformedContentLength }
        var length = 0
        for index in value {
            guard isDigit(bytes[index]) else { throw .malformedContentLength }
            let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = tens.addingReportingOverflow(Int(bytes[index] - 0x30))
            guard !overflow, !overflow2 else { throw .malformedContentLength }
            length = sum
        }
        contentLength = length
    }

    /// Exactly "chunked". A list in which chunked is missing or last may be well formed, but is
    /// nothing we read (501, RFC 9112 §6.1); in any other place it leaves the end unknown (400).
    private mutating func noteTransferEncoding(
        _ bytes: Span<UInt8>, _ value: Range<Int>
    ) throws(Refusal) {
        guard transferCoding == .none, !value.isEmpty else { throw .malformedTransferEncoding }
        if bytes.equals(value, anyCase: "chunked") {
            transferCoding = .chunked
            return
        }
        var isWellFormed = true
        var sawChunked = false
        bytes.forEachListMember(value) { member in
            let token = bytes.leadingToken(member)
            if sawChunked || token.isEmpty { isWellFormed = false }
            guard bytes.equals(token, anyCase: "chunked") else { return }
            sawChunked = true
            // Chunked has no parameters (RFC 9112 §7.1).
            if token != member { isWellFormed = false }
        }
        guard isWellFormed else { throw .malformedTransferEncoding }
        transferCoding = .unknown
    }

    // MARK: What they say together

    /// RFC 9112 §6.3. Both fields, or a coding in 1.0, are how requests are smuggled (§11.2).
    func framing(_ version: Request.Version) throws(Refusal) -> RequestHead.Framing {
        switch (transferCoding, contentLength) {
        case (.none, nil): return .none
        case (.none, let length?): return .length(length)
        case (_, _?): throw .ambiguousFraming
        case (.chunked, nil):
            guard version == .http11 else { throw .malformedTransferEncoding }
            return .chunked
        case (.unknown, nil):
            throw version == .http11 ? .unknownTransferCoding : .malformedTransferEncoding
        }
    }

    /// RFC 9112 §9.3: 1.1 stays open unless told otherwise, 1.0 only when asked.
    func keepAlive(_ version: Request.Version) -> Bool {
        if saysClose { return false }
        return version == .http11 || saysKeepAlive
    }
}

extension Span<UInt8> {
    /// The members of a comma-separated list (RFC 9110 §5.6.1) without blanks, empty ones too.
    func forEachListMember(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        var start = range.lowerBound
        for index in range where self[index] == UInt8(ascii: ",") {
            body(trimmed(start..<index))
            start = index + 1
        }
        body(trimmed(start..<range.upperBound))
    }

    /// The token that a list member begins with; empty when there is none, or when something other
    /// than parameters follows it.
    func leadingToken(_ member: Range<Int>) -> Range<Int> {
        var index = member.lowerBound
        while index < member.upperBound, isToken(self[index]) { index += 1 }
        let isAlone = index == member.upperBound
        guard isAlone || isBlank(self[index]) || self[index] == UInt8(ascii: ";") else {
            return member.lowerBound..<member.lowerBound
        }
        return member.lowerBound..<index
    }
}
