"""Groups of the engine beside HiGHS through SciPy: another program, another method (a mixed integer programme with
a variable for each member of each form that each group could have), the same optimum.
"""

import json
import random
import subprocess
import unittest

from service import binary

try:
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_matrix
except ImportError:
    numpy = None

LEAST, MOST, PURPOSES, COHESION = 3, 6, 5, 100_000


def drawn(draw, mentees, mentors, density, step):
    """Scores of many levels or few; everybody is after one or two things of five."""
    scores = {(mentee, mentor): draw.randrange(0, 10**6, step) for mentee in range(mentees)
              for mentor in range(mentors) if draw.random() < density}
    wanted = [draw.sample(range(PURPOSES), draw.choice((1, 1, 2))) for _ in range(mentees)]
    return mentees, mentors, scores, wanted


def question(mentees, mentors, scores, wanted):
    return json.dumps({
        "objective": "groups", "mentees": [f"e{n}" for n in range(mentees)],
        "mentors": [{"id": f"m{n}", "least": LEAST, "capacity": MOST} for n in range(mentors)],
        "scores": [[f"e{one}", f"m{other}", score] for (one, other), score in scores.items()],
        "purposes": {f"e{n}": [f"p{purpose}" for purpose in wanted[n]] for n in range(mentees)},
        "cohesion": COHESION, "budget": 10_000})


class Programme:
    """Rows of a mixed integer programme: each is between two limits."""

    def __init__(self):
        self.worth, self.rows, self.columns, self.values, self.limits = [], [], [], [], []

    def variable(self, worth=0):
        self.worth.append(worth)
        return len(self.worth) - 1

    def row(self, entries, least, most):
        for column, value in entries:
            self.rows.append(len(self.limits))
            self.columns.append(column)
            self.values.append(value)
        self.limits.append((least, most))

    def solve(self, whole):
        table = coo_matrix((self.values, (self.rows, self.columns)),
                           shape=(len(self.limits), len(self.worth))).tocsc()
        least, most = zip(*self.limits)
        found = milp([-worth for worth in self.worth], bounds=Bounds(0, 1),
                     constraints=LinearConstraint(table, least, most),
                     integrality=[column in whole for column in range(len(self.worth))],
                     options={"mip_rel_gap": 0})
        assert found.success, found.message
        return round(-found.fun)


def optimum(mentees, mentors, scores, wanted):
    programme, infinite = Programme(), numpy.inf
    forms = {(mentor, purpose): programme.variable() for mentor in range(mentors) for purpose in range(PURPOSES)}
    of_mentee, of_form = [[] for _ in range(mentees)], {form: [] for form in forms}
    for (mentee, mentor), score in scores.items():
        for purpose in range(PURPOSES):
            member = programme.variable(score + (COHESION if purpose in wanted[mentee] else 0))
            of_mentee[mentee].append(member)
            of_form[mentor, purpose].append(member)
            programme.row([(member, 1), (forms[mentor, purpose], -1)], -infinite, 0)
    for members in of_mentee:
        programme.row([(member, 1) for member in members], 0, 1)
    for form, members in of_form.items():
        counted = [(member, 1) for member in members]
        programme.row(counted + [(forms[form], -LEAST)], 0, infinite)
        programme.row(counted + [(forms[form], -MOST)], -infinite, 0)
    for mentor in range(mentors):
        programme.row([(forms[mentor, purpose], 1) for purpose in range(PURPOSES)], 0, 1)
    return programme.solve(set(forms.values()))


@unittest.skipIf(numpy is None, "numpy and scipy are not installed")
class Groups(unittest.TestCase):
    def check(self, problems):
        done = subprocess.run([binary(), "engine", "match"], input="\n".join(question(*one) for one in problems),
                              capture_output=True, text=True, check=True)
        answers = done.stdout.splitlines()
        self.assertEqual(len(answers), len(problems))
        for number, (one, line) in enumerate(zip(problems, answers)):
            answer = json.loads(line)
            self.assertEqual(float(answer["certificate"]["gap"]), 0, f"problem {number}")
            self.assertEqual(int(answer["total"]), optimum(*one), f"problem {number}")

    def test_small_ones(self):
        draw = random.Random(5)
        self.check([drawn(draw, draw.randint(8, 24), draw.randint(2, 6), draw.choice((0.4, 1.0)),
                          draw.choice((1, 50_000, 250_000))) for _ in range(60)])

    def test_larger_ones(self):
        draw = random.Random(6)
        self.check([drawn(draw, 40, 10, density, step) for density in (0.5, 1.0) for step in (1, 10_000)]
                   + [drawn(draw, 100, 25, 1.0, 1), drawn(draw, 100, 25, 0.5, 10_000)])


if __name__ == "__main__":
    unittest.main()
