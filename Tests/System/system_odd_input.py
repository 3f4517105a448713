"""Odd values wherever the API takes a value: every answer is a considered one, never a 500, and a
text that is taken comes back as it was."""

import json
import re
import unittest
import urllib.parse

from service import Service

TEXTS = [
    "", " ", "\n", "\t", "\u0000", "a\u0000b", "\u0001\u001f", "\u007f", "\u0085", "\u2028\u2029",
    "\ufeff", "\ufffe", "\uffff", "\ufffd", "\u202eright to left\u202c", "\u200b", "\u200d",
    "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "和製漢語", "הָיְתָה", "السَّلام", "𝒳𝒴𝒵", "\U0010ffff",
    "👩‍👩‍👧‍👦🏳️‍🌈", "e\u0301" * 30, "Z\u0351\u036b\u0343\u036a\u0342" * 9, "ﷺ" * 40, "ß", "İ", "ǆ",
    "'; DROP TABLE people; --", "\" OR 1=1 --", "%", "_", "%%%s%n%x", "*?[]", "\\", "\\u0000",
    "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "${7*7}",
    "{{7*7}}", "../../etc/passwd", "NaN", "Infinity", "null", "true", "0", "-0", "1e400",
    "9223372036854775808", "0x7f", "١٢٣", "2026-02-30", "9999-12-31", "-0001-01-01",
    "0000-00-00T00:00:00Z", "2026-11-24T24:00:00Z", "292278994-08-17T07:12:55Z", "25:61",
    "Europe/../London", "person_00000000000000000000000000", "person_7zzzzzzzzzzzzzzzzzzzzzzzzz",
    "person_8zzzzzzzzzzzzzzzzzzzzzzzzz", "x" * 100, "x" * 10_000, "é" * 70_000, "a,b;c", "\r\n",
]
RAW = [
    "null", "true", "[]", "{}", "0", "-1", "1.5", "1e308", "1e-400", "1e400", "-0", "2147483648",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "9" * 400, "[[]]",
    "[null]", "[{}]", '[""]', '{"":null}', "[" * 60 + "]" * 60, "[" * 5000 + "]" * 5000,
    '"\\ud800"', '"\\udc00\\ud800"', '{"a":1,"a":2}', "[" + "1," * 3000 + "1]",
    "[" + '"x",' * 400 + '"y"]', "tru", '"', "01", "+1", "",
]
PLACES = ["limit", "cursor", "after", "from", "to", "state", "person_id", "programme_id", "people",
          "duration_minutes", "step_minutes", "buffer_minutes", "email", "interest", "with", "of",
          "by", "subject", "actor", "action", "kind", "key", "language", "mentor_id", "mentee_id",
          "match_run_id", "phase", "role", "model", "value", "skill_offered"]
PAIR = {"mentor_id": "{mentor}", "mentee_id": "{person}"}
# What ends things comes last.
BODIES = [
    ("POST", "/v1/people", {
        "name": "A", "given_name": "A", "pronouns": "x", "email": "a@example.org", "phone": "+44 1",
        "locale": "en-GB", "time_zone": "Europe/London", "languages": ["en"], "bio": "B",
        "seniority": 3, "skills_offered": [{"name": "a", "level": 2}, "b"], "skills_wanted": ["c"],
        "interests": ["d"], "values": ["e"], "external_ids": {"hr": "1"}, "state": "active"}),
    ("PUT", "/v1/people/by-external-id/hr/4711", {"name": "A", "email": "b@example.org"}),
    ("PUT", "/v1/people/{person}/availability", {
        "time_zone": "Europe/London", "weekly": [{"day": "TU", "from": "09:00", "to": "12:00"}],
        "exceptions": [{"date": "2026-12-24", "windows": [{"from": "10:00", "to": "11:00"}]}]}),
    ("POST", "/v1/programmes", {
        "name": "A", "purpose": "B", "model": "one_to_one", "starts_on": "2026-09-01",
        "ends_on": "2027-06-30", "default_capacity": 2, "requires_acknowledgement": True,
        "acknowledgement": "C", "external_id": "x1"}),
    ("PATCH", "/v1/enrolments/{enrolment}", {
        "role": "mentee", "capacity": None, "motivation": "A", "skills_wanted": ["b"]}),
    ("PUT", "/v1/enrolments/{enrolment}/acknowledgement", {"version": 1, "reason": "A"}),
    ("POST", "/v1/programmes/{programme}/match-runs", {
        "objective": "quality", "minimum_score": 0.99, "seed": 7}),
    ("POST", "/v1/programmes/{programme}/exclusions", dict(PAIR, reason="A")),
    ("POST", "/v1/programmes/{programme}/proposals", dict(PAIR, expires_in_days=7)),
    ("POST", "/v1/programmes/{programme}/relationships", dict(
        PAIR, planned_end_on="2027-06-30", support_contact="A")),
    ("POST", "/v1/match-runs/{run}/publication", {"expires_in_days": 21}),
    ("POST", "/v1/relationships/{relationship}/goals", {
        "title": "A", "details": "B", "category": "confidence", "weight": 2,
        "target_on": "2027-03-31", "owner_id": "{person}"}),
    ("PATCH", "/v1/goals/{goal}", {"title": "A", "details": "B", "weight": 3}),
    ("POST", "/v1/goals/{goal}/progress", {"percent": 40, "note": "A"}),
    ("POST", "/v1/relationships/{relationship}/journal-entries", {"text": "A"}),
    ("POST", "/v1/relationships/{relationship}/meetings", {
        "start": "2026-12-24T10:00:00Z", "duration_minutes": 60, "medium": "video", "topic": "A"}),
    ("POST", "/v1/instruments", {
        "key": "odd", "title": "A", "items": [
            {"key": "q", "kind": "scale", "min": 1, "max": 5, "text": "B", "reversed": True},
            {"key": "c", "kind": "choice", "options": ["D", "E"]},
            {"key": "t", "kind": "text", "max_length": 100}],
        "subscales": [{"key": "s", "items": ["q"], "minimum_answered_share": 0.5}]}),
    ("POST", "/v1/programmes/{programme}/surveys", {
        "instrument_id": "{instrument}", "phase": "pulse", "audience": "both", "title": "A",
        "closes_at": "2027-02-28T23:00:00Z"}),
    ("POST", "/v1/surveys/{survey}/assignments", {"person_ids": ["{person}"]}),
    ("PUT", "/v1/surveys/{survey}/response", {"answers": {"q": 4, "t": "A"}, "complete": False}),
    ("POST", "/v1/relationships/{relationship}/stage-moves", {"stage": "closing", "reason": "A"}),
    ("PUT", "/v1/goals/{goal}/state", {"state": "agreed"}),
    ("POST", "/v1/relationships/{relationship}/closure", {
        "reason": "completed", "side": "both", "message": "A"}),
    ("PUT", "/v1/surveys/{survey}/state", {"state": "closed"}),
    ("PUT", "/v1/enrolments/{enrolment}/rejection", {"reason": "A"}),
    ("PUT", "/v1/enrolments/{enrolment}/withdrawal", {"reason": "A"}),
    ("PUT", "/v1/programmes/{programme}/state", {"state": "running", "reason": "A"}),
]
# Whatever is said to them, they would change the keys of this very test.
LEFT_OUT = re.compile(r"DELETE /v1/credentials|/keys$|/tokens")


class OddInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.service.start()
        cls.addClassCleanup(cls.service.__exit__)
        cls.admin = cls.service.client()

    def setUp(self):
        self.prepare()
        self.count, self.turn, self.faults = 0, 0, []

    @classmethod
    def make(cls, client, path, body):
        answer = client.post(path, body)
        assert answer.status in (200, 201, 202), answer
        return answer.json["id"]

    @classmethod
    def prepare(cls):
        """One of everything, so that odd values get past the first door."""
        admin = cls.admin
        cls.ids = ids = {}
        ids["programme"] = programme = cls.make(admin, "/v1/programmes", {
            "name": "Odd", "purpose": "To be asked oddly", "model": "one_to_one"})
        admin.put(f"/v1/programmes/{programme}/state", {"state": "open"})
        people, clients = [], []
        for role in ("mentor", "mentee"):
            person = cls.make(admin, "/v1/people", {"name": role, "time_zone": "Europe/London"})
            token = admin.post(f"/v1/people/{person}/tokens").json
            clients.append(cls.service.client(token["token"]))
            people.append(person)
            ids["enrolment"] = cls.make(admin, f"/v1/programmes/{programme}/enrolments", {
                "person_id": person, "role": role})
            admin.put(f"/v1/enrolments/{ids['enrolment']}/approval")
        ids["mentor"], ids["person"] = people
        ids["token"], cls.person = token["id"], clients[1]
        pair = {"mentor_id": people[0], "mentee_id": people[1]}
        ids["relationship"] = cls.make(admin, f"/v1/programmes/{programme}/relationships", pair)
        place = f"/v1/relationships/{ids['relationship']}"
        ids["goal"] = cls.make(cls.person, f"{place}/goals", {"title": "One"})
        ids["entry"] = cls.make(cls.person, f"{place}/journal-entries", {"text": "One"})
        ids["exclusion"] = cls.make(admin, f"/v1/programmes/{programme}/exclusions", pair)
        ids["instrument"] = cls.make(admin, "/v1/instruments", {
            "key": "odd", "title": "Odd", "items": [
                {"key": "q", "kind": "scale", "min": 1, "max": 5},
                {"key": "t", "kind": "text", "max_length": 500}]})
        ids["survey"] = cls.make(admin, f"/v1/programmes/{programme}/surveys", {
            "instrument_id": ids["instrument"], "phase": "pulse", "audience": "both",
            "title": "Odd"})
        ids["run"] = cls.make(
            admin, f"/v1/programmes/{programme}/match-runs", {"objective": "quality"})
        text = admin.get("/openapi.yaml").body.decode()
        cls.operations = []
        for path, block in re.findall(r"^  (/[^\s:]*):\n((?:    .*\n|\n)*)", text, re.M):
            for method in re.findall(r"^    (get|post|put|patch|delete):", block, re.M):
                cls.operations.append((method.upper(), path))

    def fill(self, path):
        return re.sub(r"\{(\w+)\}", lambda m: self.ids.get(m.group(1), "unknown"), path)

    def ask(self, method, path, body=None, type=None):
        """By staff and by a person, since either may be stopped at the first door."""
        for client in (self.admin, self.person):
            headers = {"If-Match": "*", "Content-Type": type or "application/json"}
            answer = client.send(method, path, body, headers=headers)
            self.count += 1
            if answer.status >= 500:
                self.faults.append((method, path[:150], str(body)[:150], answer))

    def tearDown(self):
        self.assertEqual(self.faults, [], f"{len(self.faults)} of {self.count}")
        self.assertEqual(self.admin.get("/readyz").status, 200)
        self.assertIsNone(self.service.process.poll())

    def some(self, values, step=11):
        """One in so many, from a different one each time: all of them over all the places."""
        self.turn += 1
        return values[self.turn % step::step]

    def test_odd_ids_and_parameters(self):
        for method, path in self.operations:
            if LEFT_OUT.search(f"{method} {path}"):
                continue
            for text in self.some(TEXTS):
                odd = urllib.parse.quote(text[:2000], safe="")
                if "{" in path:
                    self.ask(method, re.sub(r"\{\w+\}", odd, path), "{}")
                if method == "GET" and path.startswith("/v1"):
                    # All at once: each reader keeps its own complaint.
                    query = "&".join(f"{name}={odd[:60]}" for name in PLACES)
                    self.ask(method, f"{self.fill(path)}?{query}")

    def test_each_odd_parameter_alone(self):
        texts = [urllib.parse.quote(text[:300]) for text in TEXTS] + ["%FF%FE", "%C0%80"]
        for method, path in self.operations:
            if method == "GET" and path.startswith("/v1/"):
                for name in PLACES:
                    for text in self.some(texts, 40):
                        self.ask(method, f"{self.fill(path)}?{name}={text}")

    def test_odd_bodies(self):
        for method, path, body in BODIES:
            body = json.loads(self.fill(json.dumps(body)))
            odd = [json.dumps(text) for text in TEXTS] + RAW
            for place in places(body):
                text = json.dumps(replaced(body, place, "@@"))
                for value in self.some(odd, 9):
                    self.ask(method, self.fill(path), text.replace('"@@"', value))

    def test_texts_come_back_as_they_were(self):
        pair = self.fill("/v1/relationships/{relationship}")
        taken = 0
        for text in TEXTS + ["  indented\n\ttext \r\n"]:
            for client, path, one, name, body in (
                    (self.admin, "/v1/people", "/v1/people", "bio", {"name": "Odd", "bio": text}),
                    (self.admin, "/v1/people", "/v1/people", "name", {"name": text}),
                    (self.person, f"{pair}/goals", "/v1/goals", "title", {"title": text}),
                    (self.person, f"{pair}/goals", "/v1/goals", "details",
                     {"title": "Odd", "details": text}),
                    (self.person, f"{pair}/journal-entries", "/v1/journal-entries", "text",
                     {"text": text})):
                made = client.post(path, body)
                self.assertIn(made.status, (201, 413, 422), made)
                if made.status == 201:
                    taken += 1
                    back = client.get(f"{one}/{made.json['id']}").json[name]
                    # A line loses the blanks around it; a free text loses nothing.
                    self.assertEqual(back, text.strip() if name in ("name", "title") else text)
        self.assertGreater(taken, 200)
        for kind in ("text/csv", "application/x-ndjson"):
            answer = self.admin.get("/v1/people", headers={"Accept": kind})
            self.assertEqual(answer.status, 200)
            answer.body.decode()


def places(value, above=()):
    """The paths to every value in a document, itself first."""
    yield above
    inner = value.items() if isinstance(value, dict) else (
        enumerate(value) if isinstance(value, list) else ())
    for name, part in inner:
        yield from places(part, above + (name,))


def replaced(value, place, new):
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = replaced(copy[place[0]], place[1:], new)
    return copy


if __name__ == "__main__":
    unittest.main()
