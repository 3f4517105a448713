"""The problems that `script/bench matching` asks, each made from a fixed seed: scores, candidates and
places as numpy arrays, and as the files that the engine reads.
"""

import dataclasses

import numpy

CRITERIA = numpy.array([20, 16, 14, 12, 10, 8, 6, 6, 4, 4])
ANSWERS = 4  # that a person may give to a criterion
CANDIDATES = 50
UNIFORM = 10 ** 6


@dataclasses.dataclass
class Problem:
    """Sparse: `starts`, `mentors`, `scores` are rows of candidates. Dense: `matrix`. Or `lists` of
    both sides."""

    name: str
    capacities: numpy.ndarray
    starts: numpy.ndarray = None
    mentors: numpy.ndarray = None
    scores: numpy.ndarray = None
    matrix: numpy.ndarray = None
    lists: tuple = None
    objective: str = "max_weight"

    @property
    def mentees(self):
        if self.lists is not None:
            return len(self.lists[0])
        return len(self.starts) - 1 if self.matrix is None else len(self.matrix)

    @property
    def pairs(self):
        if self.lists is not None:
            return sum(map(len, self.lists[0]))
        return len(self.mentors) if self.matrix is None else self.matrix.size

    def write(self, path):
        """The engine's `rows_file` or `matrix_file`."""
        if self.matrix is not None:
            self.matrix.astype("<i4").tofile(path)
            return
        lengths = numpy.diff(self.starts)
        words = numpy.empty(len(lengths) + 2 * len(self.mentors), "<i4")
        heads = numpy.arange(len(lengths)) + 2 * self.starts[:-1]
        words[heads] = lengths
        rest = numpy.ones(len(words), bool)
        rest[heads] = False
        words[rest] = numpy.stack([self.mentors, self.scores], axis=1).ravel()
        words.tofile(path)


def places(dice, mentors, total):
    """Capacities 1 to 3, drawn; then moved to the total one place at a time."""
    found = dice.integers(1, 4, mentors)
    while (missing := total - found.sum()) != 0:
        chosen = dice.integers(0, mentors, abs(missing))
        numpy.add.at(found, chosen, 1 if missing > 0 else -1)
        found = numpy.maximum(found, 1)
    return found


class People:
    """Answers to ten weighted criteria; some mentors suit nearly everybody."""

    def __init__(self, dice, mentees, mentors):
        self.mentees = dice.integers(0, ANSWERS, (mentees, len(CRITERIA)), numpy.int8)
        self.mentors = dice.integers(0, ANSWERS, (mentors, len(CRITERIA)), numpy.int8)
        self.breadth = dice.random((mentors, len(CRITERIA))) < dice.random(mentors)[:, None] ** 2

    def scores(self, rows, columns):
        """0 to 100, by criterion what is equal or what the mentor takes from anybody."""
        found = numpy.zeros(numpy.broadcast(rows, columns).shape, numpy.int32)
        for number, weight in enumerate(CRITERIA):
            same = self.mentees[rows, number] == self.mentors[columns, number]
            found += (same | self.breadth[columns, number]) * numpy.int32(weight)
        return found


def sparse(name, mentees, mentors, total, kind="struct", seed=1):
    dice = numpy.random.default_rng(seed)
    keys = set()
    chosen = dice.integers(0, mentors, (mentees, CANDIDATES), numpy.int32)
    chosen.sort(axis=1)
    keep = numpy.ones_like(chosen, bool)
    keep[:, 1:] = chosen[:, 1:] != chosen[:, :-1]
    starts = numpy.concatenate([[0], numpy.cumsum(keep.sum(axis=1))])
    if kind == "struct":
        found = People(dice, mentees, mentors).scores(numpy.arange(mentees)[:, None], chosen)
    else:
        found = dice.integers(0, UNIFORM + 1, chosen.shape, numpy.int32)
    return Problem(name, places(dice, mentors, total), starts, chosen[keep], found[keep])


def dense(name, mentees, mentors, total, kind="struct", seed=1):
    dice = numpy.random.default_rng(seed)
    if kind == "struct":
        people = People(dice, mentees, mentors)
        columns = numpy.arange(mentors)[None, :]
        matrix = numpy.concatenate([
            people.scores(numpy.arange(row, min(row + 500, mentees))[:, None], columns)
            for row in range(0, mentees, 500)])
    else:
        matrix = dice.integers(0, UNIFORM + 1, (mentees, mentors), numpy.int32)
    return Problem(name, places(dice, mentors, total), matrix=matrix)


def machol_wien(size):
    """Every shortest path is as long as can be (Machol and Wien, Operations Research 24, 1976)."""
    numbers = numpy.arange(1, size + 1, dtype=numpy.int32)
    return Problem(f"Machol-Wien {size:,}", numpy.ones(size, int),
                   matrix=size * size - numpy.outer(numbers, numbers).astype(numpy.int32))


def popular(size, taste):
    """All rank the mentors alike, but for a little taste of their own."""
    dice = numpy.random.default_rng(1)
    ranking = 10 * numpy.arange(size, 0, -1, numpy.int32)
    matrix = ranking[None, :] + dice.integers(0, taste + 1, (size, size), numpy.int32)
    return Problem(f"popular {size:,}, taste {taste}", numpy.ones(size, int), matrix=matrix)


def stable(name, mentees, mentors, length, seed=1):
    """Strict lists of both sides, each naming the other, in an order drawn by each."""
    dice = numpy.random.default_rng(seed)
    base = sparse("", mentees, mentors, 2 * mentors, "uni", seed)
    of_mentees, of_mentors = [], [[] for _ in range(mentors)]
    for mentee in range(mentees):
        row = base.mentors[base.starts[mentee]:base.starts[mentee + 1]]
        row = dice.permutation(row)[:length].tolist()
        of_mentees.append(row)
        for mentor in row:
            of_mentors[mentor].append(mentee)
    for row in of_mentors:
        dice.shuffle(row)
    return Problem(name, base.capacities, lists=(of_mentees, of_mentors), objective="stable")


def aiming(problem, name, objective):
    return dataclasses.replace(problem, name=name, objective=objective)
