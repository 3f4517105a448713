"""How often a policy puts one who really mentored a project first, on real data: the engine ranks
(`mentorship engine rank`), this only asks and counts. The policies were chosen on earlier terms.
Of people who met for some minutes (speed dating): those who both said yes to meeting again. There
nothing was chosen; what each says beforehand stands beside what one of the two said afterwards.

hit@5: one of the real mentors is among the first five; MRR: the mean of 1 / the rank of the first;
AUC: how often a real mentor scores above another. Equal scores count as in a random order of them.
"""

import argparse
import csv
import json
import os
import subprocess
import sys

ISSUE = {
    "cncf": {
        "no information": (0.05, 0.04, 0.50), "skill overlap": (0.23, 0.19, 0.72),
        "TF-IDF": (0.75, 0.47, 0.91), "same organisation": (0.80, 0.47, 0.89),
        "TF-IDF and organisation": (0.84, 0.56, 0.95),
    },
    "ols": {},
    "dates": {},
}


def factor(kind, weight=1.0, missing="penalise", **shape):
    return {"factor": kind, "weight": weight, "missing": missing, **shape}


def policy(*factors):
    return {
        "factors": list(factors), "shortest_list": 1, "evidence_floor": 0,
        "requires_common_ground": False, "requires_common_language": False,
    }


RECENT = {"name": "last_active", "at_least": 0, "tolerance": 6}
PROVEN = {"name": "projects_before", "at_least": 3, "tolerance": 3}
POLICIES = {
    "cncf": {
        "no information": policy(factor("load")),
        "skill overlap": policy(factor("need_coverage")),
        "text": policy(factor("text")),
        "same organisation": policy(factor("shared_groups")),
        "text and organisation": policy(factor("text", 0.5), factor("shared_groups", 0.5)),
        "the policy": policy(
            factor("text", 0.60), factor("shared_groups", 0.32),
            factor("measure", 0.05, **RECENT), factor("measure", 0.03, **PROVEN)),
    },
    "ols": {
        "no information": policy(factor("load")),
        "text": policy(factor("text")),
        "the policy": policy(
            factor("text", 0.85), factor("measure", 0.10, **RECENT),
            factor("measure", 0.05, **PROVEN)),
    },
    "dates": {
        "no information": policy(factor("load")),
        "interests": policy(factor("shared_interests")),
        "interests, goal, field, age": policy(
            factor("shared_interests", 0.5), factor("shared_goals", 0.2),
            factor("shared_groups", 0.15),
            factor("measure", 0.15, name="age", at_least=0, at_most=2, tolerance=8)),
        "and what one said afterwards": policy(
            factor("mutual_preference", 0.9), factor("shared_interests", 0.1)),
    },
}


class Question:
    """Projects to place, mentors known before, and who really took which."""

    def __init__(self, mentees, mentors, real):
        self.mentees, self.mentors, self.real = mentees, mentors, real


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


def words(project):
    parts = (project["title"], project["description"], project.get("organisation"))
    return ". ".join(part for part in parts if part)


def mentor(name, projects, terms, now, more=()):
    return {
        "id": name,
        "skills": [{"name": skill} for p in projects for skill in p.get("skills", [])],
        "groups": sorted({p["organisation"] for p in projects if p.get("organisation")}),
        "texts": [words(p) for p in projects] + list(more),
        "measures": {
            "last_active": max((terms.index(p[now]) for p in projects), default=-1),
            "projects_before": len(projects),
        },
    }


def mentee(project, cut):
    return {
        "id": project["id"], "skills": [{"name": skill} for skill in project.get("skills", [])],
        "groups": [project["organisation"]] if project.get("organisation") else [],
        "texts": [words(project)],
        "measures": {"last_active": cut, "projects_before": 0},
    }


def question(projects, terms, key, cut, until, extra=None):
    """Mentors known up to the term `cut`, ranked for projects after it and up to `until`."""
    known = {}
    for project in projects:
        if terms.index(project[key]) <= cut:
            for name in project["mentors"]:
                known.setdefault(name, []).append(project)
    later = [
        p for p in projects
        if cut < terms.index(p[key]) <= until and set(p["mentors"]) & set(known)
    ]
    extra = extra or {}
    return Question(
        [mentee(p, cut) for p in later],
        [mentor(n, known[n], terms, key, extra.get(n, ())) for n in sorted(known)],
        {p["id"]: set(p["mentors"]) & set(known) for p in later})


def cncf(folder):
    projects = read(folder, "cncf/projects.json")
    terms = [term["id"] for term in read(folder, "cncf/terms.json")]
    last = terms.index("2022-T3")
    earlier = [
        question(projects, terms, "term", cut, min(cut + 4, last)) for cut in range(2, last)
    ]
    return earlier, [question(projects, terms, "term", last, len(terms) - 1)]


def ols(folder):
    projects = read(folder, "ols/projects.json")
    terms = sorted({p["cohort"] for p in projects})
    people = read(folder, "ols/people.json")
    extra = {p["id"]: [", ".join(p["expertise"])] for p in people if p["expertise"]}
    asked = [question(projects, terms, "cohort", cut, cut + 1, extra) for cut in range(4)]
    return asked[:2], asked[2:]


INTERESTS = (
    "sports tvsports exercise dining museums art hiking gaming clubbing reading tv theater movies "
    "concerts music shopping yoga").split()
FOND = 7


def dater(row, ranked=()):
    said = [(name, row[name]) for name in ("field_code", "career_code") if row[name]]
    return {
        "id": row["iid"], "interests": [name for name in INTERESTS if int(row[name] or 0) >= FOND],
        "goals": [row["goal_code"]] if row["goal_code"] else [],
        "groups": [f"{name} {value}" for name, value in said],
        "measures": {"age": int(row["age"])} if row["age"] else {}, "rankings": list(ranked),
    }


def dates(folder):
    """Everybody of one side met everybody of the other; who both said yes are the real ones."""
    folder = os.path.join(folder, "matching/speeddating")
    with open(os.path.join(folder, "people.csv"), encoding="utf-8", newline="") as file:
        people = {row["iid"]: row for row in csv.DictReader(file)}
    with open(os.path.join(folder, "meetings.csv"), encoding="utf-8", newline="") as file:
        meetings = list(csv.DictReader(file))
    asked = []
    for wave in sorted({row["wave"] for row in meetings}, key=int):
        real, liked = {}, {}
        for row in meetings:
            if row["wave"] == wave and people[row["iid"]]["side"] == "A":
                liked.setdefault(row["iid"], []).append((-float(row["like"] or 0), row["pid"]))
                if row["match"] == "1":
                    real.setdefault(row["iid"], set()).add(row["pid"])
        asked.append(Question(
            [dater(people[one], (pid for _, pid in sorted(liked[one]))) for one in sorted(real)],
            [dater(row) for row in people.values() if row["wave"] == wave and row["side"] == "B"],
            real))
    return [], asked


# Counting


def ask(asked, rules):
    line = {"policy": rules, "mentees": asked.mentees, "mentors": asked.mentors}
    run = subprocess.run(
        [os.environ["MENTORSHIP_BINARY"], "engine", "rank"], input=json.dumps(line) + "\n",
        capture_output=True, text=True, check=True)
    answer = json.loads(run.stdout)
    if "error" in answer:
        sys.exit(answer["detail"])
    return answer["rankings"]


def figures(ranking, real):
    """hit@5, 1 / rank and AUC of one project."""
    scores = {one["id"]: one["score"] for one in ranking["mentors"]}
    taken = [scores[name] for name in real if name in scores]
    if not taken:
        return 0.0, 0.0, 0.0
    others = [score for name, score in scores.items() if name not in real]
    best = max(taken)
    above = sum(score > best for score in others)
    equal, ours = sum(score == best for score in others), taken.count(best)
    won = sum((one > other) + 0.5 * (one == other) for one in taken for other in others)
    return (*first(above, equal, ours), won / (len(taken) * len(others)))


def first(above, equal, ours):
    """Chance of the first of ours among the first five, and the mean of 1 / its rank, when the
    equal come in a random order."""
    hit, rank, missed = 0.0, 0.0, 1.0
    for place in range(equal + 1):
        chance = missed * ours / (equal + ours - place)
        rank += chance / (above + place + 1)
        hit += chance if above + place < 5 else 0.0
        missed -= chance
    return hit, rank


def measure(questions, rules):
    found = []
    for asked in questions:
        for ranking in ask(asked, rules):
            found.append(figures(ranking, asked.real[ranking["mentee"]]))
    return [sum(column) / len(found) for column in zip(*found)]


def show(name, row):
    print(f"  {name:<28}" + "".join(f"{value:8.3f}" for value in row))


def explain(asked, rules, count):
    for ranking in ask(asked, rules)[:count]:
        print(f"\n  {ranking['mentee']}, really {', '.join(sorted(asked.real[ranking['mentee']]))}")
        for one in ranking["mentors"][:5]:
            words = "; ".join(part["words"] for part in one["parts"])
            print(f"    {one['score']:.3f} {one['id']}: {words}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sets", nargs="*", metavar="cncf|ols|dates")
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--explain", type=int, default=0)
    options = parser.parse_args()
    for name in options.sets or ["cncf", "ols", "dates"]:
        earlier, later = {"cncf": cncf, "ols": ols, "dates": dates}[name](options.data)
        for title, questions in (("chosen on", earlier), ("tested on", later)):
            count = sum(len(asked.mentees) for asked in questions)
            if not count:
                continue
            print(f"{name}, {title} {count}".ljust(32) + "hit@5     MRR     AUC")
            for policy_name, rules in POLICIES[name].items():
                show(policy_name, measure(questions, rules))
        for title, row in ISSUE[name].items():
            show(f"(stated: {title})", row)
        if options.explain:
            explain(later[0], POLICIES[name]["the policy"], options.explain)


if __name__ == "__main__":
    main()
