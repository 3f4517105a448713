// Routes of the Evaluation room: surveys.

package enum SurveyRoutes {
    package static let all: [Route] = []
}
