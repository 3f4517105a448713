"""What the documents name is there: each test and each file of docs/asvs.md and SECURITY.md."""

import re
import unittest

from service import ROOT

DOCUMENTS = ("docs/asvs.md", "SECURITY.md")


class Documents(unittest.TestCase):
    def named(self, pattern):
        for document in DOCUMENTS:
            yield from re.findall(pattern, (ROOT / document).read_text())

    def test_every_named_test_is_there(self):
        files = {path.stem: path for path in (ROOT / "Tests").rglob("*")
                 if path.suffix in (".swift", ".py")}
        count, missing = 0, []
        for file, test in self.named(r"`(\w+): ([^`]+)`"):
            count += 1
            text = files[file].read_text() if file in files else ""
            if f"func `{test}`(" not in text and f"def {test}(" not in text:
                missing.append(f"{file}: {test}")
        self.assertEqual(missing, [])
        self.assertGreater(count, 50)

    def test_every_named_file_is_there(self):
        names = set(self.named(r"`?((?:Sources|Tests|docs|script)/[\w./+-]+\w)`?"))
        self.assertEqual([name for name in names if not (ROOT / name).exists()], [])
        self.assertGreater(len(names), 10)


if __name__ == "__main__":
    unittest.main()
