"""The same people, policy and seed give the same bytes: asked twice of one server, after a restart, of
other numbers of event loops and on one core alone, for every objective; and the engine by itself in
processes of their own, each of which draws other seeds for its hash tables.
"""

import json
import os
import random
import shutil
import subprocess
import unittest

from service import Service, binary, wait_for_job

SKILLS = ["go", "sql", "patience", "writing", "talks", "design"]
WORDS = ["bees", "boats", "books", "bread", "bridges", "brass", "birds", "bicycles"]
ORDERS = [
    {"objective": "quality"}, {"objective": "coverage_then_quality"}, {"objective": "fair"},
    {"objective": "stable"}, {"objective": "stable", "stable_for": "mentors"},
]
ONE_CORE = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]
OBJECTIVES = ["max_weight", "max_cardinality", "bottleneck", "leximin", "stable",
              "stable_mentor_optimal"]


def everything(client, run):
    """All that a run answers, but for its name and the times."""
    found = client.get(run).json
    bodies = [json.dumps({name: found[name] for name in (
        "state", "objective", "seed", "inputs_hash", "summary", "left_out")})]
    for part in ("pairs", "unmatched", "inputs"):
        answer = client.get(f"{run}/{part}" + ("" if part == "inputs" else "?limit=200"))
        assert answer.status == 200, answer
        bodies.append(answer.body)
    return bodies


class Runs(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.service.start()
        self.addCleanup(self.service.__exit__)
        client = self.service.client()
        draw = random.Random(5)
        self.programme = client.post("/v1/programmes", {
            "name": "Repeated", "purpose": "To be matched again",
            "model": "one_to_one"}).json["id"]
        self.place = f"/v1/programmes/{self.programme}"
        client.put(f"{self.place}/state", {"state": "open"})
        # Few levels and many ties: what a hash table could decide, it would.
        for number in range(70):
            self.member(client, draw, "mentor" if number < 25 else "mentee")
        template = next(item for item in client.get("/v1/matching-policy-templates").json["items"]
                        if item["model"] == "one_to_one")
        made = client.post(f"{self.place}/matching-policies", template["policy"])
        self.assertEqual(made.status, 201, made)

    def member(self, client, draw, role):
        offers = "skills_offered" if role == "mentor" else "skills_wanted"
        person = client.post("/v1/people", {
            "name": role, offers: draw.sample(SKILLS, 2), "interests": draw.sample(WORDS, 2),
            "languages": draw.sample(["en", "de"], draw.randint(1, 2))}).json["id"]
        enrolment = client.post(f"{self.place}/enrolments", {
            "person_id": person, "role": role, "motivation": " ".join(draw.choices(WORDS, k=6)),
            **({"capacity": draw.randint(1, 2)} if role == "mentor" else {})}).json["id"]
        answer = client.put(f"/v1/enrolments/{enrolment}/approval")
        self.assertEqual(answer.status, 200, answer)

    def run_all(self):
        client, found = self.service.client(), []
        for order in ORDERS:
            answer = client.post(f"{self.place}/match-runs", order | {"seed": 11})
            self.assertEqual(answer.status, 202, answer)
            run = answer.headers["Location"]
            self.assertEqual(wait_for_job(client, run)["state"], "done")
            found.append(everything(client, run))
        return found

    def restart(self, loops, wrapper=()):
        self.service.stop()
        self.service.arguments, self.service.wrapper = ["--loops", str(loops)], list(wrapper)
        self.service.start()

    def test_the_same_bytes_whatever_the_process_and_the_cores(self):
        first = self.run_all()
        for order, bodies in zip(ORDERS, first):
            self.assertIn(b'"mentor_id"', bodies[1], f"{order}: a run without pairs shows nothing")
        self.assertEqual(self.run_all(), first, "of the same process")
        self.restart(1)
        self.assertEqual(self.run_all(), first, "after a restart, with one loop")
        self.restart(4)
        self.assertEqual(self.run_all(), first, "with four loops")
        if shutil.which("taskset"):
            self.restart(2, ONE_CORE)
            self.assertEqual(self.run_all(), first, "on one core")


class Together(unittest.TestCase):
    """Circles and groups, where people have named each other."""

    def setUp(self):
        self.service = Service()
        self.service.start()
        self.addCleanup(self.service.__exit__)

    def programme(self, model, least, most, roles):
        client, draw = self.service.client(), random.Random(3)
        programme = client.post("/v1/programmes", {
            "name": "Together", "purpose": "To meet again", "model": model,
            "group_least": least, "group_most": most}).json["id"]
        place = f"/v1/programmes/{programme}"
        client.put(f"{place}/state", {"state": "open"})
        people, enrolments = [], []
        for role in roles:
            people.append(client.post("/v1/people", {
                "name": role, "languages": ["en"], "skills_offered": [draw.choice(SKILLS)],
                "skills_wanted": [draw.choice(SKILLS)]}).json["id"])
            enrolments.append(client.post(f"{place}/enrolments", {
                "person_id": people[-1], "role": role, "motivation": "To learn",
                **({} if role == "mentee" else {"capacity": most})}).json["id"])
            answer = client.put(f"/v1/enrolments/{enrolments[-1]}/approval")
            self.assertEqual(answer.status, 200, answer)
        made = client.post(f"{place}/matching-policies", {"factors": [
            {"factor": "shared_languages", "weight": .5},
            {"factor": "mutual_preference", "weight": .5}]})
        self.assertEqual(made.status, 201, made)
        for own, role, enrolment in zip(people, roles, enrolments):
            others = [one for one, other in zip(people, roles)
                      if one != own and (role == "both" or other != role)]
            answer = client.put(f"/v1/enrolments/{enrolment}/preferences",
                                {"ranked": draw.sample(others, min(5, len(others)))})
            self.assertEqual(answer.status, 201, answer)
        return place

    def runs(self, place, count):
        client, found = self.service.client(), []
        for _ in range(count):
            answer = client.post(f"{place}/match-runs", {"objective": "quality", "seed": 7})
            self.assertEqual(answer.status, 202, answer)
            run = answer.headers["Location"]
            self.assertEqual(wait_for_job(client, run)["state"], "done")
            groups = client.get(f"{run}/groups?limit=200")
            self.assertIn(b"member_ids", groups.body)
            found.append([*everything(client, run), groups.body])
        return found

    def test_the_same_circles_and_groups_each_time(self):
        for shape in (("peer", 3, 4, ["both"] * 24),
                      ("group", 2, 4, ["mentor"] * 6 + ["mentee"] * 18)):
            place = self.programme(*shape)
            first, *others = self.runs(place, 4)
            self.service.stop()
            self.service.start()
            for other in others + self.runs(place, 2):
                self.assertEqual(other, first, shape[0])


class Engine(unittest.TestCase):
    def questions(self):
        draw = random.Random(9)
        mentees = [f"e{number}" for number in range(60)]
        mentors = [f"m{number}" for number in range(30)]
        scores = [[mentee, mentor, draw.randint(0, 6)] for mentee in mentees for mentor in mentors
                  if draw.random() < 0.4]
        wishes, answers = {one: [] for one in mentees}, {one: [] for one in mentors}
        for mentee, mentor, _ in scores:
            wishes[mentee].append(mentor)
            answers[mentor].append(mentee)
        question = {"mentees": mentees,
                    "mentors": [{"id": one, "capacity": draw.randint(0, 3)} for one in mentors],
                    "scores": scores, "mentee_prefs": wishes, "mentor_prefs": answers}
        for objective in OBJECTIVES:
            yield json.dumps(question | {"objective": objective})
        people = [f"p{number}" for number in range(60)]
        yield json.dumps({"objective": "peer_max_weight", "peers": people, "scores": [
            [one, other, draw.randint(1, 6)] for one in people for other in people
            if one < other and draw.random() < 0.2]})

    def test_the_same_bytes_in_each_process(self):
        asked = "\n".join(self.questions())
        wrappers = [[], [], []] + ([ONE_CORE] if shutil.which("taskset") else [])
        answers = [
            subprocess.run([*wrapper, binary(), "engine", "match"], input=asked, text=True,
                           capture_output=True, check=True).stdout for wrapper in wrappers]
        for line in answers[0].splitlines():
            self.assertNotIn("error", json.loads(line), line[:200])
        for answer in answers[1:]:
            self.assertEqual(answer, answers[0])


if __name__ == "__main__":
    unittest.main()
