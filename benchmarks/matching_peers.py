"""Other programs on the same problems, each in a process of its own so that its time and its memory
are its own: `python3 matching_peers.py NAME FILE SECONDS` solves the problem pickled in FILE and prints
the processor seconds of the solve alone, what it reached, and the most memory the process held. SIGALRM
ends a solve that takes longer than SECONDS by the clock.
"""

import heapq
import json
import pickle
import signal
import sys
import time
import zlib

import numpy


def begin():
    signal.alarm(int(sys.argv[3]))
    return time.process_time()


def spent_since(begun):
    signal.alarm(0)
    return time.process_time() - begun


def most_memory():
    """Of this program alone: what getrusage says begins with what the process that started it held."""
    with open("/proc/self/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def columns(problem):
    """A mentor's places as columns of their own."""
    return numpy.repeat(numpy.arange(len(problem.capacities)), problem.capacities)


def dense_costs(problem):
    """Square or wide enough for everybody: who goes without costs what the worst pair costs."""
    matrix = problem.matrix[:, columns(problem)]
    missing = matrix.shape[0] - matrix.shape[1]
    if missing > 0:
        matrix = numpy.pad(matrix, ((0, 0), (0, missing)))
    return matrix


def linear_sum_assignment(problem):
    from scipy.optimize import linear_sum_assignment as solve
    matrix = dense_costs(problem).astype(float)
    begun = begin()
    rows, found = solve(matrix, maximize=True)
    return spent_since(begun), int(matrix[rows, found].sum())


def lapjv(problem):
    import lap
    matrix = dense_costs(problem)
    costs = (matrix.max() - matrix).astype(float)
    begun = begin()
    found = lap.lapjv(costs, extend_cost=True, return_cost=False)[0]
    return spent_since(begun), int(matrix[numpy.arange(len(found)), found].sum())


def lapcpp(problem):
    import lapcpp as module
    matrix = dense_costs(problem)
    size = max(matrix.shape)
    square = numpy.zeros((size, size), float)
    square[:matrix.shape[0], :matrix.shape[1]] = matrix
    costs = square.max() - square
    begun = begin()
    rows, columns = module.lapjv(costs, return_cost=False)
    spent = spent_since(begun)
    return spent, int(square[rows, columns].sum())


def edges(problem):
    if problem.matrix is not None:
        rows, mentors = numpy.nonzero(problem.matrix >= 0)
        return rows, mentors, problem.matrix[rows, mentors]
    rows = numpy.repeat(numpy.arange(problem.mentees), numpy.diff(problem.starts))
    return rows, problem.mentors, problem.scores


def min_cost_flow(problem):
    from ortools.graph.python import min_cost_flow as module
    rows, mentors, scores = edges(problem)
    mentees, count = problem.mentees, len(problem.capacities)
    end = mentees + count
    flow = module.SimpleMinCostFlow()
    people, ones = numpy.arange(mentees), numpy.ones(mentees, int)
    flow.add_arcs_with_capacity_and_unit_cost(
        rows, mentees + mentors, numpy.ones(len(rows), int), -scores.astype(int))
    flow.add_arcs_with_capacity_and_unit_cost(
        mentees + numpy.arange(count), numpy.full(count, end), problem.capacities,
        numpy.zeros(count, int))
    flow.add_arcs_with_capacity_and_unit_cost(people, numpy.full(mentees, end), ones, 0 * ones)
    flow.set_nodes_supplies(numpy.append(people, end), numpy.append(ones, -mentees))
    begun = begin()
    status = flow.solve()
    spent = spent_since(begun)
    if status != flow.OPTIMAL:
        raise SystemExit(f"min_cost_flow: status {status}")
    return spent, -flow.optimal_cost()


def sparse_matching(problem):
    """scipy's Jonker-Volgenant for sparse graphs, each mentee with an exit of their own."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching as solve
    rows, mentors, scores = edges(problem)
    ends = numpy.cumsum(problem.capacities)
    repeats = problem.capacities[mentors]
    slots = numpy.repeat(ends[mentors] - repeats, repeats) + (
        numpy.arange(repeats.sum()) - numpy.repeat(numpy.cumsum(repeats) - repeats, repeats))
    worst = int(scores.max()) + 1
    people = numpy.arange(problem.mentees)
    graph = csr_array((
        numpy.append(numpy.repeat(worst - scores, repeats), numpy.full(problem.mentees, worst)),
        (numpy.append(numpy.repeat(rows, repeats), people),
         numpy.append(slots, ends[-1] + people))))
    begun = begin()
    found = solve(graph)
    spent = spent_since(begun)
    costs = graph[found[0], found[1]]
    return spent, int(worst * problem.mentees - costs.sum())


def kwok(problem):
    """Takes no capacities: the mentor's places are vertices. Takes no more mentees than places, and
    its own total is one of 32 bits."""
    from kwok import kwok as solve
    if problem.mentees > sum(problem.capacities):
        raise NotImplementedError("takes no more mentees than places")
    ends = numpy.cumsum(problem.capacities)
    rows = [[] for _ in range(problem.mentees)]
    for row, mentor, score in zip(*(part.tolist() for part in edges(problem))):
        rows[row] += [(slot, score)
                      for slot in range(ends[mentor] - problem.capacities[mentor], ends[mentor])]
    begun = begin()
    found = solve(rows)
    spent = spent_since(begun)
    return spent, sum(dict(row).get(slot, 0) for row, slot in zip(rows, found.left_pairs))


def scipy_thresholds(problem):
    """The fullest matching above each score tried, by halves (Hopcroft and Karp in scipy)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching as solve
    rows, mentors, scores = edges(problem)
    ends = numpy.cumsum(problem.capacities)
    repeats = problem.capacities[mentors]
    slots = numpy.repeat(ends[mentors] - repeats, repeats) + (
        numpy.arange(repeats.sum()) - numpy.repeat(numpy.cumsum(repeats) - repeats, repeats))
    rows, scores = numpy.repeat(rows, repeats), numpy.repeat(scores, repeats)
    shape = problem.mentees, int(ends[-1])

    def pairs(least):
        kept = scores >= least
        graph = csr_array((numpy.ones(kept.sum(), numpy.int8), (rows[kept], slots[kept])), shape)
        return int((solve(graph, perm_type="column") >= 0).sum())

    begun = begin()
    levels = numpy.unique(scores)
    most = pairs(0)
    low, high = 0, len(levels)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if pairs(levels[middle]) == most else (low, middle)
    return spent_since(begun), [most, int(levels[low])]


def fingerprint(partners):
    """The mentee-optimal stable matching is the only one: two answers are equal or one is wrong."""
    text = ",".join(f"{mentee}:{mentor}" for mentee, mentor in sorted(partners))
    return [len(partners), zlib.crc32(text.encode())]


def matching(problem):
    # Beside this file lies one of the same name.
    sys.path.pop(0)
    # It copies its players deeply.
    sys.setrecursionlimit(100_000)
    from matching.games import HospitalResident
    of_mentees, of_mentors = problem.lists
    residents = {f"e{n}": [f"m{m}" for m in row] for n, row in enumerate(of_mentees) if row}
    hospitals = {f"m{n}": [f"e{m}" for m in row] for n, row in enumerate(of_mentors) if row}
    places = {f"m{n}": int(problem.capacities[n]) for n, row in enumerate(of_mentors) if row}
    begun = begin()
    found = HospitalResident.create_from_dictionaries(residents, hospitals, places).solve(
        optimal="resident")
    return spent_since(begun), fingerprint([
        (int(mentee.name[1:]), int(mentor.name[1:]))
        for mentor, mentees in found.items() for mentee in mentees])


def plain_python(problem):
    """Deferred acceptance as anybody would write it."""
    of_mentees, of_mentors = problem.lists
    begun = begin()
    ranks = [{mentee: rank for rank, mentee in enumerate(row)} for row in of_mentors]
    held = [[] for _ in of_mentors]
    following = [0] * len(of_mentees)
    free = list(range(len(of_mentees)))
    while free:
        mentee = free.pop()
        if following[mentee] == len(of_mentees[mentee]):
            continue
        mentor = of_mentees[mentee][following[mentee]]
        following[mentee] += 1
        heapq.heappush(held[mentor], (-ranks[mentor][mentee], mentee))
        if len(held[mentor]) > problem.capacities[mentor]:
            free.append(heapq.heappop(held[mentor])[1])
    return spent_since(begun), fingerprint(
        [(mentee, mentor) for mentor, mentees in enumerate(held) for _, mentee in mentees])


# Whoever was best so far comes first: time may be up.
SPARSE = {"OR-tools flow": min_cost_flow, "kwok": kwok, "scipy sparse": sparse_matching}
DENSE = {"lapcpp": lapcpp, "scipy LSA": linear_sum_assignment, "lapx": lapjv,
         "OR-tools flow": min_cost_flow}
BOTTLENECK = {"scipy by halves": scipy_thresholds}
STABLE = {"plain Python": plain_python, "matching": matching}


def of(problem):
    if problem.objective == "stable":
        return STABLE
    if problem.objective == "bottleneck":
        return BOTTLENECK
    if problem.objective == "leximin":
        return {}
    return SPARSE if problem.matrix is None else DENSE


def main():
    with open(sys.argv[2], "rb") as file:
        problem = pickle.load(file)
    solve = of(problem)[sys.argv[1]]
    try:
        seconds, total = solve(problem)
    except ImportError as error:
        print(json.dumps({"missing": error.name}))
        return
    except NotImplementedError as error:
        print(json.dumps({"missing": str(error)}))
        return
    print(json.dumps({"seconds": seconds, "total": total, "peak_bytes": most_memory()}))


if __name__ == "__main__":
    main()
