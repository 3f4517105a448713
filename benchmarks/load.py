"""Four requests at 64 connections: the CPU that one costs the server (user + system of the process),
requests per second, latency. Figures of one machine and one run; compare within the run only."""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/System"))

from service import Service, wait_for_job  # noqa: E402

CONNECTIONS = 64
CASES = [
    ("static", "/healthz", "GET /healthz"),
    ("point", "/v1/people", "GET /v1/people/{id}"),
    ("list", "/v1/people?limit=50", "GET /v1/people?limit=50"),
    ("write", "/v1/people", "POST /v1/people"),
]


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fill(service, count):
    client = service.client()
    lines = []
    for number in range(count):
        lines.append(
            f'{{"name":"Person {number}","email":"p{number}@example.org",'
            f'"time_zone":"Europe/London","languages":["en","de"],'
            f'"skills_offered":[{{"name":"skill {number % 100}","level":{number % 5 + 1}}}],'
            f'"interests":["chess"],"external_ids":{{"bench":"{number}"}},'
            f'"bio":"Likes to listen and has done so for {number % 40} years."}}')
    begun = time.monotonic()
    answer = client.post("/v1/imports", "\n".join(lines),
                         headers={"Content-Type": "application/x-ndjson"})
    assert answer.status == 202, answer
    job = wait_for_job(client, answer.headers["Location"])
    assert job["state"] == "succeeded" and job["result"]["created"] == count, job
    print(f"import of {count} people: {time.monotonic() - begun:.1f} s")


def person_ids(service, path, count):
    client, cursor, found = service.client(), None, []
    while len(found) < count:
        page = client.get("/v1/people?limit=200" + (f"&cursor={cursor}" if cursor else "")).json
        found += [person["id"] for person in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    with open(path, "w") as file:
        file.write("\n".join(found))


def load(service, kind, path, seconds, ids):
    environment = dict(os.environ, BENCH_KIND=kind, BENCH_KEY=service.key, BENCH_IDS=ids)
    pid = service.process.pid
    before = cpu_seconds(pid)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency",
         "-s", str(ROOT / "benchmarks/load.lua"), service.url + path],
        capture_output=True, text=True, env=environment, check=True)
    used = cpu_seconds(pid) - before
    text = done.stdout
    requests = int(re.search(r"(\d+) requests in", text).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    median = re.search(r"50%\s+(\S+)", text).group(1)
    worst = re.search(r"99%\s+(\S+)", text).group(1)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return used / requests * 1e6, rate, median, worst, int(failed.group(1)) if failed else 0


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=20_000)
    options.add_argument("--seconds", type=int, default=4)
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    folder = tempfile.mkdtemp(prefix="mentorship-bench-")
    service = Service(folder)
    try:
        service.start()
        fill(service, options.people)
        ids = os.path.join(folder, "ids")
        person_ids(service, ids, 20_000)
        results = {kind: [] for kind, *_ in CASES}
        for number in range(options.rounds):
            for kind, path, _ in CASES if number % 2 == 0 else reversed(CASES):
                load(service, kind, path, 1, ids)
                results[kind].append(load(service, kind, path, options.seconds, ids))
        print(f"{CONNECTIONS} connections, {options.people} people, medians of "
              f"{options.rounds} rounds; authentication, access log and metrics on")
        print(f"{'request':28} {'CPU us':>8} {'req/s':>9} {'p50':>9} {'p99':>9} {'failed':>7}")
        for kind, _, title in CASES:
            middle = sorted(results[kind])[len(results[kind]) // 2]
            failed = sum(result[4] for result in results[kind])
            print(f"{title:28} {middle[0]:8.1f} {middle[1]:9.0f} {middle[2]:>9} {middle[3]:>9} "
                  f"{failed:7}")
    finally:
        service.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
