// Who asks: a credential (a service or a member of staff) or a person with a token. What a role may
// attempt at all is said here, once; what it may see of one row is said by each room's access rule.

package enum Credential: Identified {
    package static var idPrefix: String { "credential" }
}

package enum PersonToken: Identified {
    package static var idPrefix: String { "token" }
}

package enum Role: String, Sendable, CaseIterable {
    case administrator
    case coordinator
    case safeguardingLead = "safeguarding_lead"
    case programmeOwner = "programme_owner"
    case analyst
    case participant
    case lineManager = "line_manager"
    case integration
}

/// What a credential may do, narrower than its role where the organisation says so.
package enum Scope: String, Sendable, CaseIterable, Comparable {
    case peopleRead = "people:read"
    case peopleWrite = "people:write"
    case tokensMint = "tokens:mint"
    case programmesRead = "programmes:read"
    case programmesWrite = "programmes:write"
    case matchingRead = "matching:read"
    case matchingRun = "matching:run"
    case relationshipsRead = "relationships:read"
    case relationshipsWrite = "relationships:write"
    case schedulingRead = "scheduling:read"
    case schedulingWrite = "scheduling:write"
    case evaluationRead = "evaluation:read"
    case evaluationWrite = "evaluation:write"
    case reportsRead = "reports:read"
    case jobsRead = "jobs:read"
    case credentialsManage = "credentials:manage"
    case auditRead = "audit:read"
    case eventsRead = "events:read"
    /// Everything of one's own: profile, pairs, meetings, surveys. Only person tokens have it.
    case own

    package static func < (left: Scope, right: Scope) -> Bool { left.rawValue < right.rawValue }
}

extension Scope {
    fileprivate var bit: UInt32 {
        switch self {
        case .peopleRead: 1 << 0
        case .peopleWrite: 1 << 1
        case .tokensMint: 1 << 2
        case .programmesRead: 1 << 3
        case .programmesWrite: 1 << 4
        case .matchingRead: 1 << 5
        case .matchingRun: 1 << 6
        case .relationshipsRead: 1 << 7
        case .relationshipsWrite: 1 << 8
        case .schedulingRead: 1 << 9
        case .schedulingWrite: 1 << 10
        case .evaluationRead: 1 << 11
        case .evaluationWrite: 1 << 12
        case .reportsRead: 1 << 13
        case .jobsRead: 1 << 14
        case .credentialsManage: 1 << 15
        case .auditRead: 1 << 16
        case .eventsRead: 1 << 17
        case .own: 1 << 18
        }
    }
}

extension Role {
    /// The most that a role may ever do; a credential's own scopes can only take away.
    package var scopes: Set<Scope> { Self.scopesOfRoles[self] ?? [] }

    /// Made once: the sets are asked for at every request.
    private static let scopesOfRoles = Dictionary(
        uniqueKeysWithValues: Role.allCases.map { ($0, $0.scopesAtMost) })

    private var scopesAtMost: Set<Scope> {
        switch self {
        case .administrator: Set(Scope.allCases).subtracting([.own])
        case .coordinator:
            Set(Scope.allCases).subtracting([
                .own, .credentialsManage, .auditRead, .tokensMint,
            ])
        case .safeguardingLead:
            [
                .peopleRead, .programmesRead, .matchingRead, .relationshipsRead, .schedulingRead,
                .evaluationRead, .reportsRead, .auditRead, .jobsRead,
            ]
        case .programmeOwner: [.peopleRead, .programmesRead, .reportsRead, .auditRead]
        case .analyst: [.programmesRead, .reportsRead]
        case .participant: [.own]
        case .lineManager: [.programmesRead]
        case .integration:
            [
                .peopleRead, .peopleWrite, .tokensMint, .programmesRead, .programmesWrite,
                .relationshipsRead, .schedulingRead, .schedulingWrite, .eventsRead, .jobsRead,
            ]
        }
    }
}

package struct Actor: Sendable, Equatable {
    package enum Identity: Sendable, Hashable {
        case nobody
        case credential(ID<Credential>)
        case person(ID<Person>, token: ID<PersonToken>)
    }

    /// Nil: every programme. A set: only these, each checked on its row.
    package typealias ProgrammeLimit = Set<ID<Programme>>?

    package let identity: Identity
    package let role: Role?
    package let scopes: Set<Scope>
    /// The same by their bits: asked for several times at every request.
    private let scopeBits: UInt32
    package let programmes: ProgrammeLimit
    /// What the organisation calls this credential ("HR roster"); nil for people and nobody.
    package let name: String?

    package init(
        identity: Identity, role: Role?, scopes: Set<Scope>, programmes: ProgrammeLimit,
        name: String? = nil
    ) {
        self.identity = identity
        self.role = role
        self.scopes = role.map { scopes.intersection($0.scopes) } ?? []
        scopeBits = self.scopes.reduce(0) { $0 | $1.bit }
        self.programmes = programmes
        self.name = name
    }

    package static let nobody = Actor(identity: .nobody, role: nil, scopes: [], programmes: [])

    package func may(_ scope: Scope) -> Bool { scopeBits & scope.bit != 0 }

    /// The person behind a person token; nil for credentials.
    package var person: ID<Person>? {
        if case .person(let person, _) = identity { person } else { nil }
    }

    /// Staff or a service: sees rows by scope and programme, never by being part of a pair. So does
    /// the operator at the machine, who has a role without a credential.
    package var isStaff: Bool {
        switch identity {
        case .nobody: role != nil
        case .credential: true
        case .person: false
        }
    }

    package func mayEnter(_ programme: ID<Programme>) -> Bool {
        guard isStaff else { return false }
        return programmes.map { $0.contains(programme) } ?? true
    }

    /// How audit rows and idempotency keys name the actor.
    package var text: String {
        switch identity {
        case .nobody: role == nil ? "nobody" : "operator"
        case .credential(let id): id.text
        case .person(let id, _): id.text
        }
    }
}
