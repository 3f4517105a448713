// The problem codes of the Relationships room.

import Mentorship

extension ProblemCatalogue {
    static let relationships: [Entry] = [
        Entry(
            code: "goal_owner_decides", status: 403,
            means: "Only the owner of a goal may reword or settle it."),
        Entry(
            code: "goal_state", status: 409,
            means: "The goal's present state does not allow this; agree to it or settle it."),
        Entry(
            code: "group_goes_on", status: 409,
            means: "Who is one of several leaves; who leads a group, or staff, close it."),
        Entry(
            code: "group_needed", status: 409,
            means: "It is no group or circle, or nobody would be left to go on with it."),
        Entry(
            code: "mentee_already_paired", status: 409,
            means: "The mentee is in a relationship of this programme that is not closed."),
        Entry(
            code: "mentor_at_capacity", status: 409,
            means: "Every place that the mentor has in this programme is taken."),
        Entry(
            code: "not_enrolled", status: 409,
            means: "There is no approved enrolment in the role that the relationship needs."),
        Entry(
            code: "programme_not_running", status: 409,
            means: "The programme's state does not allow new relationships."),
        Entry(
            code: "relationship_closed", status: 409,
            means: "The relationship is closed for good; its people can be matched again."),
        Entry(
            code: "rematch_asked", status: 409,
            means: "Another pair was asked for already after this relationship."),
        Entry(
            code: "rematch_fulfilled", status: 409,
            means: "The next relationship has begun; there is nothing to take back."),
        Entry(
            code: "relationship_not_closed", status: 409,
            means: "Another pair is asked for only after a relationship has ended."),
        Entry(
            code: "relationship_not_active", status: 409,
            means: "Only an active relationship moves between stages."),
        Entry(
            code: "relationship_state", status: 409,
            means: "The relationship's state does not lead to the one asked for."),
        Entry(
            code: "same_stage", status: 409, means: "The relationship is in this stage already."),
    ]
}

extension Failure {
    static let sameMember = Failure.invalid(
        "/mentee_id", "same_person", "Nobody can be their own mentor; name two people.")

    static func programmeNotRunning(_ state: Programme.State) -> Failure {
        Failure(
            .conflict, "programme_not_running",
            "The programme is \(state.rawValue); relationships begin while it is open, "
                + "closed_to_enrolment or running.")
    }

    static let goalOfClosed = Failure(
        .conflict, "relationship_closed", "The goals of a closed relationship stay as they are.")

    static func notEnrolled(_ role: String) -> Failure {
        Failure(
            .conflict, "not_enrolled",
            "The \(role) has no approved enrolment as \(role) in this programme. Approve it first.",
            facts: ["roles": [role]])
    }

    static func mentorAtCapacity(_ capacity: Int) -> Failure {
        Failure(
            .conflict, "mentor_at_capacity",
            "The mentor's places in this programme (\(capacity)) are all taken. Close a "
                + "relationship or raise the enrolment's capacity.",
            facts: ["capacity": ["\(capacity)"]])
    }

    static let menteeAlreadyPaired = Failure(
        .conflict, "mentee_already_paired",
        "The mentee is in a relationship of this programme already. Close that one first.")

    static let rematchAsked = Failure(
        .conflict, "rematch_asked",
        "Another pair was asked for already. Take that back first to ask otherwise.")

    static let rematchFulfilled = Failure(
        .conflict, "rematch_fulfilled", "The next relationship has begun already.")
}
