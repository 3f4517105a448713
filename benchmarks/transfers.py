"""An import of many people, whose progress is watched, and exports of them all, read slowly enough
to see whether the server holds more than a page of them: its memory during each, beside its rest."""

import http.client
import os
import shutil
import tempfile
import threading
import time

from servers import ROOT
from service import Service

IMPORT_SECONDS = 20  # for 100,000 people
MEMORY_MIB = 32  # above rest
PIECE = 1 << 16


def cpu(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    """MiB of the process's own, and of the database file that is mapped into it: the system takes
    those pages back whenever it wants."""
    found = {}
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name in ("RssAnon", "RssFile", "RssShmem"):
                found[name] = int(value.split()[0]) / 1024
    return found["RssAnon"], found["RssFile"] + found["RssShmem"]


class Watch:
    """The most memory that the process has while the block runs."""

    def __init__(self, pid):
        self.pid, self.own, self.mapped = pid, 0.0, 0.0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.is_over.wait(0.01):
            own, mapped = memory(self.pid)
            self.own, self.mapped = max(self.own, own), max(self.mapped, mapped)

    def __enter__(self):
        self.rest, self.rest_mapped = memory(self.pid)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()

    def report(self):
        return (f"memory {self.own - self.rest:+.1f} MiB over {self.rest:.1f} "
                f"(mapped pages of the file {self.mapped - self.rest_mapped:+.1f})")


def person(number):
    return (f'{{"name":"Person {number}","email":"p{number}@example.org",'
            f'"time_zone":"Europe/London","languages":["en","de"],'
            f'"skills_offered":[{{"name":"skill {number % 100}","level":{number % 5 + 1}}}],'
            f'"interests":["chess"],"external_ids":{{"bench":"{number}"}},'
            f'"bio":"Likes to listen and has done so for {number % 40} years."}}')


def importing(service, people, tolerance):
    body = "\n".join(person(number) for number in range(people))
    client = service.client()
    steps = set()
    used = cpu(service.process.pid)
    with Watch(service.process.pid) as watch:
        begun = time.monotonic()
        answer = client.post("/v1/imports", body,
                             headers={"Content-Type": "application/x-ndjson"})
        assert answer.status == 202, answer
        last = begun
        pause = 0.0
        while True:
            job = client.get(answer.headers["Location"]).json
            now = time.monotonic()
            if job["progress"]["done"] not in steps:
                steps.add(job["progress"]["done"])
                pause, last = max(pause, now - last), now
            if job["state"] not in ("queued", "running"):
                break
            time.sleep(0.05)
        seconds = time.monotonic() - begun
    assert job["state"] == "succeeded" and job["result"]["created"] == people, job
    allowed = IMPORT_SECONDS * people / 100_000 * (1 + tolerance)
    is_met = seconds < allowed and len(steps) >= min(10, people // 1000)
    print(f"import of {people:,} people: {seconds:.1f} s (target {allowed:.0f}), "
          f"{cpu(service.process.pid) - used:.1f} s of CPU, {len(steps)} "
          f"steps of progress, {pause:.1f} s at most between two; {watch.report()}  "
          f"{'met' if is_met else 'MISSED'}", flush=True)
    return is_met


def exporting(service, people, accept):
    connection = http.client.HTTPConnection(service.host, service.port, timeout=60)
    connection.request("GET", "/v1/people", headers={
        "Authorization": f"Bearer {service.key}", "Accept": accept})
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    size = lines = 0
    used = cpu(service.process.pid)
    begun = time.monotonic()
    with Watch(service.process.pid) as watch:
        while piece := answer.read(PIECE):
            size += len(piece)
            lines += piece.count(b"\n")
            time.sleep(0.0005)  # a reader that is slower than the server
    seconds = time.monotonic() - begun
    connection.close()
    assert lines >= people, (lines, people)
    is_met = watch.own - watch.rest <= MEMORY_MIB
    print(f"export of {people:,} people as {accept}: {size / 2**20:.0f} MiB in {seconds:.1f} s, "
          f"{cpu(service.process.pid) - used:.1f} s of CPU; {watch.report()}, target +{MEMORY_MIB}  {'met' if is_met else 'MISSED'}", flush=True)
    return is_met


def measure_transfers(people, tolerance):
    """Whether each met its target."""
    os.makedirs(ROOT / "var", exist_ok=True)
    folder = tempfile.mkdtemp(prefix="transfers-", dir=ROOT / "var")
    service = Service(folder)
    print()
    try:
        service.start()
        met = [importing(service, people, tolerance)]
        time.sleep(1)  # the log is written back
        for accept in ("text/csv", "application/x-ndjson"):
            met.append(exporting(service, people, accept))
        return met
    finally:
        service.stop()
        shutil.rmtree(folder, ignore_errors=True)
