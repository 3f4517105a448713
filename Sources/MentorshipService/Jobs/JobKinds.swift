// The kinds of long work there are: each room's, by name.

package enum JobKinds {
    package static let all: [JobKind] = [ImportJob.kind, MatchRunJob.kind, RobustnessJob.kind]
}
