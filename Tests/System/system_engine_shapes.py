"""Several mentors, groups and rings of the engine, and tables with small counts hidden, each
against trying everything."""

import fractions
import itertools
import random
import unittest

from system_engine import ask

OBJECTIVES = {"max_weight": lambda pairs, total: (total, pairs),
              "max_cardinality": lambda pairs, total: (pairs, total)}


def drawn(dice, mentees=4, mentors=3, levels=9):
    capacities = [dice.randrange(4) for _ in range(dice.randrange(1, mentors + 1))]
    names = [f"e{number}" for number in range(dice.randrange(1, mentees + 1))]
    return {"mentees": names, "mentors": [{"id": f"r{number}", "capacity": capacity}
                                          for number, capacity in enumerate(capacities)],
            "scores": [[mentee, f"r{number}", dice.randrange(levels) / 4] for mentee in names
                       for number in range(len(capacities)) if dice.random() < .8]}


def exact(value):
    return fractions.Fraction(str(value))


def fits(pairs, mentors):
    return all(sum(mentor["id"] == name for _, name, _ in pairs) <= mentor["capacity"]
               for mentor in mentors)


class SeveralMentors(unittest.TestCase):
    def check_duals(self, asked, answer):
        proof = answer["certificate"]
        rows, columns = proof["mentee_duals"], proof["mentor_duals"]
        self.assertTrue(all(price >= 0 for price in [*rows.values(), *columns.values()]))
        worth = {(e, r): exact(w) * proof["scale"] + proof["bonus"] for e, r, w in asked["scores"]}
        dual = sum(max(0, w - rows[e] - columns[r]) for (e, r), w in worth.items())
        dual += sum(columns[r["id"]] * min(r["capacity"], len(rows)) for r in asked["mentors"])
        for mentee in asked["mentees"]:
            degree = sum(e == mentee["id"] for e, _ in worth)
            dual += rows[mentee["id"]] * min(mentee["wanted"], degree)
        primal = sum(worth[tuple(pair)] for pair in answer["pairs"])
        self.assertEqual((primal, dual, 0), (proof["primal"], proof["dual"], proof["gap"]))
        self.assertEqual(primal, dual)

    def test_no_choice_is_better_and_the_duals_prove_it(self):
        dice = random.Random(31)
        asked = []
        for _ in range(150):
            one = drawn(dice, mentees=3)
            one["mentees"] = [{"id": name, "wanted": dice.randrange(4)} for name in one["mentees"]]
            asked.append(dict(one, objective=dice.choice(list(OBJECTIVES))))
        for one, answer in zip(asked, ask("match", *asked)):
            order, best = OBJECTIVES[one["objective"]], (0, 0)
            wanted = {mentee["id"]: mentee["wanted"] for mentee in one["mentees"]}
            for chosen in itertools.product([False, True], repeat=len(one["scores"])):
                pairs = list(itertools.compress(one["scores"], chosen))
                if fits(pairs, one["mentors"]) and all(
                        sum(e == name for e, _, _ in pairs) <= count
                        for name, count in wanted.items()):
                    total = sum(exact(score) for _, _, score in pairs)
                    best = max(best, order(len(pairs), total))
            self.assertEqual(order(len(answer["pairs"]), answer["total"]), best, one)
            if any(count != 1 for count in wanted.values()):
                self.check_duals(one, answer)

    def test_a_pin_takes_one_place_of_each_of_the_two(self):
        asked = {"objective": "max_weight", "mentees": [{"id": "a", "wanted": 2}, "b"],
                 "mentors": [{"id": "x", "capacity": 1}, {"id": "y", "capacity": 2}],
                 "scores": [["a", "x", 1], ["a", "y", 5], ["b", "x", 4], ["b", "y", 3]]}
        free, pinned = ask("match", asked, dict(asked, pins=[["a", "x"]]))
        self.assertEqual((free["total"], pinned["total"]), (9, 9))
        self.assertEqual(pinned["pairs"], [["a", "x"], ["a", "y"], ["b", "y"]])
        refused = ask("match", dict(asked, pins=[["a", "x"], ["b", "x"]]),
                      dict(asked, pins=[["b", "x"], ["b", "y"]]), dict(asked, objective="leximin"))
        self.assertEqual([answer["error"] for answer in refused],
                         ["infeasible", "infeasible", "invalid"])


class Groups(unittest.TestCase):
    def best(self, asked):
        best = 0
        choices = [[None] + [(e, r, w) for e, r, w in asked["scores"] if e == mentee]
                   for mentee in asked["mentees"]]
        for chosen in itertools.product(*choices):
            pairs = [pair for pair in chosen if pair]
            sizes = {r["id"]: sum(name == r["id"] for _, name, _ in pairs)
                     for r in asked["mentors"]}
            if not fits(pairs, asked["mentors"]) or any(
                    0 < sizes[r["id"]] < r["least"] for r in asked["mentors"]):
                continue
            total = sum(exact(score) for _, _, score in pairs)
            for name in sizes:
                shared = [purpose for e, r, _ in pairs if r == name
                          for purpose in asked["purposes"].get(e, [])]
                total += exact(asked["cohesion"]) * max(map(shared.count, shared), default=0)
            best = max(best, total)
        return best

    def test_no_groups_are_better(self):
        dice = random.Random(32)
        asked = []
        for _ in range(120):
            one = drawn(dice, mentees=5)
            for mentor in one["mentors"]:
                mentor["least"] = dice.randrange(4)
            asked.append(dict(
                one, objective="groups", cohesion=dice.choice([0, .125, 2]), purposes={
                    name: dice.sample(["grow", "lead", "rest"], dice.randrange(3))
                    for name in one["mentees"]}))
        for one, answer in zip(asked, ask("match", *asked)):
            self.assertEqual(answer["total"], self.best(one), one)
            self.assertEqual(answer["certificate"], {"bound": answer["total"], "gap": 0})
            named = [e for group in answer["groups"] for e in group["mentees"]]
            self.assertEqual(sorted(named + answer["unmatched"]), sorted(one["mentees"]))

    def test_a_group_is_large_enough_or_is_not_there(self):
        asked = {"objective": "groups", "mentees": ["a", "b", "c"],
                 "mentors": [{"id": "x", "capacity": 3, "least": 2},
                             {"id": "y", "capacity": 3, "least": 2}],
                 "scores": [["a", "x", 9], ["b", "y", 9], ["c", "y", 9], ["a", "y", 1]],
                 "purposes": {"a": ["lead"], "b": ["lead", "grow"], "c": ["grow"]}}
        one, pinned, none = ask("match", asked, dict(asked, pins=[["a", "y"]]),
                                dict(asked, pins=[["a", "x"]]))
        self.assertEqual(one["groups"], [
            {"mentor": "y", "mentees": ["a", "b", "c"], "purpose": "lead"}])
        self.assertEqual((one["total"], pinned["groups"]), (19, one["groups"]))
        self.assertEqual(none["error"], "infeasible")


class Rings(unittest.TestCase):
    def best(self, asked):
        peers, best = asked["peers"], (0, 0)
        scores = {(one, other): exact(score) for one, other, score in asked["scores"]}
        for givers in itertools.permutations(peers):
            gets = {peer: giver for peer, giver in zip(peers, givers) if peer != giver}
            if any(pair not in scores for pair in gets.items()):
                continue
            for peer in gets:
                length, at = 1, gets[peer]
                while at != peer:
                    length, at = length + 1, gets[at]
                if length < asked["shortest"]:
                    break
            else:
                best = max(best, (len(gets), sum(scores[pair] for pair in gets.items())))
        return best

    def test_no_rings_have_more_peers_or_a_greater_total(self):
        dice = random.Random(33)
        asked = []
        for _ in range(120):
            peers = [f"p{number}" for number in range(dice.randrange(7))]
            asked.append({"objective": "rings", "peers": peers, "shortest": dice.choice([2, 3, 4]),
                          "scores": [[one, other, dice.randrange(9) / 8]
                                     for one, other in itertools.permutations(peers, 2)
                                     if dice.random() < .6]})
        for one, answer in zip(asked, ask("match", *asked)):
            proof = answer["certificate"]
            inside = [peer for ring in answer["rings"] for peer in ring]
            self.assertEqual((len(inside), answer["total"]), self.best(one), one)
            value = len(inside) * proof["bonus"] + answer["total"] * proof["scale"]
            self.assertEqual((proof["value"], proof["bound"], proof["gap"]), (value, value, 0))
            self.assertEqual(sorted(inside + answer["unmatched"]), sorted(one["peers"]))
            scores = {(getter, giver): exact(score) for getter, giver, score in one["scores"]}
            arcs = [pair for ring in answer["rings"] for pair in zip(ring, ring[1:] + ring[:1])]
            self.assertEqual(sum(scores[arc] for arc in arcs), answer["total"])
            self.assertTrue(all(len(ring) >= one["shortest"] for ring in answer["rings"]))

    def test_who_must_not_meet_is_in_no_arc_and_pins_are_refused(self):
        asked = {"objective": "rings", "peers": ["a", "b"], "shortest": 2,
                 "scores": [["a", "b", 1], ["b", "a", 1]]}
        two, apart, pinned = ask("match", asked, dict(asked, forbidden=[["a", "b"]]),
                                 dict(asked, pins=[["a", "b"]]))
        self.assertEqual((two["rings"], apart["rings"]), ([["a", "b"]], []))
        self.assertEqual((apart["unmatched"], pinned["error"]), (["a", "b"], "invalid"))


class Suppression(unittest.TestCase):
    """Another table that differs by one at most in each number shows that what it differs in is not
    known: flows in a network move by whole circles (algorithms of integral networks)."""

    def with_sums(self, table):
        rows = [row + [sum(row)] for row in table]
        return rows + [[sum(column) for column in zip(*rows)]]

    def changes(self, table):
        now, width = sum(self.with_sums(table), []), len(table[0])
        cells, found = sum(table, []), set()
        for steps in itertools.product([-1, 0, 1], repeat=len(cells)):
            other = [count + step for count, step in zip(cells, steps)]
            if min(other) >= 0:
                then = sum(self.with_sums([other[start:start + width]
                                           for start in range(0, len(other), width)]), [])
                if all(abs(one - two) < 2 for one, two in zip(now, then)):
                    found.add(frozenset(number for number, pair in enumerate(zip(now, then))
                                        if pair[0] != pair[1]))
        return found

    def test_small_counts_cannot_be_worked_out_and_no_fewer_would_do(self):
        dice = random.Random(34)
        asked = []
        for _ in range(60):
            rows, columns = dice.choice([(1, 2), (2, 2), (2, 3), (3, 1)])
            asked.append({"table": [[dice.choice([0, dice.randrange(12)]) for _ in range(columns)]
                                    for _ in range(rows)], "k": dice.randrange(2, 7)})
        answers = ask("statistics", *({"kind": "suppression", "input": one} for one in asked))
        for one, answer in zip(asked, answers):
            now = sum(self.with_sums(one["table"]), [])
            rows = [row + [total] for row, total in zip(answer["table"], answer["row_totals"])]
            shown = sum(rows + [answer["col_totals"] + [answer["total"]]], [])
            self.assertTrue(all(seen in (None, true) for seen, true in zip(shown, now)))
            small = {number for number, count in enumerate(now) if 0 < count < one["k"]}
            changes = self.changes(one["table"])

            def protects(hidden):
                return small <= hidden and small <= set().union(
                    *(change for change in changes if change <= hidden))

            hidden = {number for number, seen in enumerate(shown) if seen is None}
            self.assertTrue(protects(hidden), one)
            if len(hidden) > len(small):
                others = [number for number in range(len(now)) if number not in small]
                fewer = itertools.combinations(others, len(hidden) - len(small) - 1)
                self.assertFalse(any(protects(small | set(more)) for more in fewer), one)

    def test_tables_of_other_shapes(self):
        ragged, empty = ask("statistics", *(
            {"kind": "suppression", "input": {"table": table, "k": 5}} for table in ([[1], []], [])))
        self.assertEqual((ragged["error"], empty), ("invalid", {
            "table": [], "row_totals": [], "col_totals": [], "total": 0}))


if __name__ == "__main__":
    unittest.main()
