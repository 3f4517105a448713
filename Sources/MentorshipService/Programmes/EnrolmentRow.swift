// The list of a programme's enrolments: a page of JSON, lines of JSON, and a sheet of all of them
// with every member that the document has.

import CSV
import JSON
import Mentorship

struct EnrolmentRow: SheetRow {
    static let columns = [
        "id", "programme_id", "person_id", "role", "state", "capacity", "mentors_wanted",
        "motivation", "skills_offered", "skills_wanted", "site", "seniority", "experience_years",
        "goals", "challenges", "groups", "media", "organisation",
        "acknowledged_version", "acknowledged_at", "acknowledged_by", "acknowledgement_reason",
        "decided_by", "decided_at", "decision_reason", "created_by", "created_at", "updated_at",
    ]

    let enrolment: Enrolment

    var position: String { enrolment.id.text }

    func write(into json: inout JSONWriter) { enrolment.write(into: &json) }

    func record(into csv: inout CSVWriter) {
        let (offer, decision) = (enrolment.offer, enrolment.decision)
        let known = enrolment.acknowledgement
        csv.record([
            enrolment.id.text, enrolment.programme.text, enrolment.person.text,
            offer.role.rawValue, enrolment.state.rawValue, Self.cell(offer.capacity),
            Self.cell(offer.mentorsWanted), offer.motivation, Self.cell(offer.skillsOffered),
            Self.cell(offer.skillsWanted), offer.site, Self.cell(offer.seniority),
            Self.cell(offer.experienceYears), Self.cell(offer.facts.goals),
            Self.cell(offer.facts.challenges), Self.cell(offer.facts.groups),
            PersonSheet.cell(of: offer.facts.media.map(\.rawValue)), offer.facts.organisation,
            Self.cell(known?.version), known?.at.rfc3339, known?.by, known?.reason,
            decision?.by, decision?.at.rfc3339, decision?.reason,
            enrolment.createdBy, enrolment.createdAt.rfc3339, enrolment.updatedAt.rfc3339,
        ])
    }

    private static func cell(_ number: Int?) -> String? { number.map { "\($0)" } }

    private static func cell(_ terms: [Term]) -> String? {
        PersonSheet.cell(of: terms.map(\.text))
    }

    /// As in the sheet of people: "go:4; sql:2".
    private static func cell(_ skills: [Skill]?) -> String? {
        skills.map { PersonSheet.cell(of: $0.map { "\($0.term.text):\($0.level)" }) }
    }
}
