// Shorthand for a member and its value in one call; a nil becomes null, so that a reader always
// finds the member.

extension JSONWriter {
    package mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        string(text)
    }

    package mutating func member(_ name: StaticString, _ text: String?) {
        key(name)
        if let text { string(text) } else { null() }
    }

    package mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        int(value)
    }

    package mutating func member(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { int(value) } else { null() }
    }

    package mutating func member(_ name: StaticString, _ value: Int64) {
        key(name)
        integer(value)
    }

    package mutating func member(_ name: StaticString, _ value: Double) {
        key(name)
        decimal(value)
    }

    package mutating func member(_ name: StaticString, _ value: Double?) {
        key(name)
        if let value { decimal(value) } else { null() }
    }

    package mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    package mutating func member(_ name: StaticString, _ value: JSON) {
        key(name)
        self.value(value)
    }

    /// A member whose value is JSON text already.
    package mutating func member(_ name: StaticString, raw json: String) {
        key(name)
        raw(json)
    }

    package mutating func array(_ name: StaticString, _ texts: some Sequence<String>) {
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    package mutating func array<Element>(
        _ name: StaticString, _ elements: some Sequence<Element>,
        write: (Element, inout JSONWriter) throws -> Void
    ) rethrows {
        key(name)
        beginArray()
        for element in elements { try write(element, &self) }
        endArray()
    }

    package mutating func array(
        _ name: StaticString, write: (inout JSONWriter) throws -> Void
    ) rethrows {
        key(name)
        beginArray()
        try write(&self)
        endArray()
    }

    package mutating func object(
        _ name: StaticString, write: (inout JSONWriter) throws -> Void
    ) rethrows {
        key(name)
        beginObject()
        try write(&self)
        endObject()
    }
}
