"""From the start of the process to the first 200, and memory: idle, and with 1,000 connections that
each have made one read and stay. Ours beside the C limit; all migrations are applied.
"""

import argparse
import os
import resource
import statistics
import subprocess
import time

from servers import CASES, Fixture, Limit, Ours, cores, running, settle
from wire import Wire
from wrk import cpu_seconds

START_TARGET = 3  # times the limit's
IDLE_TARGET_MIB = 12
CONNECTIONS = 1_000
FIRST_READS = 50
CONNECTIONS_TARGET_MIB = 4


def memory_mib(pid):
    """Resident, and of it what is the process's own: the rest are pages of files."""
    values = {}
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            name, _, rest = line.partition(":")
            if name in ("VmRSS", "RssAnon"):
                values[name] = int(rest.split()[0]) / 1024
    return values["VmRSS"], values["RssAnon"]


def command(name, fixture, folder):
    database = os.path.join(folder, "database.sqlite")
    if name == "limit":
        return [fixture.limit, database, "--loops", str(len(cores()))]
    return [os.environ["MENTORSHIP_BINARY"], "serve", "--database", database, "--listen",
            "127.0.0.1:0", "--log-format", "json", "--rate-limit", "off"]


def start_once(name, fixture, folder):
    """Milliseconds to the first 200, on the clock and of the processor."""
    request = CASES[0].request(0, fixture.ids, fixture.key)
    begun = time.perf_counter()
    process = subprocess.Popen(command(name, fixture, folder), stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    port = int(process.stdout.readline().rsplit(b":", 1)[1])
    with Wire(port) as wire:
        wire.ask(request, CASES[0].status)
    elapsed, cpu = time.perf_counter() - begun, cpu_seconds(process.pid)
    process.terminate()
    process.wait()
    process.stdout.close()
    return elapsed * 1e3, cpu * 1e3


def measure_starts(fixture, count):
    folders = {name: fixture.copy() for name in ("ours", "limit")}
    times = {name: [] for name in folders}
    for number in range(count + 1):
        for name in folders if number % 2 == 0 else reversed(folders):
            times[name].append(start_once(name, fixture, folders[name]))
    return {name: found[1:] for name, found in times.items()}  # the first fills the page cache


def show_starts(times):
    middles = {}
    for name, found in times.items():
        clock, cpu = zip(*found)
        middles[name] = statistics.median(clock), statistics.median(cpu)
        print(f"{name:8}first 200 after {middles[name][0]:6.1f} ms "
              f"({min(clock):.1f}..{max(clock):.1f}), processor {middles[name][1]:6.1f} ms")
    for index, what in enumerate(("clock", "processor")):
        ratio = middles["ours"][index] / middles["limit"][index]
        met = "met" if ratio <= START_TARGET else "missed"
        print(f"ours/limit by {what}: {ratio:.2f} {met} ({START_TARGET})")


def measure_memory(make, fixture):
    """MiB as (resident, own): idle, after the first reads, and with the connections. All read the
    same person: pages of the database and of code are not to pass for what a connection costs."""
    point = CASES[1].request(0, fixture.ids, fixture.key)
    with running(make, fixture) as server:
        with Wire(server.port) as wire:
            wire.ask(CASES[0].request(0, fixture.ids, fixture.key), CASES[0].status)
        settle(3)  # two seconds after the start, ours lets go of what only the start needed
        idle = memory_mib(server.pid)
        for _ in range(FIRST_READS):
            with Wire(server.port) as wire:
                wire.ask(point, CASES[1].status)
        settle()
        used = memory_mib(server.pid)
        kept = []
        for _ in range(CONNECTIONS):
            wire = Wire(server.port)
            wire.ask(point, CASES[1].status)
            kept.append(wire)
        settle()
        held = memory_mib(server.pid)
        for wire in kept:  # each is still good for a request
            wire.ask(point, CASES[1].status)
            wire.socket.close()
    return idle, used, held


def show_memory(name, idle, used, held):
    print(f"{name:8}idle {idle[0]:.1f} MiB resident ({idle[1]:.1f} own), after {FIRST_READS} reads "
          f"{used[0]:.1f} ({used[1]:.1f}); {CONNECTIONS} connections add "
          f"{held[0] - used[0]:.1f} ({held[1] - used[1]:.1f})", end="")
    if name == "ours":
        is_met = idle[0] <= IDLE_TARGET_MIB, held[0] - used[0] <= CONNECTIONS_TARGET_MIB
        said = ["met" if met else "missed" for met in is_met]
        print(f": {said[0]} ({IDLE_TARGET_MIB}), {said[1]} ({CONNECTIONS_TARGET_MIB})", end="")
    print()


def main():
    options = argparse.ArgumentParser(
        prog="script/bench start", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--starts", type=int, default=15)
    options.add_argument("--people", type=int, default=20_000)
    options = options.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with Fixture(options.people) as fixture:
        print(f"{options.people} people, medians of {options.starts} starts, page cache warm")
        show_starts(measure_starts(fixture, options.starts))
        for make in (Ours, Limit):
            show_memory(make.name, *measure_memory(make, fixture))


if __name__ == "__main__":
    main()
