"""Stable matchings of real ratings (speed dating), where the data is at hand: those that other
programs found."""

import json
import os
import pathlib
import unittest

from system_engine import ask

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("MENTORSHIP_DATA", ROOT / "../shared/data"))
WAVES = DATA / "matching/speeddating/preferences.json"


class Stable(unittest.TestCase):
    @unittest.skipUnless(WAVES.exists(), "the data is not beside the project")
    def test_matchings_of_rated_meetings_are_those_expected_for_either_side(self):
        asked, expected = [], []
        for wave in json.loads(WAVES.read_text()):
            # In a group of equals the smaller id comes first.
            lists = {person: [str(other) for group in groups for other in sorted(group)]
                     for person, groups in wave["preferences"].items()}
            side_a, side_b = (list(map(str, wave[side])) for side in ("side_a", "side_b"))
            question = {"mentees": side_a,
                        "mentors": [{"id": person, "capacity": 1} for person in side_b],
                        "mentee_prefs": {person: lists[person] for person in side_a},
                        "mentor_prefs": {person: lists[person] for person in side_b}}
            for objective, name in (("stable", "a_proposing"),
                                    ("stable_mentor_optimal", "b_proposing")):
                asked.append(dict(question, objective=objective))
                expected.append(sorted(wave["expected"][name]))
        answers = ask("match", *asked)
        self.assertEqual([sorted([int(one), int(other)] for one, other in answer["pairs"])
                          for answer in answers], expected)
        self.assertTrue(all(answer["certificate"] == {"blocking_pairs": 0} for answer in answers))
        self.assertGreater(len(answers), 15)

    @unittest.skipUnless(WAVES.exists(), "the data is not beside the project")
    def test_matchings_where_only_those_who_both_said_yes_may_meet_are_those_expected(self):
        asked, expected, yeses = [], [], []
        for wave in json.loads(WAVES.read_text()):
            said = {int(person): set(liked) for person, liked in wave["said_yes"].items()}
            lists = {person: [str(other) for group in groups for other in sorted(group)
                              if other in said[int(person)] and int(person) in said[other]]
                     for person, groups in wave["preferences"].items()}
            side_a, side_b = (list(map(str, wave[side])) for side in ("side_a", "side_b"))
            asked.append({"objective": "stable", "mentees": side_a,
                          "mentors": [{"id": person, "capacity": 1} for person in side_b],
                          "mentee_prefs": {person: lists[person] for person in side_a},
                          "mentor_prefs": {person: lists[person] for person in side_b}})
            expected.append(sorted(wave["expected"]["mutual_yes_a_proposing"]))
            yeses.append(wave["expected"]["mutual_yes_pairs"])
        self.assertEqual([sum(map(len, one["mentee_prefs"].values())) for one in asked], yeses)
        answers = ask("match", *asked)
        self.assertEqual([sorted([int(one), int(other)] for one, other in answer["pairs"])
                          for answer in answers], expected)
        self.assertTrue(any(answer["unmatched"] for answer in answers))


if __name__ == "__main__":
    unittest.main()
