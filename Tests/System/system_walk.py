"""The first walk of the README, line by line as it stands there."""

import os
import pathlib
import re
import subprocess
import unittest

from service import Service

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Walk(unittest.TestCase):
    def test_every_line_of_the_first_walk_works(self):
        text = (ROOT / "README.md").read_text()
        walk = text.split("## A first walk")[1].split("\n## ")[0]
        blocks = re.findall(r"```sh\n(.*?)```", walk, re.S)
        self.assertEqual(len(blocks), 2)
        with Service() as service:
            script = "set -euo pipefail\n" + blocks[1]
            done = subprocess.run(
                ["bash", "-c", script], capture_output=True, text=True, timeout=120,
                env=dict(os.environ, URL=service.url, KEY=service.key))
            self.assertEqual(done.returncode, 0, done.stdout[-1500:] + done.stderr[-1500:])
        for fragment in ('"role":"administrator"', "case recording", '"next_after"', "percent"):
            self.assertIn(fragment, done.stdout)


if __name__ == "__main__":
    unittest.main()
