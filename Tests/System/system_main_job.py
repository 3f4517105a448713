"""The main job on real input (script/main-job), where the data is at hand."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("MENTORSHIP_DATA", ROOT / "../shared/data"))


class MainJob(unittest.TestCase):
    @unittest.skipUnless((DATA / "cncf").exists(), "the data is not beside the project")
    def test_real_terms_are_matched_accepted_and_met_and_the_survey_report_is_right(self):
        with tempfile.NamedTemporaryFile(suffix=".json") as figures:
            done = subprocess.run(
                [sys.executable, "-W", "ignore::ResourceWarning", str(ROOT / "script/main-job"),
                 "--data", str(DATA), "--json", figures.name], capture_output=True, text=True)
            print(done.stdout)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            summary = json.load(open(figures.name))
        terms = [row for row in summary.values() if "needs" in row]
        self.assertEqual(len(terms), 12 + 5)
        for row in terms:
            self.assertEqual(row["accepted"], row["matched"])
            self.assertEqual(row["booked"], row["accepted"])
            self.assertLessEqual(row["matched"], min(row["places"], row["needs"]))
            self.assertEqual(row["needs"], row["matched"] + sum(row["why_not"].values()))
        self.assertGreater(sum(row["matched"] for row in terms), 150)
        self.assertEqual(set(summary["meetings"]), {"held"})
        self.assertGreater(summary["meetings"]["held"], 100)
        self.assertEqual(summary["survey"], {"answered": 200, "differences": []})


if __name__ == "__main__":
    unittest.main()
