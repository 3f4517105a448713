"""The ground of the access tests: two programmes full of marked texts, everybody who could ask, and who
of them may read which text."""

import re

from service import Client, wait_for_job

ROLES = ("analyst", "line_manager", "integration", "programme_owner", "safeguarding_lead",
         "administrator")
WINDOWS = {"a1": ("01:07", "23:52"), "a2": ("01:08", "23:53"), "b1": ("01:09", "23:54"),
           "b2": ("01:11", "23:56"), "a3": ("01:12", "23:57")}


class World:
    """What stands in the service, who is there to ask, and who may read which text."""

    def __init__(self, service):
        self.service = service
        self.admin = service.client()
        self.readers = {}  # text -> names of the actors that may see it
        self.sealed = []
        self.reviewed = []  # runs
        self.ids = {}
        self.clients = {"nobody": Client(service.host, service.port)}
        for role in ROLES:
            self.clients[role] = service.client(service.make_key(role, role))
        self.people = {}
        self.build()

    # -- Pieces

    def must(self, answer, *good):
        assert answer.status in (good or (200, 201, 202, 204)), answer
        return answer

    def make(self, actor, path, body):
        return self.must(self.clients[actor].post(path, body)).json["id"]

    def mark(self, kind, owner, readers, is_sealed=False):
        text = f"zq{kind}{owner}qz".replace(".", "")
        self.readers[text] = set(readers)
        if is_sealed:
            self.sealed.append(text)
        return text

    def staff(self, letter, *roles):
        return {f"coordinator {letter}", *roles}

    # -- The ground

    def build(self):
        self.instrument = self.make("administrator", "/v1/instruments", {
            "key": "marked", "title": "Marked", "items": [
                {"key": "fit", "kind": "scale", "min": 1, "max": 5},
                {"key": "more", "kind": "text", "max_length": 500}]})
        self.ids["instrument"] = [self.instrument]
        self.clients["stranger"] = self.person("stranger", set(), set())
        for letter in "ab":
            self.programme(letter)
        self.service.make_key("administrator", "spare")
        for noun in ("credential", "job"):
            self.ids[noun] = [item["id"] for item in self.admin.get(f"/v1/{noun}s").json["items"]]
        self.spare_credential = self.ids["credential"][-1]
        self.ids["code"] = ["not_found"]
        self.ids["mentee"] = [self.people["a9.mentee"], self.people["b9.mentee"]]

    def person(self, name, halves, staff):
        """Makes a person and returns their client."""
        trusted = {name, "administrator", "integration", "programme_owner",
                   "safeguarding_lead"} | staff
        mail = f"{self.mark('mail', name, trusted)}@example.org"
        made = self.must(self.admin.post("/v1/people", {
            "name": self.mark("name", name, trusted | halves), "email": mail,
            "phone": "+44 20 7946 0000", "bio": self.mark("bio", name, trusted | halves),
            "time_zone": "Europe/London", "values": [self.mark("value", name, trusted)],
            "external_ids": {"hr": self.mark("hr", name, trusted)}}))
        self.people[name] = made.json["id"]
        token = self.must(self.admin.post(f"/v1/people/{self.people[name]}/tokens")).json
        self.ids.setdefault("person", []).append(self.people[name])
        self.ids.setdefault("token", []).append(token["id"])
        client = self.service.client(token["token"])
        self.describe(name, client, trusted)
        return client

    def describe(self, name, client, trusted):
        """Theirs alone, though both purposes are open."""
        place = f"/v1/people/{self.people[name]}"
        self.must(client.put(f"{place}/characteristics", {"characteristics": {
            "faith": [self.mark("faith", name, {name}, True)]}}))
        for purpose in ("matching_characteristics", "equity_report"):
            given = self.must(client.post(f"{place}/consents", {
                "purpose": purpose, "given_by": "self",
                "text_version": self.mark(f"text{purpose[0]}", name, trusted)}))
            self.ids.setdefault("consent", []).append(given.json["id"])

    def programme(self, letter):
        name = f"coordinator {letter}"
        programme = self.make("administrator", "/v1/programmes", {
            "name": f"Programme {letter}", "purpose": "To be tested", "model": "one_to_one"})
        self.ids.setdefault("programme", []).append(programme)
        self.clients[name] = self.service.client(
            self.service.make_key("coordinator", name, "--programme", programme))
        self.must(self.admin.put(f"/v1/programmes/{programme}/state", {"state": "open"}))
        for number in "12":
            self.pair(letter, letter + number, programme)
        if letter == "a":
            self.pair(letter, "a3", programme)
            self.close("a3")
        self.keep_apart(letter, programme)
        self.weigh(letter, programme)
        self.survey(letter, programme)
        self.match(letter, programme)

    def pair(self, letter, pair, programme):
        members = {f"{pair}.mentor", f"{pair}.mentee"}
        staff = {f"coordinator {letter}"}
        enrolments = self.ids.setdefault("enrolment", [])
        for name in sorted(members):
            role = name.split(".")[1]
            # The end of a relationship is the end of the shared card too.
            halves = members if pair != "a3" else set()
            self.clients[name] = self.person(name, halves, staff)
            readers = {name, "administrator", "safeguarding_lead", "programme_owner",
                       "integration"} | staff
            enrolments.append(self.make(name, f"/v1/programmes/{programme}/enrolments", {
                "role": role, "motivation": self.mark("motive", name, readers)}))
            self.must(self.admin.put(f"/v1/enrolments/{enrolments[-1]}/approval"))
            start, end = WINDOWS[pair]
            self.must(self.clients[name].put(f"/v1/people/{self.people[name]}/availability", {
                "time_zone": "Europe/London", "weekly": [
                    {"day": day, "from": start, "to": end} for day in ("MO", "TU", "WE", "TH")]}))
        # Their hours are theirs and of those who keep schedules in the programme.
        self.readers[f'"from":"{start}"'] = members | staff | {"administrator", "integration"}
        relationship = self.make(
            f"coordinator {letter}", f"/v1/programmes/{programme}/relationships", {
                "mentor_id": self.people[f"{pair}.mentor"],
                "mentee_id": self.people[f"{pair}.mentee"]})
        self.ids.setdefault("relationship", []).append(relationship)
        self.fill(pair, f"/v1/relationships/{relationship}", members, staff)

    def fill(self, pair, place, members, staff):
        knows = members | staff | {"administrator", "safeguarding_lead"}
        for name in sorted(members):
            self.ids.setdefault("entry", []).append(self.make(
                name, f"{place}/journal-entries",
                {"text": self.mark("journal", name, {name}, True)}))
        mentee, mentor = f"{pair}.mentee", f"{pair}.mentor"
        goal = self.make(mentee, f"{place}/goals", {
            "title": self.mark("title", pair, knows),
            "details": self.mark("details", pair, members | {"safeguarding_lead"}, True)})
        self.must(self.clients[mentor].put(f"/v1/goals/{goal}/state", {"state": "agreed"}))
        self.must(self.clients[mentee].post(f"/v1/goals/{goal}/progress", {
            "percent": 20,
            "note": self.mark("note", pair, members | {"safeguarding_lead"}, True)}))
        self.ids.setdefault("goal", []).append(goal)
        slots = self.must(self.clients[mentee].get(f"{place}/slots")).json["slots"]
        for slot, is_kept in ((slots[0], True), (slots[9], False)):
            meeting = self.make(mentee, f"{place}/meetings", {
                "start": slot["start"], "duration_minutes": 60, "medium": "video",
                "topic": self.mark(f"topic{is_kept}", pair, members, True)})
            self.ids.setdefault("meeting", []).append(meeting)
            if not is_kept:
                self.must(self.clients[mentor].post(f"/v1/meetings/{meeting}/cancellation", {
                    "reason": self.mark("called-off", pair, members, True)}))

    def close(self, pair):
        members = {f"{pair}.mentor", f"{pair}.mentee"}
        self.must(self.clients[f"{pair}.mentee"].post(
            f"/v1/relationships/{self.ids['relationship'][-1]}/closure", {
                "reason": "mismatch",
                "message": self.mark("farewell", pair, members, True)}))
        self.must(self.clients[f"{pair}.mentee"].post(
            f"/v1/relationships/{self.ids['relationship'][-1]}/rematch", {"code": "goals_changed"}))
        self.readers['"code":"goals_changed"'] = {
            f"{pair}.mentee", "coordinator a", "administrator", "safeguarding_lead", "integration"}
        # The other side learns that it ended, not why.
        self.readers['"reason":"mismatch"'] = {
            f"{pair}.mentee", "coordinator a", "administrator", "safeguarding_lead"}

    def keep_apart(self, letter, programme):
        reason = self.mark(
            "apart", letter, {f"coordinator {letter}", "safeguarding_lead"}, True)
        self.ids.setdefault("exclusion", []).append(self.make(
            f"coordinator {letter}", f"/v1/programmes/{programme}/exclusions", {
                "mentor_id": self.people[f"{letter}1.mentor"],
                "mentee_id": self.people[f"{letter}2.mentee"], "reason": reason}))

    def weigh(self, letter, programme):
        self.ids.setdefault("policy", []).append(self.make(
            f"coordinator {letter}", f"/v1/programmes/{programme}/matching-policies", {
                "factors": [{"factor": "need_coverage", "weight": 0.9},
                            {"factor": "characteristic", "name": "faith", "weight": 0.1}],
                "basis": "Consent of each"}))

    def survey(self, letter, programme):
        survey = self.make(
            f"coordinator {letter}", f"/v1/programmes/{programme}/surveys", {
                "instrument_id": self.instrument, "phase": "pulse", "audience": "both",
                "title": "Marked"})
        self.ids.setdefault("survey", []).append(survey)
        for name in [name for name in self.people if name[0] == letter]:
            self.must(self.clients[name].put(f"/v1/surveys/{survey}/response", {
                "answers": {"fit": 4, "more": self.mark("answer", name, {name}, True)},
                "complete": not name.startswith(letter + "2")}))

    def match(self, letter, programme):
        """Two who wait: a proposal and a request that stand, and a run that is done."""
        for role in ("mentor", "mentee"):
            name = f"{letter}9.{role}"
            trusted = {f"{letter}9.mentor", f"{letter}9.mentee"}
            self.clients[name] = self.person(name, trusted, {f"coordinator {letter}"})
            skills = "skills_offered" if role == "mentor" else "skills_wanted"
            enrolment = self.make("administrator", f"/v1/programmes/{programme}/enrolments", {
                "person_id": self.people[name], "role": role, skills: ["patience"]})
            self.must(self.admin.put(f"/v1/enrolments/{enrolment}/approval"))
        self.must(self.admin.put(f"/v1/programmes/{programme}/state", {"state": "running"}))
        run = self.must(self.admin.post(
            f"/v1/programmes/{programme}/match-runs", {"objective": "quality"})).json
        wait_for_job(self.admin, f"/v1/match-runs/{run['id']}")
        self.reviewed.append(run["id"])
        # The run's only pair, since the two have a skill in common.
        self.must(self.clients[f"coordinator {letter}"].put(
            f"/v1/match-runs/{run['id']}/pairs/{self.people[f'{letter}9.mentee']}/review", {
                "verdict": "rejected", "code": "schedules",
                "reason": self.mark(
                    "rejected", letter, {f"coordinator {letter}", "safeguarding_lead"}, True)}))
        self.ids.setdefault("proposal", []).append(self.make(
            f"coordinator {letter}", f"/v1/programmes/{programme}/proposals", {
                "mentor_id": self.people[f"{letter}9.mentor"],
                "mentee_id": self.people[f"{letter}9.mentee"]}))
        self.ids.setdefault("request", []).append(self.make(
            f"{letter}9.mentee", f"/v1/programmes/{programme}/mentorship-requests", {
                "mentor_ids": [self.people[f"{letter}9.mentor"]]}))
        run = self.must(self.admin.post(
            f"/v1/programmes/{programme}/match-runs", {
                # Nobody scores as much, so that somebody is left to be asked about.
                "objective": "quality", "minimum_score": 1})).json
        wait_for_job(self.admin, f"/v1/match-runs/{run['id']}")
        robustness = f"/v1/match-runs/{run['id']}/robustness"
        self.must(self.admin.post(robustness, {"trials": 10}))
        wait_for_job(self.admin, robustness)
        self.ids.setdefault("run", []).append(run["id"])

    # -- What is there to read

    def paths(self):
        text = self.admin.get("/openapi.yaml").body.decode()
        ids = self.ids
        block = re.findall(r"^  (/[^\s:]*):\n((?:    .*\n|\n)*)", text, re.M)
        for path, methods in block:
            if not re.search(r"^    get:", methods, re.M):
                continue
            names = re.findall(r"\{(\w+)\}", path)
            if not names:
                yield path
            for one in ids.get(names[0], ["unknown"]) if names else ():
                yield path.replace("{" + names[0] + "}", one)
        for person in self.ids["person"]:
            for place in ("relationships", "meetings", "proposals", "assignments"):
                yield f"/v1/{place}?person_id={person}"
            yield f"/v1/slots?people={person}"
        for run, mentee in zip(self.reviewed, self.ids["mentee"]):
            yield f"/v1/match-runs/{run}/pairs/{mentee}/review"
        for programme in self.ids["programme"]:
            yield f"/v1/programmes/{programme}/mentors?text=patience"
        for programme in self.ids["programme"]:
            for place in (
                    "people", "meetings", "relationships", "proposals", "mentorship-requests"):
                yield f"/v1/{place}?programme_id={programme}"
            yield (f"/v1/programmes/{programme}/match-explanations?mentor_id="
                   f"{self.people['a1.mentor']}&mentee_id={self.people['a2.mentee']}")
        for run in self.ids["run"]:
            yield f"/v1/match-runs/{run}/unmatched/{self.people['a3.mentee']}"
            yield f"/v1/match-runs/{run}/comparison?with={run}"
            yield f"/v1/match-runs/{run}/equity?by=language"
            yield f"/v1/match-runs/{run}/equity?by=characteristic&characteristic=faith"
        for survey in self.ids["survey"]:
            yield f"/v1/surveys/{survey}/report?with=fit"
        yield "/v1/events?after=0&limit=200"
        yield "/v1/audit-entries?limit=200"
        yield "/v1/people?email=zqmaila1mentorqz@example.org"
