// A person as the programme knows them: name in any script, contact, languages, what they offer and
// what they want to learn. Roles belong to enrolments; whoever is staff is a credential, not a row here.

package struct Person: Sendable, Identified {
    package static var idPrefix: String { "person" }
}
