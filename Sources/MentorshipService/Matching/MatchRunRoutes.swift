// Routes of the Matching room: matchruns.

package enum MatchRunRoutes {
    package static let all: [Route] = []
}
