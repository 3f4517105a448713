"""Mixed load for a while, and whether memory stays flat: samples of resident and own memory and of
descriptors, and the slope over the second half. The load is paced, so that time passes and not only
requests, and connections come and go (each has a limited number of requests).
"""

import argparse
import csv
import os
import statistics
import threading
import time

from servers import CASES, Fixture, Ours, running
from start import memory_mib
from wrk import load, write_requests

# Of fifty requests; few writes, since each makes the file grow for good.
MIX = {"static": 10, "point": 30, "list": 9, "write": 1}
CONNECTIONS = 64
PACE_MS = 20
SAMPLE_SECONDS = 2
SLOPE_TARGET_MIB_PER_HOUR = 1


def mixed_requests(fixture, count):
    kinds = [case for case in CASES for _ in range(MIX[case.name])]
    for number in range(count):
        case = kinds[number * 7 % len(kinds)]  # 7 and 50 have no common factor: all in turn
        yield case.request(number, fixture.ids, fixture.key)


def sample(server, samples, is_over):
    begun = time.monotonic()
    while not is_over.wait(SAMPLE_SECONDS):
        resident, own = memory_mib(server.pid)
        descriptors = len(os.listdir(f"/proc/{server.pid}/fd"))
        samples.append((time.monotonic() - begun, resident, own, descriptors))


def slope_per_hour(samples, index):
    """Least squares over the second half: in the first, buffers and the page caches of the
    database connections (16 MiB for the writer) grow to their size."""
    half = samples[len(samples) // 2:]
    return statistics.linear_regression(
        [row[0] for row in half], [row[index] for row in half]).slope * 3600


def show(samples, result, minutes):
    print(f"{minutes:g} minutes, {CONNECTIONS} connections, {result.requests} requests "
          f"({result.rate:.0f}/s), {result.failed} failures; processor {result.cpu_us:.0f} us a "
          f"request; others took {result.foreign_cores:.2f} cores")
    for index in range(0, len(samples), max(1, len(samples) // 10)):
        seconds, resident, own, descriptors = samples[index]
        print(f"{seconds:8.0f} s {resident:8.1f} MiB resident {own:8.1f} MiB own "
              f"{descriptors:6} descriptors")
    own = slope_per_hour(samples, 2)
    met = "met" if own <= SLOPE_TARGET_MIB_PER_HOUR else "missed"
    print(f"slope of the second half: {slope_per_hour(samples, 1):+.2f} MiB/h resident (with pages "
          f"of the database, which grows),\n{own:+.2f} MiB/h own: {met} ({SLOPE_TARGET_MIB_PER_HOUR})")


def main():
    options = argparse.ArgumentParser(
        prog="script/bench soak", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--people", type=int, default=20_000)
    options.add_argument("--csv", metavar="FILE", help="every sample")
    options = options.parse_args()
    samples, is_over = [], threading.Event()
    with Fixture(options.people) as fixture, running(Ours, fixture) as server:
        requests = os.path.join(fixture.folder, "mixed.requests")
        write_requests(requests, mixed_requests(fixture, 20_000))
        sampler = threading.Thread(target=sample, args=(server, samples, is_over))
        sampler.start()
        result = load(server, requests, CONNECTIONS, round(options.minutes * 60), PACE_MS)
        is_over.set()
        sampler.join()
        show(samples, result, options.minutes)
    if options.csv:
        with open(options.csv, "w", newline="") as file:
            csv.writer(file).writerows([("seconds", "resident", "own", "descriptors"), *samples])
    if result.failed:
        raise SystemExit(f"{result.failed} requests failed")


if __name__ == "__main__":
    main()
