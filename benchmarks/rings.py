"""How near to the best rings of peers come, and in what time: problems from fixed seeds, asked of
`mentorship engine match`. Each line: processor seconds, peers in rings, and how far the answer
might be from the best.

usage: script/bench rings [--most N] [--budget N] [NAME…]   names to be asked, whole or in part
"""

import argparse
import json
import os
import random
import resource
import subprocess
import time

# Peers, candidates of each (None: everybody) and the greatest sizes that are asked.
SIZES = [(10, None), (30, None), (100, None), (200, None), (200, 10), (200, 50), (500, 20),
         (1_000, 10), (1_000, 50), (1_000, 200)]
LONGEST = [3, 4, 6, None]
LEVELS = {"few": 21, "many": 10**6}
# One pair in so many is kept apart, in the problems that say so.
APART = 50


def drawn(peers, candidates, longest, levels, apart, seed=1):
    """People alike in part: half of a score is the two's own, half is one's of the other."""
    dice = random.Random(f"{peers} {candidates} {longest} {levels} {apart} {seed}")
    scores = []
    mutual = {}
    for one in range(peers):
        others = [other for other in range(peers) if other != one]
        for other in others if candidates is None else sorted(dice.sample(others, candidates)):
            two = mutual.setdefault((min(one, other), max(one, other)), dice.random())
            scores.append([f"p{one}", f"p{other}", int((two + dice.random()) / 2 * levels)])
    question = {"objective": "rings", "peers": [f"p{number}" for number in range(peers)],
                "scores": scores}
    if longest:
        question["longest"] = longest
    if apart:
        question["apart"] = [[f"p{one}", f"p{other}"] for one in range(peers)
                             for other in range(one) if dice.randrange(APART) == 0]
    return question


def problems(most):
    for peers, candidates in SIZES:
        for longest in LONGEST:
            for levels in LEVELS:
                for apart in [False, True] if (peers, candidates) in SIZES[2:4] else [False]:
                    if peers <= most:
                        lists = "all" if candidates is None else f"{candidates} each"
                        name = f"{peers} {lists} 3-{longest or ''} {levels}" + " apart" * apart
                        yield name, drawn(peers, candidates, longest, LEVELS[levels], apart)


def processor():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1])
    options.add_argument("--most", type=int, default=1_000)
    options.add_argument("--budget", type=int)
    options.add_argument("names", nargs="*")
    asked = options.parse_args()
    print(f"{'':34}{'s':>8}{'in rings':>10}{'gap':>12}{'gap %':>9}", flush=True)
    for name, question in problems(asked.most):
        if asked.names and not any(part in name for part in asked.names):
            continue
        if asked.budget:
            question["budget"] = asked.budget
        before, began = processor(), time.monotonic()
        done = subprocess.run([os.environ["MENTORSHIP_BINARY"], "engine", "match"], text=True,
                              input=json.dumps(question), capture_output=True, check=True)
        answer = json.loads(done.stdout)
        proof = answer["certificate"]
        inside = sum(map(len, answer["rings"]))
        # A whole peer more or less is told apart from a score: the bonus is left out of the share.
        missing, points = divmod(proof["gap"], proof["bonus"])
        share = 100 * points / max(answer["total"] * proof["scale"], 1)
        gap = f"{missing} peers" if missing else f"{points}"
        print(f"{name:34}{processor() - before:8.2f}{inside:10}{gap:>12}{share:9.3f}"
              f"   {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
