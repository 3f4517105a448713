"""The servers that are measured, each on a copy of one database, and the four requests that they
are asked. Everything stands under var/, on the project's own disk, and is removed afterwards.
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/System"))

from service import Service, wait_for_job  # noqa: E402

LIST_LIMIT = 50


class Case:
    """One of the four requests. `draw` gives its path and body for the n-th time."""

    def __init__(self, name, title, status, draw):
        self.name, self.title, self.status, self.draw = name, title, status, draw

    def request(self, number, ids, key):
        """The n-th request as bytes; ours wants the key, the limit does not look at it."""
        method, path, body = self.draw(number, ids)
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return (head + "\r\n" + body).encode()


def new_person(number):
    """Some 300 bytes, three search terms, no id of another system: nothing that can be taken."""
    return (f'{{"name":"Person {number}","email":"p{number}@example.org",'
            '"time_zone":"Europe/London","languages":["en"],'
            '"skills_offered":[{"name":"go","level":4}],"interests":["chess"],'
            '"bio":"Counts things, likes to listen, and has been doing this for a while now. '
            'Walks a lot, and reads on trains."}')


def spread(number, count):
    """Numbers in no order, the same ones in each run (Knuth's multiplicative hashing)."""
    return number * 2654435761 % 2**32 % count


CASES = [
    Case("static", "GET /healthz", 200, lambda n, ids: ("GET", "/healthz", "")),
    Case("point", "GET /v1/people/{id}", 200,
         lambda n, ids: ("GET", f"/v1/people/{ids[spread(n, len(ids))]}", "")),
    Case("list", f"GET /v1/people?limit={LIST_LIMIT}", 200,
         lambda n, ids: ("GET", f"/v1/people?limit={LIST_LIMIT}", "")),
    Case("write", "POST /v1/people", 201,
         lambda n, ids: ("POST", "/v1/people", new_person(spread(n, 10**9)))),
]


class Fixture:
    """A database with people in it, made by our server; the servers get copies."""

    def __init__(self, people):
        os.makedirs(ROOT / "var", exist_ok=True)
        self.folder = tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var")
        self.limit = build_limit(self.folder)
        self.copies = 0
        with Service(self.subfolder("origin")) as service:
            self.key = service.key
            self.fill(service, people)
            self.ids = self.some_ids(service, min(people, 20_000))
        self.origin = service.folder

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def subfolder(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path)
        return path

    def copy(self):
        """A folder with the database and its key file, as the origin left them."""
        self.copies += 1
        folder = self.subfolder(f"copy-{self.copies}")
        for name in ("database.sqlite", "database.sqlite.key"):
            shutil.copy2(os.path.join(self.origin, name), folder)
        return folder

    @staticmethod
    def fill(service, count):
        lines = []
        for number in range(count):
            lines.append(json.dumps({
                "name": f"Person {number}", "email": f"p{number}@example.org",
                "time_zone": "Europe/London", "languages": ["en", "de"],
                "skills_offered": [{"name": f"skill {number % 100}", "level": number % 5 + 1}],
                "interests": ["chess"], "external_ids": {"bench": str(number)},
                "bio": f"Likes to listen and has done so for {number % 40} years."}))
        client = service.client()
        answer = client.post("/v1/imports", "\n".join(lines),
                             headers={"Content-Type": "application/x-ndjson"})
        assert answer.status == 202, answer
        job = wait_for_job(client, answer.headers["Location"])
        assert job["state"] == "succeeded" and job["result"]["created"] == count, job

    @staticmethod
    def some_ids(service, count):
        client, cursor, found = service.client(), None, []
        while len(found) < count:
            more = f"&cursor={cursor}" if cursor else ""
            page = client.get(f"/v1/people?limit=200{more}").json
            found += [person["id"] for person in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        return found


class Ours:
    """The mentorship server with everything on that production has: authentication, access rules,
    access log (to a file) and metrics. Only rate limits are off: the load has one address."""

    name = "ours"

    def __init__(self, fixture, loops=None, wrapper=()):
        self.service = Service(
            fixture.copy(), arguments=["--loops", str(loops)] if loops else [], wrapper=wrapper)
        self.service.key = fixture.key
        self.service.start()
        self.pid, self.port = self.service.process.pid, self.service.port
        self.database = self.service.database

    def stop(self):
        self.service.stop()


class Limit:
    """The C limit of benchmarks/limit: the same requests and rows, and nothing else on."""

    name = "limit"

    def __init__(self, fixture, loops=None, wrapper=(), arguments=()):
        self.database = os.path.join(fixture.copy(), "database.sqlite")
        self.process = subprocess.Popen(
            [*wrapper, fixture.limit, self.database, "--loops", str(loops or len(cores())),
             *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True)
        line = self.process.stdout.readline().decode()
        self.pid, self.port = self.process.pid, int(re.search(r":(\d+)$", line)[1])

    def stop(self):
        # The whole group, since a tracer may stand between us and the server.
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=60)
        self.process.stdout.close()


class LimitOneRow(Limit):
    """The same, but a POST inserts the person's row alone: what writing the rest costs."""

    name = "one row"

    def __init__(self, fixture, loops=None, wrapper=()):
        super().__init__(fixture, loops, wrapper, ["--one-row"])


def cores():
    """The processors that this process, and so each server it starts, may use."""
    return os.sched_getaffinity(0)


def build_limit(folder):
    """Generic code, no -march=native: valgrind does not get through the latter."""
    path = os.path.join(folder, "limit")
    subprocess.run(
        ["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-g", "-Wall", "-Wextra", "-Werror", "-o",
         path, *sorted(map(str, (ROOT / "benchmarks/limit").glob("*.c"))), "-lsqlite3",
         "-lpthread"], check=True)
    return path


@contextlib.contextmanager
def running(make, *arguments, **more):
    """The server that `make` starts, ended and its files removed when the block is left."""
    server = make(*arguments, **more)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(os.path.dirname(server.database), ignore_errors=True)


def settle(seconds=0.5):
    """Lets what follows an answer (log lines, the log of the database) come to its end."""
    time.sleep(seconds)
