// Routes of the Evaluation room: reports.

package enum ReportRoutes {
    package static let all: [Route] = []
}
