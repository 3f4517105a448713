"""Guessing keys learns nothing from the time: what the server does for a wrong key is counted in instructions
(valgrind's callgrind), for each kind of wrong key, on a quiet machine or a busy one alike."""

import os
import re
import shutil
import statistics
import subprocess
import tempfile
import unittest

from service import Service, binary

REQUESTS = 30
ROUNDS = 3
# Of a refusal's instructions. The same kind of key measured twice differs by up to a third of it: answers
# and log lines carry ids and times of other lengths. A look-up more or less would be ten times that.
SHARE = 0.05


class Timing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        missing = [tool for tool in ("valgrind", "callgrind_control", "strip") if not shutil.which(tool)]
        if missing:
            raise unittest.SkipTest(f"{', '.join(missing)} not installed")
        cls.folder = tempfile.mkdtemp(prefix="mentorship-timing-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        # valgrind 3.19 cannot read the debug information that Swift writes.
        stripped = os.path.join(cls.folder, "mentorship")
        subprocess.run(["strip", "--strip-debug", "-o", stripped, binary()], check=True)
        cls.service = Service(wrapper=["valgrind", "--tool=callgrind", "-q",
                                       f"--callgrind-out-file={cls.folder}/out"])
        cls.named = os.environ.get("MENTORSHIP_BINARY")
        os.environ["MENTORSHIP_BINARY"] = stripped
        try:
            cls.service.start()
        finally:
            if cls.named is None:
                del os.environ["MENTORSHIP_BINARY"]
            else:
                os.environ["MENTORSHIP_BINARY"] = cls.named
        cls.addClassCleanup(cls.service.__exit__)
        cls.client = cls.service.client()

    def control(self, option):
        return subprocess.run(["callgrind_control", option, str(self.service.process.pid)],
                              capture_output=True, text=True, check=True).stdout

    def cost(self, key):
        """Instructions of one request with that key."""
        self.client.key = key
        for _ in range(10):
            self.client.get("/v1/me")
        self.control("-z")
        for _ in range(REQUESTS):
            self.client.get("/v1/me")
        threads = re.findall(r"Th\s*\d+\s+([\d,]+)", self.control("-e"))
        return sum(int(count.replace(",", "")) for count in threads) / REQUESTS

    def kinds(self, key):
        """Wrong keys of one length, by how much of them is right."""
        other = {True: "a", False: "b"}
        return {
            "nothing right": key[:8] + "0" * 51,
            "nothing right, the last in order": key[:8] + "z" * 51,
            "an unknown public part": key[:8] + key[8:16].swapcase()[::-1] + key[16:],
            "first of the secret wrong": key[:16] + other[key[16] != "a"] + key[17:],
            "middle of the secret wrong": key[:40] + other[key[40] != "a"] + key[41:],
            "last of the secret wrong": key[:-1] + other[key[-1] != "a"],
            "all of the secret wrong": key[:16] + key[16:][::-1],
        }

    def check(self, key):
        costs = {name: [] for name in self.kinds(key)}
        for _ in range(ROUNDS):
            for name, wrong in self.kinds(key).items():
                costs[name].append(self.cost(wrong))
        medians = {name: statistics.median(values) for name, values in costs.items()}
        least, most = min(medians.values()), max(medians.values())
        told = {name: round(cost) for name, cost in medians.items()}
        self.assertGreater(least, 10_000, told)
        self.assertLess((most - least) / least, SHARE, told)

    def test_wrong_keys_of_credentials_cost_the_same(self):
        self.check(self.service.key)

    def test_wrong_tokens_of_people_cost_the_same(self):
        admin = self.service.client()
        person = admin.post("/v1/people", {"name": "One"}).json["id"]
        self.check(admin.post(f"/v1/people/{person}/tokens").json["token"])


if __name__ == "__main__":
    unittest.main()
