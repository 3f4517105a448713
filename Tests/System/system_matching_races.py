"""Everybody in a programme at once: mentees ask and take back, mentors and mentees answer, staff propose, run,
publish, pair and close at random, and the server is killed in the middle. Nobody ever has more than their
places, nobody two mentors, no yes is lost or counted twice, and every request comes to a definite state.

Short by default; MATCHING_RACE_CLIENTS and MATCHING_RACE_SECONDS make it the long one (200 and 60)."""

import collections
import os
import random
import signal
import sqlite3
import threading
import time
import unittest

from service import Service

CLIENTS = int(os.environ.get("MATCHING_RACE_CLIENTS", "40"))
SECONDS = float(os.environ.get("MATCHING_RACE_SECONDS", "10"))
SEED = int(os.environ.get("MATCHING_RACE_SEED", "0")) or random.randrange(1 << 30)
MENTORS, STAFF = max(4, CLIENTS // 5), max(2, CLIENTS // 20)
MENTEES = CLIENTS - MENTORS - STAFF
ACTS = ("ask", "withdrawal", "acceptance", "refusal", "propose", "pair", "close", "run")
# What somebody may be told who came too late or asked for too much, or too often; anything else is a fault.
REFUSED = {404, 409, 422, 429}


class Crowd(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.service.start()
        self.addCleanup(self.service.__exit__)
        self.admin = self.service.client()
        self.programme = self.make("/v1/programmes", {
            "name": "Crowded", "purpose": "To be raced for", "model": "one_to_one"})
        self.place = f"/v1/programmes/{self.programme}"
        assert self.admin.put(f"{self.place}/state", {"state": "open"}).status == 200
        draw = random.Random(SEED)
        self.capacity, self.tokens = {}, {}
        self.mentors = [self.member("mentor", draw.randint(1, 3)) for _ in range(MENTORS)]
        self.mentees = [self.member("mentee") for _ in range(MENTEES)]
        self.faults, self.yeses, self.counts = [], set(), collections.Counter()

    def make(self, path, body):
        answer = self.admin.post(path, body)
        assert answer.status == 201, answer
        return answer.json["id"]

    def member(self, role, capacity=None):
        person = self.make("/v1/people", {
            "name": f"A {role}", "time_zone": "Europe/London",
            "skills_offered" if capacity else "skills_wanted": ["patience"]})
        enrolment = self.make(f"{self.place}/enrolments", {
            "person_id": person, "role": role, **({"capacity": capacity} if capacity else {})})
        assert self.admin.put(f"/v1/enrolments/{enrolment}/approval").status == 200
        self.capacity[person] = capacity
        self.tokens[person] = self.admin.post(f"/v1/people/{person}/tokens").json["token"]
        return person

    # -- What they do

    def answer(self, client, draw):
        """Says yes or no to something that waits."""
        for place, state in (("proposals", "sent"), ("mentorship-requests", "waiting")):
            items = client.get(f"/v1/{place}?state={state}&limit=200").json["items"]
            open_ones = [item for item in items if item.get("your_side") == "mentor"
                         and item["state"] in ("sent", "asked")
                         or item.get("your_side") == "mentee" and place == "proposals"]
            if open_ones:
                one = f"/v1/{place}/{draw.choice(open_ones)['id']}"
                if draw.random() < 0.6:
                    yield client.put(f"{one}/acceptance"), "acceptance", one
                else:
                    yield client.put(f"{one}/refusal", {"code": "time"}), "refusal", one

    def mentee(self, client, draw):
        if draw.random() < 0.5:
            names = draw.sample(self.mentors, draw.randint(1, min(5, MENTORS)))
            yield client.post(f"{self.place}/mentorship-requests", {"mentor_ids": names}), "ask", None
        elif draw.random() < 0.3:
            items = client.get("/v1/mentorship-requests?state=waiting").json["items"]
            for item in items[:1]:
                one = f"/v1/mentorship-requests/{item['id']}"
                yield client.put(f"{one}/withdrawal"), "withdrawal", None
        yield from self.answer(client, draw)

    def staff(self, client, draw):
        pair = {"mentor_id": draw.choice(self.mentors), "mentee_id": draw.choice(self.mentees)}
        act = draw.random()
        if act < 0.3:
            yield client.post(f"{self.place}/proposals", pair), "propose", None
        elif act < 0.45:
            yield client.post(f"{self.place}/relationships", pair), "pair", None
        elif act < 0.75:
            open_ones = client.get(f"/v1/relationships?programme_id={self.programme}&state=forming")
            for one in draw.sample(open_ones.json["items"], min(2, len(open_ones.json["items"]))):
                yield client.post(f"/v1/relationships/{one['id']}/closure", {}), "close", None
        else:
            run = client.post(f"{self.place}/match-runs", {"objective": "coverage_then_quality"})
            yield run, "run", None
            if run.status == 202:
                # One thread computes for all: where many order runs, who never waits never publishes.
                wait = draw.choice((0, 3)) if STAFF > 5 else draw.random() / 2
                until_done = time.monotonic() + wait
                while time.monotonic() < until_done and client.get(
                        run.headers["Location"]).json["state"] in ("queued", "running"):
                    time.sleep(0.05)
                yield (client.post(f"{run.headers['Location']}/publication", {}), "publish", None)

    def act(self, actor, number, until):
        draw = random.Random(SEED * 1000 + number)
        client = self.service.client(self.tokens.get(actor))
        do = self.staff if actor is None else self.mentee if actor in self.mentees else self.answer
        while time.monotonic() < until and not self.killed.is_set():
            try:
                for answer, name, one in do(client, draw):
                    self.note(answer, name, one)
            except (OSError, ValueError, KeyError) as error:
                if not self.killed.is_set():
                    self.faults.append((name_of(actor), repr(error)))
                    return
            except Exception as error:  # http.client's own, when the server goes in mid-answer.
                if not self.killed.is_set():
                    self.faults.append((name_of(actor), repr(error)))
                return
            time.sleep(draw.random() / 20)
        client.close()

    def note(self, answer, name, one):
        code = answer.json.get("code") if answer.status >= 400 else None
        self.counts[name, answer.status, code] += 1
        if answer.status not in {200, 201, 202, 503} | REFUSED:
            self.faults.append((name, answer))
        if name == "acceptance" and answer.status == 200 and answer.json["relationship_id"]:
            self.yeses.add((one.split("/")[-1], answer.json["relationship_id"]))

    # -- What must hold

    def rows(self, statement):
        with sqlite3.connect(f"file:{self.service.database}?mode=ro", uri=True) as database:
            return database.execute(statement).fetchall()

    def broken(self):
        """What no moment may show, in one snapshot."""
        pairs = self.rows("""
            SELECT r.id, a.person_id, b.person_id FROM relationships r
            JOIN relationship_members a ON a.relationship_id = r.id AND a.role = 'mentor'
            JOIN relationship_members b ON b.relationship_id = r.id AND b.role = 'mentee'
            WHERE r.state <> 'closed'""")
        taken = collections.Counter(mentor for _, mentor, _ in pairs)
        had = collections.Counter(mentee for _, _, mentee in pairs)
        return ([("too many places", mentor, count) for mentor, count in taken.items()
                 if count > self.capacity[mentor]]
                + [("two mentors", mentee) for mentee, count in had.items() if count > 1])

    def watch(self, until):
        """Looks all the time; and for some mentors days go by at once."""
        draw = random.Random(SEED)
        while time.monotonic() < until and not self.killed.is_set():
            self.faults.extend(self.broken())
            self.looks += 1
            try:
                with sqlite3.connect(self.service.database, timeout=5) as database:
                    if draw.random() < 0.5:
                        database.execute("""
                            UPDATE mentorship_request_choices SET deadline = asked_at, nudge_at = asked_at
                            WHERE rowid IN (SELECT rowid FROM mentorship_request_choices
                                WHERE state = 'asked' ORDER BY random() LIMIT 2)""")
            except sqlite3.OperationalError:
                pass
            time.sleep(0.1)

    def phase(self, seconds, kill):
        self.killed, self.looks = threading.Event(), 0
        until = time.monotonic() + seconds
        actors = self.mentors + self.mentees + [None] * STAFF
        threads = [threading.Thread(target=self.act, args=(actor, number, until))
                   for number, actor in enumerate(actors)]
        threads.append(threading.Thread(target=self.watch, args=(until,)))
        for thread in threads:
            thread.start()
        if kill:
            time.sleep(seconds * 0.8)
            self.killed.set()
            self.service.stop(signal.SIGKILL)
        for thread in threads:
            thread.join()
        self.assertGreater(self.looks, 3)

    def check(self):
        self.assertEqual(self.faults[:5], [], f"seed {SEED}; {len(self.faults)} in all")
        self.assertEqual(self.broken(), [], f"seed {SEED}")
        kept = {(source, relationship) for source, relationship in self.rows(
            "SELECT id, relationship_id FROM mentorship_requests WHERE state = 'accepted'")}
        kept |= set(self.rows("SELECT proposal_id, id FROM relationships WHERE proposal_id NOT NULL"))
        self.assertEqual(self.yeses - kept, set(), "a yes that was answered is not kept")
        self.assertNotIn(None, {relationship for _, relationship in kept})
        self.assertEqual(len({relationship for _, relationship in kept}), len(kept))
        self.assertEqual(self.rows("""
            SELECT COUNT(*) FROM proposals WHERE state = 'accepted'
              AND id NOT IN (SELECT proposal_id FROM relationships WHERE proposal_id NOT NULL)"""),
            [(0,)], "both said yes and nothing came of it")
        self.check_requests()

    def check_requests(self):
        """What is over has nobody left in it; what waits has one whom it waits for, soon."""
        end = time.monotonic() + 20
        late = True
        while late and time.monotonic() < end:
            time.sleep(0.3)
            late = self.rows(f"""
                SELECT r.id FROM mentorship_requests r WHERE r.state = 'waiting' AND 1 <> (
                    SELECT COUNT(*) FROM mentorship_request_choices c
                    WHERE c.request_id = r.id AND c.state = 'asked'
                      AND c.deadline > {time.time() * 1000})""")
        self.assertEqual(late, [], "waits for nobody")
        self.assertEqual(self.rows("""
            SELECT r.id, r.state, c.state FROM mentorship_requests r
            JOIN mentorship_request_choices c ON c.request_id = r.id
            WHERE r.state <> 'waiting' AND c.state IN ('asked', 'queued')"""), [])
        states = dict(self.rows("SELECT state, COUNT(*) FROM mentorship_requests GROUP BY state"))
        self.assertGreater(states.get("accepted", 0), 0, states)
        self.states = states

    def happened(self):
        happened = collections.Counter()
        for (name, status, _), count in self.counts.items():
            happened[name] += count if status < 400 else 0
        return happened

    def test_a_crowd_and_a_kill_leave_everything_in_order(self):
        self.phase(SECONDS / 2, kill=True)
        self.service.start()
        self.admin = self.service.client()
        self.check()
        self.phase(SECONDS / 2, kill=False)
        self.check()
        happened = self.happened()
        # What comes off is drawn, and a busy machine draws seldom: then the crowd goes on.
        for _ in range(8):
            if all(happened[name] for name in ACTS):
                break
            self.phase(SECONDS / 2, kill=False)
            self.check()
            happened = self.happened()
        for name in ACTS:
            self.assertGreater(happened[name], 0, f"{name} never came off: {self.counts}")
        if os.environ.get("MATCHING_RACE_CLIENTS"):
            print(f"seed {SEED}: {sum(self.counts.values())} acts, {dict(happened)}, {self.states}")


def name_of(actor):
    return actor or "staff"


if __name__ == "__main__":
    unittest.main()
