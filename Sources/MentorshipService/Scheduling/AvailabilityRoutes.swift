// Routes of the Scheduling room: availabilitys.

package enum AvailabilityRoutes {
    package static let all: [Route] = []
}
