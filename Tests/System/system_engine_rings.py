"""Rings of the engine beside HiGHS through SciPy: another program, another method (every ring written
down, a mixed integer programme with a variable for each), the same optimum.
"""

import random
import unittest

from system_engine import ask

try:
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_matrix
except ImportError:
    numpy = None


def drawn(dice, peers, density, levels, shortest, longest, apart=0.0):
    names = [f"p{number}" for number in range(peers)]
    return {"objective": "rings", "peers": names, "shortest": shortest, "longest": longest, "budget": 100_000,
            "scores": [[one, other, dice.randrange(levels)] for one in names for other in names
                       if one != other and dice.random() < density],
            "apart": [[one, other] for one in names for other in names if one < other and dice.random() < apart]}


def rings(asked):
    """Each from its first peer, with its total."""
    gets, scores = {name: [] for name in asked["peers"]}, {}
    for one, other, score in asked["scores"]:
        gets[one].append(other)
        scores[one, other] = score
    place = {name: number for number, name in enumerate(asked["peers"])}
    apart = {frozenset(two) for two in asked["apart"]}
    found = []

    def follow(path, total):
        for other in gets[path[-1]]:
            if other == path[0] and len(path) >= asked["shortest"]:
                found.append((tuple(path), total + scores[path[-1], other]))
            elif (place[other] > place[path[0]] and other not in path and len(path) < asked["longest"]
                  and not any(frozenset((one, other)) in apart for one in path)):
                follow([*path, other], total + scores[path[-1], other])

    for name in asked["peers"]:
        follow([name], 0)
    return found


def optimum(asked):
    """Peers in rings, and among the most of them the greatest total."""
    found = rings(asked)
    if not found:
        return 0, 0
    place = {name: number for number, name in enumerate(asked["peers"])}
    rows = [place[peer] for ring, _ in found for peer in ring]
    columns = [number for number, (ring, _) in enumerate(found) for _ in ring]
    table = coo_matrix(([1] * len(rows), (rows, columns)), shape=(len(place), len(found))).tocsc()

    def solve(worth, *constraints):
        done = milp([-each for each in worth], bounds=Bounds(0, 1), integrality=[1] * len(found),
                    constraints=[LinearConstraint(table, 0, 1), *constraints], options={"mip_rel_gap": 0})
        assert done.success, done.message
        return round(-done.fun)

    sizes = [len(ring) for ring, _ in found]
    most = solve(sizes)
    return most, solve([total for _, total in found], LinearConstraint(numpy.array([sizes]), most, most))


@unittest.skipIf(numpy is None, "numpy and scipy are not installed")
class Rings(unittest.TestCase):
    def check(self, asked):
        for number, (one, answer) in enumerate(zip(asked, ask("match", *asked), strict=True)):
            self.assertEqual(answer["certificate"]["gap"], 0, f"problem {number}")
            self.assertEqual((sum(map(len, answer["rings"])), answer["total"]), optimum(one), f"problem {number}")
            for ring in answer["rings"]:
                self.assertTrue(one["shortest"] <= len(ring) <= one["longest"])
                self.assertFalse(any(set(two) <= set(ring) for two in one["apart"]))

    def test_small_ones(self):
        dice = random.Random(7)
        asked = []
        for _ in range(80):
            shortest = dice.choice([2, 3, 3, 4])
            asked.append(drawn(dice, dice.randint(4, 14), dice.choice((0.2, 0.4, 0.7)), dice.choice((2, 10, 10**6)),
                               shortest, shortest + dice.randrange(3), dice.choice((0, 0, 0.1))))
        self.check(asked)

    def test_larger_ones(self):
        dice = random.Random(8)
        self.check([drawn(dice, 40, 0.15, 10, 3, 4), drawn(dice, 60, 0.08, 10**6, 3, 3),
                    drawn(dice, 30, 1.0, 10, 3, 3), drawn(dice, 30, 1.0, 10**6, 3, 3, 0.05),
                    drawn(dice, 100, 0.04, 10, 3, 4), drawn(dice, 24, 0.5, 20, 3, 4)])


if __name__ == "__main__":
    unittest.main()
