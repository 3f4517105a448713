// Routes of the Relationships room: goals.

package enum GoalRoutes {
    package static let all: [Route] = []
}
