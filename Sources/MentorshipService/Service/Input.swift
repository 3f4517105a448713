// Reads a JSON object member by member and collects what is wrong with it, so that one answer names
// every field, its limit and the way out. Members that nobody asked for are refused.

import HTTP
import JSON
import Mentorship

package struct Input {
    /// An answer names that many faults, each with its way out: nobody mends more at once, and
    /// without a limit 20,000 members that nobody knows would be an answer of 5 MB.
    static let errorsMax = 50
    /// Characters of a member's name that are repeated in an answer.
    private static let nameMax = 100

    private let members: [JSON.Member]
    private let path: String
    /// The names asked for, in turn, and which members that has found. Both short: no set is made.
    private var asked: [String] = []
    private var isTaken: [Bool]
    package private(set) var errors: [Failure.Field] = []

    /// The object itself, for what these readers cannot say.
    package init(object: JSON, path: String = "") throws(Failure) {
        guard let members = object.members else {
            throw .invalid(path.isEmpty ? "/" : path, "not_an_object", "Send a JSON object.")
        }
        self.members = members
        self.path = path
        isTaken = Array(repeating: false, count: members.count)
        asked.reserveCapacity(members.count + 16)
    }

    /// The request's body: 415 for another media type, 400 for what is not good JSON.
    package init(_ call: Call) throws(Failure) {
        try self.init(object: Self.json(of: call))
    }

    package static func json(of call: Call) throws(Failure) -> JSON {
        let bytes = call.request.bytes
        guard !bytes.isEmpty else { throw missing(call) }
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw Failure(
                .malformed, "malformed_json",
                "The body is not good JSON: \(error.message) (byte \(error.offset)).")
        }
    }

    /// A request without either field has no body, whatever follows (RFC 9112 §6.3): told apart, so
    /// that a client which forgot to say its length learns so (RFC 9110 §15.5.12).
    private static func missing(_ call: Call) -> Failure {
        if call.request.value(of: "content-length") == nil,
            call.request.value(of: "transfer-encoding") == nil
        {
            return Failure(
                .lengthRequired, "length_required",
                "This request needs a JSON body. Send it with a Content-Length, or chunked.")
        }
        return Failure(
            .malformed, "body_missing", "This request needs a JSON body; it had none.")
    }

    /// For routes without input: no body, or an empty object.
    package static func nothing(_ call: Call) throws(Failure) {
        guard !call.request.bytes.isEmpty else { return }
        var input = try Input(call)
        try input.finish()
    }

    // MARK: What is there

    /// Nil when the member is absent; `.null` when it is there and null.
    package mutating func member(_ name: String) -> JSON? {
        asked.append(name)
        let length = name.utf8.count
        for index in members.indices
        where members[index].name.utf8.count == length && members[index].name == name {
            isTaken[index] = true
            return members[index].value
        }
        return nil
    }

    package mutating func isPresent(_ name: String) -> Bool { member(name) != nil }

    package func pointer(_ name: String) -> String { path + "/" + name }

    package mutating func refuse(_ name: String, _ code: String, _ message: String) {
        adopt([Failure.Field(pointer(name), code, message)])
    }

    package mutating func adopt(_ fields: [Failure.Field]) {
        errors += fields.prefix(max(0, Self.errorsMax - errors.count))
    }

    private mutating func value(_ name: String) -> JSON? {
        guard let value = member(name), !value.isNull else { return nil }
        return value
    }

    private mutating func require<Value>(_ name: String, _ value: Value?) -> Value? {
        if value == nil, !errors.contains(where: { $0.pointer == pointer(name) }) {
            refuse(name, "required", "\(name) is required.")
        }
        return value
    }

    // MARK: Text

    package mutating func text(_ name: String, max: Int, min: Int = 0) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.text else {
            refuse(name, "not_a_string", "\(name) must be a string.")
            return nil
        }
        let count = text.unicodeScalars.count
        guard count <= max else {
            refuse(name, "too_long", "\(name) has \(count) characters; at most \(max) are taken.")
            return nil
        }
        guard count >= min, !(min > 0 && text.allSatisfy(\.isWhitespace)) else {
            refuse(name, "too_short", "\(name) must not be empty.")
            return nil
        }
        return text
    }

    package mutating func requiredText(_ name: String, max: Int) -> String {
        let text = text(name, max: max, min: 1)
        return require(name, text) ?? ""
    }

    package mutating func texts(_ name: String, countMax: Int, lengthMax: Int) -> [String]? {
        guard let value = value(name) else { return nil }
        guard let elements = value.elements, elements.allSatisfy({ $0.text != nil }) else {
            refuse(name, "not_strings", "\(name) must be an array of strings.")
            return nil
        }
        let texts = elements.compactMap(\.text)
        guard texts.count <= countMax else {
            refuse(name, "too_many", "\(name) has \(texts.count) entries; at most \(countMax).")
            return nil
        }
        if let index = texts.firstIndex(where: { $0.isEmpty || $0.unicodeScalars.count > lengthMax }
        ) {
            refuse(
                "\(name)/\(index)", "length", "Each entry must have 1 to \(lengthMax) characters.")
            return nil
        }
        return texts
    }

    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        guard let value = value(name) else { return nil }
        if let text = value.text, let choice = Choice(rawValue: text) { return choice }
        let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        refuse(name, "not_a_choice", "\(name) must be one of: \(all).")
        return nil
    }

    package mutating func requiredChoice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) -> Choice? where Choice.RawValue == String {
        let choice = choice(name, type)
        return require(name, choice)
    }

    // MARK: Numbers and truth

    package mutating func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = value(name) else { return nil }
        if let int = whole(value), range.contains(int) { return int }
        refuse(
            name, "out_of_range",
            "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        return nil
    }

    /// 7, and 7.0 too: JSON has one kind of number, and some writers know floating point only.
    private func whole(_ value: JSON) -> Int? {
        if let number = value.int { return Int(exactly: number) }
        return value.number.flatMap { Int(exactly: $0) }
    }

    package mutating func requiredInteger(_ name: String, _ range: ClosedRange<Int>) -> Int {
        let value = integer(name, range)
        return require(name, value) ?? range.lowerBound
    }

    package mutating func number(_ name: String, _ range: ClosedRange<Double>) -> Double? {
        guard let value = value(name) else { return nil }
        if let number = value.number, range.contains(number) { return number }
        refuse(
            name, "out_of_range",
            "\(name) must be a number from \(range.lowerBound) to \(range.upperBound).")
        return nil
    }

    package mutating func flag(_ name: String) -> Bool? {
        guard let value = value(name) else { return nil }
        if case .bool(let flag) = value { return flag }
        refuse(name, "not_a_boolean", "\(name) must be true or false.")
        return nil
    }

    // MARK: Ids and times

    package mutating func id<Noun>(_ name: String, _ noun: Noun.Type = Noun.self) -> ID<Noun>? {
        guard let value = value(name) else { return nil }
        if let text = value.text, let id = ID<Noun>(text) { return id }
        refuse(name, "not_an_id", "\(name) must be an id such as \(Noun.idPrefix)_01h2xcej….")
        return nil
    }

    package mutating func requiredID<Noun>(
        _ name: String, _ noun: Noun.Type = Noun.self
    ) -> ID<Noun>? {
        let id = id(name, noun)
        return require(name, id)
    }

    package mutating func instant(_ name: String) -> Instant? {
        guard let value = value(name) else { return nil }
        if let text = value.text, let instant = Instant(rfc3339: text) { return instant }
        refuse(
            name, "not_a_time",
            "\(name) must be a time with zone, such as 2026-11-22T10:00:00Z (RFC 3339).")
        return nil
    }

    package mutating func requiredInstant(_ name: String) -> Instant? {
        let instant = instant(name)
        return require(name, instant)
    }

    package mutating func date(_ name: String) -> CivilDate? {
        guard let value = value(name) else { return nil }
        if let text = value.text, let date = CivilDate(text) { return date }
        refuse(name, "not_a_date", "\(name) must be a day that exists, such as 2026-11-22.")
        return nil
    }

    // MARK: What is inside

    /// Each element of an array of objects through `read`, which returns nil when it refused.
    package mutating func objects<Value>(
        _ name: String, countMax: Int, read: (inout Input) throws(Failure) -> Value?
    ) throws(Failure) -> [Value]? {
        guard let value = value(name) else { return nil }
        guard let elements = value.elements else {
            refuse(name, "not_an_array", "\(name) must be an array of objects.")
            return nil
        }
        guard elements.count <= countMax else {
            refuse(name, "too_many", "\(name) has \(elements.count) entries; at most \(countMax).")
            return nil
        }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            guard element.members != nil else {
                refuse("\(name)/\(index)", "not_an_object", "Each entry must be an object.")
                continue
            }
            var inner = try Input(object: element, path: pointer(name) + "/\(index)")
            let value = try read(&inner)
            inner.noteUnknownMembers()
            adopt(inner.errors)
            if let value { values.append(value) }
        }
        return values
    }

    package mutating func object<Value>(
        _ name: String, read: (inout Input) throws(Failure) -> Value?
    ) throws(Failure) -> Value? {
        guard let value = value(name) else { return nil }
        guard value.members != nil else {
            refuse(name, "not_an_object", "\(name) must be an object.")
            return nil
        }
        var inner = try Input(object: value, path: pointer(name))
        let result = try read(&inner)
        inner.noteUnknownMembers()
        adopt(inner.errors)
        return result
    }

    // MARK: The end

    package mutating func noteUnknownMembers() {
        guard isTaken.contains(false) else { return }
        let known = Set(asked).sorted().joined(separator: ", ")
        for (member, isTaken) in zip(members, isTaken) where !isTaken {
            if errors.count >= Self.errorsMax { return }
            errors.append(
                Failure.Field(
                    path + "/" + Self.escaped(member.name), "unknown_member",
                    "There is no such member here; known are: \(known)."))
        }
    }

    private static func escaped(_ name: String) -> String {
        JSONPointer.escaped(String(String.UnicodeScalarView(name.unicodeScalars.prefix(nameMax))))
    }

    /// Throws 422 with everything that was wrong, unknown members included.
    package mutating func finish() throws(Failure) {
        noteUnknownMembers()
        if !errors.isEmpty { throw .invalid(errors) }
    }
}

extension Optional where Wrapped: Sendable {
    /// After `finish()`: a value that was required is there, or an error would have been thrown.
    package func required() throws(Failure) -> Wrapped {
        guard let self else { throw .invalid("/", "required", "A required member is missing.") }
        return self
    }
}
