// Routes of the Scheduling room: meetings.

package enum MeetingRoutes {
    package static let all: [Route] = []
}
