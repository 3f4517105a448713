"""The fairest matchings of the engine, against networkx and against weak duality, from the answer
alone."""

import fractions
import itertools
import random
import unittest

from system_engine import ask, question

try:
    import networkx
except ImportError:
    networkx = None


def fullest_and_fairest(asked):
    """The ascending vector of scores by weights that no sum of better ones can outweigh."""
    levels = sorted({score for _, _, score in asked["scores"]})
    base = len(asked["mentees"]) + 1
    # Fewer pairs at the worst level come before fewer at the next: digits of a long number.
    cost = {score: base ** (len(levels) - rank) for rank, score in enumerate(levels)}
    places = {mentor["id"]: mentor["capacity"] for mentor in asked["mentors"]}
    graph = networkx.Graph()
    for mentee, mentor, score in asked["scores"]:
        for place in range(places[mentor]):
            graph.add_edge(mentee, (mentor, place), weight=base ** len(levels) * base
                           - cost[score], score=score)
    chosen = networkx.max_weight_matching(graph, maxcardinality=True)
    return sorted(graph.edges[pair]["score"] for pair in chosen)


def drawn(dice, mentees, mentors, density, levels, capacity=2):
    rows = [[dice.randrange(levels) if dice.random() < density else None for _ in range(mentors)]
            for _ in range(mentees)]
    capacities = [dice.randrange(capacity + 1) for _ in range(mentors)]
    return question("leximin", rows or [[]], capacities)


class Fair(unittest.TestCase):
    def check(self, asked, answer):
        proof = answer["certificate"]
        scores = {(mentee, mentor): score for mentee, mentor, score in asked["scores"]}
        vector = sorted(scores[tuple(pair)] for pair in answer["pairs"])
        self.assertEqual(vector, proof["vector"])
        self.assertEqual(sum(vector), answer["total"])
        self.check_prices(asked, scores, proof)
        sums = {}
        for prices, times in ((proof["mentee_duals"], {}),
                              (proof["mentor_duals"],
                               {mentor["id"]: mentor["capacity"] for mentor in asked["mentors"]})):
            for name, terms in prices.items():
                for place, amount in terms:
                    sums[place] = sums.get(place, 0) + amount * times.get(name, 1)
        worth = [len(vector)] + [-vector.count(level) for level in proof["levels"]]
        self.assertEqual(worth, proof["worth"])
        self.assertEqual([sums.get(place, 0) for place in range(len(worth))], worth)

    def check_prices(self, asked, scores, proof):
        """Each price is at least 0 and the two of a pair cover it: the first difference decides."""
        keys = {0: (0, 0)} | {place: (1, level) for place, level in enumerate(proof["levels"], 1)}
        for terms in [*proof["mentee_duals"].values(), *proof["mentor_duals"].values()]:
            self.assertGreater(terms[0][1], 0)
        for (mentee, mentor), score in scores.items():
            rest = {(0, 0): -1, (1, score): 1}
            for place, amount in itertools.chain(proof["mentee_duals"].get(mentee, []),
                                                 proof["mentor_duals"].get(mentor, [])):
                rest[keys[place]] = rest.get(keys[place], 0) + amount
            first = next((rest[key] for key in sorted(rest) if rest[key] != 0), 0)
            self.assertGreaterEqual(first, 0, (mentee, mentor))

    @unittest.skipUnless(networkx, "networkx is not there")
    def test_vectors_are_those_of_networkx_with_long_numbers(self):
        dice = random.Random(4)
        asked = [drawn(dice, dice.randrange(1, 22), dice.randrange(1, 16),
                       dice.choice([.15, .4, 1]), dice.choice([1, 2, 4, 9]), dice.randrange(1, 4))
                 for _ in range(400)]
        asked += [drawn(dice, 60, 40, .2, 12), drawn(dice, 50, 60, .3, 30)]
        for one, answer in zip(asked, ask("match", *asked)):
            self.assertEqual(answer["certificate"]["vector"], fullest_and_fairest(one), one)

    def test_every_answer_is_proved(self):
        dice = random.Random(5)
        asked = [drawn(dice, 200, 130, .08, 8), drawn(dice, 300, 100, .1, 101),
                 drawn(dice, 150, 75, .2, 10 ** 9), drawn(dice, 90, 45, 1, 1)]
        for one, answer in zip(asked, ask("match", *asked)):
            self.check(one, answer)

    def test_the_worst_come_first_and_decimals_are_exact(self):
        asked = question("leximin", [[.9, .2], [.300000001, None]])
        answer = ask("match", asked)
        self.assertEqual(answer["pairs"], [["e0", "r1"], ["e1", "r0"]])
        self.assertEqual(answer["certificate"]["vector"],
                         [fractions.Fraction("0.2"), fractions.Fraction("0.300000001")])
        kept, empty, wrong = ask("match", dict(asked, pins=[["e0", "r0"]]),
                                 question("leximin", []),
                                 dict(asked, pins=[["e1", "r1"]]))
        self.assertEqual((kept["pairs"], kept["unmatched"]), ([["e0", "r0"]], ["e1"]))
        self.assertEqual((empty["pairs"], empty["certificate"]["vector"]), ([], []))
        self.assertEqual(wrong["error"], "infeasible")


if __name__ == "__main__":
    unittest.main()
