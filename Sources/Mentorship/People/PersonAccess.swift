// Who may see and change a person: the rules of the People room, on facts that the store looked up.
// Rights come from scope and programme, from being the person, or from a relationship; a role alone
// opens nothing.

/// How the actor stands to one person.
package struct PersonRelation: Sendable, Equatable {
    package var isSelf: Bool
    /// Both are members of a relationship that is not closed.
    package var sharesRelationship: Bool
    /// Where the person is enrolled.
    package var programmes: Set<ID<Programme>>
    /// A roster may go on with those it brought in before they are enrolled anywhere.
    package var isCreatedByActor: Bool

    package init(
        isSelf: Bool = false, sharesRelationship: Bool = false,
        programmes: Set<ID<Programme>> = [], isCreatedByActor: Bool = false
    ) {
        self.isSelf = isSelf
        self.sharesRelationship = sharesRelationship
        self.programmes = programmes
        self.isCreatedByActor = isCreatedByActor
    }
}

package enum PersonAccess {
    /// Whom an actor may list: what a store must put into its WHERE, so that no page ever holds a
    /// person whom `view` would hide.
    package enum Reach: Sendable, Equatable {
        case everyone
        /// Those enrolled in one of these, and those whom the actor created.
        case programmes(Set<ID<Programme>>)
        case nobody
    }

    package static func reach(of actor: Actor) -> Reach {
        guard actor.isStaff, actor.may(.peopleRead) else { return .nobody }
        return actor.programmes.map { .programmes($0) } ?? .everyone
    }

    package static func view(by actor: Actor, of relation: PersonRelation) -> PersonView {
        if actor.isStaff {
            return actor.may(.peopleRead) && isWithinReach(actor, relation) ? .full : .none
        }
        guard actor.person != nil, actor.may(.own) else { return .none }
        if relation.isSelf { return .own }
        return relation.sharesRelationship ? .card : .none
    }

    /// The view that a read answers with; hidden people are not found.
    package static func checkRead(
        by actor: Actor, of relation: PersonRelation
    ) throws(Failure) -> PersonView {
        let view = view(by: actor, of: relation)
        guard view != .none else { throw .notFound("person") }
        return view
    }

    package static func mayCreate(_ actor: Actor) -> Bool {
        actor.isStaff && actor.may(.peopleWrite)
    }

    /// Whether the actor may change these members of the person. Not found comes first: a refusal
    /// must not tell that there is somebody.
    package static func checkWrite(
        of members: Set<PersonMember>, by actor: Actor, relation: PersonRelation
    ) throws(Failure) {
        switch try checkRead(by: actor, of: relation) {
        case .own:
            let kept = members.filter(\.isKeptByStaff).map(\.rawValue).sorted()
            guard kept.isEmpty else {
                throw .forbidden("change \(kept.joined(separator: ", ")) yourself")
            }
        case .full where actor.may(.peopleWrite): break
        default: throw .forbidden("change this person")
        }
    }

    /// A token lets a frontend act as the person: a scope of its own, within the same reach.
    package static func checkMint(by actor: Actor, relation: PersonRelation) throws(Failure) {
        guard actor.isStaff, actor.may(.tokensMint), isWithinReach(actor, relation) else {
            let view = try checkRead(by: actor, of: relation)
            throw .forbidden(
                view == .own ? "mint your own tokens" : "mint tokens for this person")
        }
    }

    private static func isWithinReach(_ actor: Actor, _ relation: PersonRelation) -> Bool {
        guard let programmes = actor.programmes else { return true }
        return relation.isCreatedByActor || !programmes.isDisjoint(with: relation.programmes)
    }
}
