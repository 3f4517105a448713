// Some rows of an import in one transaction, in which a bad row harms no other. A row goes through
// the same doors as a single request.

import JSON
import Mentorship
import SQLite

enum ImportOutcome: Sendable {
    case created, updated, unchanged
    case refused(Failure)
}

struct ImportBatch: Sendable {
    let rows: [ImportRow]
    let zones: ZoneFiles
    /// Does everything and undoes it.
    let isDryRun: Bool
    /// Gives each row a savepoint of its own. Most flaws are found before a row writes anything, so
    /// a batch is first tried without: savepoints for each of many rows take a third of the time.
    var isCareful = false

    /// A row failed when it had begun to write: all of the batch is to be undone and done
    /// carefully.
    struct Spoiled: Error {}

    private struct DryRunDone: Error {}

    /// The outcomes in the order of the rows.
    func write(_ context: inout Context, _ transaction: Writing) throws -> [ImportOutcome] {
        var outcomes: [ImportOutcome] = []
        do {
            try transaction.attempt {
                outcomes = try writeRows(&context, transaction)
                if isDryRun { throw DryRunDone() }
            }
        } catch is DryRunDone {}
        try noteRefusals(outcomes, &context, transaction)
        return outcomes
    }

    /// Whoever tries out ids of others leaves a trace, also when nothing was to be written.
    private func noteRefusals(
        _ outcomes: [ImportOutcome], _ context: inout Context, _ transaction: Writing
    ) throws {
        let count = outcomes.count { outcome in
            if case .refused(let failure) = outcome { failure.kind == .forbidden } else { false }
        }
        guard count > 0 else { return }
        try Ledger.audit(
            "people.imported", context.actor.text, outcome: .refused,
            details: [JSON.Member("rows", .integer(Int64(count)))], &context, transaction)
    }

    private func writeRows(
        _ context: inout Context, _ transaction: Writing
    ) throws -> [ImportOutcome] {
        var outcomes: [ImportOutcome] = []
        outcomes.reserveCapacity(rows.count)
        for row in rows {
            do {
                let change = try decide(try row.patch.get(), &context, transaction)
                outcomes.append(try save(change, &context, transaction))
            } catch let failure as Failure {
                outcomes.append(.refused(failure))
            }
        }
        return outcomes
    }

    // MARK: What a row means, without writing anything

    private enum Change {
        case create(Person)
        case change(Person, to: Person)
    }

    private func decide(
        _ patch: JSON, _ context: inout Context, _ transaction: Writing
    ) throws -> Change {
        guard let (id, external) = try known(patch, transaction) else {
            let person = Person(id: context.newID(), name: "", now: context.now)
            return .create(try read(patch, onto: .object([]), into: person))
        }
        guard let current = try visible(id, context.actor, transaction) else {
            throw Failure.externalIDNotAvailable(external)
        }
        return .change(current, to: try read(patch, onto: current.document, into: current))
    }

    private func read(
        _ patch: JSON, onto document: JSON, into person: Person
    ) throws -> Person {
        var person = person
        var input = try Input(object: document.patched(by: patch))
        try PersonDocument.read(&input, into: &person, zones: zones)
        try input.finish()
        return person
    }

    /// Whom the row's external ids name, and by which; nil when nobody has one of them yet.
    private func known(
        _ patch: JSON, _ transaction: Writing
    ) throws -> (ID<Person>, ExternalID)? {
        var found: (ID<Person>, ExternalID)?
        for member in patch["external_ids"]?.members ?? [] {
            // What is no good id is said with the other flaws, by the reader of the document.
            guard let value = member.value.text,
                let external = try? ExternalID(source: member.name, value: value),
                let id = try PersonStore.find(external: external, transaction)
            else { continue }
            if let found, found.0 != id { throw Failure.externalIDTaken(external) }
            found = found ?? (id, external)
        }
        return found
    }

    /// Nil for somebody of whom the actor may not know: the id is not available, as in a POST.
    private func visible(
        _ id: ID<Person>, _ actor: Actor, _ transaction: Writing
    ) throws -> Person? {
        do {
            return try PeopleService.find(id, actor, transaction)
        } catch let failure as Failure where failure.kind == .notFound {
            return nil
        }
    }

    // MARK: Doing it

    private func save(
        _ change: Change, _ context: inout Context, _ transaction: Writing
    ) throws -> ImportOutcome {
        do {
            guard isCareful else { return try write(change, &context, transaction) }
            return try transaction.attempt { try write(change, &context, transaction) }
        } catch let failure as Failure {
            throw isCareful ? failure : Spoiled()
        } catch let error as DatabaseError where error.isConstraint {
            throw isCareful ? Failure.rowNotStored : Spoiled()
        }
    }

    private func write(
        _ change: Change, _ context: inout Context, _ transaction: Writing
    ) throws -> ImportOutcome {
        switch change {
        case .create(let person):
            try PeopleService.create(person, &context, transaction)
            return .created
        case .change(let current, let changed):
            let hasChanged = try PeopleService.change(
                current, to: changed, &context, transaction)
            return hasChanged ? .updated : .unchanged
        }
    }
}

extension Failure {
    /// A constraint that the rules do not know of: one row's trouble, and ours.
    fileprivate static let rowNotStored = Failure(
        .conflict, "row_not_stored",
        "The store refused this row, which is our fault; the other rows are not affected.")
}
