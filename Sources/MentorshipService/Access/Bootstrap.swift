// Whoever stands at the machine: the actor of the command line, who may make the first key.

import Mentorship

package enum Bootstrap {
    package static let actor = Actor(
        identity: .nobody, role: .administrator, scopes: Set(Scope.allCases), programmes: nil,
        name: "operator at the machine")
}
