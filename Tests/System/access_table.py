"""The standing table of who may do what: a row for each operation of openapi.yaml. An operation without a
row fails the suite, and so does a row whose actors are told otherwise, either way.

A row names the people who may; staff follow from the scope that the document names, by the roles below.
Everything is tried on the pair a1 of programme a, and on what is theirs."""

import dataclasses
import re

import yaml

from service import ROOT

# What each role may ever do, said here a second time on purpose: a change of the roles in the program is a
# change of the promise, and has to be made in both places.
SCOPES = {
    "analyst": "programmes:read reports:read",
    "line_manager": "programmes:read",
    "integration":
        "people:read people:write tokens:mint programmes:read programmes:write relationships:read "
        "scheduling:read scheduling:write events:read jobs:read",
    "programme_owner": "people:read programmes:read reports:read audit:read",
    "safeguarding_lead":
        "people:read programmes:read matching:read relationships:read scheduling:read evaluation:read "
        "reports:read audit:read jobs:read",
}
COORDINATOR = (
    "people:read people:write programmes:read programmes:write matching:read matching:run "
    "relationships:read relationships:write scheduling:read scheduling:write evaluation:read "
    "evaluation:write reports:read jobs:read events:read")
PAIR = {"a1.mentor", "a1.mentee"}
MENTEE = {"a1.mentee"}
WAITING = {"a9.mentor", "a9.mentee"}
MENTEES = {"a1.mentee", "a2.mentee", "a3.mentee", "a9.mentee"}
STAFF = {*SCOPES, "administrator", "coordinator a", "coordinator b"}


@dataclasses.dataclass
class Operation:
    """What openapi.yaml says of one method of one path."""
    name: str
    method: str
    path: str
    security: list
    body: dict | None
    media_type: str | None

    @property
    def scopes(self):
        return {scope for way in self.security for scope in way["bearer"]}

    @property
    def is_open(self):
        return not self.security

    @property
    def writes(self):
        return self.method != "GET"


@dataclasses.dataclass
class Row:
    """`people`: those with a token who may. `ids`: what stands in the path, where it is not the first of
    its noun. `reaches`: whether coordinators of other programmes get in, to see what is theirs. `also` and
    `but` name staff who may, and may not, in spite of their scope."""
    people: set = dataclasses.field(default_factory=set)
    query: str = ""
    body: object = None
    ids: dict = dataclasses.field(default_factory=dict)
    reaches: bool = False
    also: set = dataclasses.field(default_factory=set)
    but: set = dataclasses.field(default_factory=set)


def operations():
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    schemas = document["components"]["schemas"]
    for path, item in document["paths"].items():
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                said = item[method]
                content = (said.get("requestBody") or {}).get("content") or {}
                kind = next(iter(content), None)
                schema = resolve(content[kind].get("schema"), schemas) if kind else None
                yield Operation(said["operationId"], method.upper(), path, said["security"], schema, kind)


def resolve(schema, schemas):
    """The schema with the first level of its references followed, members of allOf gathered."""
    if not schema:
        return schema
    if "$ref" in schema:
        schema = {**schemas[schema["$ref"].split("/")[-1]], **{
            name: value for name, value in schema.items() if name != "$ref"}}
    members = dict(schema.get("properties") or {})
    for part in schema.get("allOf") or ():
        members.update((resolve(part, schemas) or {}).get("properties") or {})
    return {**schema, "properties": members}


def staff(operation, row):
    """The credentials that the operation's scopes let in, with the limit of coordinators."""
    scopes = operation.scopes - {"own"}
    if operation.security == [{"bearer": []}]:
        names = {*SCOPES, "administrator", "coordinator a", "coordinator b"}
    elif not scopes:
        names = set()
    else:
        names = {role for role, has in SCOPES.items() if scopes & set(has.split())} | {"administrator"}
        if scopes & set(COORDINATOR.split()):
            names |= {"coordinator a"} | ({"coordinator b"} if row.reaches else set())
    return (names | row.also) - row.but


def allowed(operation, row):
    return staff(operation, row) | row.people


def path(operation, row, ids):
    def one(match):
        return row.ids.get(match.group(1)) or ids[match.group(1)][0]
    return re.sub(r"\{(\w+)\}", one, operation.path)


def table(world):
    """operationId → Row."""
    people, first = world.people, {noun: ids[0] for noun, ids in world.ids.items()}
    everybody = set(people)
    here = {name for name in people if name[0] == "a"}
    asked = here - WAITING
    answering = {name for name in people if not name[1:].startswith("9.")} - {"stranger"}
    mentee, mentor = people["a1.mentee"], people["a1.mentor"]
    both = {"mentor_id": mentor, "mentee_id": mentee}
    # The stranger came first, with two consents.
    of_mentee = {"person": mentee, "token": world.ids["token"][1], "consent": world.ids["consent"][2]}
    reviewed = {"run": world.reviewed[0]}
    ended = {"relationship": world.ids["relationship"][2]}
    of_mentor = {"enrolment": world.ids["enrolment"][1]}
    programme = f"?programme_id={first['programme']}"
    integration = {"integration"}
    weekly = {"time_zone": "Europe/London",
              "weekly": [{"day": "SU", "from": "10:00", "to": "11:00"}]}
    person = {"name": "Taken over"}
    plan = {"name": "Taken over", "model": "one_to_one"}
    return {
        # -- Access
        "getMe": Row(everybody, reaches=True),
        "listCredentials": Row(),
        "createCredential": Row(body={"name": "x", "role": "administrator"}),
        "getCredential": Row(),
        "revokeCredential": Row(ids={"credential": world.spare_credential}),
        "rotateCredential": Row(ids={"credential": world.spare_credential}),
        "mintPersonToken": Row(ids=of_mentee),
        "revokePersonToken": Row(MENTEE, ids=of_mentee),
        # -- People
        "listPeople": Row(reaches=True),
        "createPerson": Row(body=person, reaches=True),
        "getPerson": Row(PAIR, ids=of_mentee),
        "changePerson": Row(MENTEE, ids=of_mentee, body={"bio": "Taken over"}),
        "putPersonByExternalId": Row(
            ids={"source": "hr", "value": "zqhra1menteeqz"}, body=person),
        "listConsents": Row(MENTEE, ids=of_mentee),
        "giveConsent": Row(MENTEE, ids=of_mentee, body={
            "purpose": "equity_report", "text_version": "1", "given_by": "self"}),
        "getConsent": Row(MENTEE, ids=of_mentee),
        "withdrawConsent": Row(MENTEE, ids=of_mentee),
        "getCharacteristics": Row(MENTEE, ids=of_mentee),
        "putCharacteristics": Row(MENTEE, ids=of_mentee, body={
            "characteristics": {"faith": ["Taken over"]}}),
        "createImport": Row(body="name\nTaken over\n", reaches=True),
        # -- Programmes
        "listModels": Row(everybody, reaches=True),
        "listStageModels": Row(everybody, reaches=True),
        "listProgrammes": Row(everybody, reaches=True),
        "createProgramme": Row(body=plan, but={"coordinator a"}),
        "getProgramme": Row(here),
        "changeProgramme": Row(body={"name": "Taken over"}),
        "setProgrammeState": Row(body={"state": "completed"}),
        "putProgrammeByExternalId": Row(
            ids={"external_id": "elsewhere"}, body=plan, but={"coordinator a"}),
        "listEnrolments": Row(here, but={"analyst"}),
        # Who takes part already is told that it is not open any more.
        "createEnrolment": Row(here, body={"person_id": people["stranger"], "role": "mentee"}),
        "getEnrolment": Row(MENTEE, but={"analyst"}),
        "changeEnrolment": Row(MENTEE, body={"motivation": "Taken over"}),
        "acknowledgeProgramme": Row(MENTEE, body={"reason": "So"}),
        "approveEnrolment": Row(),
        "rejectEnrolment": Row(body={"reason": "So"}),
        "withdrawEnrolment": Row(MENTEE, body={"reason": "So"}),
        # -- Matching
        "listMatchRuns": Row(),
        "startMatchRun": Row(body={"objective": "quality"}),
        "getMatchRun": Row(),
        "discardMatchRun": Row(),
        "listMatchRunPairs": Row(),
        "listMatchRunGroups": Row(),
        "listMatchRunUnmatched": Row(),
        "getMatchRunInputs": Row(),
        "getMatchRunUnmatched": Row(ids={"mentee": people["a3.mentee"]}),
        "listMatchRunPlaces": Row(),
        "compareMatchRuns": Row(query=f"?with={first['run']}"),
        "getMatchRunEquity": Row(query="?by=language"),
        "getMatchRunPage": Row(),
        "startMatchRunRobustness": Row(body={"trials": 10}),
        "getMatchRunRobustness": Row(),
        "discardMatchRunRobustness": Row(),
        "publishMatchRun": Row(body={}),
        "listMatchingPolicyTemplates": Row(reaches=True),
        "listMatchingPolicies": Row(),
        "createMatchingPolicy": Row(body={"factors": [{"factor": "need_coverage", "weight": 1}]}),
        "getMatchingPolicy": Row(),
        "listPairReviews": Row(),
        "getPairReview": Row(ids=reviewed),
        "putPairReview": Row(ids=reviewed, body={"verdict": "locked"}),
        "removePairReview": Row(ids=reviewed),
        "findMentors": Row(MENTEES, query="?text=patience"),
        "listWaiting": Row(),
        "getMatchingSupply": Row(),
        "listMentorPlaces": Row(),
        "listOwnWaiting": Row(everybody),
        "listExclusions": Row(),
        "createExclusion": Row(body=both),
        "getExclusion": Row(),
        "removeExclusion": Row(),
        "explainPair": Row(query=f"?mentor_id={mentor}&mentee_id={people['a2.mentee']}"),
        "createProposal": Row(body=both),
        # What somebody has no part in is not in their list; that list is read by another test.
        "listProposals": Row(everybody, query=programme),
        "getProposal": Row(WAITING),
        "acceptProposal": Row(WAITING),
        "undoProposalAcceptance": Row(WAITING),
        "refuseProposal": Row(WAITING, body={"code": "time"}),
        "withdrawProposal": Row(),
        "getRequestPolicy": Row(here),
        "putRequestPolicy": Row(body={"answer_working_days": 4}),
        "getMentorCard": Row({"a1.mentor"}, ids=of_mentor, but={"analyst"}),
        "putMentorCard": Row({"a1.mentor"}, ids=of_mentor, body={"shows": []}),
        "getPreferences": Row(MENTEE),
        "putPreferences": Row(MENTEE, body={"ranked": []}),
        "getConflictKeys": Row(),
        "putConflictKeys": Row(body={"keys": []}),
        "listMentorSuggestions": Row(MENTEES),
        "createMentorshipRequest": Row(MENTEES, body={"mentor_ids": [mentor]}),
        "listMentorshipRequests": Row(everybody, query=programme),
        "getMentorshipRequest": Row(WAITING),
        # Its mentee and a mentor who was asked know of it; each does their own part only.
        "acceptMentorshipRequest": Row({"a9.mentor"}),
        "undoMentorshipRequestAcceptance": Row({"a9.mentor"}),
        "refuseMentorshipRequest": Row({"a9.mentor"}, body={"code": "time"}),
        "withdrawMentorshipRequest": Row({"a9.mentee"}),
        # -- Relationships
        "createRelationship": Row(body=both),
        "listRelationships": Row(everybody, reaches=True),
        "getRelationship": Row(PAIR),
        "getGroupStanding": Row(PAIR),
        "addGroupMentor": Row(ids={"person": mentor}),
        "removeRelationshipMember": Row(MENTEE, ids={"person": mentee}),
        "listStageMoves": Row(PAIR),
        "createStageMove": Row(PAIR, body={"stage": "x", "reason": "y"}),
        "getClosure": Row({"a3.mentor", "a3.mentee"}, ids=ended),
        "closeRelationship": Row(PAIR, body={}),
        # To the former mentor there is none.
        "getRematch": Row({"a3.mentee"}, ids=ended),
        "askRematch": Row({"a3.mentee"}, ids=ended, body={}),
        "withdrawRematch": Row({"a3.mentee"}, ids=ended),
        "listGoals": Row(PAIR),
        "createGoal": Row(PAIR, body={"title": "Taken over"}),
        "getGoal": Row(PAIR),
        "changeGoal": Row(PAIR, body={"title": "Taken over"}),
        "setGoalState": Row(PAIR, body={"state": "abandoned"}),
        "listGoalProgress": Row(PAIR),
        "recordGoalProgress": Row(PAIR, body={"percent": 99}),
        "listJournalEntries": Row(PAIR, but=STAFF),
        "createJournalEntry": Row(PAIR, body={"text": "Taken over"}),
        # Enrolments and entries were made in the order of the names: the mentee's come first.
        "getJournalEntry": Row(MENTEE, but=STAFF),
        "deleteJournalEntry": Row(MENTEE, but=STAFF),
        # -- Scheduling
        "getHolidays": Row(everybody, reaches=True),
        "putHolidays": Row(body={"days": []}, but={"coordinator a"}),
        "getAvailability": Row(MENTEE, ids=of_mentee),
        "putAvailability": Row(MENTEE, ids=of_mentee, body=weekly),
        "findSlots": Row(query=f"?people={mentee}"),
        "findRelationshipSlots": Row(PAIR),
        "listMeetings": Row(everybody, reaches=True),
        "listRelationshipMeetings": Row(PAIR),
        "bookMeeting": Row(PAIR, also=integration, body={
            "start": "2027-01-07T10:00:00Z", "duration_minutes": 60, "medium": "video"}),
        "getMeeting": Row(PAIR),
        "cancelMeeting": Row(PAIR, body={}),
        "putAttendance": Row(PAIR, body={
            "members": [{"person_id": mentee, "state": "absent"}]}),
        # -- Evaluation
        "listInstruments": Row(reaches=True),
        "createInstrument": Row(reaches=True, body={
            "key": "taken", "title": "Taken over", "items": [{"key": "q", "kind": "text"}]}),
        # What they were asked to answer, they may look at.
        "getInstrument": Row(answering, reaches=True),
        "listSurveys": Row(),
        "createSurvey": Row(body={
            "instrument_id": world.instrument, "phase": "pulse", "audience": "both",
            "title": "Taken over"}),
        "getSurvey": Row(asked),
        "setSurveyState": Row(body={"state": "closed"}),
        "assignSurvey": Row(body={}),
        "listAssignments": Row(everybody),
        "getResponse": Row(asked),
        "putResponse": Row(asked, body={"answers": {"fit": 1}, "complete": True}),
        "getSurveyReport": Row(),
        "getProgrammeReport": Row(),
        # -- Integration, safeguarding, operations
        "listJobs": Row(reaches=True),
        "getJob": Row(),
        # Seeing work is not deciding on it.
        "cancelJob": Row(but={"safeguarding_lead", "integration"}),
        "listAuditEntries": Row(),
        "listEvents": Row(reaches=True, query="?after=0"),
        "getHealth": Row(), "getReadiness": Row(), "getMetrics": Row(), "getDocument": Row(),
        "getProblem": Row(),
    }
