"""Conflicts (409) that openapi.yaml names are met: an operation in a state that does not allow it. What is
not met here is named below, so that a new one has to be met or put there with a reason."""

import datetime
import re
import sqlite3
import unittest

import yaml

from service import ROOT, Service, wait_for_job

# (operation, code) that take a clock that moves, a stop between two steps, or a state that no route brings
# about yet (a relationship that pauses). Most of them are met in process by Tests/ServiceTests.
NOT_HERE = {
    ("acceptProposal", "gate_not_met"), ("acceptProposal", "mentee_already_paired"),
    ("acceptProposal", "mentor_at_capacity"), ("acceptProposal", "not_enrolled"),
    ("acceptProposal", "programme_not_running"), ("acceptProposal", "proposal_expired"),
    ("refuseProposal", "proposal_expired"), ("publishMatchRun", "inputs_changed"),
    ("undoProposalAcceptance", "proposal_expired"), ("undoProposalAcceptance", "circle_stands"),
    ("undoProposalAcceptance", "has_joined_group"),
    ("publishMatchRun", "already_proposed"), ("publishMatchRun", "programme_not_running"),
    ("publishMatchRun", "run_not_done"), ("listMatchRunPairs", "run_not_done"),
    ("listMatchRunUnmatched", "run_not_done"), ("getMatchRunInputs", "run_not_done"),
    ("explainPair", "run_not_done"), ("getMatchRunUnmatched", "run_not_done"),
    ("listMatchRunPlaces", "run_not_done"), ("compareMatchRuns", "run_not_done"),
    ("getMatchRunEquity", "run_not_done"), ("getMatchRunPage", "run_not_done"),
    ("startMatchRunRobustness", "run_not_done"), ("startMatchRunRobustness", "robustness_under_way"),
    ("explainPair", "engine_changed"), ("getMatchRunUnmatched", "engine_changed"),
    ("listMatchRunPlaces", "engine_changed"), ("startMatchRunRobustness", "engine_changed"),
    ("listMatchRunPlaces", "run_without_prices"), ("explainPair", "run_too_large"),
    ("listMatchRunPlaces", "run_too_large"),
    ("acceptMentorshipRequest", "request_expired"), ("refuseMentorshipRequest", "request_expired"),
    ("acceptMentorshipRequest", "pair_not_possible"), ("putPairReview", "run_not_done"),
    ("acceptMentorshipRequest", "programme_not_running"),
    ("removePairReview", "run_not_done"), ("putPairReview", "not_enrolled"),
    ("putPairReview", "several_pairs"), ("putPairReview", "circle_is_whole"),
    ("publishMatchRun", "group_too_small"),
    ("acceptProposal", "pair_not_possible"), ("createRelationship", "pair_not_possible"),
    ("listMatchRunGroups", "run_not_done"), ("closeRelationship", "group_goes_on"),
    ("removeRelationshipMember", "group_needed"), ("addGroupMentor", "gate_not_met"),
    ("addGroupMentor", "programme_not_running"), ("acceptProposal", "group_has_mentors"),
    ("startMatchRun", "run_not_done"),
    ("cancelMeeting", "meeting_started"), ("createProposal", "not_enrolled"),
    ("changeProgramme", "programme_incomplete"), ("putProgrammeByExternalId", "programme_incomplete"),
    ("createStageMove", "relationship_not_active"), ("createStageMove", "relationship_state"),
    ("createStageMove", "mentor_has_group"), ("createStageMove", "mentor_at_capacity"),
    ("createStageMove", "not_enrolled"), ("createStageMove", "pair_forbidden"),
    ("createStageMove", "pair_not_possible"),
    ("approveEnrolment", "programme_over"), ("putAttendance", "meeting_cancelled"),
}


def documented():
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    for item in document["paths"].values():
        for method in ("get", "post", "put", "patch", "delete"):
            said = item.get(method, {}).get("responses", {}).get("409")
            if said:
                # What stands in brackets are further members of the problem.
                plain = re.sub(r"\([^)]*\)", "", said["description"])
                for code in re.findall(r"`([a-z]+_[a-z_]+)`", plain):
                    yield item[method]["operationId"], code


class Conflicts(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.service.start()
        cls.addClassCleanup(cls.service.__exit__)
        cls.admin = cls.service.client()

    def setUp(self):
        self.met, self.faults = set(), []

    # -- Pieces

    def make(self, path, body=None, client=None):
        answer = (client or self.admin).post(path, body)
        self.assertIn(answer.status, (200, 201, 202), (path, answer))
        return answer.json["id"]

    def do(self, method, path, body=None, client=None, **more):
        headers = {"If-Match": "*", **more}
        answer = (client or self.admin).send(method, path, body, headers=headers)
        self.assertIn(answer.status, (200, 201, 202, 204), (path, answer))
        return answer

    def meet(self, operation, code, method, path, body=None, client=None, **more):
        """Sends it, and notes whether it is the conflict."""
        headers = {"If-Match": "*", **more}
        answer = (client or self.admin).send(method, path, body, headers=headers)
        if (answer.status, answer.json.get("code") if answer.body else None) == (409, code):
            self.met.add((operation, code))
        else:
            self.faults.append((operation, code, answer))

    def programme(self, state="open", **more):
        id = self.make("/v1/programmes", {
            "name": "A", "purpose": "To be in conflict", "model": "one_to_one", **more})
        path = f"/v1/programmes/{id}"
        if state:
            self.do("PUT", f"{path}/state", {"state": state})
        return path

    def over(self, **more):
        path = self.programme(None, **more)
        self.do("PUT", f"{path}/state", {"state": "cancelled", "reason": "So"})
        return path

    def person(self):
        """Their id and a client with their token."""
        id = self.make("/v1/people", {"name": "One", "time_zone": "Europe/London"})
        token = self.admin.post(f"/v1/people/{id}/tokens").json["token"]
        return id, self.service.client(token)

    def enrol(self, programme, person, role, approve=True, **more):
        id = self.make(f"{programme}/enrolments", {"person_id": person, "role": role, **more})
        if approve:
            self.do("PUT", f"/v1/enrolments/{id}/approval")
        return f"/v1/enrolments/{id}"

    def two(self, programme, **more):
        people = self.person(), self.person()
        self.enrol(programme, people[0][0], "mentor", **more)
        self.enrol(programme, people[1][0], "mentee")
        return people, {"mentor_id": people[0][0], "mentee_id": people[1][0]}

    def pair(self, programme):
        people, both = self.two(programme)
        return f"/v1/relationships/{self.make(f'{programme}/relationships', both)}", people

    def proposal(self, programme):
        people, both = self.two(programme)
        return f"/v1/proposals/{self.make(f'{programme}/proposals', both)}", people, both

    # -- The rooms

    def keys(self):
        once = {"Idempotency-Key": "once"}
        draft = {"name": "A", "role": "analyst"}
        id = self.do("POST", "/v1/credentials", draft, **once).json["id"]
        self.meet("createCredential", "secret_not_repeated", "POST", "/v1/credentials", draft, **once)
        keys = f"/v1/credentials/{id}/keys"
        self.do("POST", keys, **once)
        self.meet("rotateCredential", "secret_not_repeated", "POST", keys, **once)
        self.do("DELETE", f"/v1/credentials/{id}")
        self.meet("rotateCredential", "credential_revoked", "POST", keys)
        tokens = f"/v1/people/{self.person()[0]}/tokens"
        self.do("POST", tokens, **once)
        self.meet("mintPersonToken", "secret_not_repeated", "POST", tokens, **once)

    def external_ids(self):
        first = {"name": "A", "external_ids": {"hr": "1", "crm": "1"}}
        self.make("/v1/people", first)
        other = self.make("/v1/people", {"name": "B", "external_ids": {"hr": "2"}})
        self.meet("createPerson", "external_id_taken", "POST", "/v1/people", first)
        self.meet("changePerson", "external_id_taken", "PATCH", f"/v1/people/{other}",
                  {"external_ids": {"hr": "1"}})
        self.meet("putPersonByExternalId", "external_id_taken", "PUT",
                  "/v1/people/by-external-id/hr/2", {"name": "B", "external_ids": {"crm": "1"}})
        plan = {"name": "A", "model": "group", "external_id": "taken"}
        self.make("/v1/programmes", plan)
        self.meet("createProgramme", "external_id_taken", "POST", "/v1/programmes", plan)
        self.meet("changeProgramme", "external_id_taken", "PATCH", self.programme(None),
                  {"external_id": "taken"})

    def programmes(self):
        over, opened = self.over(external_id="over"), self.programme(external_id="opened")
        self.meet("changeProgramme", "programme_over", "PATCH", over, {"name": "B"})
        self.meet("changeProgramme", "programme_opened", "PATCH", opened, {"model": "group"})
        place = "/v1/programmes/by-external-id"
        self.meet("putProgrammeByExternalId", "programme_over", "PUT", f"{place}/over",
                  {"name": "B", "model": "one_to_one"})
        self.meet("putProgrammeByExternalId", "programme_opened", "PUT", f"{place}/opened",
                  {"name": "B", "purpose": "C", "model": "group"})
        self.meet("setProgrammeState", "programme_state", "PUT", f"{over}/state", {"state": "open"})
        bare = "/v1/programmes/" + self.make("/v1/programmes", {"name": "A", "model": "one_to_one"})
        self.meet("setProgrammeState", "programme_incomplete", "PUT", f"{bare}/state", {"state": "open"})
        self.meet("createExclusion", "programme_over", "POST", f"{over}/exclusions",
                  {"mentor_id": self.person()[0], "mentee_id": self.person()[0]})
        instrument = self.make("/v1/instruments", {
            "key": "over", "title": "A", "items": [{"key": "q", "kind": "text"}]})
        self.meet("createSurvey", "programme_over", "POST", f"{over}/surveys", {
            "instrument_id": instrument, "phase": "pulse", "audience": "both", "title": "A"})
        self.meet("createEnrolment", "programme_over", "POST", f"{over}/enrolments",
                  {"person_id": self.person()[0], "role": "mentee"})

    def enrolments(self):
        programme = self.programme(requires_acknowledgement=True, acknowledgement="Be kind.")
        plain, (person, client) = self.programme(), self.person()
        place = f"{plain}/enrolments"
        enrolment = self.enrol(plain, person, "mentor")
        again = {"person_id": person, "role": "mentor"}
        self.meet("createEnrolment", "already_enrolled", "POST", place, again)
        self.do("PUT", f"{plain}/state", {"state": "closed_to_enrolment"})
        # Who takes no part is not told of a programme that is closed.
        self.meet("createEnrolment", "not_open_for_enrolment", "POST", place, {"role": "mentee"},
                  client)
        self.meet("changeEnrolment", "role_decided", "PATCH", enrolment,
                  {"role": "mentee", "capacity": None})
        self.meet("rejectEnrolment", "enrolment_decided", "PUT", f"{enrolment}/rejection",
                  {"reason": "So"})
        self.meet("acknowledgeProgramme", "nothing_to_acknowledge", "PUT",
                  f"{enrolment}/acknowledgement", {"reason": "So"})
        self.do("PUT", f"{enrolment}/withdrawal", {"reason": "So"})
        refused = self.enrol(self.programme(), person, "mentor", approve=False)
        self.do("PUT", f"{refused}/rejection", {"reason": "So"})
        self.meet("withdrawEnrolment", "enrolment_over", "PUT", f"{refused}/withdrawal",
                  {"reason": "Too late"})
        self.meet("changeEnrolment", "enrolment_over", "PATCH", enrolment, {"motivation": "A"})
        self.meet("acknowledgeProgramme", "enrolment_over", "PUT", f"{enrolment}/acknowledgement",
                  {"reason": "So"})
        self.meet("approveEnrolment", "enrolment_decided", "PUT", f"{enrolment}/approval")
        waiting = self.enrol(programme, person, "mentor", approve=False)
        self.meet("approveEnrolment", "gate_not_met", "PUT", f"{waiting}/approval")
        self.meet("acknowledgeProgramme", "acknowledgement_moved", "PUT", f"{waiting}/acknowledgement",
                  {"version": 7}, client)

    def matching(self):
        programme = self.programme()
        self.meet("startMatchRun", "programme_not_running", "POST", f"{self.over()}/match-runs",
                  {"objective": "quality"})
        people, both = self.two(programme)
        run = self.make(f"{programme}/match-runs", {"objective": "quality", "exclusions": [both]})
        wait_for_job(self.admin, f"/v1/match-runs/{run}")
        # Those of a run are in no list: only the store knows them.
        with sqlite3.connect(f"file:{self.service.database}?mode=ro", uri=True) as database:
            (kept,), = database.execute("SELECT id FROM exclusions")
        self.meet("removeExclusion", "exclusion_of_run", "DELETE", f"/v1/exclusions/{kept}")
        self.reviews()
        self.do("POST", f"/v1/match-runs/{run}/publication", {})
        review = f"/v1/match-runs/{run}/pairs/{both['mentee_id']}/review"
        self.meet("putPairReview", "run_published", "PUT", review, {"verdict": "locked"})
        self.meet("removePairReview", "run_published", "DELETE", review)
        self.meet("publishMatchRun", "run_published", "POST", f"/v1/match-runs/{run}/publication", {})
        self.meet("discardMatchRun", "run_published", "DELETE", f"/v1/match-runs/{run}")
        self.do("POST", f"{programme}/exclusions", both)
        self.meet("createExclusion", "already_excluded", "POST", f"{programme}/exclusions", both)
        for operation, name in (("createProposal", "proposals"),
                                ("createRelationship", "relationships")):
            self.meet(operation, "pair_forbidden", "POST", f"{programme}/{name}", both)
        job = self.admin.get(f"/v1/match-runs/{run}").json["job_id"]
        self.meet("cancelJob", "job_is_over", "DELETE", f"/v1/jobs/{job}")

    def reviews(self):
        """Two pairs of two that want the same, swapped and swapped on."""
        programme, shared = self.programme(), {"skills_offered": ["x"], "skills_wanted": ["x"]}
        people = [self.person()[0] for _ in range(5)]
        for number, person in enumerate(people):
            self.enrol(programme, person, "mentor" if number < 2 else "mentee", **shared, **(
                {"capacity": 2} if number == 0 else {}))
        run = self.make(f"{programme}/match-runs", {"objective": "coverage_then_quality"})
        wait_for_job(self.admin, f"/v1/match-runs/{run}")
        pairs = self.admin.get(f"/v1/match-runs/{run}/pairs").json["items"]
        with_first = [pair["mentee_id"] for pair in pairs if pair["mentor_id"] == people[0]]
        (other,) = [pair["mentee_id"] for pair in pairs if pair["mentor_id"] == people[1]]
        place = f"/v1/match-runs/{run}/pairs"
        one, two = (f"{place}/{mentee}/review" for mentee in with_first)
        self.do("PUT", one, {"verdict": "swapped", "swap_with_mentee_id": other})
        self.meet("putPairReview", "swap_stands", "PUT", one, {"verdict": "locked"})
        self.do("PUT", two, {"verdict": "swapped", "swap_with_mentee_id": with_first[0]})
        self.meet("removePairReview", "swap_stands", "DELETE", f"{place}/{other}/review")
        self.do("POST", f"{programme}/exclusions", {"mentor_id": people[1], "mentee_id": other})
        self.meet("putPairReview", "pair_forbidden", "PUT", f"{place}/{other}/review",
                  {"verdict": "swapped", "swap_with_mentee_id": with_first[1]})

    def proposals(self):
        programme = self.programme()
        proposal, people, both = self.proposal(programme)
        place = f"{programme}/proposals"
        self.meet("createProposal", "already_proposed", "POST", place, both)
        self.do("PUT", f"{proposal}/withdrawal")
        for verb, operation, body in (("acceptance", "acceptProposal", None),
                                      ("refusal", "refuseProposal", {"code": "time"})):
            self.meet(operation, "proposal_not_open", "PUT", f"{proposal}/{verb}", body, people[0][1])
        self.meet("undoProposalAcceptance", "nothing_to_undo", "DELETE", f"{proposal}/acceptance")
        self.undo()
        declined, askers, _ = self.proposal(programme)
        self.do("PUT", f"{declined}/refusal", {"code": "time"}, askers[0][1])
        self.meet("withdrawProposal", "proposal_not_open", "PUT", f"{declined}/withdrawal")
        self.make(f"{programme}/relationships", both)
        _, others = self.two(programme)
        full = {**both, "mentee_id": others["mentee_id"]}
        paired = {**both, "mentor_id": others["mentor_id"]}
        for operation, path in (("createProposal", place),
                                ("createRelationship", f"{programme}/relationships")):
            self.meet(operation, "mentor_at_capacity", "POST", path, full)
            self.meet(operation, "mentee_already_paired", "POST", path, paired)
            self.meet(operation, "programme_not_running", "POST",
                      f"{self.over()}/{path.split('/')[-1]}", full)
        self.meet("createRelationship", "not_enrolled", "POST", f"{programme}/relationships",
                  {**full, "mentor_id": self.person()[0]})

    def undo(self):
        """A yes is taken back too late, and after something was written down."""
        programme = self.programme()
        proposal, ((_, as_mentor), (_, as_mentee)), _ = self.proposal(programme)
        for client in as_mentor, as_mentee:
            accepted = client.put(f"{proposal}/acceptance").json
        request = self.request(programme)
        self.meet("undoMentorshipRequestAcceptance", "nothing_to_undo", "DELETE", f"{request[0]}/acceptance",
                  None, request[1])
        paired = self.do("PUT", f"{request[0]}/acceptance", None, request[1]).json
        yeses = (("undoProposalAcceptance", proposal, accepted, as_mentor),
                 ("undoMentorshipRequestAcceptance", request[0], paired, request[1]))
        for hours in 0, 24:
            self.do("PUT", f"{programme}/request-policy", {"undo_hours": hours})
            for operation, place, seen, client in yeses:
                if hours:
                    self.make(f"/v1/relationships/{seen['relationship_id']}/journal-entries",
                              {"text": "Well met."}, client)
                self.meet(operation, "pair_has_begun" if hours else "undo_too_late", "DELETE",
                          f"{place}/acceptance", None, client)

    def request(self, programme):
        """One that waits, and its mentor's client."""
        ((mentor, as_mentor), (_, as_mentee)), _ = self.two(programme)
        made = self.make(f"{programme}/mentorship-requests", {"mentor_ids": [mentor]}, as_mentee)
        return f"/v1/mentorship-requests/{made}", as_mentor

    def requests(self):
        """One mentor's only place, asked for by two."""
        programme = self.programme(acknowledgement="Be kind.")
        people, both = self.two(programme)
        (mentor, as_mentor), (mentee, as_mentee) = people
        place, body = f"{programme}/mentorship-requests", {"mentor_ids": [mentor]}

        def ask(client):
            return f"/v1/mentorship-requests/{self.make(place, body, client)}"

        self.do("PUT", f"{programme}/request-policy", {"open": False})
        self.meet("createMentorshipRequest", "self_match_closed", "POST", place, body, as_mentee)
        for operation, name in (("listMentorSuggestions", "mentor-suggestions"),
                                ("findMentors", "mentors?text=a")):
            self.meet(operation, "self_match_closed", "GET", f"{programme}/{name}", None, as_mentee)
        self.do("PUT", f"{programme}/request-policy", {"waiting_per_mentor_max": 1})
        first = ask(as_mentee)
        self.meet("createMentorshipRequest", "request_waits", "POST", place, body, as_mentee)
        other, as_other = self.person()
        self.enrol(programme, other, "mentee")
        self.meet("createMentorshipRequest", "nobody_to_ask", "POST", place, body, as_other)
        self.do("PATCH", programme, {"requires_acknowledgement": True})
        self.meet("acceptMentorshipRequest", "gate_not_met", "PUT", f"{first}/acceptance", None, as_mentor)
        self.meet("createMentorshipRequest", "gate_not_met", "POST", place, body, as_other)
        for operation, name in (("listMentorSuggestions", "mentor-suggestions"),
                                ("findMentors", "mentors?text=a")):
            self.meet(operation, "gate_not_met", "GET", f"{programme}/{name}", None, as_other)
        self.do("PATCH", programme, {"requires_acknowledgement": False})
        self.do("PUT", f"{first}/withdrawal", None, as_mentee)
        for verb, operation, answer in (("acceptance", "acceptMentorshipRequest", None),
                                        ("refusal", "refuseMentorshipRequest", {"code": "time"})):
            self.meet(operation, "request_not_open", "PUT", f"{first}/{verb}", answer, as_mentor)
        second = ask(as_mentee)
        self.do("PUT", f"{second}/acceptance", None, as_mentor)
        self.meet("withdrawMentorshipRequest", "request_over", "PUT", f"{second}/withdrawal", None, as_mentee)
        self.meet("createMentorshipRequest", "mentee_already_paired", "POST", place, body, as_mentee)
        over = self.programme()
        (asked, as_asked), (asker, as_asker) = self.two(over)[0]
        last = self.make(f"{over}/mentorship-requests", {"mentor_ids": [asked]}, as_asker)
        self.do("PUT", f"{over}/state", {"state": "cancelled", "reason": "So"})
        # What waited was taken back with the end.
        self.meet("acceptMentorshipRequest", "request_not_open", "PUT",
                  f"/v1/mentorship-requests/{last}/acceptance", None, as_asked)
        for operation, method, name, sent in (
                ("createMentorshipRequest", "POST", "mentorship-requests", {"mentor_ids": [asked]}),
                ("findMentors", "GET", "mentors?text=a", None),
                ("listMentorSuggestions", "GET", "mentor-suggestions", None)):
            self.meet(operation, "programme_not_running", method, f"{over}/{name}", sent, as_asker)
        gone, as_gone = self.person()
        enrolment = self.enrol(programme, gone, "mentor")
        self.do("PUT", f"{enrolment}/withdrawal", {"reason": "So"})
        self.meet("putMentorCard", "enrolment_over", "PUT", f"{enrolment}/mentor-card",
                  {"shows": []}, as_gone)
        self.meet("putPreferences", "enrolment_over", "PUT", f"{enrolment}/preferences",
                  {"ranked": []}, as_gone)
        self.meet("putConflictKeys", "enrolment_over", "PUT", f"{enrolment}/conflict-keys",
                  {"keys": []})

    def relationships(self):
        pair, people = self.pair(self.programme())
        mentor, mentee = people[0][1], people[1][1]
        goal = f"/v1/goals/{self.make(f'{pair}/goals', {'title': 'A'}, mentee)}"
        self.meet("recordGoalProgress", "goal_state", "POST", f"{goal}/progress", {"percent": 5}, mentee)
        self.do("PUT", f"{goal}/state", {"state": "agreed"}, mentor)
        self.do("POST", f"{goal}/progress", {"percent": 5}, mentee)
        self.meet("changeGoal", "goal_state", "PATCH", goal, {"title": "B"}, mentee)
        draft = f"/v1/goals/{self.make(f'{pair}/goals', {'title': 'B'}, mentee)}"
        self.meet("setGoalState", "goal_state", "PUT", f"{draft}/state", {"state": "achieved"}, mentee)
        move = {"stage": "growth_and_maintenance", "reason": "So"}
        self.do("POST", f"{pair}/stage-moves", move, mentee)
        self.meet("createStageMove", "same_stage", "POST", f"{pair}/stage-moves", move, mentee)
        self.meetings(pair, mentee)
        self.do("POST", f"{pair}/closure", {}, mentee)
        self.meet("closeRelationship", "relationship_closed", "POST", f"{pair}/closure", {}, mentee)
        self.meet("createStageMove", "relationship_closed", "POST", f"{pair}/stage-moves",
                  {"stage": "initiation", "reason": "So"}, mentee)
        self.meet("createGoal", "relationship_closed", "POST", f"{pair}/goals", {"title": "A"}, mentee)
        self.meet("changeGoal", "relationship_closed", "PATCH", goal, {"title": "B"}, mentee)
        self.meet("setGoalState", "relationship_closed", "PUT", f"{goal}/state",
                  {"state": "abandoned"}, mentee)
        self.meet("recordGoalProgress", "relationship_closed", "POST", f"{goal}/progress",
                  {"percent": 5}, mentee)
        self.meet("bookMeeting", "relationship_not_open", "POST", f"{pair}/meetings",
                  self.booking(9), mentee)
        self.rematches()
        self.groups()

    def rematches(self):
        programme = self.programme()
        pair, people = self.pair(programme)
        mentee = people[1][1]
        again = f"{pair}/rematch"
        self.meet("askRematch", "relationship_not_closed", "POST", again, {}, mentee)
        self.do("POST", f"{pair}/closure", {}, mentee)
        self.do("POST", again, {"former_mentor_welcome": True}, mentee)
        self.meet("askRematch", "rematch_asked", "POST", again, {}, mentee)
        self.make(f"{programme}/relationships", {
            "mentor_id": people[0][0], "mentee_id": people[1][0]})
        self.meet("withdrawRematch", "rematch_fulfilled", "DELETE", again, None, mentee)
        self.meet("askRematch", "mentee_already_paired", "POST", again, {}, mentee)
        gone, others = self.pair(programme)
        self.do("POST", f"{gone}/closure", {})
        enrolment = self.admin.get(
            f"{programme}/enrolments?person_id={others[1][0]}").json["items"][0]["id"]
        self.do("PUT", f"/v1/enrolments/{enrolment}/withdrawal", {"reason": "So"})
        self.meet("askRematch", "not_enrolled", "POST", f"{gone}/rematch", {})

    def groups(self):
        programme = self.programme(model="group", group_least=2, group_most=4)
        self.make(f"{programme}/matching-policies", {
            "factors": [{"factor": "need_coverage", "weight": 1}], "group_mentors": 2})

        def mentor(capacity=4):
            id = self.person()[0]
            self.enrol(programme, id, "mentor", capacity=capacity)
            return id

        def open_group(mentor):
            mentee = self.person()[0]
            self.enrol(programme, mentee, "mentee")
            return self.make(f"{programme}/relationships",
                             {"mentor_id": mentor, "mentee_id": mentee})

        lead = mentor()
        group, _ = open_group(lead), open_group(lead)

        def meet(code, person, relationship=group):
            self.meet("addGroupMentor", code, "PUT", f"/v1/relationships/{relationship}/members/{person}")

        meet("not_enrolled", self.person()[0])
        meet("mentor_at_capacity", mentor(capacity=1))
        kept, busy, second = mentor(), mentor(), mentor()
        self.make(f"{programme}/exclusions", {"mentor_id": kept, "mentee_id": lead})
        meet("pair_forbidden", kept)
        open_group(busy)
        meet("mentor_has_group", busy)
        self.do("PUT", f"/v1/relationships/{group}/members/{second}")
        third = mentor()
        meet("group_has_mentors", third)
        pair, _ = self.pair(self.programme())
        meet("group_needed", third, pair.rsplit("/", 1)[1])
        self.do("POST", f"/v1/relationships/{group}/closure", {})
        meet("relationship_state", third)

    def booking(self, days):
        day = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
        return {"start": day.strftime("%Y-%m-%dT10:00:00Z"), "duration_minutes": 60, "medium": "video"}

    def meetings(self, pair, mentee):
        place = f"{pair}/meetings"
        meeting = f"/v1/meetings/{self.make(place, self.booking(7), mentee)}"
        self.meet("bookMeeting", "slot_taken", "POST", place, self.booking(7), mentee)
        me = mentee.get("/v1/me").json["person_id"]
        came = {"members": [{"person_id": me, "state": "attended"}]}
        self.meet("putAttendance", "meeting_not_started", "PUT", f"{meeting}/attendance", came, mentee)
        self.do("POST", f"{meeting}/cancellation", {}, mentee)
        self.meet("cancelMeeting", "meeting_cancelled", "POST", f"{meeting}/cancellation", {}, mentee)

    def surveys(self):
        programme = self.programme()
        _, people = self.pair(programme)
        instrument = self.make("/v1/instruments", {
            "key": "conflicts", "title": "A", "items": [{"key": "q", "kind": "text"}]})
        survey = "/v1/surveys/" + self.make(f"{programme}/surveys", {
            "instrument_id": instrument, "phase": "pulse", "audience": "both", "title": "A"})
        answers = {"answers": {"q": "A"}, "complete": True}
        self.do("PUT", f"{survey}/response", answers, people[0][1])
        self.meet("putResponse", "already_submitted", "PUT", f"{survey}/response", answers, people[0][1])
        self.do("PUT", f"{survey}/state", {"state": "closed"})
        self.meet("putResponse", "survey_closed", "PUT", f"{survey}/response", answers, people[1][1])
        self.meet("setSurveyState", "survey_closed", "PUT", f"{survey}/state", {"state": "open"})
        self.meet("assignSurvey", "survey_closed", "POST", f"{survey}/assignments", {})

    # -- The test

    def test_every_conflict_of_the_document_is_met(self):
        for room in (self.keys, self.external_ids, self.programmes, self.enrolments, self.matching,
                     self.proposals, self.requests, self.relationships, self.surveys):
            room()
        self.assertEqual(self.faults, [], len(self.faults))
        wanted = set(documented())
        self.assertEqual(self.met - wanted, set(), "met, and not in the document")
        self.assertEqual(wanted - self.met - NOT_HERE, set(), "in the document, and not met")


if __name__ == "__main__":
    unittest.main()
