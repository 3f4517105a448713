// Keeping people in step with another system: the person that its id names is changed, or made
// when there is none. Done twice, it changes nothing the second time.

import Mentorship

package enum PersonRoster {
    /// The person's id, and whether they are new.
    package static func put(
        _ person: Person, _ external: ExternalID, _ context: inout Context,
        _ transaction: Writing
    ) throws -> (ID<Person>, isNew: Bool) {
        var person = person
        if !person.externalIDs.contains(where: { $0.source == external.source }) {
            person.externalIDs.append(external)
        }
        guard person.externalIDs.contains(external) else {
            throw Failure.invalid(
                "/external_ids/\(external.source)", "differs_from_path",
                "The document says another id of \(external.source) than the path.")
        }
        guard let id = try PersonStore.find(external: external, transaction) else {
            try PeopleService.create(person, &context, transaction)
            return (person.id, true)
        }
        try PeopleService.mustSee(id, external, context.actor, transaction)
        let current = try PeopleService.find(id, context.actor, transaction)
        let changed = current.replaced(by: person)
        try PeopleService.change(current, to: changed, &context, transaction)
        return (id, false)
    }
}

extension Person {
    /// This person with all that another document says, ids of systems it does not name kept.
    fileprivate func replaced(by other: Person) -> Person {
        var person = self
        person.name = other.name
        person.givenName = other.givenName
        person.pronouns = other.pronouns
        person.email = other.email
        person.phone = other.phone
        person.locale = other.locale
        person.timeZone = other.timeZone
        person.languages = other.languages
        person.skillsOffered = other.skillsOffered
        person.skillsWanted = other.skillsWanted
        person.interests = other.interests
        person.values = other.values
        person.bio = other.bio
        person.seniority = other.seniority
        person.manager = other.manager
        person.state = other.state
        let named = Set(other.externalIDs.map(\.source))
        person.externalIDs = externalIDs.filter { !named.contains($0.source) } + other.externalIDs
        return person
    }
}
