"""The matching engine beside other exact programs, on the same problems in one run: processor seconds
of the solve, most memory held, and what it reached, which must be the same or the run fails.

Ours is `mentorship engine match --time`: "layout" puts the candidates in rows and in order, "search"
finds the pairs, "check" proves them; the ratio counts all three. A peer is given its own form of the
problem once, and only its solve is counted; one that has not ended within `--limit` is said to be beyond
it, and not asked for larger ones. All peers of a problem have `--together` by the clock, with what making
their form takes, and all of the run `--minutes`: whoever comes later is not asked. So all ends in six
minutes or so. Each runs alone in a process with
one thread. How far the run has come is told on standard error, and each problem's line is added to
`var/matching.md` as soon as it is known.
"""

import argparse
import json
import os
import pathlib
import pickle
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import matching_instances as instances
import matching_peers as peers

ROOT = pathlib.Path(__file__).resolve().parents[1]
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


class Failed(Exception):
    """An optimum that is none."""


def ours(problem, folder):
    question = {
        "objective": problem.objective, "mentees": [f"e{n}" for n in range(problem.mentees)],
        "mentors": [{"id": f"m{n}", "capacity": int(capacity)}
                    for n, capacity in enumerate(problem.capacities)]}
    if problem.lists is None:
        path = os.path.join(folder, "problem.bin")
        problem.write(path)
        question["rows_file" if problem.matrix is None else "matrix_file"] = path
    else:
        for member, own, other, rows in zip(
                ("mentee_prefs", "mentor_prefs"), "em", "me", problem.lists):
            question[member] = {f"{own}{n}": [f"{other}{name}" for name in row]
                                for n, row in enumerate(rows)}
    # A child of the shell: ours would count the most that this process has held as its own.
    done = subprocess.run(
        ["sh", "-c", '"$0" engine match --time; exit $?', os.environ["MENTORSHIP_BINARY"]],
        capture_output=True, input=json.dumps(question).encode(), check=True)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise Failed(f"ours: {answer}")
    return reached(problem, answer), json.loads(done.stderr)


def reached(problem, answer):
    """As the peers for this objective say it."""
    if problem.objective == "stable":
        return peers.fingerprint([(int(one[1:]), int(other[1:])) for one, other in answer["pairs"]])
    if problem.objective == "bottleneck":
        return [len(answer["pairs"]), int(answer["certificate"]["worst"])]
    return int(answer["total"])


class Clock:
    """What is left of the time that peers have, in whole seconds."""

    def __init__(self, options):
        self.options = options
        self.end = time.monotonic() + 60 * options.minutes
        # By problem and peer, with how many candidates it took too long.
        self.slow = {}

    def begin(self):
        """The next problem."""
        self.together = time.monotonic() + self.options.together

    def left(self):
        return int(min(self.end, self.together) - time.monotonic())


def peer(name, problem, path, clock):
    """What it found, or in words why it found nothing."""
    kind = problem.name, name
    if problem.pairs > clock.slow.get(kind, problem.pairs):
        return "too slow with fewer"
    left = clock.left()
    if left < 1:
        return "time is up"
    limit = min(clock.options.limit, left)
    try:
        done = subprocess.run(
            [sys.executable, peers.__file__, name, path, str(limit)], capture_output=True,
            timeout=left, env=os.environ | ONE_THREAD, check=False)
    except subprocess.TimeoutExpired:
        return f"beyond {left} s, with its form"
    if done.returncode == -signal.SIGALRM:
        if limit == clock.options.limit:
            clock.slow.setdefault(kind, problem.pairs)
        return f"beyond {limit} s"
    if done.returncode:
        return (done.stderr.decode().strip().splitlines() or ["ended"])[-1][:60]
    found = json.loads(done.stdout)
    return f"no {found['missing']}" if "missing" in found else found


def note(cells, mode="a"):
    """A row of the table."""
    with open(ROOT / "var" / "matching.md", mode, encoding="utf-8") as file:
        file.write(f"| {' | '.join(cells)} |\n")


def measure(problem, clock):
    """One line for ours and one for each peer."""
    print(f"\n{problem.name}: {problem.mentees:,} x {len(problem.capacities):,}, "
          f"{problem.pairs:,} candidates, {problem.capacities.sum():,} places", flush=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as folder:
        runs = [ours(problem, folder) for _ in range(clock.options.rounds)]
        total = runs[0][0]
        stages = {name: statistics.median(run[1].get(name, 0) for run in runs)
                  for name in ("layout", "search", "check")}
        seconds = sum(stages.values())
        print(f"  {'ours':14}{seconds:9.4f} s  {runs[0][1]['peak_bytes'] / 2**20:7,.0f} MiB  "
              + ", ".join(f"{name} {spent:.4f}" for name, spent in stages.items()), flush=True)
        path = os.path.join(folder, "problem.pickle")
        with open(path, "wb") as file:
            pickle.dump(problem, file)
        best = None
        others = []
        clock.begin()
        for name in peers.of(problem):
            found = peer(name, problem, path, clock)
            if isinstance(found, str):
                print(f"  {name:14}   {found}", flush=True)
                others.append(f"{name} {found}")
                continue
            if found["total"] != total:
                raise Failed(f"{problem.name}: ours {total}, {name} {found['total']}")
            print(f"  {name:14}{found['seconds']:9.4f} s  {found['peak_bytes'] / 2**20:7,.0f} MiB",
                  flush=True)
            others.append(f"{name} {found['seconds']:.4f}")
            if best is None or found["seconds"] < best[1]:
                best = name, found["seconds"]
        if best:
            print(f"  best peer / ours: {best[1] / seconds:.1f} ({best[0]}); the same is reached by all",
                  flush=True)
        note([f"{problem.name}, {problem.mentees:,} x {len(problem.capacities):,}", f"{seconds:.4f}",
              f"{runs[0][1]['peak_bytes'] / 2**20:,.0f}",
              f"{best[1] / seconds:.1f} ({best[0]})" if best else "none", "; ".join(others)])


def problems(options):
    """The small ones first, that the time of peers does not end before them; made one at a time, since
    the large ones need room."""
    wanted = []

    def want(pairs, make, *arguments):
        wanted.append((pairs, lambda: make(*arguments)))

    def candidates(mentees):
        return mentees * instances.CANDIDATES

    sizes = [(1_000, 600), (10_000, 6_000)] + ([] if options.short else [(100_000, 60_000)])
    dense = [(1_000, 600)] + ([] if options.short else [(5_000, 3_000), (10_000, 6_000)])
    if options.largest:
        dense.append((20_000, 12_000))
    for kind in ("struct", "uni"):
        for mentees, mentors in sizes:
            want(candidates(mentees), instances.sparse,
                 f"sparse {kind}", mentees, mentors, 2 * mentors, kind)
        size = sizes[-1][0]
        want(candidates(size), instances.sparse, f"tight {kind}", size, size // 2, size, kind)
        want(candidates(size), instances.sparse,
             f"over-subscribed {kind}", size, size * 45 // 100, size * 9 // 10, kind)
        for mentees, mentors in dense:
            want(mentees * mentors, instances.dense,
                 f"dense {kind}", mentees, mentors, mentees * 6 // 5, kind)
        want(candidates(sizes[1][0]), aiming, f"leximin {kind}", "leximin", *sizes[1], kind)
    want(1_000_000, instances.machol_wien, 1_000)
    people = 1_000 if options.short else 2_000
    for taste in (0, 9, 1_000):
        want(people * people, instances.popular, people, taste)
    for mentees, mentors in sizes:
        want(candidates(mentees), aiming, "bottleneck", "bottleneck", mentees, mentors, "struct")
        want(20 * mentees, instances.stable, "stable, lists of 20", mentees, mentors, 20)
    for _, make in sorted(wanted, key=lambda problem: problem[0]):
        yield make()


def aiming(name, objective, mentees, mentors, kind):
    return instances.aiming(
        instances.sparse("", mentees, mentors, 2 * mentors, kind), name, objective)


def main():
    options = argparse.ArgumentParser(
        prog="script/bench matching", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--short", action="store_true", help="small sizes: under two minutes")
    options.add_argument("--largest", action="store_true", help="dense 20,000 x 12,000 too")
    options.add_argument("--rounds", type=int, default=3, help="of ours; the median counts")
    options.add_argument(
        "--limit", type=int, default=12, help="seconds by the clock that a peer's solve may take")
    options.add_argument(
        "--together", type=int, default=25,
        help="seconds by the clock for all peers of a problem, their forms of it included")
    options.add_argument(
        "--minutes", type=int, default=5, help="after these no peer is asked any more")
    options = options.parse_args()
    (ROOT / "var").mkdir(exist_ok=True)
    begun = time.monotonic()
    clock = Clock(options)
    note(["instance", "ours, s", "MiB", "best peer / ours", "peers, s"], "w")
    note(["---"] * 5)
    try:
        for number, problem in enumerate(problems(options), 1):
            print(f"{time.monotonic() - begun:5.0f} s: problem {number}, {problem.name}, "
                  f"{problem.mentees:,} mentees", file=sys.stderr, flush=True)
            measure(problem, clock)
        print(f"{time.monotonic() - begun:5.0f} s: done", file=sys.stderr, flush=True)
    except Failed as failure:
        raise SystemExit(f"FAILED: {failure}") from failure


if __name__ == "__main__":
    main()
