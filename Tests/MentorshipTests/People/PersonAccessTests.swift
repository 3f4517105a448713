// Who sees and changes whom: every role against every relation.

import Mentorship
import Testing

@Suite struct PersonAccessTests {
    private static let here = ID<Programme>("programme_01h2xcejqtf2nbrexx3vqjhp41")
    private static let there = ID<Programme>("programme_01h2xcejqtf2nbrexx3vqjhp42")

    enum Kind: CaseIterable, Sendable {
        case stranger, enrolledHere, enrolledThere, created, partner, oneself
    }

    private func relation(_ kind: Kind) throws -> PersonRelation {
        let here = try #require(Self.here)
        let there = try #require(Self.there)
        return switch kind {
        case .stranger: PersonRelation()
        case .enrolledHere: PersonRelation(programmes: [here, there])
        case .enrolledThere: PersonRelation(programmes: [there])
        case .created: PersonRelation(isCreatedByActor: true)
        case .partner: PersonRelation(sharesRelationship: true, programmes: [here])
        case .oneself: PersonRelation(isSelf: true, programmes: [here])
        }
    }

    private func staff(
        _ role: Role, scopes: Set<Scope>? = nil, isLimited: Bool = false
    ) throws -> Actor {
        let id = try #require(ID<Credential>("credential_01h2xcejqtf2nbrexx3vqjhp41"))
        let here = try #require(Self.here)
        return Actor(
            identity: .credential(id), role: role, scopes: scopes ?? role.scopes,
            programmes: isLimited ? [here] : nil)
    }

    private func participant(scopes: Set<Scope> = [.own]) throws -> Actor {
        let id = try #require(ID<Person>("person_01h2xcejqtf2nbrexx3vqjhp41"))
        let token = try #require(ID<PersonToken>("token_01h2xcejqtf2nbrexx3vqjhp41"))
        return Actor(
            identity: .person(id, token: token), role: .participant, scopes: scopes,
            programmes: nil)
    }

    // MARK: Reading

    @Test(arguments: Role.allCases, Kind.allCases)
    func `staff of all programmes see everybody if their role reads people`(
        role: Role, kind: Kind
    ) throws {
        let reads: Set<Role> = [
            .administrator, .coordinator, .safeguardingLead, .programmeOwner, .integration,
        ]
        let view = try PersonAccess.view(by: staff(role), of: relation(kind))
        #expect(view == (reads.contains(role) ? .full : .none))
    }

    @Test(arguments: [
        (Kind.stranger, PersonView.none), (.enrolledHere, .full), (.enrolledThere, .none),
        (.created, .full), (.partner, .full), (.oneself, .full),
    ])
    func `staff of one programme see its people and those they brought in`(
        kind: Kind, view: PersonView
    ) throws {
        for role in [Role.coordinator, .integration, .safeguardingLead, .programmeOwner] {
            let actor = try staff(role, isLimited: true)
            #expect(try PersonAccess.view(by: actor, of: relation(kind)) == view)
        }
        for role in [Role.analyst, .lineManager] {
            let actor = try staff(role, isLimited: true)
            #expect(try PersonAccess.view(by: actor, of: relation(kind)) == .none)
        }
    }

    @Test(arguments: [
        (Kind.stranger, PersonView.none), (.enrolledHere, .none), (.enrolledThere, .none),
        (.created, .none), (.partner, .card), (.oneself, .own),
    ])
    func `a participant sees themselves and a partner's card`(
        kind: Kind, view: PersonView
    ) throws {
        #expect(try PersonAccess.view(by: participant(), of: relation(kind)) == view)
        #expect(try PersonAccess.view(by: participant(scopes: []), of: relation(kind)) == .none)
        #expect(try PersonAccess.view(by: .nobody, of: relation(kind)) == .none)
    }

    @Test func `a credential without the scope sees nobody`() throws {
        let actor = try staff(.administrator, scopes: [.programmesRead, .peopleWrite])
        for kind in Kind.allCases {
            #expect(try PersonAccess.view(by: actor, of: relation(kind)) == .none)
        }
        #expect(PersonAccess.reach(of: actor) == .nobody)
    }

    @Test func `a list reaches as far as a single read`() throws {
        let here = try #require(Self.here)
        #expect(try PersonAccess.reach(of: staff(.administrator)) == .everyone)
        let limited = try staff(.coordinator, isLimited: true)
        #expect(PersonAccess.reach(of: limited) == .programmes([here]))
        #expect(try PersonAccess.reach(of: staff(.analyst)) == .nobody)
        #expect(try PersonAccess.reach(of: participant()) == .nobody)
        #expect(PersonAccess.reach(of: .nobody) == .nobody)
    }

    @Test func `hidden people are not found`() throws {
        let stranger = try relation(.stranger)
        let actor = try participant()
        let failure = #expect(throws: Failure.self) {
            try PersonAccess.checkRead(by: actor, of: stranger)
        }
        #expect(failure?.kind == .notFound)
    }

    // MARK: Changing

    @Test func `who may change what`() throws {
        let profile: Set<PersonMember> = [.name, .email, .skillsOffered]
        let limited = try staff(.coordinator, isLimited: true)
        let owner = try staff(.programmeOwner)
        let pair = try participant()
        let table: [(Actor, Kind, Set<PersonMember>, Failure.Kind?)] = [
            (limited, .enrolledHere, profile, nil),
            (limited, .enrolledHere, [.state, .externalIDs], nil),
            (limited, .created, profile, nil),
            (limited, .enrolledThere, profile, .notFound),
            (owner, .enrolledHere, profile, .forbidden),
            (try staff(.integration), .stranger, [.externalIDs], nil),
            (try staff(.analyst), .enrolledHere, profile, .notFound),
            (try staff(.coordinator, scopes: [.peopleRead]), .stranger, profile, .forbidden),
            (pair, .oneself, profile, nil),
            (pair, .oneself, [.name, .state], .forbidden),
            (pair, .oneself, [.externalIDs], .forbidden),
            (pair, .partner, profile, .forbidden),
            (pair, .stranger, profile, .notFound),
            (.nobody, .enrolledHere, profile, .notFound),
        ]
        for (actor, kind, members, refusal) in table {
            let found = try refused {
                try PersonAccess.checkWrite(of: members, by: actor, relation: relation(kind))
            }
            #expect(found == refusal, "\(actor.text) \(kind)")
        }
    }

    @Test func `who may bring people in`() throws {
        for role in Role.allCases {
            let creates: Set<Role> = [.administrator, .coordinator, .integration]
            #expect(try PersonAccess.mayCreate(staff(role)) == creates.contains(role))
        }
        #expect(try !PersonAccess.mayCreate(participant()))
        #expect(!PersonAccess.mayCreate(.nobody))
    }

    @Test func `who may mint a token for whom`() throws {
        let frontend = try staff(.integration, scopes: [.tokensMint], isLimited: true)
        let table: [(Actor, Kind, Failure.Kind?)] = [
            (frontend, .enrolledHere, nil),
            (frontend, .created, nil),
            (frontend, .enrolledThere, .notFound),
            (try staff(.administrator), .stranger, nil),
            (try staff(.safeguardingLead), .enrolledHere, .forbidden),
            (try participant(), .oneself, .forbidden),
            (try participant(), .partner, .forbidden),
            (try participant(), .stranger, .notFound),
        ]
        for (actor, kind, refusal) in table {
            let found = try refused {
                try PersonAccess.checkMint(by: actor, relation: relation(kind))
            }
            #expect(found == refusal, "\(actor.text) \(kind)")
        }
    }

    // MARK: Members

    @Test func `a card has no way to reach the person and no id of another system`() {
        let card = PersonMember.allCases.filter(PersonView.card.shows)
        #expect(
            Set(card) == [
                .id, .name, .givenName, .pronouns, .timeZone, .languages, .skillsOffered,
                .skillsWanted, .interests, .bio,
            ])
        #expect(PersonMember.allCases.allSatisfy(PersonView.full.shows))
        #expect(PersonMember.allCases.allSatisfy(PersonView.own.shows))
        #expect(!PersonMember.allCases.contains(where: PersonView.none.shows))
    }

    private func refused(_ body: () throws -> Void) throws -> Failure.Kind? {
        do {
            try body()
            return nil
        } catch let failure as Failure {
            return failure.kind
        }
    }
}
