// Routes of the Relationships room: journals.

package enum JournalRoutes {
    package static let all: [Route] = []
}
