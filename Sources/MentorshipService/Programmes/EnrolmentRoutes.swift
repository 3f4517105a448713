// Routes of the Programmes room: enrolments.

package enum EnrolmentRoutes {
    package static let all: [Route] = []
}
