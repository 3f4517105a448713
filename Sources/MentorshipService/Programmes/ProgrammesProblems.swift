// The problem codes of the Programmes room.

extension ProblemCatalogue {
    static let programmes: [Entry] = [
        Entry(
            code: "acknowledgement_moved", status: 409,
            means: "The programme's text has changed since it was shown to the person."),
        Entry(
            code: "already_enrolled", status: 409,
            means: "The person takes part in the programme already; enrolment_id says where."),
        Entry(
            code: "enrolment_decided", status: 409,
            means: "Only an enrolment that waits is approved or rejected."),
        Entry(
            code: "enrolment_over", status: 409,
            means: "The enrolment was withdrawn, rejected or has ended; the person may enrol anew."),
        Entry(
            code: "gate_not_met", status: 409,
            means: "Something the programme asks for is missing; missing says what."),
        Entry(
            code: "not_open_for_enrolment", status: 409,
            means: "People enrol themselves only while the programme is open."),
        Entry(
            code: "nothing_to_acknowledge", status: 409,
            means: "The programme has no text that could be acknowledged."),
        Entry(
            code: "programme_incomplete", status: 409,
            means: "A programme opens only with a purpose, and the text that it demands."),
        Entry(
            code: "programme_opened", status: 409,
            means: "Model and stage model are settled once the programme was opened."),
        Entry(
            code: "programme_over", status: 409,
            means: "The programme is completed, cancelled or archived; it is not changed any more."),
        Entry(
            code: "programme_state", status: 409,
            means: "The programme cannot go from its state to that one; allowed says where to."),
        Entry(
            code: "role_decided", status: 409,
            means: "The role of an enrolment is settled with its approval."),
    ]
}
