"""Peers paired by the engine, against networkx and against weak duality, from the answer alone."""

import fractions
import random
import unittest

from system_engine import ask

try:
    import networkx
except ImportError:
    networkx = None


def drawn(dice, peers, density, levels):
    names = [f"p{number}" for number in range(peers)]
    pairs = [dice.sample([one, other], 2) for number, one in enumerate(names)
             for other in names[:number] if dice.random() < density]
    return {"objective": "peer_max_weight", "peers": names,
            "scores": [[one, other, dice.randrange(levels)] for one, other in pairs]}


class Peers(unittest.TestCase):
    def check(self, asked, answer):
        proof, duals = answer["certificate"], answer["certificate"]["peer_duals"]
        self.assertTrue(all(price >= 0 for price in duals.values()))
        sets = [(set(entry["peers"]), entry["dual"]) for entry in proof["set_duals"]]
        for members, price in sets:
            self.assertTrue(price >= 0 and len(members) % 2 == 1)
        worth = {}
        for one, other, score in asked["scores"]:
            worth[frozenset((one, other))] = value = (
                fractions.Fraction(str(score)) * proof["scale"] + proof["bonus"])
            cover = duals[one] + duals[other] + sum(
                price for members, price in sets if one in members and other in members)
            self.assertGreaterEqual(cover, 2 * value)
        dual = sum(duals.values()) + sum(
            price * ((len(members) - 1) // 2) for members, price in sets)
        primal = 2 * sum(worth[frozenset(pair)] for pair in answer["pairs"])
        self.assertEqual((primal, dual, 0), (proof["primal"], proof["dual"], proof["gap"]))
        self.assertEqual(primal, dual)
        named = [name for pair in answer["pairs"] for name in pair] + answer["unmatched"]
        self.assertEqual(sorted(named), sorted(asked["peers"]))

    @unittest.skipUnless(networkx, "networkx is not there")
    def test_totals_are_those_of_networkx_and_proved(self):
        dice = random.Random(11)
        asked = [drawn(dice, dice.randrange(0, 25), dice.choice([.1, .3, 1]),
                       dice.choice([1, 2, 5, 1000])) for _ in range(300)]
        asked += [drawn(dice, 200, .05, 10 ** 6), drawn(dice, 101, 1, 7), drawn(dice, 300, .01, 4)]
        for one, answer in zip(asked, ask("match", *asked)):
            graph = networkx.Graph()
            for first, second, score in one["scores"]:
                graph.add_edge(first, second, weight=score)
            best = sum(graph.edges[pair]["weight"]
                       for pair in networkx.max_weight_matching(graph))
            self.assertEqual(answer["total"], best)
            self.check(one, answer)

    def test_weight_counts_and_decimals_are_exact(self):
        asked = {"objective": "peer_max_weight", "peers": ["a", "b", "c", "d"],
                 "scores": [["b", "a", .1], ["c", "b", .300000001], ["c", "d", .2]]}
        one, pinned, apart = ask("match", asked, dict(asked, pins=[["a", "b"]]),
                                 dict(asked, forbidden=[["b", "c"]], scores=asked["scores"][:2]))
        self.assertEqual((one["pairs"], one["unmatched"]), ([["b", "c"]], ["a", "d"]))
        self.assertEqual(one["total"], fractions.Fraction("0.300000001"))
        self.assertEqual((pinned["pairs"], pinned["unmatched"]), ([["a", "b"], ["c", "d"]], []))
        self.assertEqual((apart["pairs"], apart["unmatched"]), ([["a", "b"]], ["c", "d"]))

    def test_contradictions_are_named(self):
        asked = {"objective": "peer_max_weight", "peers": ["a", "b", "c"],
                 "scores": [["a", "b", 1], ["b", "c", 1]]}
        invalid = [dict(asked, scores=asked["scores"] + [["b", "a", 2]]),
                   dict(asked, scores=[["a", "a", 1]]), dict(asked, scores=[["a", "d", 1]]),
                   dict(asked, scores=[["a", "b", -1]]), dict(asked, peers=["a", "b", "c", "a"])]
        infeasible = [dict(asked, pins=[["a", "c"]]),
                      dict(asked, pins=[["a", "b"], ["c", "b"]]),
                      dict(asked, pins=[["a", "b"]], forbidden=[["b", "a"]])]
        answers = ask("match", *invalid, *infeasible)
        self.assertEqual([answer.get("error") for answer in answers],
                         ["invalid"] * len(invalid) + ["infeasible"] * len(infeasible))


if __name__ == "__main__":
    unittest.main()
