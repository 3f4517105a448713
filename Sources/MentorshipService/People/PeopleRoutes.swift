// Routes of the People room: peoples.

package enum PeopleRoutes {
    package static let all: [Route] = []
}
