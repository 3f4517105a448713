// A programme: what it is for, the model of mentoring it runs, its dates and its state.

package struct Programme: Sendable, Identified {
    package static var idPrefix: String { "programme" }
}
