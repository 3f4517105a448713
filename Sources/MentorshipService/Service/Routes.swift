// The table of contents of the API: the rooms' routes, in the order in which a programme goes
// through them.

import HTTP

package enum Routes {
    package static let all: [Route] =
        OperationsRoutes.all
        + CredentialRoutes.all
        + PersonTokenRoutes.all
        + PeopleRoutes.all
        + ConsentRoutes.all
        + CharacteristicRoutes.all
        + ImportRoutes.all
        + ModelRoutes.all
        + ProgrammeRoutes.all
        + EnrolmentRoutes.all
        + PreferenceRoutes.all
        + ConflictKeyRoutes.all
        + PolicyRoutes.all
        + ExclusionRoutes.all
        + MatchRunRoutes.all
        + RunAnswerRoutes.all
        + RobustnessRoutes.all
        + PairReviewRoutes.all
        + ProposalRoutes.all
        + RequestPolicyRoutes.all
        + MentorCardRoutes.all
        + RequestRoutes.all
        + MentorSearch.all
        + WaitingRoutes.all + SupplyRoutes.all + MentorPlacesRoutes.all
        + RelationshipRoutes.all
        + RematchRoutes.all
        + GoalRoutes.all
        + JournalRoutes.all
        + HolidayRoutes.all
        + AvailabilityRoutes.all
        + SlotRoutes.all
        + MeetingRoutes.all
        + InstrumentRoutes.all
        + SurveyRoutes.all
        + ReportRoutes.all
        + JobRoutes.all
        + AuditRoutes.all
        + EventRoutes.all

    /// Frozen before the first byte is served; an overlap stops the start.
    package static func router() throws -> Router<Route> {
        try Router(all.map { (method: $0.method, pattern: $0.path, value: $0) })
    }
}
