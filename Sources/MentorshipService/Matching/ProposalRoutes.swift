// Routes of the Matching room: proposals.

package enum ProposalRoutes {
    package static let all: [Route] = []
}
