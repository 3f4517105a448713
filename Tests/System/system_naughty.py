"""Five hundred naughty texts through every text member of every operation that writes: each is refused with
the member's name, or comes back as it was, from the answer, the resource, the export. The members are those
that openapi.yaml gives the rule for lines or for texts; one without a place below fails the suite."""

import collections
import csv
import datetime
import io
import json
import os
import re
import unittest

import naughty
import yaml

from service import ROOT, Answer, Service, wait_for_job

# Ids of other systems name one person or programme only: tried one by one.
APART = {"/external_id", "/external_ids/one"}
BODY_MAX = 256 * 1024
# Each operation gets one text in so many, other ones at each; NAUGHTY=1 gives all to all.
SHARE = int(os.environ.get("NAUGHTY", "8"))


def text_members(schema, schemas, place=""):
    """(place, whether it is a line, limit) of each text in a request's schema; `*` is any entry."""
    if not isinstance(schema, dict):
        return
    name = schema.get("$ref", "").split("/")[-1]
    if name in ("Line", "Text"):
        yield place, name == "Line", schema["maxLength"]
    elif name:
        yield from text_members(schemas[name], schemas, place)
    for part in ("allOf", "oneOf"):
        for inner in schema.get(part, ()):
            yield from text_members(inner, schemas, place)
    for member, inner in (schema.get("properties") or {}).items():
        yield from text_members(inner, schemas, f"{place}/{member}")
    yield from text_members(schema.get("items"), schemas, f"{place}/*")
    # Any name does.
    yield from text_members(schema.get("additionalProperties"), schemas, f"{place}/one")


def operations():
    """operationId → (method, path, the text members of its JSON body)."""
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    schemas = document["components"]["schemas"]
    for path, item in document["paths"].items():
        for method in ("post", "put", "patch"):
            content = (item.get(method, {}).get("requestBody") or {}).get("content") or {}
            if "application/json" in content:
                members = dict.fromkeys(
                    text_members(content["application/json"]["schema"], schemas))
                # A skill is a name alone or an object with one: the object's is tried.
                chosen = [member for member in members
                          if not any(other[0] == member[0] + "/name" for other in members)]
                if chosen:
                    yield item[method]["operationId"], (method.upper(), path, chosen)


def placed(body, place, text):
    """The body with the text put at the place; what is missing on the way is made."""
    if not place:
        return text
    name, _, rest = place[1:].partition("/")
    rest = "/" + rest if rest else ""
    if name == "*":
        if isinstance(body, list) and body:
            return [placed(body[0], rest, text), *body[1:]]
        return [placed({} if rest else None, rest, text)]
    body = dict(body or {})
    body[name] = placed(body.get(name), rest, text)
    return body


def strings(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else (
            value if isinstance(value, list) else ()):
        yield from strings(inner)


class Place:
    """Where the texts of an operation go: who sends, to which path, with which other members."""

    def __init__(self, client, path, body=None, every=1, look=None, is_shown=True):
        self.client, self.path, self.body = client, path, body or {}
        self.every, self.look, self.is_shown = every, look, is_shown


class Naughty(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.service.start()
        cls.addClassCleanup(cls.service.__exit__)
        cls.admin = cls.service.client()
        cls.hour = 0
        cls.prepare()

    # -- The ground

    @classmethod
    def make(cls, path, body=None, client=None):
        answer = (client or cls.admin).post(path, body)
        assert answer.status in (200, 201, 202), (path, body, answer)
        return answer.json["id"]

    @classmethod
    def person(cls):
        """A new person and a client with their token."""
        id = cls.make("/v1/people", {"name": "One", "time_zone": "Europe/London"})
        token = cls.admin.post(f"/v1/people/{id}/tokens", {"lifetime_minutes": 720}).json["token"]
        client = cls.service.client(token)
        return id, client

    @classmethod
    def enrolment(cls, person, role, approve=True):
        id = cls.make(f"{cls.programme}/enrolments", {"person_id": person, "role": role})
        if approve:
            assert cls.admin.put(f"/v1/enrolments/{id}/approval").status == 200
        return id

    @classmethod
    def two(cls):
        people = cls.person(), cls.person()
        for (id, _), role in zip(people, ("mentor", "mentee")):
            cls.enrolment(id, role)
        return people

    @classmethod
    def pair_of(cls, people):
        return {"mentor_id": people[0][0], "mentee_id": people[1][0]}

    @classmethod
    def relationship(cls):
        people = cls.two()
        id = cls.make(f"{cls.programme}/relationships", cls.pair_of(people))
        return f"/v1/relationships/{id}", people

    @classmethod
    def prepare(cls):
        cls.programme = "/v1/programmes/" + cls.make("/v1/programmes", {
            "name": "Naughty", "model": "one_to_one", "purpose": "To be told naughty things"})
        cls.admin.put(f"{cls.programme}/state", {"state": "open"})
        cls.pair, cls.people = cls.relationship()
        cls.mentee = cls.people[1][1]
        cls.goal = "/v1/goals/" + cls.make(f"{cls.pair}/goals", {"title": "One"}, cls.mentee)
        agreed = cls.make(f"{cls.pair}/goals", {"title": "Two"}, cls.mentee)
        cls.agreed = f"/v1/goals/{agreed}"
        cls.people[0][1].put(f"{cls.agreed}/state", {"state": "agreed"})
        cls.waiting = "/v1/enrolments/" + cls.enrolment(cls.person()[0], "mentor", approve=False)
        cls.instrument = cls.make("/v1/instruments", {
            "key": "naughty", "title": "Naughty", "items": [{"key": "more", "kind": "text"}]})
        cls.survey = "/v1/surveys/" + cls.make(f"{cls.programme}/surveys", {
            "instrument_id": cls.instrument, "phase": "pulse", "audience": "both", "title": "One"})

    def next_hour(self):
        type(self).hour += 1
        start = datetime.datetime.now(datetime.UTC).replace(minute=0, second=0, microsecond=0)
        return (start + datetime.timedelta(days=2, hours=self.hour)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def booking(self):
        return {"start": self.next_hour(), "duration_minutes": 30, "medium": "video"}

    def meeting(self):
        return "/v1/meetings/" + self.make(f"{self.pair}/meetings", self.booking(), self.mentee)

    def proposal(self):
        people = self.two()
        id = self.make(f"{self.programme}/proposals", self.pair_of(people))
        return f"/v1/proposals/{id}/refusal", people[1][1]

    def places(self):
        """operationId → a maker of its next place. What can be done to a thing once is tried with one
        in seven texts, other ones at each place."""
        admin, mentee, often = self.admin, self.mentee, 7

        def state():
            is_open = admin.get(self.programme).json["state"] == "open"
            return Place(admin, f"{self.programme}/state",
                         {"state": "closed_to_enrolment" if is_open else "open"})

        def stage():
            is_first = mentee.get(self.pair).json["stage"] == "initiation"
            return Place(mentee, f"{self.pair}/stage-moves", {
                "stage": "growth_and_maintenance" if is_first else "initiation"})

        def new_enrolment(verb):
            enrolment = self.enrolment(self.person()[0], "mentee", approve=False)
            return Place(admin, f"/v1/enrolments/{enrolment}/{verb}", every=often)

        def refusal():
            path, client = self.proposal()
            return Place(client, path, {"code": "time"}, every=often, look=path.removesuffix("/refusal"))

        def request_refusal():
            (mentor, as_mentor), (_, as_mentee) = self.two()
            id = self.make(f"{self.programme}/mentorship-requests", {"mentor_ids": [mentor]}, as_mentee)
            return Place(as_mentor, f"/v1/mentorship-requests/{id}/refusal", {"code": "time"},
                         every=often, look=f"/v1/mentorship-requests/{id}")

        def review():
            programme = "/v1/programmes/" + self.make("/v1/programmes", {
                "name": "Reviewed", "model": "one_to_one", "purpose": "To be looked at"})
            admin.put(f"{programme}/state", {"state": "open"})
            people = self.person()[0], self.person()[0]
            for person, role in zip(people, ("mentor", "mentee")):
                enrolment = self.make(f"{programme}/enrolments", {
                    "person_id": person, "role": role, "skills_offered": ["x"], "skills_wanted": ["x"]})
                admin.put(f"/v1/enrolments/{enrolment}/approval")
            run = "/v1/match-runs/" + self.make(f"{programme}/match-runs", {"objective": "quality"})
            wait_for_job(admin, run)
            return Place(admin, f"{run}/pairs/{people[1]}/review",
                         {"verdict": "rejected", "code": "other"}, every=often)

        return {
            "createCredential": lambda: Place(admin, "/v1/credentials", {"role": "analyst"}),
            "createPerson": lambda: Place(admin, "/v1/people", {"name": "A"}),
            "changePerson": lambda: Place(admin, f"/v1/people/{self.people[0][0]}"),
            "putPersonByExternalId": lambda: Place(
                admin, "/v1/people/by-external-id/roster/1", {"name": "A"}),
            "giveConsent": lambda: Place(
                admin, f"/v1/people/{self.people[0][0]}/consents",
                {"purpose": "equity_report", "given_by": "guardian"}),
            "putCharacteristics": lambda: Place(
                mentee, f"/v1/people/{self.people[1][0]}/characteristics"),
            "putConflictKeys": lambda: Place(admin, f"{self.waiting}/conflict-keys"),
            "createProgramme": lambda: Place(
                admin, "/v1/programmes", {"name": "A", "model": "one_to_one"}),
            "changeProgramme": lambda: Place(admin, self.programme),
            "putProgrammeByExternalId": lambda: Place(
                admin, "/v1/programmes/by-external-id/roster-1", {"name": "A", "model": "group"}),
            "setProgrammeState": state,
            "createEnrolment": lambda: Place(
                admin, f"{self.programme}/enrolments",
                {"person_id": self.person()[0], "role": "mentor"}, every=often),
            "changeEnrolment": lambda: Place(admin, self.waiting),
            "acknowledgeProgramme": lambda: new_enrolment("acknowledgement"),
            "rejectEnrolment": lambda: new_enrolment("rejection"),
            "withdrawEnrolment": lambda: new_enrolment("withdrawal"),
            "startMatchRun": lambda: Place(
                admin, f"{self.programme}/match-runs", {
                    "objective": "quality", "exclusions": [self.pair_of(self.people)]},
                every=often, is_shown=False),
            "createMatchingPolicy": lambda: Place(
                admin, f"{self.programme}/matching-policies", {
                    "factors": [{"factor": "priority", "name": "A", "weight": 1,
                                 "values": ["A"]},
                                {"factor": "measure", "name": "A", "weight": 1}],
                    "basis": "A", "seniority": {"at_least": 0}}),
            "createExclusion": lambda: Place(
                admin, f"{self.programme}/exclusions", self.pair_of(self.two()), every=often),
            "refuseProposal": refusal,
            "refuseMentorshipRequest": request_refusal,
            "putPairReview": review,
            "createRelationship": lambda: Place(
                admin, f"{self.programme}/relationships", self.pair_of(self.two()), every=often),
            "createStageMove": stage,
            "closeRelationship": lambda: Place(*self.closing(), every=often),
            "createGoal": lambda: Place(mentee, f"{self.pair}/goals", {"title": "A"}),
            "changeGoal": lambda: Place(mentee, self.goal),
            "recordGoalProgress": lambda: Place(mentee, f"{self.agreed}/progress", {"percent": 5}),
            "createJournalEntry": lambda: Place(mentee, f"{self.pair}/journal-entries"),
            "bookMeeting": lambda: Place(mentee, f"{self.pair}/meetings", self.booking()),
            "cancelMeeting": lambda: Place(mentee, f"{self.meeting()}/cancellation", every=often),
            "createInstrument": lambda: Place(admin, "/v1/instruments", {
                "key": "naughty-2", "title": "A", "items": [
                    {"key": "q", "kind": "choice", "options": ["A"]}]}),
            "createSurvey": lambda: Place(admin, f"{self.programme}/surveys", {
                "instrument_id": self.instrument, "phase": "pulse", "audience": "both",
                "title": "A"}, every=often),
        }

    def closing(self):
        pair, people = self.relationship()
        return people[1][1], f"{pair}/closure", {"reason": "completed"}

    # -- Sending

    def send(self, operation, place, members, text):
        body = json.loads(json.dumps(place.body))
        for pointer, _, _ in members:
            body = placed(body, pointer, text)
        try:
            return place.client.send(operation[0], place.path, body, headers={"If-Match": "*"})
        except OSError:
            # The server need not read all of a body that is too large, and closes (413).
            place.client.close()
            if len(json.dumps(body)) < BODY_MAX:
                raise
            return Answer(413, {}, b"{}")

    def is_good(self, member, text):
        pointer, is_line, limit = member
        if pointer == "/phone" and sum(one.isdecimal() for one in text) < 3:
            return False
        return (naughty.is_good_line if is_line else naughty.is_good_text)(text, limit)

    def named(self, answer):
        return {re.sub(r"/\d+(?=/|$)", "/*", error["pointer"]) for error in answer.json["errors"]}

    def wanted(self, member, text):
        return naughty.line(text) if member[1] else text

    def check(self, name, operation, make, text):
        """What is wrong with how the operation took the text; nothing, if all is well."""
        members = [member for member in operation[2] if member[0] not in APART]
        if not naughty.is_stream_safe(text):
            answer = self.send(operation, make(), members[:1], text)
            if answer.status != 400 or answer.json["code"] != "malformed_json":
                yield name, "is no text", members[0][0], answer
            return
        bad = [member for member in members if not self.is_good(member, text)]
        good = [member for member in members if self.is_good(member, text)]
        if bad:
            answer = self.send(operation, make(), members, text)
            self.count += 1
            if answer.status == 413 and len(text) * len(members) * 6 > BODY_MAX:
                return
            if answer.status != 422 or self.named(answer) != {member[0] for member in bad}:
                yield name, "should refuse", [member[0] for member in bad], answer
        if good:
            place = make()
            answer = self.send(operation, place, good, text)
            self.count += 1
            if not 200 <= answer.status < 300:
                yield name, "should take", [member[0] for member in good], answer
            elif place.is_shown:
                yield from self.missing(name, place, answer, good, text)

    def missing(self, name, place, answer, good, text):
        """Of each form of the text, there must be as many as were sent."""
        wanted = collections.Counter(self.wanted(member, text) for member in good)
        found = collections.Counter(strings(answer.json))
        location = answer.headers.get("Location")
        if location or place.look:
            reader = self.admin if place.look else place.client
            again = collections.Counter(strings(reader.get(place.look or location).json))
            found = found & again if any(found[form] for form in wanted) else again
        for form, times in wanted.items():
            if found[form] < times:
                yield name, "comes back otherwise", form, answer

    # -- The tests

    def setUp(self):
        self.count = 0

    def test_every_text_member_has_a_place(self):
        self.assertEqual(
            sorted(set(dict(operations())) - set(self.places())), [], "no place for their texts")

    def test_every_text_through_every_member(self):
        faults = []
        for turn, (name, operation) in enumerate(operations()):
            make = self.places()[name]
            every = max(make().every, SHARE)
            for number, (kind, text) in enumerate(naughty.texts()):
                if (number + turn) % every == 0:
                    faults += [(kind, text[:40], *fault)
                               for fault in self.check(name, operation, make, text)]
        self.assertEqual(faults[:20], [], f"{len(faults)} of {self.count}")
        self.assertGreater(self.count, 10_000 / SHARE)

    def test_ids_of_other_systems(self):
        seen, faults = set(), []
        for kind, text in naughty.texts():
            for path, body in (("/v1/people", {"name": "A", "external_ids": {"odd": text}}),
                               ("/v1/programmes", {"name": "A", "model": "group", "external_id": text})):
                answer, line = self.admin.post(path, body), naughty.line(text)
                wanted = 400 if not naughty.is_stream_safe(text) else (
                    422 if not naughty.is_good_line(text, 200) else (
                        409 if (path, line) in seen else 201))
                if answer.status != wanted or wanted == 201 and line not in set(strings(answer.json)):
                    faults.append((kind, text[:40], path, answer))
                seen.add((path, line))
        self.assertEqual(faults, [], len(faults))

    def test_answers_of_a_survey(self):
        faults = []
        path = f"{self.survey}/response"
        for kind, text in naughty.texts():
            answer = self.mentee.send("PUT", path, {"answers": {"more": text}, "complete": False},
                                      headers={"If-Match": "*"})
            if not naughty.is_stream_safe(text):
                if answer.status != 400:
                    faults.append((kind, text[:40], answer))
            elif naughty.is_good_text(text, 4000):
                back = self.mentee.get(path).json
                if answer.status not in (200, 201) or back["answers"].get("more") != text:
                    faults.append((kind, text[:40], answer))
            elif answer.status != 422:
                faults.append((kind, text[:40], answer))
        self.assertEqual(faults, [], len(faults))

    def test_a_roster_takes_them_and_its_export_is_safe_to_open(self):
        rows = [text for _, text in naughty.texts()
                if naughty.is_good_text(text, 2000) and naughty.is_stream_safe(text)]
        lines = "".join(json.dumps({
            "name": f"Row {number}", "bio": text, "external_ids": {"row": str(number)}}) + "\n"
                        for number, text in enumerate(rows))
        answer = self.admin.post("/v1/imports", lines.encode(),
                                 headers={"Content-Type": "application/x-ndjson"})
        done = wait_for_job(self.admin, answer.headers["Location"])
        self.assertEqual(done["result"]["created"], len(rows), done)
        exported = self.admin.get("/v1/people", headers={"Accept": "text/csv"}).body.decode()
        table = list(csv.DictReader(io.StringIO(exported, newline="")))
        bios = {row["name"]: row["bio"] for row in table}
        faults = []
        for number, text in enumerate(rows):
            cell = bios[f"Row {number}"]
            # A cell that a sheet would reckon with stands behind an apostrophe.
            if cell not in (text, "'" + text):
                faults.append((text, cell))
        for row in table:
            for cell in row.values():
                is_number = re.fullmatch(r"[+-]?[0-9.,]+", cell or "0")
                if (cell or "x")[0] in "=+-@\t\r" and not is_number:
                    faults.append(cell)
        self.assertEqual(faults, [], len(faults))
        again = self.admin.post("/v1/imports", exported.encode(),
                                headers={"Content-Type": "text/csv"})
        done = wait_for_job(self.admin, again.headers["Location"])
        # Those whom this test began with have no id elsewhere; of the others nothing is new.
        self.assertEqual((done["result"]["created"], done["result"]["updated"]), (0, 0), done)
        self.assertEqual(done["result"]["unchanged"], len(rows), done)

    def test_halves_of_characters_and_bytes_that_are_no_text_are_malformed(self):
        for name in (b'"\\ud800"', b'"\\udc00"', b'"\\ud800\\ud800"', b'"a\\udfffb"', b'"\xed\xa0\x80"',
                     b'"\xff"', b'"\xc0\x80"', b'"\xf4\x90\x80\x80"', b'"\xe2\x82"', b'"a\x00b"', b'"a\nb"'):
            answer = self.admin.post("/v1/people", b'{"name": ' + name + b"}")
            self.assertEqual((answer.status, answer.json["code"]), (400, "malformed_json"), name)

    def test_z_the_log_is_one_line_for_each_and_says_none_of_it(self):
        """Last by its name: texts also in the places of paths, queries and headers that are logged."""
        for _, text in naughty.texts():
            for one in (text[:40],):
                quoted = "".join(f"%{byte:02X}" for byte in one.encode("utf-8", "surrogatepass"))
                self.admin.get(f"/v1/people/{quoted}zqmarkqz")
                self.admin.get(f"/v1/people?email={quoted}zqmarkqz")
        log = self.service.log_text()
        for number, line in enumerate(log.splitlines()):
            self.assertTrue(line.startswith('{"time":"20'), (number, line[:200]))
            json.loads(line)
        for mark in ("zqmarkqz", "DROP TABLE", "<script", "jndi:", "Съешь", "etc/passwd"):
            self.assertNotIn(mark, log)


if __name__ == "__main__":
    unittest.main()
