// /v1/people/{person}/characteristics: what somebody describes of themselves. To all but the person
// there is nothing here, whatever their role; each look is audited.

import HTTP
import JSON
import Mentorship
import SQLite

package enum CharacteristicRoutes {
    package static let all: [Route] = [
        .get("/v1/people/{person}/characteristics", "getCharacteristics", .person, read: read)
            .audited(),
        .write(
            .put, "/v1/people/{person}/characteristics", "putCharacteristics", .person,
            input: described, write: replace),
    ]

    /// The person's own id, or nobody's.
    private static func own(_ call: Call) throws -> ID<Person> {
        let person: ID<Person> = try call.id("person", "person")
        guard call.actor.person == person, call.actor.may(.own) else {
            throw Failure.notFound("person")
        }
        return person
    }

    private static func read(_ call: Call, _ snapshot: Reading) throws -> Response {
        try Parameters.none(call)
        return try CharacteristicStore.find(own(call), call.deployment.sealer, snapshot)
            .response()
    }

    private static func described(_ call: Call) throws -> Characteristics {
        var input = try Input(call)
        let object = input.member("characteristics")
        var described: Characteristics.Described = [:]
        if let members = object?.members {
            if members.count > Characteristics.countMax {
                input.refuse(
                    "characteristics", "too_many", "At most \(Characteristics.countMax) of them.")
            } else {
                for member in members { described[member.name] = terms(member, &input) }
            }
        } else if object ?? .null == .null {
            input.refuse("characteristics", "required", "characteristics is required.")
        } else {
            input.refuse("characteristics", "not_an_object", "Send an object of lists.")
        }
        let keptOut = keptOut(&input)
        try input.finish()
        return Characteristics(described, notForMatching: keptOut)
    }

    /// Also of things that nobody described yet: what is kept out stays out when they are.
    private static func keptOut(_ input: inout Input) -> Set<String> {
        let names =
            input.texts(
                "not_for_matching", countMax: Characteristics.countMax,
                lengthMax: Characteristics.nameMax) ?? []
        for (index, name) in names.enumerated() where !Characteristics.isName(name) {
            input.refuse("not_for_matching/\(index)", "not_a_name", nameRule)
        }
        return Set(names)
    }

    private static let nameRule =
        "A name has 1 to \(Characteristics.nameMax) small letters, digits and underscores, "
        + "a letter first."

    /// Nil for what was refused, and for an empty list, which says nothing.
    private static func terms(_ member: JSON.Member, _ input: inout Input) -> [Term]? {
        guard Characteristics.isName(member.name) else {
            input.refuse("characteristics", "not_a_name", nameRule)
            return nil
        }
        guard var inner = try? Input(object: .object([member]), path: "/characteristics") else {
            return nil
        }
        let terms = inner.parsedList(member.name, countMax: Characteristics.termsMax) {
            text throws(Flaw) in try Term(text)
        }
        let checked = inner.checked(member.name, terms, Person.terms)
        input.adopt(inner.errors)
        return checked.isEmpty ? nil : checked
    }

    private static func replace(
        _ characteristics: Characteristics, _ call: inout Call, _ transaction: Writing
    ) throws -> Response {
        let person = try own(call)
        let sealer = call.deployment.sealer
        let before = try CharacteristicStore.find(person, sealer, transaction)
        try Precondition.check(call, version: before.version, isRequired: before.isStored)
        let row = CharacteristicsRow(
            person: person, version: before.version + 1, characteristics: characteristics,
            updatedAt: call.context.now)
        try CharacteristicStore.put(row, sealer, transaction)
        // No event: that somebody speaks of themselves is their own affair.
        try Ledger.audit("characteristics.replaced", person.text, &call.context, transaction)
        return row.response(status: before.isStored ? 200 : 201)
    }
}

extension CharacteristicsRow: Resource {
    package func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("person_id", person)
        json.key("characteristics")
        characteristics.write(into: &json)
        json.array("not_for_matching", characteristics.notForMatching.sorted())
        json.member("updated_at", updatedAt)
        json.endObject()
    }
}
