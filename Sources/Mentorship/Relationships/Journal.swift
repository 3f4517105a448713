// A reflection that a person writes for themselves. Only its author may read it; no role, no other
// side and no break-glass of this room opens it. At rest it is sealed, which is the store's work.

package struct JournalEntry: Sendable, Equatable, Identified {
    package static var idPrefix: String { "journal" }

    package static let textLimit = 20_000

    package let id: ID<JournalEntry>
    package let author: ID<Person>
    package let relationship: ID<Relationship>
    package let writtenAt: Instant
    package private(set) var revisedAt: Instant?
    package private(set) var text: String

    package init(
        id: ID<JournalEntry>, author: ID<Person>, relationship: ID<Relationship>,
        writtenAt: Instant, revisedAt: Instant? = nil, text: String
    ) throws(Failure) {
        self.id = id
        self.author = author
        self.relationship = relationship
        self.writtenAt = writtenAt
        self.revisedAt = revisedAt
        self.text = try Self.checked(text)
    }

    package mutating func revise(_ text: String, now: Instant) throws(Failure) {
        self.text = try Self.checked(text)
        revisedAt = now
    }

    package func mayBeRead(by actor: Actor) -> Bool {
        actor.person == author && actor.may(.own)
    }

    /// To everybody but the author there is no such entry.
    package func checkRead(by actor: Actor) throws(Failure) {
        guard mayBeRead(by: actor) else { throw .notFound("journal entry") }
    }

    private static func checked(_ text: String) throws(Failure) -> String {
        do {
            return try PlainText.free(text, limit: textLimit)
        } catch {
            throw .invalid([error.field(at: "/text")])
        }
    }
}
