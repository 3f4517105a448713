// The list of who waits in a programme: a page of JSON, and a sheet with names.

import CSV
import JSON
import Mentorship

struct WaitingRow: SheetRow {
    static let columns = [
        "enrolment_id", "person_id", "person_name", "role", "since", "status", "next_step",
        "words", "mentors_wanted", "mentors_found", "until", "subject_id", "reason",
        "after_relationship_id",
    ]

    fileprivate let found: WaitingPerson
    fileprivate let name: String?

    var position: String { found.enrolment.id.text }

    func write(into json: inout JSONWriter) { found.write(into: &json) }

    func record(into csv: inout CSVWriter) {
        let (enrolment, waiting, mentors) = (found.enrolment, found.waiting, found.mentors)
        csv.record([
            enrolment.id.text, enrolment.person.text, name, enrolment.role.rawValue,
            enrolment.since.rfc3339, waiting.status.rawValue, waiting.step.rawValue,
            found.words, mentors.map { "\($0.wanted)" }, mentors.map { "\($0.found)" },
            waiting.until?.rfc3339, waiting.subject, waiting.reason, found.rematch?.text,
        ])
    }
}

/// Who of a programme is asked for.
struct WaitingQuestion: Sendable {
    let programme: ID<Programme>
    let role: Side?
    let status: Waiting.Status?
    let now: Instant
    let withNames: Bool

    /// In the order of enrolment.
    @Sendable func rows(_ page: PageRequest, _ snapshot: Reading) throws -> [WaitingRow] {
        guard let frame = try WaitingProgramme(programme, snapshot) else { return [] }
        let service = WaitingService(now: now, snapshot: snapshot)
        var rows: [WaitingRow] = []
        try Candidates.take(
            page.fetch, after: page.after ?? "",
            from: { after, count in
                try WaitingStore.enrolments(
                    in: programme, after: after, limit: count, snapshot
                ).map(\.id.text)
            },
            { text in
                guard let id = ID<Enrolment>(text),
                    let enrolment = try EnrolmentStore.find(id, snapshot),
                    role.map({ enrolment.offer.role.has($0, frame.isAmongEquals) }) ?? true,
                    let found = try service.find(WaitingEnrolment(enrolment), frame),
                    status ?? found.waiting.status == found.waiting.status
                else { return false }
                let person = enrolment.person.text
                rows.append(
                    WaitingRow(
                        found: found,
                        name: withNames ? try MatchResultStore.name(person, snapshot) : nil))
                return true
            })
        return rows
    }
}

extension Enrolment.Role {
    /// Of equals who gives and gets is a peer, and whoever does but one is on that side.
    fileprivate func has(_ side: Side, _ isAmongEquals: Bool) -> Bool {
        switch side {
        case .mentor: isAmongEquals ? self == .mentor : isMentor
        case .mentee: isAmongEquals ? self == .mentee : isMentee
        case .peer: isAmongEquals && self == .both
        }
    }
}

extension WaitingEnrolment {
    fileprivate init(_ enrolment: Enrolment) {
        self.init(
            id: enrolment.id, programme: enrolment.programme, person: enrolment.person,
            role: enrolment.offer.role, since: enrolment.decision?.at ?? enrolment.createdAt)
    }
}
