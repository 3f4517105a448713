"""A match run of ten thousand mentees and six thousand mentors as a coordinator orders it, over the API: seconds
from the order to the answer and in which phase, processor time, the most memory held, how long progress stood
still, how soon a cancelled run ends, what readers of the API see beside runs that follow each other, and how
long its publication keeps others from writing.

Everybody has skills, interests, values and languages with the usual ties; --text gives everybody forty words
more, and the policy of the one-to-one template, which weighs them. --shape asks for groups around the mentors,
or for pairs or circles among the mentees, who are then mentors too; --languages spreads people, so that the
more of them have few candidates each (two may meet who share one of two).
"""

import argparse
import json
import os
import random
import sqlite3
import threading
import time

from search import rare, typeid
from servers import settle
from service import Service
from wrk import cpu_seconds, load, write_requests

SKILLS = [f"skill{number}" for number in range(120)]
INTERESTS = [f"interest{number}" for number in range(60)]
VALUES = [f"value{number}" for number in range(25)]
WORDS = [f"word{number}" for number in range(5_000)]


def some(draw, words, least, most):
    return sorted({rare(draw, words) for _ in range(draw.randint(least, most))})


def person(draw, number, wants, gives, languages):
    def skills(has):
        return json.dumps([{"name": name, "level": draw.randint(1, 5)}
                           for name in some(draw, SKILLS, 2, 5)] if has else [])
    return (
        typeid("person", number), f"Person {number}", skills(gives), skills(wants),
        json.dumps(some(draw, INTERESTS, 2, 5)), json.dumps(some(draw, VALUES, 2, 4)),
        json.dumps(draw.sample(languages, 2)))


def fill(path, programme, options):
    draw = random.Random(11)
    among_equals = options.shape in ("equals", "circles")
    languages = ["en", "de", "fr", "es"] + [f"{one}{other}" for one in "abcdfghijklmnopqrstuvwxyz"
                                            for other in "xyz"]
    people, enrolments = [], []
    for number in range(1, options.mentees + (0 if among_equals else options.mentors) + 1):
        wants = number <= options.mentees
        people.append(person(draw, number, wants, among_equals or not wants,
                             languages[:options.languages]))
        words = " ".join(rare(draw, WORDS) for _ in range(40)) if options.text else None
        places = {"equals": 1, "circles": 1, "groups": options.most}.get(options.shape)
        if places is None and not wants:
            places = draw.randint(1, 3)
        enrolments.append((
            typeid("enrolment", number), programme, typeid("person", number),
            "both" if among_equals else "mentee" if wants else "mentor",
            0 if wants and not among_equals else places, words))
    with sqlite3.connect(path) as database:
        database.executemany(
            "INSERT INTO people (id, name, skills_offered, skills_wanted, interests, personal_values, "
            "languages, created_by, created_at, updated_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 'operator', 0, 0)", people)
        database.executemany(
            "INSERT INTO enrolments (id, programme_id, person_id, role, state, capacity, motivation, "
            "created_by, created_at, updated_at) "
            "VALUES (?, ?, ?, ?, 'approved', ?, ?, 'operator', 0, 0)", enrolments)
    database.close()


def peak_memory(pid):
    """The most that the process has held, MiB."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


class Programme:
    """A server with one large programme in it."""

    def __init__(self, options):
        self.service = Service(arguments=["--limit", "requests_per_connection=1000000"])
        self.service.start()
        admin = self.service.client()
        self.id = admin.post("/v1/programmes", {
            "name": "Large", "purpose": "To be matched", **self.plan(options)}).json["id"]
        assert admin.put(f"/v1/programmes/{self.id}/state", {"state": "open"}).status == 200
        self.service.stop()
        fill(self.service.database, self.id, options)
        self.service.start()
        if options.text:
            template = next(item for item in self.admin.get(
                "/v1/matching-policy-templates").json["items"] if item["model"] == "one_to_one")
            made = self.admin.post(
                f"/v1/programmes/{self.id}/matching-policies", template["policy"])
            assert made.status == 201, made

    @staticmethod
    def plan(options):
        sizes = {"group_least": options.least, "group_most": options.most}
        return {"pairs": {"model": "one_to_one"}, "equals": {"model": "peer"},
                "groups": {"model": "group"} | sizes,
                "circles": {"model": "peer"} | sizes}[options.shape]

    @property
    def admin(self):
        return self.service.client()

    @property
    def pid(self):
        return self.service.process.pid

    @property
    def port(self):
        return self.service.port

    def order(self, objective):
        answer = self.admin.post(
            f"/v1/programmes/{self.id}/match-runs", {"objective": objective, "seed": 7})
        assert answer.status == 202, answer
        return answer.headers["Location"]

    def watch(self, run):
        """Follows a run to its end: seconds in each phase, and the longest that progress stood still."""
        client, phases, begun = self.admin, {}, time.monotonic()
        seen, since, still = None, begun, 0
        while True:
            answer = client.get(run).json
            now = time.monotonic()
            if answer["state"] not in ("queued", "running"):
                return answer, phases, max(still, now - since), now - begun
            progress = answer["progress"]
            phases.setdefault(progress["phase"], [now, now])[1] = now
            if progress != seen:
                still, seen, since = max(still, now - since), progress, now
            time.sleep(0.01)


def measure(programme, objective):
    """One line. Most memory is that of the process so far: the objectives come in order of need."""
    settle(1)
    before = cpu_seconds(programme.pid)
    answer, phases, still, seconds = programme.watch(programme.order(objective))
    spent = cpu_seconds(programme.pid) - before
    assert answer["state"] == "done", answer
    print(f"{objective:24}{seconds:8.2f}{spent:8.2f}{peak_memory(programme.pid):9,.0f}{still:8.2f}"
          f"   matched {answer['summary']['matched']:,}; " + ", ".join(
              f"{name} {end - begin:.2f}" for name, (begin, end) in phases.items()), flush=True)


def cancel(programme, objective, phase):
    """Seconds from the cancelling of a run in this phase until the thread of long work is free again."""
    client, run = programme.admin, programme.order(objective)
    while (answer := client.get(run).json)["progress"]["phase"] != phase:
        if answer["state"] == "done":
            return None
        time.sleep(0.005)
    asked = time.monotonic()
    answer = client.send("DELETE", run)
    assert answer.status == 204, answer
    following = programme.order("quality")
    while client.get(following).json["state"] == "queued":
        time.sleep(0.005)
    seconds = time.monotonic() - asked
    assert client.send("DELETE", following).status == 204
    return seconds


def beside(programme, path, seconds, objective=None):
    """Reads of people for so long, and runs one after the other meanwhile."""
    over = threading.Event()

    def follow():
        while not over.is_set():
            run = programme.order(objective)
            while not over.is_set() and programme.admin.get(run).json["state"] in (
                    "queued", "running"):
                time.sleep(0.2)
            programme.admin.send("DELETE", run)

    runs = threading.Thread(target=follow)
    if objective:
        runs.start()
        settle(1)
    try:
        return load(programme, path, 16, seconds, pace_ms=10)
    finally:
        over.set()
        if objective:
            runs.join()


def reads(programme, folder, people):
    path = os.path.join(folder, "requests")
    write_requests(path, (
        f"GET /v1/people/{typeid('person', number)} HTTP/1.1\r\nHost: a\r\n"
        f"Authorization: Bearer {programme.service.key}\r\n\r\n".encode()
        for number in range(1, min(people, 2_000))))
    return path


def publish(programme):
    """Publishes a run: seconds until the answer, and the longest that another write waited meanwhile."""
    run = programme.order("quality")
    pairs = programme.watch(run)[0]["summary"]["matched"]
    over, waits = threading.Event(), [0.0]

    def write():
        client = programme.admin
        while not over.is_set():
            begun = time.monotonic()
            assert client.post("/v1/people", {"name": "Meanwhile"}).status == 201
            waits.append(time.monotonic() - begun)

    others = threading.Thread(target=write)
    others.start()
    settle(1)
    before, begun = cpu_seconds(programme.pid), time.monotonic()
    answer = programme.admin.post(f"{run}/publication", {})
    seconds, spent = time.monotonic() - begun, cpu_seconds(programme.pid) - before
    over.set()
    others.join()
    assert answer.status == 201, answer
    print(f"published {pairs:,} pairs in {seconds:.2f} s, {spent:.2f} s of processor time; another write "
          f"waited {max(waits):.2f} s", flush=True)


def main():
    options = argparse.ArgumentParser(
        prog="script/bench runs", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mentees", type=int, default=10_000)
    options.add_argument("--mentors", type=int, default=6_000)
    options.add_argument("--text", action="store_true", help="everybody wrote, and it is weighed")
    options.add_argument("--shape", choices=("pairs", "equals", "groups", "circles"), default="pairs")
    options.add_argument("--least", type=int, default=3, help="members of a group or circle")
    options.add_argument("--most", type=int, default=6)
    options.add_argument("--languages", type=int, default=4)
    options.add_argument("--objectives", help="all of the shape, unless said")
    options.add_argument("--seconds", type=int, default=10, help="of reading beside runs")
    options = options.parse_args()
    objectives = (options.objectives or "quality,coverage_then_quality" + (
        ",fair,stable" if options.shape == "pairs" else "")).split(",")
    programme = Programme(options)
    try:
        print(f"{options.shape} of {options.mentees:,} mentees, {options.mentors:,} mentors"
              + (", texts" if options.text else "")
              + "\nobjective                seconds     CPU   MiB most   still", flush=True)
        for objective in objectives:
            measure(programme, objective)
        print("\ncancelled within (s): " + "; ".join(
            f"{objective}, {phase} {seconds:.2f}" for objective in objectives
            for phase in ("reading", "indexing", "scoring", "solving")
            if (seconds := cancel(programme, objective, phase)) is not None), flush=True)
        path = reads(programme, programme.service.folder, options.mentees)
        for name, objective in (("alone", None), ("beside runs", objectives[0])):
            seen = beside(programme, path, options.seconds, objective)
            print(f"reads {name:12}p50 {seen.p50_ms:.2f} ms, p99 {seen.p99_ms:.2f} ms, "
                  f"{seen.requests:,} answers, {seen.failed} failed; "
                  f"{seen.foreign_cores:.1f} cores taken by others", flush=True)
        publish(programme)
    finally:
        programme.service.__exit__()


if __name__ == "__main__":
    main()
