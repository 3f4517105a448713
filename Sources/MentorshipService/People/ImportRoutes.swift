// Routes of the People room: imports.

package enum ImportRoutes {
    package static let all: [Route] = []
}
