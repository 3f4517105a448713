"""Who sees what, asked from outside: two programmes full of marked texts, every read of every id by
every kind of actor, every change tried by those who may not, and the files searched for what must
lie there sealed only."""

import os
import re
import sqlite3
import unittest

from service import Client, Service, wait_for_job

ROLES = ("analyst", "line_manager", "integration", "programme_owner", "safeguarding_lead",
         "administrator")
WINDOWS = {"a1": ("01:07", "23:52"), "a2": ("01:08", "23:53"), "b1": ("01:09", "23:54"),
           "b2": ("01:11", "23:56"), "a3": ("01:12", "23:57")}
# Not the business of whoever may change something: what only says that somebody tried.
BOOKKEEPING = ("audit_entries", "credentials", "person_tokens", "idempotency_keys")


class World:
    """What stands in the service, who is there to ask, and who may read which text."""

    def __init__(self, service):
        self.service = service
        self.admin = service.client()
        self.readers = {}  # text -> names of the actors that may see it
        self.sealed = []
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
        return self.service.client(token["token"])

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
        """Two who wait: one proposal that stands and one run that is done."""
        for role in ("mentor", "mentee"):
            name = f"{letter}9.{role}"
            trusted = {f"{letter}9.mentor", f"{letter}9.mentee"}
            self.clients[name] = self.person(name, trusted, {f"coordinator {letter}"})
            enrolment = self.make("administrator", f"/v1/programmes/{programme}/enrolments", {
                "person_id": self.people[name], "role": role})
            self.must(self.admin.put(f"/v1/enrolments/{enrolment}/approval"))
        self.must(self.admin.put(f"/v1/programmes/{programme}/state", {"state": "running"}))
        self.ids.setdefault("proposal", []).append(self.make(
            f"coordinator {letter}", f"/v1/programmes/{programme}/proposals", {
                "mentor_id": self.people[f"{letter}9.mentor"],
                "mentee_id": self.people[f"{letter}9.mentee"]}))
        run = self.must(self.admin.post(
            f"/v1/programmes/{programme}/match-runs", {"objective": "quality"})).json
        wait_for_job(self.admin, f"/v1/match-runs/{run['id']}")
        self.ids.setdefault("run", []).append(run["id"])

    # -- What is there to read

    def paths(self):
        text = self.admin.get("/openapi.yaml").body.decode()
        credentials = [item["id"] for item in self.admin.get("/v1/credentials").json["items"]]
        jobs = [item["id"] for item in self.admin.get("/v1/jobs").json["items"]]
        ids = dict(self.ids, credential=credentials, job=jobs, code=["not_found"])
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
        for programme in self.ids["programme"]:
            for place in ("people", "meetings", "relationships", "proposals"):
                yield f"/v1/{place}?programme_id={programme}"
            yield (f"/v1/programmes/{programme}/match-explanations?mentor_id="
                   f"{self.people['a1.mentor']}&mentee_id={self.people['a2.mentee']}")
        for survey in self.ids["survey"]:
            yield f"/v1/surveys/{survey}/report?with=fit"
        yield "/v1/events?after=0&limit=200"
        yield "/v1/audit-entries?limit=200"
        yield "/v1/people?email=zqmaila1mentorqz@example.org"


class Access(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.service.start()
        cls.addClassCleanup(cls.service.__exit__)
        cls.world = World(cls.service)

    def rows(self):
        """Every row of every table that says something of the world."""
        with sqlite3.connect(f"file:{self.service.database}?mode=ro", uri=True) as database:
            names = [name for name, in database.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
            return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
                    for name in names if name not in BOOKKEEPING}

    def test_no_read_shows_a_text_to_whom_it_does_not_belong(self):
        leaks, count, seen = [], 0, set()
        for path in self.world.paths():
            kinds = [None]
            if "report" in path or path.startswith("/v1/people?") or path == "/v1/people":
                kinds += ["text/csv", "application/x-ndjson"]
            for kind in kinds:
                for name, client in self.world.clients.items():
                    answer = client.get(path, headers={"Accept": kind} if kind else {})
                    count += 1
                    if answer.status >= 500:
                        leaks.append((name, path, answer))
                    text = answer.body.decode() + str(answer.headers)
                    for marker, readers in self.world.readers.items():
                        if marker in text:
                            seen.add((marker, name))
                            if name not in readers:
                                leaks.append((name, path, kind, marker))
        self.assertEqual(leaks, [], f"{len(leaks)} of {count}")
        # Texts that nobody was shown would prove nothing.
        self.assertEqual({m for m in self.world.readers} - {m for m, _ in seen}, set())
        self.assertGreater(count, 2000)

    def attempts(self):
        """(who may, method, path, body): what is tried on the first pair of programme a."""
        world = self.world
        first = {name: ids[0] for name, ids in world.ids.items()}
        pair = {"a1.mentor", "a1.mentee"}
        mentee = world.people["a1.mentee"]
        writes = {"coordinator a", "administrator", "integration"}
        runs = {"coordinator a", "administrator"}
        both = {"mentor_id": world.people["a1.mentor"], "mentee_id": mentee}
        person, programme = f"/v1/people/{mentee}", f"/v1/programmes/{first['programme']}"
        relationship = f"/v1/relationships/{first['relationship']}"
        goal = f"/v1/goals/{first['goal']}"
        # Enrolments and entries were made in the order of the names: the mentee's come first.
        enrolment = f"/v1/enrolments/{first['enrolment']}"
        entry = f"/v1/journal-entries/{first['entry']}"
        meeting, survey = f"/v1/meetings/{first['meeting']}", f"/v1/surveys/{first['survey']}"
        proposal, run = f"/v1/proposals/{first['proposal']}", f"/v1/match-runs/{first['run']}"
        waiting = {"a9.mentor", "a9.mentee"}
        taking_part = {name for name in world.people if name[0] == "a"}
        asked = taking_part - waiting
        credential = world.admin.get("/v1/credentials").json["items"][0]["id"]
        weekly = {"time_zone": "Europe/London",
                  "weekly": [{"day": "SU", "from": "10:00", "to": "11:00"}]}
        return [
            (writes | {"a1.mentee"}, "PATCH", person, {"bio": "Taken over"}),
            (writes | {"a1.mentee"}, "PUT", f"{person}/availability", weekly),
            ({"administrator", "integration"}, "POST", f"{person}/tokens", None),
            ({"administrator", "integration", "a1.mentee"}, "DELETE",
             f"{person}/tokens/{world.ids['token'][1]}", None),
            (writes, "PATCH", programme, {"name": "Taken over"}),
            (writes, "PUT", f"{programme}/state", {"state": "completed"}),
            # Who takes part already is told that it is not open any more.
            (writes | taking_part, "POST", f"{programme}/enrolments",
             {"person_id": world.people["stranger"], "role": "mentee"}),
            (writes | {"a1.mentee"}, "PATCH", enrolment, {"motivation": "Taken over"}),
            (writes, "PUT", f"{enrolment}/approval", None),
            (writes, "PUT", f"{enrolment}/rejection", {"reason": "So"}),
            (writes | {"a1.mentee"}, "PUT", f"{enrolment}/acknowledgement", {"reason": "So"}),
            (writes | {"a1.mentee"}, "PUT", f"{enrolment}/withdrawal", {"reason": "So"}),
            (runs, "POST", f"{programme}/exclusions", both),
            (runs, "DELETE", f"/v1/exclusions/{first['exclusion']}", None),
            (runs, "POST", f"{programme}/match-runs", {"objective": "quality"}),
            (runs, "DELETE", run, None),
            (runs, "POST", f"{run}/publication", {}),
            (runs, "POST", f"{programme}/proposals", both),
            (waiting, "PUT", f"{proposal}/acceptance", None),
            (waiting, "PUT", f"{proposal}/refusal", {"code": "time"}),
            (runs, "PUT", f"{proposal}/withdrawal", None),
            (runs, "POST", f"{programme}/relationships", both),
            (runs | pair, "POST", f"{relationship}/stage-moves", {"stage": "x", "reason": "y"}),
            (runs | pair, "POST", f"{relationship}/closure", {}),
            (pair, "POST", f"{relationship}/goals", {"title": "Taken over"}),
            (pair, "PATCH", goal, {"title": "Taken over"}),
            (pair, "POST", f"{goal}/progress", {"percent": 99}),
            (pair, "PUT", f"{goal}/state", {"state": "abandoned"}),
            (pair, "POST", f"{relationship}/journal-entries", {"text": "Taken over"}),
            ({"a1.mentee"}, "DELETE", entry, None),
            (writes | pair, "POST", f"{relationship}/meetings",
             {"start": "2027-01-07T10:00:00Z", "duration_minutes": 60, "medium": "video"}),
            (writes | pair, "POST", f"{meeting}/cancellation", None),
            (writes | pair, "PUT", f"{meeting}/attendance",
             {"members": [{"person_id": mentee, "state": "absent"}]}),
            (runs, "POST", f"{programme}/surveys",
             {"instrument_id": world.instrument, "phase": "pulse", "audience": "both",
              "title": "Taken over"}),
            (runs, "PUT", f"{survey}/state", {"state": "closed"}),
            (runs, "POST", f"{survey}/assignments", {}),
            (asked, "PUT", f"{survey}/response", {"answers": {"fit": 1}, "complete": True}),
            ({"administrator"}, "POST", "/v1/credentials", {"name": "x", "role": "administrator"}),
            ({"administrator"}, "DELETE", f"/v1/credentials/{credential}", None),
            ({"administrator"}, "POST", f"/v1/credentials/{credential}/keys", None),
        ]

    def test_no_change_is_made_by_whom_it_is_not_for(self):
        faults, count = [], 0
        before = self.rows()
        for allowed, method, path, body in self.attempts():
            for name, client in self.world.clients.items():
                if name in allowed:
                    continue
                answer = client.send(method, path, body, headers={"If-Match": "*"})
                count += 1
                if answer.status not in (401, 403, 404):
                    faults.append((name, method, path, answer))
        after = self.rows()
        changed = [name for name in before if before[name] != after[name]]
        self.assertEqual(faults, [], f"{len(faults)} of {count}")
        self.assertEqual(changed, [])
        self.assertGreater(count, 500)

    def test_what_is_sealed_lies_nowhere_in_plain(self):
        found = []
        for folder, _, files in os.walk(self.service.folder):
            for file in files:
                with open(os.path.join(folder, file), "rb") as open_file:
                    data = open_file.read()
                found += [(file, text) for text in self.world.sealed if text.encode() in data]
        self.assertEqual(found, [])
        # Personal data never stands in logs, sealed or not.
        log = self.service.log_text()
        self.assertEqual([text for text in self.world.readers if text in log], [])


if __name__ == "__main__":
    unittest.main()
