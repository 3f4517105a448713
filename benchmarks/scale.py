"""What requests cost the server among a thousand people and among a hundred thousand (a million
meetings, two million survey responses): CPU of the process, user and system, each request on one
connection, the two servers in turns. Then an import and the exports, with their time and memory.

Both databases are made once, from a fixed seed, and kept under var/scale until the schema or the
generator changes. A request that misses its target is measured again before it counts as missed.

With --instructions callgrind counts instead: what neighbours and caches do to a time drops out, and
what is left is the work itself.
"""

import argparse
import collections
import hashlib
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import callgrind
import scale_data
from search import await_index
from servers import ROOT, spread
from service import Service, binary, wait_for_job
from transfers import measure_transfers
from wire import Wire

TARGET = 1.2
SMALL = 1_000
PAGE = 50
#: Measured again so often, with more requests, before a ratio above the target is believed.
AGAIN = 2

Request = collections.namedtuple("Request", "method path body key status")


# Databases


def signature():
    """Changes with whatever the rows depend on."""
    sources = sorted((ROOT / "migrations").glob("*.sql")) + [pathlib.Path(scale_data.__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


def prepared(people):
    """The folder with the database of that many people, made unless it is there."""
    folder = ROOT / "var/scale" / f"{people}-{signature()}"
    if not (folder / "database.sqlite").exists():
        folder.mkdir(parents=True, exist_ok=True)
        begun = time.monotonic()
        scale_data.make(str(folder), people, binary(), int(time.time() * 1000))
        size = (folder / "database.sqlite").stat().st_size / 2**20
        print(f"made {people:,} people in {time.monotonic() - begun:.0f} s: {size:,.0f} MiB",
              flush=True)
    return str(folder)


class Samples:
    """Ids to ask for, spread over the whole table, and positions in the middle and near the end."""

    def __init__(self, path):
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        ids = {}
        for table in ("people", "relationships", "meetings", "enrolments", "proposals", "goals",
                      "surveys", "programmes"):
            rows = database.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()
            ids[table] = [row[0] for row in rows[::max(1, len(rows) // 1000)]]
            ids[table + ".middle"] = rows[len(rows) // 2][0]
            ids[table + ".end"] = rows[-min(len(rows), PAGE + 2)][0]
        self.ids = ids
        self.active = [row[0] for row in database.execute(
            "SELECT id FROM relationships WHERE state = 'active'")]
        # As many relationships each, so that their lists are as long at any size.
        ids["pairs"] = [row[0] for row in database.execute(
            "SELECT person_id FROM relationship_members GROUP BY person_id HAVING COUNT(*) = 2 "
            "LIMIT 1000")]
        count = database.execute("SELECT MAX(sequence) FROM events").fetchone()[0]
        self.events = {"middle": count // 2, "end": count - PAGE - 1}
        self.starts = {}
        for name, offset in (("middle", 0.5), ("late", 0.98)):
            meeting = self.at(database, "meetings", "starts_at, id", offset)
            self.starts[name] = meeting
        end = database.execute("SELECT starts_at, id FROM meetings ORDER BY starts_at DESC, "
                               "id DESC LIMIT 1 OFFSET ?", (PAGE + 1,)).fetchone()
        self.starts["end"] = end
        self.audit = {
            "middle": self.at(database, "audit_entries", "id", 0.5)[0],
            "end": database.execute("SELECT id FROM audit_entries ORDER BY id DESC "
                                    "LIMIT 1 OFFSET ?", (PAGE + 1,)).fetchone()[0]}
        self.last_start = database.execute("SELECT MAX(starts_at) FROM meetings").fetchone()[0]
        self.staff = database.execute("SELECT created_by FROM people LIMIT 1").fetchone()[0]
        database.close()

    @staticmethod
    def at(database, table, columns, share):
        count = database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        return database.execute(
            f"SELECT {columns} FROM {table} ORDER BY {columns} LIMIT 1 OFFSET ?",
            (int(count * share),)).fetchone()

    def any(self, table, number):
        return self.ids[table][spread(number, len(self.ids[table]))]


def cursor(position):
    """A place in a list, as the service writes it: walking there would take all day."""
    return "c1" + position.encode().hex()


def instant(milliseconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(milliseconds / 1000))


# Requests


class Subject:
    """One of the two servers, with keys and what to ask it for."""

    def __init__(self, people, wrapper=()):
        self.people = people
        folder = prepared(people)
        self.samples = Samples(os.path.join(folder, "database.sqlite"))
        self.service = Service(folder, arguments=[
            "--loops", "1", "--limit", "requests_per_connection=1000000"], wrapper=wrapper)
        self.service.start()
        # Mentors who came with the generator are indexed by the clock first.
        await_index(self.service.database)
        self.client = self.service.client()
        programmes = self.samples.ids["programmes"][:2]
        more = [word for programme in programmes for word in ("--programme", programme)]
        self.limited = self.service.make_key("administrator", "some programmes", *more)
        tomorrow = int(time.time() * 1000) + scale_data.DAY
        self.free = max(self.samples.last_start, tomorrow) // scale_data.HOUR * scale_data.HOUR
        self.pairs = []

    def stop(self):
        self.service.stop()

    def cpu(self):
        """Nanoseconds on a processor, of all threads."""
        total = 0
        for thread in os.listdir(f"/proc/{self.service.process.pid}/task"):
            with open(f"/proc/{self.service.process.pid}/task/{thread}/schedstat") as file:
                total += int(file.read().split()[0])
        return total

    def ask(self, request, wire):
        head = (f"{request.method} {request.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                f"Authorization: Bearer {request.key or self.service.key}\r\n")
        body = json.dumps(request.body) if request.body is not None else ""
        if body:
            head += "Content-Type: application/json\r\n"
        head += f"Content-Length: {len(body)}\r\n" if request.method != "GET" else ""
        return wire.ask((head + "\r\n" + body).encode(), request.status)

    def must(self, method, path, body=None, key=None, status=(200, 201, 202)):
        answer = self.client.send(method, path, body, key=key)
        assert answer.status in status, (method, path, answer)
        return answer.json if answer.body else None


def get(path, key=None):
    return Request("GET", path, None, key, 200)


def page(path):
    return path + ("&" if "?" in path else "?") + f"limit={PAGE}"


def reads():
    """Title and how the n-th request is made for a subject."""

    def of(table, path):
        return lambda subject, n: get(path.format(subject.samples.any(table, n)))

    def fixed(path):
        return lambda subject, n: get(page(path))

    def limited(path):
        return lambda subject, n: get(page(path), subject.limited)

    def listed(table, path):
        return lambda subject, n: get(page(path.format(subject.samples.any(table, n))))

    def deep(table, place, path):
        return lambda subject, n: get(
            page(f"{path}?cursor={cursor(subject.samples.ids[table + '.' + place])}"))

    def meetings(place):
        return lambda subject, n: get(page(
            "/v1/meetings?cursor=" + cursor("{} {}".format(*subject.samples.starts[place]))))

    def since(place, path="/v1/meetings?"):
        return lambda subject, n: get(
            page(path + "from=" + instant(subject.samples.starts[place][0])))

    def cases():
        yield "GET person", of("people", "/v1/people/{}")
        yield "GET relationship", of("relationships", "/v1/relationships/{}")
        yield "GET meeting", of("meetings", "/v1/meetings/{}")
        yield "GET enrolment", of("enrolments", "/v1/enrolments/{}")
        yield "GET proposal", of("proposals", "/v1/proposals/{}")
        yield "GET programme", of("programmes", "/v1/programmes/{}")
        yield "GET survey", of("surveys", "/v1/surveys/{}")
        for table in ("people", "relationships"):
            yield f"{table}, first page", fixed(f"/v1/{table}")
            for place in ("middle", "end"):
                yield f"{table}, {place}", deep(table, place, f"/v1/{table}")
        yield "meetings, first page", fixed("/v1/meetings")
        yield "meetings, middle", meetings("middle")
        yield "meetings, end", meetings("end")
        yield "events, first page", fixed("/v1/events")
        for place in ("middle", "end"):
            yield f"events, {place}", lambda subject, n, place=place: get(
                page(f"/v1/events?after={subject.samples.events[place]}"))
            yield f"audit, {place}", lambda subject, n, place=place: get(
                page("/v1/audit-entries?cursor=" + cursor(subject.samples.audit[place])))
        yield "audit, first page", fixed("/v1/audit-entries")
        yield "people?state", fixed("/v1/people?state=paused")
        yield "people?email", lambda subject, n: get(
            page(f"/v1/people?email=p{spread(n, subject.people)}@example.org"))
        yield "people?programme_id", listed("programmes", "/v1/people?programme_id={}")
        yield "people?programme_id&state", listed(
            "programmes", "/v1/people?state=left&programme_id={}")
        yield "people?language", fixed("/v1/people?language=en")
        yield "people?interest", fixed("/v1/people?interest=interest%207")
        yield "people?interest&language", fixed("/v1/people?interest=interest%207&language=de")
        yield "relationships?state", fixed("/v1/relationships?state=closed")
        yield "relationships?programme_id", listed(
            "programmes", "/v1/relationships?programme_id={}")
        yield "relationships?person_id", listed("pairs", "/v1/relationships?person_id={}")
        yield "meetings?from", since("middle")
        yield "meetings?from, late", since("late")
        yield "meetings?to", lambda subject, n: get(
            page("/v1/meetings?to=" + instant(subject.samples.starts["middle"][0])))
        yield "meetings?programme_id", listed("programmes", "/v1/meetings?programme_id={}")
        yield "meetings?programme_id&from", lambda subject, n: since(
            "late", f"/v1/meetings?programme_id={subject.samples.any('programmes', n)}&")(
                subject, n)
        yield "meetings?person_id", listed("pairs", "/v1/meetings?person_id={}")
        yield "meetings of relationship", listed("relationships", "/v1/relationships/{}/meetings")
        yield "goals of relationship", listed("relationships", "/v1/relationships/{}/goals")
        yield "stages of relationship", listed(
            "relationships", "/v1/relationships/{}/stage-moves")
        yield "enrolments", listed("programmes", "/v1/programmes/{}/enrolments")
        yield "enrolments?state", listed("programmes", "/v1/programmes/{}/enrolments?state=paused")
        yield "enrolments?role", listed("programmes", "/v1/programmes/{}/enrolments?role=mentee")
        yield "surveys", listed("programmes", "/v1/programmes/{}/surveys")
        yield "surveys?phase", listed("programmes", "/v1/programmes/{}/surveys?phase=exit")
        yield "proposals", listed("programmes", "/v1/proposals?programme_id={}")
        yield "proposals?state", listed(
            "programmes", "/v1/proposals?state=declined&programme_id={}")
        yield "audit?subject", listed("meetings", "/v1/audit-entries?subject={}")
        yield "audit?actor", lambda subject, n: get(
            page(f"/v1/audit-entries?actor={subject.samples.staff}"))
        yield "audit?action", fixed("/v1/audit-entries?action=relationship.opened")
        yield "jobs?state", fixed("/v1/jobs?state=failed")
        for path in ("people", "relationships", "meetings", "audit-entries", "events",
                     "programmes", "people?state=paused", "meetings?from=2026-01-01T00:00:00Z"):
            yield f"some programmes: {path}", limited(f"/v1/{path}")

    return list(cases())


def booking(subject, number):
    """A meeting at an hour at which nobody has another."""
    subject.free += scale_data.HOUR
    active = subject.samples.active
    return Request(
        "POST", f"/v1/relationships/{active[spread(number, len(active))]}/meetings",
        {"start": instant(subject.free), "duration_minutes": 45, "medium": "video"}, None, 201)


def acceptance(subject, number):
    """The second yes to a proposal, of which a relationship comes."""
    proposal, token = subject.pairs.pop()
    return Request("PUT", f"/v1/proposals/{proposal}/acceptance", None, token, 200)


def propose(subject, count):
    """A programme of its own, matched by a run; every mentor has said yes."""
    programme = subject.must("POST", "/v1/programmes", {
        "name": "Matched", "purpose": "To measure", "model": "one_to_one"})["id"]
    subject.must("PUT", f"/v1/programmes/{programme}/state", {"state": "open"})
    for number in range(count):
        for role, skills in (("mentor", "skills_offered"), ("mentee", "skills_wanted")):
            person = subject.must("POST", "/v1/people", {
                "name": f"A {role}", "languages": ["en"], "time_zone": "Europe/London",
                skills: [f"topic {number % 40}"]})["id"]
            enrolment = subject.must(
                "POST", f"/v1/programmes/{programme}/enrolments",
                {"person_id": person, "role": role})["id"]
            subject.must("PUT", f"/v1/enrolments/{enrolment}/approval")
    run = subject.must("POST", f"/v1/programmes/{programme}/match-runs",
                       {"objective": "coverage_then_quality", "seed": 7})["id"]
    assert wait_for_job(subject.client, f"/v1/match-runs/{run}")["state"] == "done"
    subject.must("POST", f"/v1/match-runs/{run}/publication")
    after = ""
    while after is not None:
        listed = subject.must("GET", f"/v1/proposals?programme_id={programme}&limit=200{after}")
        for proposal in listed["items"]:
            token = {}
            for side in ("mentor_id", "mentee_id"):
                token[side] = subject.must(
                    "POST", f"/v1/people/{proposal[side]}/tokens")["token"]
            subject.must("PUT", f"/v1/proposals/{proposal['id']}/acceptance",
                         key=token["mentor_id"])
            subject.pairs.append((proposal["id"], token["mentee_id"]))
        after = listed["next_cursor"] and "&cursor=" + listed["next_cursor"]
    assert len(subject.pairs) >= count * 0.9, (len(subject.pairs), "proposals")


# Measuring


class Processor:
    """Microseconds of CPU: medians of rounds in turns, the first of the two changing."""

    unit = "CPU of one request, us"
    wrapper = ()

    def __init__(self, options):
        self.seconds, self.rounds, self.acceptances = (
            options.seconds, options.rounds, options.acceptances)

    @staticmethod
    def cost(subject, make, count, offset):
        with Wire(subject.service.port) as wire:
            before = subject.cpu()
            for number in range(count):
                subject.ask(make(subject, offset + number), wire)
            return (subject.cpu() - before) / 1000 / count

    def compare(self, subjects, make, attempt, is_repeatable):
        if is_repeatable:
            usual = max(self.cost(subject, make, 20, 0) for subject in subjects)
            count = max(5, int(self.seconds * (1 + attempt) * 1e6 / self.rounds / usual))
        else:
            count = self.acceptances // self.rounds
        costs = {subject: [] for subject in subjects}
        for number in range(self.rounds):
            for subject in subjects if number % 2 == 0 else reversed(subjects):
                costs[subject].append(self.cost(subject, make, count, 20 + number * count))
        return [statistics.median(costs[subject]) for subject in subjects]


class Instructions:
    """Instructions in user space, in thousands. The same requests are asked once before, so that
    statements are prepared and buffers have grown."""

    unit = "instructions of one request, thousands"

    def __init__(self, options):
        self.count = min(options.count, options.acceptances // 2)
        os.makedirs(ROOT / "var", exist_ok=True)
        self.folder = tempfile.TemporaryDirectory(prefix="scale-", dir=ROOT / "var")
        # valgrind 3.19 cannot read the release binary's debug information.
        copy = os.path.join(self.folder.name, "mentorship")
        subprocess.run(["strip", "--strip-debug", "-o", copy, binary()], check=True)
        os.environ["MENTORSHIP_BINARY"] = copy
        self.wrapper = ["valgrind", "--tool=callgrind",
                        f"--callgrind-out-file={self.folder.name}/callgrind.%p"]

    def dump(self, pid):
        """Instructions since the last dump."""
        time.sleep(0.5)  # log lines and the log of the database come to their end
        subprocess.run(["callgrind_control", "-d", str(pid)], check=True, capture_output=True)
        new = [name for name in os.listdir(self.folder.name) if name.startswith("callgrind.")]
        total = 0
        for name in new:
            path = os.path.join(self.folder.name, name)
            total += sum(callgrind.exclusive(path).values())
            os.remove(path)
        return total

    def compare(self, subjects, make, attempt, is_repeatable):
        costs = []
        for subject in subjects:
            pid = subject.service.process.pid
            with Wire(subject.service.port) as wire:
                for number in range(self.count):
                    subject.ask(make(subject, number), wire)
                self.dump(pid)
                for number in range(self.count):
                    subject.ask(make(subject, self.count + number), wire)
                costs.append(self.dump(pid) / self.count / 1000)
        return costs


def judge(title, subjects, make, options, meter, is_repeatable=True):
    for attempt in range(1 + AGAIN * is_repeatable):
        small, large = meter.compare(subjects, make, attempt, is_repeatable)
        if large / small <= options.target or options.instructions:
            break
    is_met = large / small <= options.target
    print(f"{title:44}{small:10.1f}{large:10.1f}{large / small:8.2f}  "
          f"{'met' if is_met else 'MISSED'}", flush=True)
    return is_met


def compare_all(options):
    meter = Instructions(options) if options.instructions else Processor(options)
    subjects = [Subject(people, meter.wrapper) for people in (SMALL, options.people)]
    wanted = lambda title: not options.only or any(part in title for part in options.only)
    try:
        print(f"\n{meter.unit:44}{SMALL:10,}{options.people:10,}{'ratio':>8}"
              f"  target {options.target}")
        met = [judge(title, subjects, make, options, meter)
               for title, make in reads() if wanted(title)]
        if wanted("booking"):
            met.append(judge("POST meeting (a booking)", subjects, booking, options, meter))
        if wanted("acceptance"):
            for subject in subjects:
                propose(subject, options.acceptances)
            met.append(judge("PUT acceptance (the second yes)", subjects, acceptance, options,
                             meter, is_repeatable=False))
        return met
    finally:
        for subject in subjects:
            subject.stop()


def main():
    options = argparse.ArgumentParser(
        prog="script/bench scale", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=0.7,
                         help="CPU spent on each request and server (default 0.7)")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--acceptances", type=int, default=140)
    options.add_argument("--tolerance", type=float, default=0.0,
                         help=f"added to the target of {TARGET}, for a busy machine")
    options.add_argument("--only", action="append",
                         help="only requests whose title has this in it; can be repeated")
    options.add_argument("--instructions", action="store_true",
                         help="count instructions with callgrind instead of CPU time")
    options.add_argument("--count", type=int, default=20,
                         help="requests that callgrind counts (default 20)")
    options.add_argument("--no-transfers", action="store_true", help="without import and exports")
    options = options.parse_args()
    options.target = TARGET + options.tolerance
    met = compare_all(options)
    if not (options.no_transfers or options.only or options.instructions):
        met += measure_transfers(options.people, options.tolerance)
    print(f"\n{sum(met)} of {len(met)} targets met")
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
