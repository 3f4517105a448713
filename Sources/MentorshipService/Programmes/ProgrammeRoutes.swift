// Routes of the Programmes room: programmes.

package enum ProgrammeRoutes {
    package static let all: [Route] = []
}
