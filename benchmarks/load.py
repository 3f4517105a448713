"""The four requests at 16, 64 and 256 connections, ours beside the C limit: processor time that one
costs the server, requests per second, latency.

In each round all servers start anew on copies of one database; each run of ours is followed by one
of the limit's, in odd rounds the other way round. What counts is the median of the rounds' ratios.
"""

import argparse
import csv
import os
import sqlite3
import statistics
import sys
import time

from servers import CASES, Fixture, Limit, LimitOneRow, Ours, cores, running, settle
from wire import Wire
from wrk import load, write_requests

CPU_TARGETS = {"static": 1.15, "point": 1.3, "list": 1.3, "write": 1.3}
WRITES_TARGET = 0.9
REQUESTS_DRAWN = 20_000
WARM_UP = 300


class Failed(Exception):
    """A run in which not every answer was right: its figures mean nothing."""


def sync_times(folder, count=200):
    """Of a loop that only appends 4 KiB and syncs: the median and 99th percentile, ms."""
    path, times = os.path.join(folder, "sync"), []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for _ in range(count):
        begun = time.perf_counter()
        os.write(descriptor, b"\0" * 4096)
        os.fdatasync(descriptor)
        times.append((time.perf_counter() - begun) * 1e3)
    os.close(descriptor)
    os.unlink(path)
    times.sort()
    return times[count // 2], times[count * 99 // 100]


def request_files(fixture, cases):
    files = {}
    for case in cases:
        files[case.name] = os.path.join(fixture.folder, case.name + ".requests")
        count = 1 if case.name in ("static", "list") else REQUESTS_DRAWN
        write_requests(files[case.name],
                       (case.request(n, fixture.ids, fixture.key) for n in range(count)))
    return files


def people_in(server):
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM people").fetchone()[0]


def check(server, case, fixture, count=1):
    with Wire(server.port) as wire:
        for number in range(count):
            wire.ask(case.request(number, fixture.ids, fixture.key), case.status)


def measure(server, case, connections, seconds, fixture, files):
    """One run; it fails unless every answer was good and every acknowledged write is there."""
    before = people_in(server) if case.name == "write" else 0
    result = load(server, files[case.name], connections, seconds)
    if case.name == "write":
        settle(0.3)
        made = people_in(server) - before
        # What was under way when the time was over was written and not counted.
        if not 0 <= made - result.requests <= connections:
            raise Failed(f"{server.name}: {result.requests} writes answered, {made} rows")
    if result.failed:
        raise Failed(f"{server.name}, {case.title}: {result.failed} failures")
    check(server, case, fixture)
    return result


def play_round(number, options, cases, fixture, files):
    """(case, connections, server's name) → what was measured."""
    results = {}
    with running(Ours, fixture) as ours, running(Limit, fixture) as limit, \
            running(LimitOneRow, fixture) as one_row:
        for case in cases:
            servers = [ours, limit] + ([one_row] if case.name == "write" else [])
            for server in servers:
                check(server, case, fixture, WARM_UP)
            for connections in options.connections:
                for server in servers if number % 2 == 0 else reversed(servers):
                    results[case.name, connections, server.name] = measure(
                        server, case, connections, options.seconds, fixture, files)
    return results


def middle(rounds, key, value):
    return statistics.median(getattr(results[key], value) for results in rounds)


def ratio(rounds, case, connections, value, other="limit"):
    return statistics.median(
        getattr(results[case.name, connections, "ours"], value)
        / getattr(results[case.name, connections, other], value) for results in rounds)


def bar(number, target):
    """A tenth of the limit's cost a column; the target is a bar of its own."""
    length, mark = round(number * 10), round(target * 10)
    drawn = "".join("█" if column < length else " " for column in range(max(length, mark) + 1))
    return drawn[:mark] + "│" + drawn[mark + 1:]


def show_row(rounds, case, connections, name):
    key = case.name, connections, name
    title = case.title if name == "ours" else ""
    print(f"{title:24}{name:8}{middle(rounds, key, 'cpu_us'):9.1f}"
          f"{middle(rounds, key, 'kernel'):7.0%}{middle(rounds, key, 'rate'):10,.0f}"
          f"{middle(rounds, key, 'p50_ms'):8.2f}{middle(rounds, key, 'p99_ms'):8.2f}"
          f"{middle(rounds, key, 'foreign_cores'):8.2f}", end="")


def show(rounds, cases, connections):
    print(f"\n{connections} connections")
    print(f"{'request':24}{'server':8}{'CPU us':>9}{'kernel':>7}{'req/s':>10}{'p50 ms':>8}"
          f"{'p99 ms':>8}{'others':>8}  CPU against the limit (│ the target)")
    for case in cases:
        show_row(rounds, case, connections, "ours")
        cpu, target = ratio(rounds, case, connections, "cpu_us"), CPU_TARGETS[case.name]
        print(f"  {bar(cpu, target)} {cpu:.2f} {'met' if cpu <= target else 'missed'} ({target})")
        show_row(rounds, case, connections, "limit")
        rate = ratio(rounds, case, connections, "rate")
        if case.name != "write":
            print(f"  requests/s {rate:.2f}")
            continue
        met = "met" if rate >= WRITES_TARGET else "missed"
        print(f"  writes/s {rate:.2f} {met} ({WRITES_TARGET})")
        show_row(rounds, case, connections, "one row")
        one_row = ratio(rounds, case, connections, "cpu_us", "one row")
        print(f"  the person’s row alone: CPU {one_row:.2f}")


def write_csv(path, rounds):
    values = ["requests", "cpu_us", "kernel", "rate", "p50_ms", "p99_ms", "failed",
              "foreign_cores"]
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["round", "request", "connections", "server", *values])
        for number, results in enumerate(rounds):
            for (case, connections, server), result in results.items():
                writer.writerow([number, case, connections, server,
                                 *(round(getattr(result, value), 4) for value in values)])


def arguments():
    options = argparse.ArgumentParser(
        prog="script/bench http", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=20_000)
    options.add_argument("--seconds", type=int, default=2, help="of one run")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--connections", type=int, nargs="+", default=[16, 64, 256])
    options.add_argument("--case", choices=[case.name for case in CASES], action="append",
                         help="only this request; can be repeated")
    options.add_argument("--csv", metavar="FILE", help="every run's figures")
    return options.parse_args()


def main():
    options, rounds, begun = arguments(), [], time.monotonic()
    cases = [case for case in CASES if not options.case or case.name in options.case]
    with Fixture(options.people) as fixture:
        p50, p99 = sync_times(fixture.folder)
        files = request_files(fixture, cases)
        for number in range(options.rounds):
            rounds.append(play_round(number, options, cases, fixture, files))
            print(f"round {number + 1} of {options.rounds}", end="\r", file=sys.stderr)
    print(f"{options.people} people, {len(cores())} event loops each; medians of {options.rounds} "
          f"rounds of {options.seconds} s; {time.monotonic() - begun:.0f} s in all.\n"
          "Ours with authentication, access rules, access log (JSON lines to a file) and metrics;\n"
          "rate limits off. wrk, one thread, shares the cores; 'others' are cores that neither\n"
          f"took. 4 KiB appended and synced, one by one: p50 {p50:.2f} ms, p99 {p99:.2f} ms. "
          "No wrong answer.")
    for connections in options.connections:
        show(rounds, cases, connections)
    if options.csv:
        write_csv(options.csv, rounds)


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"failed: {failure}")
