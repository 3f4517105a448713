// Routes of the Relationships room: relationships.

package enum RelationshipRoutes {
    package static let all: [Route] = []
}
