// Routes of the Evaluation room: instruments.

package enum InstrumentRoutes {
    package static let all: [Route] = []
}
