// /v1/people: who takes part. POST needs a name only; PUT by an external id keeps a roster in step.

import HTTP
import JSON
import Mentorship

package enum PeopleRoutes {
    package static let all: [Route] = [
        .get("/v1/people", "listPeople", .staff(.peopleRead), read: list),
        .write(
            .post, "/v1/people", "createPerson", .staff(.peopleWrite), input: document,
            write: create),
        .get("/v1/people/{person}", "getPerson", .staffOrPerson(.peopleRead), read: read),
        .write(
            .patch, "/v1/people/{person}", "changePerson", .staffOrPerson(.peopleWrite),
            input: patchDocument, write: patch),
        .write(
            .put, "/v1/people/by-external-id/{source}/{value}", "putPersonByExternalId",
            .staff(.peopleWrite), input: document, write: put),
    ]

    // MARK: Reading

    private static func list(_ call: Call, _ snapshot: Reading) throws -> Response {
        let format = try Collection.format(call)
        var parameters = try Parameters(call)
        var filter = PersonFilter()
        filter.state = parameters.choice("state", Person.State.self)
        filter.email = parameters.text("email", max: PersonLimits.email)?.lowercased()
        filter.programme = parameters.id("programme_id", Programme.self)
        for kind in ["skill_offered", "skill_wanted", "interest", "value", "language"] {
            guard let term = parameters.text(kind, max: PersonLimits.term) else { continue }
            filter.terms.append((kind, kind == "language" ? term.lowercased() : Term.key(of: term)))
        }
        if filter.terms.count > 3 {
            parameters.refuse(
                "language", "too_many_filters", "At most three of the term filters at once.")
        }
        let isWhole = !parameters.isGiven("limit")
        let page = parameters.page()
        try parameters.finish()
        if format != .json {
            return try PersonExport.response(
                filter, page, isWhole: isWhole, as: format, call, snapshot)
        }
        var writer = PageWriter(page)
        try PersonReading.list(
            filter, reach: PersonAccess.reach(of: call.actor), actor: call.actor, page: page,
            into: &writer, snapshot)
        return writer.response(call).varying()
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try shown(call.id("person", "person"), call, snapshot)
    }

    private static func shown(
        _ id: ID<Person>, _ call: Call, _ snapshot: Reading, status: Int = 200,
        headers: [Response.Header] = []
    ) throws -> Response {
        var json = JSONWriter(capacity: documentBytes)
        let (version, view) = try PersonReading.write(
            id, for: call.actor, into: &json, snapshot)
        return .json(
            json.bytes, status: status, version: version, view: view.rawValue, headers: headers)
    }

    /// A usual document and more, and with an array's own 32 bytes still of a size that malloc has
    /// at hand for each thread; for a larger one it tidies up first.
    private static let documentBytes = 960

    // MARK: Writing

    /// Everything but the ids: those need the transaction's context.
    private static func document(_ call: Call) throws -> Person {
        var input = try Input(call)
        var context = call.context
        var person = Person(id: context.newID(), name: "", now: context.now)
        try PersonDocument.read(&input, into: &person, zones: call.deployment.zones)
        try input.finish()
        return person
    }

    private static func create(
        _ person: Person, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        _ = call.context.newID(Person.self)  // The document took the first one.
        let columns = try PeopleService.create(person, &call.context, transaction)
        let view = try PersonAccess.checkRead(
            by: call.actor, of: PersonRelation(isCreatedByActor: true))
        var json = JSONWriter(capacity: documentBytes)
        PersonReading.write(person, columns, view, into: &json)
        return .json(
            json.bytes, status: 201, version: Int(person.version), view: view.rawValue,
            headers: [.init("Location", "/v1/people/" + person.id.text)])
    }

    private static func patchDocument(_ call: Call) throws -> JSON {
        let patch = try Input.json(of: call)
        guard patch.members != nil else {
            throw Failure.invalid("/", "not_an_object", "Send a JSON object (RFC 7396).")
        }
        return patch
    }

    /// Merge patch (RFC 7396): the document that results is read as if it had been sent whole.
    private static func patch(
        _ patch: JSON, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let id: ID<Person> = try call.id("person", "person")
        let current = try PeopleService.find(id, call.actor, transaction)
        try Precondition.check(call, version: Int(current.version))
        var input = try Input(object: current.document.patched(by: patch))
        var changed = current
        try PersonDocument.read(&input, into: &changed, zones: call.deployment.zones)
        try input.finish()
        try PeopleService.change(current, to: changed, &call.context, transaction)
        return try shown(id, call, transaction)
    }

    private static func put(
        _ person: Person, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let external: ExternalID
        do {
            external = try ExternalID(
                source: call.capture("source"), value: call.capture("value"))
        } catch {
            throw Failure.invalid([error.field(at: "/external_ids")])
        }
        _ = call.context.newID(Person.self)
        let (id, isNew) = try PersonRoster.put(person, external, &call.context, transaction)
        return try shown(
            id, call, transaction, status: isNew ? 201 : 200,
            headers: [.init("Location", "/v1/people/\(id)")])
    }
}

extension Person {
    /// The members that a patch or an import may change, as they are now.
    var document: JSON {
        func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
        func raw(_ column: String) -> JSON { (try? JSON(parsing: Array(column.utf8))) ?? .null }
        return .object([
            JSON.Member("name", .string(name)),
            JSON.Member("given_name", text(givenName)),
            JSON.Member("pronouns", text(pronouns)),
            JSON.Member("email", text(email?.text)),
            JSON.Member("phone", text(phone)),
            JSON.Member("locale", text(locale?.text)),
            JSON.Member("time_zone", text(timeZone?.text)),
            JSON.Member("languages", raw(languagesColumn)),
            JSON.Member("skills_offered", raw(skillsOfferedColumn)),
            JSON.Member("skills_wanted", raw(skillsWantedColumn)),
            JSON.Member("interests", raw(interestsColumn)),
            JSON.Member("values", raw(valuesColumn)),
            JSON.Member("bio", text(bio)),
            JSON.Member("seniority", seniority.map { .integer(Int64($0)) } ?? .null),
            JSON.Member("manager_id", text(manager?.text)),
            JSON.Member("state", .string(state.rawValue)),
            JSON.Member("external_ids", raw(externalIDsColumn)),
        ])
    }
}
