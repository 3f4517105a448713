"""What documents say of tests is true: every test that docs/conformance.md names is there, and no
limit of docs/limits.md is left out."""

import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Conformance"))

from conformance import TOPICS, load  # noqa: E402


def rows(name, heading=None):
    """The cells of each row of the tables under a heading, or of all tables."""
    text = (ROOT / "docs" / name).read_text()
    if heading:
        text = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def known_tests():
    swift, python = set(), set()
    for path in (ROOT / "Tests").rglob("*.swift"):
        swift |= set(re.findall(r"func `([^`]+)`", path.read_text()))
    for path in (ROOT / "Tests").rglob("*.py"):
        python |= set(re.findall(r"def (test_\w+)", path.read_text()))
    cases = {f"{topic}: {case.name}" for topic, case in load()}
    return swift | python | cases | {f"{topic}: *" for topic in TOPICS}


class Conformance(unittest.TestCase):
    def named(self):
        """Each row's first cell, and the tests of its last."""
        for heading in ("What must hold", "Statuses", "Limits"):
            for cells in list(rows("conformance.md", heading))[1:]:
                yield cells[0], re.findall(r"`([^`]+)`", cells[-1])

    def test_every_test_that_is_named_is_there(self):
        known = known_tests()
        missing = [(row, test) for row, tests in self.named() for test in tests
                   if test not in known]
        self.assertEqual(missing, [])

    def test_every_row_names_a_test(self):
        empty = [row for row, tests in self.named() if not tests]
        self.assertEqual(empty, [])

    def test_every_limit_has_its_row(self):
        limits = {cells[0] for cells in list(rows("limits.md", "The wire"))[1:]}
        self.assertGreater(len(limits), 30)
        self.assertEqual(limits, {cells[0] for cells in list(rows("conformance.md", "Limits"))[1:]})


if __name__ == "__main__":
    unittest.main()
