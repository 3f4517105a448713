// What is wrong with one value, in a sentence that tells how to put it right. Never repeats the
// value: it is what a person wrote, and answers are logged.

package struct Flaw: Error, Sendable, Equatable {
    /// A slug that callers may rely on.
    package let code: String
    package let message: String
    /// The place within the value as a JSON Pointer, such as "/3"; empty for the value itself.
    package let pointer: String

    package init(_ code: String, _ message: String, at pointer: String = "") {
        self.code = code
        self.message = message
        self.pointer = pointer
    }

    /// The same for an answer, with the place of the value in its document put before.
    package func field(at pointer: String) -> Failure.Field {
        Failure.Field(pointer + self.pointer, code, message)
    }
}
