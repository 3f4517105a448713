"""The engines on their own, against oracles: scipy, zoneinfo minute by minute, dateutil, numpy."""

import datetime
import fractions
import json
import random
import subprocess
import tempfile
import unittest
import zoneinfo

from service import binary, run_command

try:
    from scipy.optimize import linear_sum_assignment
except ImportError:
    linear_sum_assignment = None
try:
    from dateutil import rrule
except ImportError:
    rrule = None

UTC = datetime.timezone.utc
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def ask(engine, *questions):
    """Answers to questions; a text goes as it is."""
    lines = [line if isinstance(line, str) else json.dumps(line) for line in questions]
    done = run_command("engine", engine, input="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line, parse_float=fractions.Fraction)
               for line in done.stdout.splitlines()]
    return answers[0] if len(questions) == 1 else answers


def statistics(kind, **members):
    answer = ask("statistics", {"kind": kind, "input": members})
    return {name: float(value) if isinstance(value, fractions.Fraction) else value
            for name, value in answer.items()}


class Stream(unittest.TestCase):
    def test_a_bad_line_is_answered_on_its_line_and_the_rest_goes_on(self):
        good = {"kind": "describe", "input": {"values": [1, 2, None]}, "unknown": {}}
        answers = ask("statistics", "{", good, "", "   ", "[]", '{"kind": "magic", "input": {}}',
                      '{"kind": "describe"}', '{"kind": "describe", "input": {"values": 3}}', good)
        self.assertEqual([answer.get("error") for answer in answers],
                         ["invalid", None, "invalid", "invalid", "invalid", "invalid", None])
        self.assertTrue(all(answer["detail"] for answer in answers if "error" in answer))
        self.assertEqual(answers[1], answers[-1])

    def test_an_answer_comes_before_the_next_question(self):
        with subprocess.Popen([binary(), "engine", "statistics"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            for value in (4, 5):
                line = json.dumps({"kind": "describe", "input": {"values": [value]}})
                process.stdin.write(line.encode() + b"\n")
                process.stdin.flush()
                self.assertEqual(json.loads(process.stdout.readline())["mean"], value)
            process.stdin.close()
            self.assertEqual(process.wait(timeout=20), 0)

    def test_an_unknown_engine_is_wrong_usage(self):
        self.assertEqual(run_command("engine", "oracle", input="").returncode, 64)


def question(objective, rows, capacities=None, **more):
    scores = [[f"e{i}", f"r{j}", value] for i, row in enumerate(rows)
              for j, value in enumerate(row) if value is not None]
    count = max((len(row) for row in rows), default=0)
    return {"objective": objective, "mentees": [f"e{i}" for i in range(len(rows))],
            "mentors": [{"id": f"r{j}", "capacity": capacity}
                        for j, capacity in enumerate(capacities or [1] * count)],
            "scores": scores, **more}


class Match(unittest.TestCase):
    def check_duals(self, asked, answer):
        """Weak duality, from the answer alone."""
        proof = answer["certificate"]
        rows, columns = proof["mentee_duals"], proof["mentor_duals"]
        worth = {(e, r): fractions.Fraction(str(w)) * proof["scale"] + proof["bonus"]
                 for e, r, w in asked["scores"]}
        self.assertTrue(all(price >= 0 for price in [*rows.values(), *columns.values()]))
        self.assertTrue(all(rows[e] + columns[r] >= w for (e, r), w in worth.items()))
        dual = sum(rows.values()) + sum(columns[r["id"]] * r["capacity"] for r in asked["mentors"])
        primal = sum(worth[tuple(pair)] for pair in answer["pairs"])
        self.assertEqual((primal, dual, 0), (proof["primal"], proof["dual"], proof["gap"]))
        self.assertEqual(primal, dual)

    @unittest.skipUnless(linear_sum_assignment, "scipy is not there")
    def test_totals_are_those_of_scipy_and_proved(self):
        dice = random.Random(20261)
        asked, expected = [], []
        for size in (1, 4, 9, 25):
            rows = [[dice.randrange(0, 1000) / 1000 for _ in range(size + 2)] for _ in range(size)]
            row, column = linear_sum_assignment(rows, maximize=True)
            expected.append(sum(fractions.Fraction(str(rows[i][j])) for i, j in zip(row, column)))
            asked.append(question("max_weight", rows))
        for one, answer, total in zip(asked, ask("match", *asked), expected):
            self.assertEqual(answer["total"], total)
            self.assertEqual(answer["unmatched"], [])
            self.check_duals(one, answer)

    @unittest.skipUnless(linear_sum_assignment, "scipy is not there")
    def test_capacities_are_places_side_by_side(self):
        dice = random.Random(7)
        rows = [[dice.randrange(50) for _ in range(4)] for _ in range(11)]
        capacities = [3, 0, 2, 4]
        wide = [[row[j] for j, count in enumerate(capacities) for _ in range(count)]
                for row in rows]
        i, j = linear_sum_assignment(wide, maximize=True)
        asked = question("max_weight", rows, capacities)
        answer = ask("match", asked)
        self.assertEqual(answer["total"], sum(wide[a][b] for a, b in zip(i, j)))
        self.assertEqual(len(answer["unmatched"]), 2)
        self.check_duals(asked, answer)

    def test_aims_differ(self):
        rows = [[10, 3], [3, None]]
        weight, most, worst = ask("match", question("max_weight", rows),
                                  question("max_cardinality", rows),
                                  question("bottleneck", [[10, 3, None], [3, 9, 1]]))
        self.assertEqual((weight["total"], weight["unmatched"]), (10, ["e1"]))
        self.assertEqual((most["total"], most["unmatched"]), (6, []))
        self.assertEqual(most["pairs"], [["e0", "r1"], ["e1", "r0"]])
        self.assertEqual((worst["certificate"]["worst"], worst["total"]), (9, 19))
        self.assertEqual(worst["certificate"]["most"]["gap"], 0)

    def test_decimals_of_nine_places_are_added_exactly(self):
        scores = '[["a", "x", 123456789.000000001], ["b", "y", 0.000000002], ["c", "z", 1e1]]'
        done = run_command("engine", "match", input=(
            '{"objective": "max_weight", "mentees": ["a", "b", "c"], "mentors": [{"id": "x", '
            '"capacity": 1}, {"id": "y", "capacity": 1}, {"id": "z", "capacity": 1}], '
            '"scores": ' + scores + "}\n"))
        self.assertIn('"total":123456799.000000003,', done.stdout)

    def test_a_matrix_and_its_file_are_the_same_question(self):
        rows = [[5, 1, None], [4, 4, 0], [None, None, 7], [6, 2, 3]]
        listed = question("max_weight", rows, [1, 2, 1], forbidden=[["e3", "r0"]],
                          pins=[["e1", "r2"]])
        matrix = dict(listed, matrix=rows)
        del matrix["scores"]
        with tempfile.NamedTemporaryFile() as file:
            for row in rows:
                for value in row:
                    number = -1 if value is None else value
                    file.write(number.to_bytes(4, "little", signed=True))
            file.flush()
            by_file = dict(listed, matrix_file=file.name)
            del by_file["scores"]
            short = dict(by_file, mentees=["e0", "e1"], pins=[], forbidden=[])
            answers = ask("match", listed, matrix, by_file, short,
                          dict(by_file, matrix_file="/nowhere"))
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])
        self.assertEqual(answers[0]["pairs"], [["e0", "r0"], ["e1", "r2"], ["e3", "r1"]])
        self.assertEqual([answer["error"] for answer in answers[3:]], ["invalid", "invalid"])

    def test_stable_matchings_favour_either_side(self):
        asked = {"mentees": ["a", "b"], "mentors": [{"id": x, "capacity": 1} for x in "xy"],
                 "mentee_prefs": {"a": ["x", "y"], "b": ["y", "x"]},
                 "mentor_prefs": {"x": ["b", "a"], "y": ["a", "b"]}}
        ours, theirs = ask("match", dict(asked, objective="stable"),
                           dict(asked, objective="stable_mentor_optimal"))
        self.assertEqual(ours["pairs"], [["a", "x"], ["b", "y"]])
        self.assertEqual(theirs["pairs"], [["a", "y"], ["b", "x"]])
        self.assertEqual(ours["certificate"], {"blocking_pairs": 0})
        self.assertNotIn("total", ours)

    def test_contradictions_are_named(self):
        rows = [[1, 2], [3, 4]]
        def of(**more):
            return question("max_weight", rows, **more)
        invalid = [of(scores=[["e0", "r0", -1]]), of(scores=[["e0", "r0", 1], ["e0", "r0", 2]]),
                   of(scores=[["e9", "r0", 1]]), of(mentees=["e0", "e0"]),
                   of(scores=[["e0", "r0", 0.1234567891]]), of(scores=[["e0", "r0", "1"]]),
                   of(scores=[["e0", "r0", -0.12345678901234567]]),
                   of(mentors=[{"id": "r0", "capacity": -1}, {"id": "r1", "capacity": 1}]),
                   question("best", rows)]
        infeasible = [of(pins=[["e0", "r0"]], forbidden=[["e0", "r0"]]),
                      of(pins=[["e0", "r0"], ["e1", "r0"]]),
                      of(pins=[["e0", "r0"], ["e0", "r1"]]),
                      of(scores=[["e0", "r0", 1]], pins=[["e1", "r1"]])]
        answers = ask("match", *invalid, *infeasible)
        self.assertEqual([answer.get("error") for answer in answers],
                         ["invalid"] * len(invalid) + ["infeasible"] * len(infeasible))

    def test_nobody_is_matched_with_nobody(self):
        answer = ask("match", question("max_weight", []))
        self.assertEqual((answer["pairs"], answer["total"], answer["unmatched"]), ([], 0, []))


def minute(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)


def available_minutes(person, start, end):
    """By looking at the person's wall at each minute."""
    zone = zoneinfo.ZoneInfo(person["zone"])
    def clock(text):
        return int(text[:2]) * 60 + int(text[3:])
    def windows(date):
        for exception in person.get("exceptions", []):
            if exception["date"] == date.isoformat():
                return exception["windows"]
        return [window for window in person["weekly"] if window["day"] == DAYS[date.weekday()]]
    def inside(wall):
        for back in (0, 1):
            date = wall.date() - datetime.timedelta(days=back)
            now = wall.hour * 60 + wall.minute + back * 1440
            for window in windows(date):
                first, last = clock(window["from"]), clock(window["to"])
                if first <= now < (last if last > first else last + 1440):
                    return True
        return False
    found, now = set(), start
    while now < end:
        if inside(now.astimezone(zone)):
            found.add(now)
        now += datetime.timedelta(minutes=1)
    return found


def brute_force(asked):
    start, end = minute(asked["from"]), minute(asked["to"])
    step = datetime.timedelta(minutes=asked["step_minutes"])
    one = datetime.timedelta(minutes=1)
    buffer = datetime.timedelta(minutes=asked.get("buffer_minutes", 0))
    free = None
    for person in asked["people"]:
        own = available_minutes(person, start, end)
        for busy in person.get("busy", []):
            first, last = minute(busy["from"]) - buffer, minute(busy["to"]) + buffer
            own = {now for now in own if not first <= now < last}
        free = own if free is None else free & own
    earliest = start
    if "now" in asked:
        notice = datetime.timedelta(minutes=asked.get("min_notice_minutes", 0))
        earliest = minute(asked["now"]) + notice
    starts, now = [], start
    while now + one * asked["slot_minutes"] <= end:
        if now >= earliest and all(now + one * k in free for k in range(asked["slot_minutes"])):
            starts.append(now.strftime("%Y-%m-%dT%H:%MZ"))
        now += step
    return starts


class Slots(unittest.TestCase):
    def test_slots_over_clock_changes_are_those_of_a_look_at_each_minute(self):
        dice = random.Random(3)
        zones = [("Europe/London", "2026-03-28"), ("Europe/Berlin", "2026-10-24"),
                 ("America/New_York", "2026-03-07"), ("Australia/Lord_Howe", "2026-04-04"),
                 ("Pacific/Apia", "2011-12-29"), ("Africa/Casablanca", "2026-02-14"),
                 ("America/St_Johns", "2026-10-31"), ("Asia/Kathmandu", "2026-05-01")]
        asked = [self.question(dice, zones[k % len(zones)], zones) for k in range(24)]
        for one, answer in zip(asked, ask("slots", *asked)):
            self.assertEqual(answer, {"starts": brute_force(one)}, one)
        self.assertGreater(sum(len(brute_force(one)) > 3 for one in asked), 8)

    def question(self, dice, place, zones):
        start = minute(f"{place[1]}T00:00Z") + datetime.timedelta(minutes=dice.randrange(600))
        def text(minutes):
            return (start + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%MZ")
        def window():
            first = dice.randrange(0, 1440, 15)
            last = (first + dice.randrange(120, 1440, 15)) % 1455
            return {"from": f"{first // 60:02}:{first % 60:02}",
                    "to": f"{last // 60:02}:{last % 60:02}"}
        def person(number, zone):
            busy = dice.randrange(2500)
            return {"id": f"p{number}", "zone": zone,
                    "weekly": [dict(window(), day=day) for day in DAYS for _ in range(2)],
                    "exceptions": [{"date": text(1440)[:10],
                                    "windows": [window() for _ in range(dice.randrange(2))]}],
                    "busy": [{"from": text(busy), "to": text(busy + 45)}]}
        people = [person(0, place[0])]
        if dice.random() < 0.5:
            people.append(person(1, dice.choice(zones)[0]))
        return {"from": text(0), "to": text(2880), "slot_minutes": dice.choice([15, 50, 90]),
                "step_minutes": dice.choice([10, 15, 60]), "buffer_minutes": dice.choice([0, 20]),
                "now": text(100), "min_notice_minutes": 240, "people": people}

    def test_questions_that_cannot_be_asked_are_refused(self):
        person = {"id": "a", "zone": "UTC",
                  "weekly": [{"day": "MO", "from": "09:00", "to": "10:00"}]}
        fine = {"from": "2026-01-05T00:00Z", "to": "2026-07-06T00:00Z", "slot_minutes": 60,
                "step_minutes": 60, "people": [person]}
        wrong = [dict(fine, step_minutes=0), dict(fine, slot_minutes=1.5),
                 dict(fine, people=[dict(person, zone="Mars/Base")]),
                 dict(fine, people=[dict(person, weekly=[{"day": "XX", "from": "09:00",
                                                          "to": "10:00"}])]),
                 dict(fine, people=[dict(person, weekly=[{"day": "MO", "from": "24:00",
                                                          "to": "10:00"}])]),
                 {**fine, "from": "2026-01-05T00:00"}]
        answers = ask("slots", fine, *wrong)
        self.assertEqual(len(answers[0]["starts"]), 26)
        self.assertEqual([answer.get("error") for answer in answers[1:]],
                         ["invalid"] * len(wrong))


class Recur(unittest.TestCase):
    @unittest.skipUnless(rrule, "dateutil is not there")
    def test_instances_are_those_of_dateutil(self):
        rules = ["FREQ=DAILY;INTERVAL=3;COUNT=9", "FREQ=WEEKLY;BYDAY=TU,FR;WKST=SU;INTERVAL=2",
                 "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;COUNT=5",
                 "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY;BYDAY=20MO",
                 "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=3,6",
                 "COUNT=7;FREQ=DAILY;BYDAY=SA,SU", "FREQ=WEEKLY;UNTIL=20260401T120000Z"]
        zone = zoneinfo.ZoneInfo("Europe/London")
        first = datetime.datetime(2026, 1, 30, 10, 30)
        asked = [{"dtstart": first.strftime("%Y%m%dT%H%M%S"), "tz": "Europe/London",
                  "rrule": rule, "exdates": ["20260130T103000"], "limit": 30} for rule in rules]
        for one, answer in zip(asked, ask("recur", *asked)):
            walls = rrule.rrulestr(one["rrule"].replace("120000Z", "120000"), dtstart=first)
            expected = []
            for wall in walls:
                if wall != first:
                    moment = wall.replace(tzinfo=zone).astimezone(UTC)
                    expected.append(moment.strftime("%Y%m%dT%H%M%SZ"))
                if len(expected) == 30:
                    break
            self.assertEqual(answer, {"instances": expected, "shifted": []}, one["rrule"])

    def test_a_gap_shifts_and_an_overlap_takes_the_first_pass(self):
        gap, overlap = ask(
            "recur",
            {"dtstart": "20260328T013000", "tz": "Europe/London", "rrule": "FREQ=DAILY;COUNT=3"},
            {"dtstart": "20261025T013000", "tz": "Europe/London", "rrule": "FREQ=DAILY;COUNT=1"})
        self.assertEqual(gap, {
            "instances": ["20260328T013000Z", "20260329T013000Z", "20260330T003000Z"],
            "shifted": ["20260329T013000Z"]})
        self.assertEqual(overlap, {"instances": ["20261025T003000Z"], "shifted": []})

    def test_without_a_limit_a_thousand_are_given(self):
        asked = {"dtstart": "20260101T000000", "tz": "UTC", "rrule": "FREQ=DAILY"}
        answers = ask("recur", asked, dict(asked, limit=0), dict(asked, rrule="FREQ=HOURLY"),
                      dict(asked, tz="Nowhere"), dict(asked, dtstart="20260230T000000"))
        self.assertEqual(len(answers[0]["instances"]), 1000)
        self.assertEqual(answers[1]["instances"], [])
        self.assertEqual([answer["error"] for answer in answers[2:]], ["invalid"] * 3)


class Statistics(unittest.TestCase):
    def test_goal_attainment_has_the_published_figures(self):
        for weights, scores, t in [
                ([1], [1], 60), ([1], [-1], 40), ([1, 1, 1], [1, 1, 1], 63.6931),
                ([1, 1, 1], [0, 1, -1], 50), ([1, 2, 3], [1, 0, -1], 45.5935),
                ([1, 1], [2, 2], 74.8069), ([3, 2, 1], [2, 1, -1], 65.4228)]:
            goals = [{"weight": w, "score": x} for w, x in zip(weights, scores)]
            found = statistics("gas", goals=goals + [{"weight": 0, "score": 2},
                                                     {"weight": 5, "score": None}], rho=0.3)
            self.assertEqual(found["n"], len(weights))
            self.assertAlmostEqual(found["t_score"], t, places=4)
        self.assertEqual(statistics("gas", goals=[], rho=0.3), {"n": 0, "t_score": None})

    def test_describe_counts_what_is_missing(self):
        self.assertEqual(
            statistics("describe", values=[1, None, 3, 5]),
            {"n": 3, "missing": 1, "mean": 3, "sd": 2, "median": 3, "min": 1, "max": 5})
        self.assertEqual(
            statistics("describe", values=[None]),
            {"n": 0, "missing": 1, "mean": None, "sd": None, "median": None, "min": None,
             "max": None})

    def test_alpha_is_that_of_the_formula(self):
        rows = [[3, 4, 3], [5, 4, 5], [2, 2, 1], [4, 5, 4], [1, 2, 2]]
        def variance(values):
            mean = fractions.Fraction(sum(values), len(values))
            return sum((value - mean) ** 2 for value in values) / (len(values) - 1)
        items = sum(variance(column) for column in zip(*rows))
        alpha = fractions.Fraction(3, 2) * (1 - items / variance([sum(row) for row in rows]))
        found = statistics("cronbach", matrix=rows + [[5, None, 5]])
        self.assertEqual((found["n"], found["k"]), (5, 3))
        self.assertAlmostEqual(found["alpha"], float(alpha), places=12)
        self.assertLess(found["ci_low"], found["alpha"])
        self.assertLess(found["alpha"], found["ci_high"])

    def test_before_and_after(self):
        pre, post = [1, 2, 3, 4, None], [2, 4, 3, 7, 9]
        found = statistics("paired_t", pre=pre, post=post)
        self.assertEqual((found["n"], found["df"], found["mean_diff"]), (4, 3, 1.5))
        self.assertAlmostEqual(found["t"], 1.5 / (5 / 3) ** .5 * 2, places=12)
        self.assertAlmostEqual(found["p"], 0.1027, places=3)
        self.assertAlmostEqual(
            statistics("effect_size", pre=pre, post=post)["d_z"], 1.5 / (5 / 3) ** .5, places=12)
        ranks = statistics("wilcoxon", pre=pre, post=post)
        self.assertEqual(
            [ranks[name] for name in ("w_plus", "w_minus", "statistic", "p_exact", "n_pairs",
                                      "n_nonzero")], [6, 0, 0, 0.25, 4, 3])
        refused = ask("statistics", {"kind": "paired_t", "input": {"pre": [1], "post": []}})
        self.assertEqual(refused["error"], "invalid")

    def test_shares(self):
        self.assertEqual(
            statistics("nps", ratings=[10, 9, 8, 0, None]),
            {"n": 4, "promoters": 2, "passives": 1, "detractors": 1, "nps": 25})
        found = statistics("response_rate",
                           statuses=["completed", "partial", "bounced", "sent", "completed"])
        self.assertEqual((found["eligible"], found["completed"], found["partial"], found["rate"]),
                         (4, 2, 1, .5))
        self.assertAlmostEqual(found["wilson_low"], 0.15004, places=5)
        self.assertAlmostEqual(found["wilson_high"], 0.84996, places=5)

    def test_survival_by_hand(self):
        answer = ask("statistics", {"kind": "km", "input": {
            "durations": [2, 3, 3, 5], "closed_early": [True, False, True, True]}})
        self.assertEqual((answer["n"], answer["events"], answer["median"]), (4, 3, 3))
        rows = [(row["time"], row["at_risk"], row["events"], float(row["survival"]))
                for row in answer["table"]]
        self.assertEqual(rows, [(2, 4, 1, .75), (3, 3, 1, .5), (5, 1, 1, 0)])
        self.assertAlmostEqual(float(answer["table"][0]["se"]), (.75 * .25 / 4) ** .5, places=12)
        self.assertIsNone(answer["table"][2]["se"])

    def test_ranking_puts_the_one_who_did_it_first_and_says_why(self):
        answer = ask("rank", {
            "policy": {"factors": [{"factor": "text", "weight": .8},
                                   {"factor": "hours_in_common", "weight": .2, "enough": 60}],
                       "evidence_floor": 0},
            "mentees": [{"id": "m", "texts": ["keep bees"], "hours": [[60, 120]]}],
            "mentors": [{"id": "cook", "texts": ["cook soup", "keep bees warm"]},
                        {"id": "bees", "texts": ["keep bees"], "hours": [[90, 400]]},
                        {"id": "m", "texts": ["keep bees"]}, {"id": "none"}]})
        ranking = answer["rankings"][0]
        self.assertEqual([one["id"] for one in ranking["mentors"]], ["bees", "cook"])
        words = [part["words"] for part in ranking["mentors"][0]["parts"]]
        self.assertEqual(words, ["both write about: bees, keep", "can both meet 30 min a week"])
        self.assertAlmostEqual(ranking["mentors"][0]["score"], .9, places=4)
        self.assertEqual(
            {one["id"]: one["reasons"] for one in ranking["ruled_out"]},
            {"m": ["same_person"], "none": ["nothing_in_common"]})
        refused = ask("rank", {"policy": {"factors": [{"factor": "charm", "weight": 1}]},
                               "mentees": [], "mentors": []})
        self.assertEqual(refused["error"], "invalid")
        self.assertIn("/factors/0/factor", refused["detail"])

    def test_a_level_that_cannot_be_weighed_exactly_is_refused(self):
        def asked(wanted, offered):
            return ask("rank", {
                "policy": {"factors": [{"factor": "need_coverage", "weight": 1}]},
                "mentees": [{"id": "m", "skills": [{"name": "go", "level": wanted}]}],
                "mentors": [{"id": "o", "skills": [{"name": "go", "level": offered}]}]})
        most = 1_000_000
        exact = asked(most, most - 1)["rankings"][0]["mentors"][0]
        self.assertAlmostEqual(exact["score"], .999999, places=9)
        for level in (most + 1, 10 ** 13, 2 ** 63 - 1):
            for pair in ((level, 1), (1, level), (level, level)):
                refused = asked(*pair)
                self.assertEqual(refused["error"], "invalid", pair)
                self.assertIn("level", refused["detail"])


if __name__ == "__main__":
    unittest.main()
