"""Sends every case to our server, and to another one for comparison, and tells what was not right.
A case passes when it does in each way of cutting it, and when the server is well afterwards."""

import argparse
import collections
import concurrent.futures
import importlib
import sys

import subjects
import wire

TOPICS = ["request_line", "percent_encoding", "header_syntax", "limits", "body_framing", "chunked",
          "pipelining", "expect_continue", "methods_and_status", "response_hygiene", "connections"]
# Cases at once: most of their time is waiting for what must not come.
AT_ONCE = 4
BYTE_BY_BYTE_MAX = 1500


def load():
    """Topic and case, in order; names are unique in a topic."""
    all_cases = []
    for topic in TOPICS:
        cases = importlib.import_module(f"cases.{topic}").CASES
        names = [case.name for case in cases]
        doubled = [name for name, count in collections.Counter(names).items() if count > 1]
        if doubled:
            raise SystemExit(f"{topic}: two cases named {doubled}")
        all_cases += [(topic, case) for case in cases]
    return all_cases


def cuts(case, is_short):
    if not case.can_be_cut:
        return ["whole"]
    if is_short:
        return ["whole", "cut"]
    is_small = len(case.steps[0]) <= BYTE_BY_BYTE_MAX
    return ["whole", "cut", "bytes"] if is_small else ["whole", "cut"]


def failures_of(case, subject, is_short):
    found = []
    for cut in cuts(case, is_short):
        try:
            wire.run(case, subject, cut)
        except wire.Failed as failure:
            found.append(f"({cut}) {failure}")
        except OSError as error:
            found.append(f"({cut}) {error}")
        if not wire.is_healthy(subject, case):
            found.append(f"({cut}) UNHEALTHY: the next client was not served")
    return found


def run_all(chosen, make_subject, is_short):
    """{(topic, name): [failures]} of every case; one server for each set of settings."""
    groups = collections.defaultdict(list)
    for topic, case in chosen:
        groups[case.limits].append((topic, case))
    results = {}
    for settings, cases in groups.items():
        # Where the number of connections or of refusals is what counts, one after the other.
        at_once = 1 if settings else AT_ONCE
        with make_subject(settings) as subject:
            with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
                done = pool.map(lambda one: failures_of(one[1], subject, is_short), cases)
                for (topic, case), failures in zip(cases, done):
                    results[topic, case.name] = failures
    return results


def table(results, title):
    """Passed and all, by topic."""
    passed, total = collections.Counter(), collections.Counter()
    for (topic, _), failures in results.items():
        total[topic] += 1
        passed[topic] += not failures
    return {topic: (passed[topic], total[topic]) for topic in TOPICS} | {
        "all": (sum(passed.values()), sum(total.values())), "title": title}


def show(columns):
    print(f"{'':22}" + "".join(f"{column['title']:>22}" for column in columns))
    for topic in TOPICS + ["all"]:
        row = "".join(f"{column[topic][0]:>15}/{column[topic][1]:<6}" for column in columns)
        print(f"{topic.replace('_', ' '):22}{row}")


def serious(results):
    """How often what must never happen did."""
    counts = collections.Counter()
    for failures in results.values():
        for word in ("EXTRA", "UNHEALTHY", "HANGS"):
            counts[word] += any(word in failure for failure in failures)
    return ", ".join(f"{counts[word]} {name}" for word, name in
                     [("EXTRA", "extra answers"), ("UNHEALTHY", "times unhealthy"),
                      ("HANGS", "hangs")])


def show_failures(results, cases, name):
    clauses = {(topic, case.name): case.clause for topic, case in cases}
    for key, failures in results.items():
        for failure in failures:
            print(f"FAILED {name}: {key[0]}: {key[1]} [{clauses[key]}] {failure}")


def options():
    parser = argparse.ArgumentParser(prog="script/conformance", description=__doc__)
    parser.add_argument("--short", action="store_true", help="two ways of cutting instead of three")
    parser.add_argument("--against", choices=sorted(subjects.OTHERS), action="append", default=[],
                        help="another server beside ours; can be repeated")
    parser.add_argument("--only", default="",
                        help="cases of this topic, or whose name contains this")
    parser.add_argument("--list", action="store_true", help="name the cases and end")
    return parser.parse_args()


def main():
    chosen = options()
    cases = [(topic, case) for topic, case in load()
             if chosen.only == topic or chosen.only in case.name]
    if chosen.list:
        for topic, case in cases:
            print(f"{topic}: {case.name} [{case.clause}]")
        return 0
    ours = run_all(cases, subjects.Ours, chosen.short)
    columns = [table(ours, "ours")]
    common = [(topic, case) for topic, case in cases if not case.only_ours]
    if chosen.against:
        shared = {(topic, case.name) for topic, case in common}
        columns.append(table({key: ours[key] for key in shared}, "ours, common cases"))
    for name in chosen.against:
        results = run_all(common, lambda _: subjects.OTHERS[name](), chosen.short)
        columns.append(table(results, name))
        show_failures(results, cases, name)
        print(f"{name}: {serious(results)}")
    show(columns)
    show_failures(ours, cases, "ours")
    print(f"ours: {serious(ours)}")
    passed, total = columns[0]["all"]
    print(f"{passed} passed, {total - passed} failed")
    return 0 if passed == total and total else 1


if __name__ == "__main__":
    sys.exit(main())
