"""The greatest totals and the most pairs of the engine, on two thousand small problems and some large ones,
against SciPy's linear_sum_assignment: another program, another method, the same optimum.
"""

import json
import os
import pathlib
import random
import subprocess
import unittest

from service import binary

try:
    import numpy
    from scipy.optimize import linear_sum_assignment
except ImportError:
    numpy = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("MENTORSHIP_DATA", ROOT / "../shared/data"))
BIDS = DATA / "matching/bids/conference1.json"
PAPERS = 54
SMALL = 2_000


def drawn(draw, mentees, mentors, levels, density):
    rows = [[draw.randrange(levels) if draw.random() < density else None for _ in range(mentors)]
            for _ in range(mentees)]
    return rows, [draw.randint(0, 3) for _ in range(mentors)]


def question(objective, rows, capacities):
    return json.dumps({
        "objective": objective, "matrix": rows, "mentees": [f"e{n}" for n in range(len(rows))],
        "mentors": [{"id": f"m{n}", "capacity": count} for n, count in enumerate(capacities)]})


def optimum(objective, rows, capacities):
    """Pairs and total: each place is a column, and each mentee may go without at a column of their own."""
    bonus = 10**9 if objective == "max_cardinality" else 0
    never = -10**12
    worth = numpy.array([[never if score is None else score + bonus for score in row] for row in rows],
                        float).reshape(len(rows), len(capacities))
    places = numpy.repeat(numpy.arange(len(capacities)), capacities)
    table = numpy.hstack([worth[:, places], numpy.full((len(rows), len(rows)), never)])
    numpy.fill_diagonal(table[:, len(places):], 0)
    chosen = zip(*linear_sum_assignment(table, maximize=True))
    scores = [table[row, column] - bonus for row, column in chosen if column < len(places)]
    return len(scores), int(sum(scores))


@unittest.skipIf(numpy is None, "numpy and scipy are not installed")
class Scipy(unittest.TestCase):
    def check(self, problems):
        asked = [(objective, rows, capacities) for rows, capacities in problems
                 for objective in ("max_weight", "max_cardinality")]
        done = subprocess.run(
            [binary(), "engine", "match"], input="\n".join(question(*one) for one in asked),
            capture_output=True, text=True, check=True)
        answers = done.stdout.splitlines()
        self.assertEqual(len(answers), len(asked))
        for number, (one, line) in enumerate(zip(asked, answers)):
            answer = json.loads(line)
            pairs, total = optimum(*one)
            self.assertEqual(int(answer["total"]), total, f"problem {number}: {question(*one)[:500]}")
            if one[0] == "max_cardinality":
                self.assertEqual(len(answer["pairs"]), pairs, f"problem {number}")

    def test_small_ones(self):
        draw = random.Random(2)
        self.check([drawn(draw, draw.randint(1, 9), draw.randint(1, 7), draw.choice((1, 3, 100)),
                          draw.choice((0.0, 0.3, 0.7, 1.0))) for _ in range(SMALL)])

    def test_large_ones(self):
        draw = random.Random(4)
        self.check([drawn(draw, 200, mentors, levels, density) for mentors in (60, 100, 160)
                    for levels in (5, 10**6) for density in (0.1, 1.0)])

    @unittest.skipUnless(BIDS.exists(), "the data is not beside the project")
    def test_real_bids_with_conflicts_of_interest(self):
        """Papers look for a reviewer. Three levels and the same reviewer wanted by many: real ties. A conflict
        forbids; without a bid a paper can still be read."""
        people = json.loads(BIDS.read_text())
        worth = [{**{paper: 3 for paper in one["yes"]}, **{paper: 2 for paper in one["maybe"]},
                  **{paper: None for paper in one["conflict"]}} for one in people]
        rows = [[one.get(paper, 1) for one in worth] for paper in range(1, PAPERS + 1)]
        bid = [[score if score != 1 else None for score in row] for row in rows]
        self.assertGreater(sum(row.count(None) for row in rows), 0)
        self.check([(table, [places] * len(people)) for table in (rows, bid)
                    for places in (1, 2, 3)])


if __name__ == "__main__":
    unittest.main()
