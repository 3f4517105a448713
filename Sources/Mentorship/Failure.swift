// What can go wrong by the rules, in its final words: thrown where the knowledge is, translated to
// a status once (MentorshipService/Problems.swift). Never carries what a person wrote.

package struct Failure: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case malformed  // 400: not what the format says
        case unauthenticated  // 401
        case forbidden  // 403: known, but not allowed
        case notFound  // 404: also for what the actor may not know of
        case conflict  // 409: state, capacity, taken
        case gone  // 410: erased
        case lengthRequired  // 411: a document is needed, and nothing says that one follows
        case preconditionFailed  // 412
        case preconditionRequired  // 428
        case invalid  // 422: good form, wrong meaning
        case tooMany  // 429
        case unavailable  // 503
    }

    package struct Field: Sendable, Equatable {
        /// JSON Pointer into the body ("/skills_offered/0/level"), or a parameter's name.
        package let pointer: String
        package let code: String
        package let message: String

        package init(_ pointer: String, _ code: String, _ message: String) {
            self.pointer = pointer
            self.code = code
            self.message = message
        }
    }

    package let kind: Kind
    /// The slug that callers may rely on: snake_case, listed in Tests/Golden/problems.txt.
    package let code: String
    package let detail: String
    package var fields: [Field]
    /// Facts that help the caller on, such as the next free slots.
    package var facts: [String: [String]]
    /// Seconds after which another try makes sense, where waiting helps.
    package var retryAfterSeconds: Int?

    package init(
        _ kind: Kind, _ code: String, _ detail: String, fields: [Field] = [],
        facts: [String: [String]] = [:], retryAfterSeconds: Int? = nil
    ) {
        self.kind = kind
        self.code = code
        self.detail = detail
        self.fields = fields
        self.facts = facts
        self.retryAfterSeconds = retryAfterSeconds
    }
}

extension Failure {
    /// The same words whether the thing never was, or may not be known to this actor.
    package static func notFound(_ noun: String) -> Failure {
        Failure(
            .notFound, "not_found",
            "There is no such \(noun), or you may not know of it. Check the id.")
    }

    package static func forbidden(_ what: String) -> Failure {
        Failure(.forbidden, "forbidden", "You may not \(what).")
    }

    package static func invalid(_ fields: [Field]) -> Failure {
        Failure(
            .invalid, "invalid_input",
            fields.count == 1
                ? "\(fields[0].pointer): \(fields[0].message)"
                : "\(fields.count) members are not acceptable; see errors.",
            fields: fields)
    }

    package static func invalid(_ pointer: String, _ code: String, _ message: String) -> Failure {
        invalid([Field(pointer, code, message)])
    }
}
