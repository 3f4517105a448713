"""A large match run over the API: its progress never stands still for long, and a run that is let go stops at
once, whatever it was doing, and leaves the thread of long work to the next.

Seconds are the server's own processor seconds, so that a busy machine fails nobody; of the debug binary,
which takes ten times what the released one does, and more where two processors are one core.
"""

import json
import random
import sqlite3
import time
import unittest

from service import Service

MENTEES, MENTORS = 1_000, 600
SECONDS = 2.0
PHASES = {
    "reading": 0, "indexing": 1, "scoring": 2, "solving": 3, "explaining": 4, "saving": 5, "succeeded": 6}
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def typeid(noun, number):
    digits = ""
    while number:
        number, digit = divmod(number, 32)
        digits = DIGITS[digit] + digits
    return f"{noun}_{digits.rjust(26, '0')}"


def fill(path, programme, mentees=MENTEES, mentors=MENTORS):
    """Straight into the file: what is asked here is not how people come in."""
    draw = random.Random(3)
    people, enrolments = [], []
    for number in range(1, mentees + mentors + 1):
        wants = number <= mentees
        skills = json.dumps([{"name": f"skill{skill}", "level": draw.randint(1, 5)}
                             for skill in draw.sample(range(12), 4)])
        people.append((
            typeid("person", number), "Somebody", "[]" if wants else skills,
            skills if wants else "[]",
            json.dumps(draw.sample([f"interest{number}" for number in range(15)], 4))))
        enrolments.append((
            typeid("enrolment", number), programme, typeid("person", number),
            "mentee" if wants else "mentor", 0 if wants else draw.randint(1, 2)))
    with sqlite3.connect(path) as database:
        database.executemany(
            "INSERT INTO people (id, name, skills_offered, skills_wanted, interests, created_by, "
            "created_at, updated_at) VALUES (?, ?, ?, ?, ?, 'operator', 0, 0)", people)
        database.executemany(
            "INSERT INTO enrolments (id, programme_id, person_id, role, state, capacity, created_by, "
            "created_at, updated_at) VALUES (?, ?, ?, ?, 'approved', ?, 'operator', 0, 0)", enrolments)
    database.close()


class LongRuns(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.service.start()
        cls.addClassCleanup(cls.service.__exit__)
        admin = cls.service.client()
        programme = admin.post("/v1/programmes", {
            "name": "Large", "purpose": "To be matched", "model": "one_to_one"}).json["id"]
        admin.put(f"/v1/programmes/{programme}/state", {"state": "open"})
        cls.service.stop()
        fill(cls.service.database, programme)
        cls.service.start()
        cls.runs = f"/v1/programmes/{programme}/match-runs"

    def setUp(self):
        self.client = self.service.client()

    def order(self, objective):
        answer = self.client.post(self.runs, {"objective": objective, "seed": 1})
        self.assertEqual(answer.status, 202, answer)
        return answer.headers["Location"]

    def spent(self):
        """The server's processor time (clock_getcpuclockid(3))."""
        return time.clock_gettime(~self.service.process.pid << 3 | 2)

    def test_progress_moves_each_second(self):
        run, seen, since, still, phases = self.order("fair"), None, self.spent(), (0, None), set()
        while (answer := self.client.get(run).json)["state"] in ("queued", "running"):
            progress = answer["progress"]
            if progress != seen:
                still = max(still, (self.spent() - since, str(seen)), key=lambda one: one[0])
                seen, since = progress, self.spent()
            phases.add(progress["phase"])
            time.sleep(0.02)
        self.assertEqual(answer["state"], "done")
        self.assertGreater(len(phases), 1, phases)
        self.assertLess(still[0], 2 * SECONDS, still)

    def let_go(self, objective, phase):
        """Cancels a run that has come to this phase, or beyond it where that was over in no time."""
        run = self.order(objective)
        while (answer := self.client.get(run).json)["state"] in ("queued", "running") and (
                PHASES.get(answer["progress"]["phase"], -1) < PHASES[phase]):
            time.sleep(0.002)
        before = self.spent()
        self.assertEqual(self.client.send("DELETE", run).status, 204)
        following = self.order("quality")
        while self.client.get(following).json["state"] == "queued":
            time.sleep(0.002)
        self.assertLess(self.spent() - before, SECONDS, (objective, phase))
        self.assertEqual(self.client.get(run).json["state"], "discarded")
        self.assertEqual(self.client.send("DELETE", following).status, 204)

    def test_a_run_let_go_stops_within_a_second(self):
        for objective in ("quality", "coverage_then_quality", "fair", "stable"):
            for phase in ("reading", "indexing", "scoring", "solving"):
                with self.subTest(objective=objective, phase=phase):
                    self.let_go(objective, phase)


if __name__ == "__main__":
    unittest.main()
