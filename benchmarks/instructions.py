"""Instructions in user space for each of the four requests, counted by callgrind on one connection
and one event loop. Counts, not times: they hold on a busy machine to about 1 %.

A server runs once under callgrind. For each request it is asked N times, then 2N times; the
difference over N is what one costs, without start, connection and what goes on beside it.
"""

import argparse
import os
import shutil
import subprocess

import callgrind
from servers import CASES, Fixture, Limit, LimitOneRow, Ours, running, settle
from wire import Wire

TARGETS = {"static": 5_000, "point": 25_000, "list": 400_000, "write": 65_000}
FUNCTIONS_SHOWN = 25


def dump(pid, folder, name):
    """The counts since the last dump, as a dump of their own."""
    before = set(os.listdir(folder))
    subprocess.run(["callgrind_control", "-d", name, str(pid)], check=True, capture_output=True)
    new = [file for file in set(os.listdir(folder)) - before if file.startswith("callgrind.")]
    return callgrind.exclusive(os.path.join(folder, new[0]))


def ask(server, case, count, offset, fixture):
    with Wire(server.port) as wire:
        for number in range(count):
            wire.ask(case.request(offset + number, fixture.ids, fixture.key), case.status)
    settle(1)


def measure(make, cases, count, fixture):
    """Of each case, instructions by function for one request."""
    folder = fixture.subfolder("callgrind-" + make.__name__)
    wrapper = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/callgrind.%p"]
    costs = {}
    with running(make, fixture, loops=1, wrapper=wrapper) as server:
        settle(4)  # what ours puts off until after its start is over
        for case in cases:
            ask(server, case, count, 0, fixture)  # statements prepared, buffers grown
            dump(server.pid, folder, "warm")
            ask(server, case, count, count, fixture)
            once = dump(server.pid, folder, "once")
            ask(server, case, 2 * count, 2 * count, fixture)
            twice = dump(server.pid, folder, "twice")
            costs[case.name] = callgrind.each(once, twice, count)
    return costs


def show_totals(cases, results):
    print(f"{'instructions per request':28}{'ours':>12}{'limit':>12}{'ours/limit':>12}"
          f"{'target':>12}")
    for case in cases:
        sums = {name: sum(costs[case.name].values()) for name, costs in results.items()
                if case.name in costs}
        target = TARGETS[case.name]
        met = "met" if sums["ours"] <= target else "missed"
        print(f"{case.title:28}{sums['ours']:12,.0f}{sums['limit']:12,.0f}"
              f"{sums['ours'] / sums['limit']:12.2f}{target:12,} {met}")
        if "one row" in sums:
            print(f"{'  the person’s row alone':40}{sums['one row']:12,.0f}")


def show_functions(case, name, costs):
    largest = sorted(costs.items(), key=lambda item: -item[1])[:FUNCTIONS_SHOWN]
    total = sum(costs.values())
    print(f"\n{name}, {case.title}: {total:,.0f} instructions")
    print(", ".join(f"{area} {share:.0%}" for area, share in callgrind.areas(costs)))
    for (_, cost), label in zip(largest, callgrind.readable([key for key, _ in largest])):
        print(f"{cost:10,.0f} {cost / total:6.1%}  {label[:150]}")


def without_debug_information(fixture):
    """valgrind 3.19 cannot read the release binary's debug information; its symbols it can."""
    copy = os.path.join(fixture.folder, "mentorship")
    subprocess.run(["strip", "--strip-debug", "-o", copy, os.environ["MENTORSHIP_BINARY"]],
                   check=True)
    os.environ["MENTORSHIP_BINARY"] = copy


def main():
    options = argparse.ArgumentParser(
        prog="script/bench instructions", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--functions", action="store_true",
                         help=f"the {FUNCTIONS_SHOWN} functions that cost most, for each request")
    options.add_argument("--case", choices=[case.name for case in CASES], action="append",
                         help="only this request; can be repeated")
    options.add_argument("--count", type=int, default=200, help="N (default 200)")
    options.add_argument("--people", type=int, default=20_000)
    options = options.parse_args()
    cases = [case for case in CASES if not options.case or case.name in options.case]
    if not shutil.which("valgrind"):
        raise SystemExit("valgrind is not there; script/bench installs it")
    with Fixture(options.people) as fixture:
        without_debug_information(fixture)
        results = {make.name: measure(make, cases, options.count, fixture)
                   for make in (Ours, Limit)}
        if writes := [case for case in cases if case.name == "write"]:
            results["one row"] = measure(LimitOneRow, writes, options.count, fixture)
    show_totals(cases, results)
    if options.functions:
        for case in cases:
            for name, costs in results.items():
                if case.name in costs:
                    show_functions(case, name, costs[case.name])


if __name__ == "__main__":
    main()
