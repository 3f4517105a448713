// How a group stands, for its members and for staff: read as it is at this moment, never kept.

import HTTP
import JSON
import Mentorship

enum GroupStandingService {
    /// Where two meet they are all there can be, and nobody joins a circle.
    static func see(
        _ id: ID<Relationship>, _ context: Context, _ snapshot: Reading
    ) throws -> GroupStanding {
        let relationship = try RelationshipService.find(id, context.actor, snapshot).relationship
        let mentors = relationship.people(on: .mentor)
        let frame = try RelationshipPlaces.frame(relationship.programme, snapshot)
        guard relationship.state.name != .closed, let lead = mentors.first,
            let sizes = frame?.ofGroup
        else {
            let count = relationship.members.count { $0.side != .mentor }
            let least = relationship.isCircle ? Circle.least(frame?.groupSizes.sizes) : count
            return GroupStanding(
                sizes: min(least, count)...count, members: count, asked: 0, mentors: mentors,
                isJoined: false)
        }
        let programme = relationship.programme
        let asked = try mentors.reduce(0) {
            try $0 + ProposalStore.asked(of: $1, in: programme, now: context.now, snapshot)
        }
        let questions = try CoMentorStore.open(beside: lead, in: programme, snapshot)
        return GroupStanding(
            sizes: sizes, members: relationship.people(on: .mentee).count, asked: asked,
            mentors: mentors,
            mentorsAsked: questions.count { !$0.proposal.isOverdue(now: context.now) },
            mentorsLeast: frame?.mentorsLeast ?? 1,
            hindrances: try hindrances(mentors, in: programme, snapshot))
    }

    private static func hindrances(
        _ mentors: [ID<Person>], in id: ID<Programme>, _ snapshot: Reading
    ) throws -> [GroupStanding.Hindrance] {
        guard let programme = try ProgrammeStore.find(id, snapshot) else { return [] }
        return try mentors.compactMap { mentor in
            let enrolment = try EnrolmentStore.current(of: mentor, in: id, snapshot)
            var facts = GroupMentorFacts()
            facts.state = try PersonStore.find(mentor, snapshot)?.state ?? .left
            facts.isApproved =
                enrolment?.state == .approved && enrolment?.offer.role.isMentor == true
            facts.isReady = enrolment?.missing(in: programme).isEmpty ?? false
            facts.placesLeft = try RelationshipPlaces.placesOfOne(
                mentor, in: id, snapshot
            ).left
            facts.leads = mentor == mentors.first
            return facts.hindrance.map {
                GroupStanding.Hindrance(mentor: mentor, reason: $0)
            }
        }
    }
}

extension GroupStanding {
    /// Staff are told whom others wait for and why.
    func response(forStaff isStaff: Bool) -> Response {
        var json = JSONWriter()
        json.beginObject()
        json.member("least", sizes.lowerBound)
        json.member("most", sizes.upperBound)
        json.member("members", members)
        json.member("asked", asked)
        json.array("mentor_ids", mentors) { $1.string($0.text) }
        json.member("lead_id", mentors.first)
        json.member("co_mentors_asked", mentorsAsked)
        json.member("mentors_least", mentorsLeast)
        json.array("waits_for", isStaff && status != .full ? hindrances : []) { one, json in
            json.beginObject()
            json.member("mentor_id", one.mentor)
            json.member("reason", one.reason.rawValue)
            json.endObject()
        }
        json.member("status", status.rawValue)
        json.member("next_step", step == .none ? nil : step.rawValue)
        json.member("words", words)
        json.endObject()
        return .json(json.bytes)
    }
}
