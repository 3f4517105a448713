// What is done with instruments: made once, and read by staff and by those who are asked.

import JSON
import Mentorship

package enum InstrumentService {
    package static func create(
        _ draft: InstrumentDraft, _ context: inout Context, _ transaction: Writing
    ) throws -> InstrumentRow {
        let row = try InstrumentStore.insert(draft, &context, transaction)
        let data = [
            JSON.Member("key", .string(row.key)),
            JSON.Member("version", .integer(Int64(row.version))),
        ]
        try Ledger.record("instrument.created", row.id.text, data: data, &context, transaction)
        return row
    }

    package static func see(
        _ id: ID<Instrument>, _ actor: Actor, _ snapshot: Reading
    ) throws -> InstrumentRow {
        let isAssigned =
            try actor.person.map { try AssignmentStore.isAssigned($0, by: id, snapshot) } ?? false
        guard EvaluationAccess.maySeeInstrument(isAssigned: isAssigned, by: actor),
            let row = try InstrumentStore.find(id, snapshot)
        else { throw Failure.notFound("instrument") }
        return row
    }
}
