"""Somebody sets the machine's clock, both ways, under a service that runs: deadlines are not
touched, stamps and expiries follow the clock, and the log says that it was set. The clock is that
of clock.c, preloaded; the monotonic one stays the kernel's."""

import os
import pathlib
import shutil
import struct
import subprocess
import time
import unittest

import invariants
import wire
from folders import Folder
from service import Client

DAY = 86_400
NOTICED_SECONDS = 5


class Clock(Folder):
    def setUp(self):
        super().setUp()
        compiler = shutil.which("clang") or shutil.which("cc")
        if not compiler:
            self.skipTest("no compiler for clock.c")
        library = os.path.join(self.folder, "clock.so")
        source = pathlib.Path(__file__).with_name("clock.c")
        subprocess.run([compiler, "-O1", "-Wall", "-shared", "-fPIC", "-o", library, source],
                       check=True)
        self.file = os.path.join(self.folder, "clock")
        self.set_clock(0)
        self.service = self.serve(
            environment={"LD_PRELOAD": library, "FAULT_CLOCK": self.file},
            arguments=["--limit", "idle_time=5000", "--limit", "header_time=2000"])
        self.client = self.service.client()
        self.assertEqual(self.client.get("/readyz").status, 200)

    def set_clock(self, seconds):
        """Ahead of the real one by so many seconds; at once for every thread."""
        with open(self.file, "r+b" if os.path.exists(self.file) else "wb") as file:
            file.write(struct.pack("q", seconds))

    def made(self, name, **headers):
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        answer = self.client.post("/v1/people", {"name": name}, headers=headers)
        self.assertEqual(answer.status, 201, answer)
        return answer

    def token_of(self, person, minutes):
        answer = self.client.post(
            f"/v1/people/{person}/tokens", {"lifetime_minutes": minutes})
        self.assertEqual(answer.status, 201, answer)
        return Client(self.service.host, self.service.port, answer.json["token"])

    def noticed(self, times):
        end = time.monotonic() + NOTICED_SECONDS
        while self.service.log_text().count("the clock was set") < times:
            self.assertLess(time.monotonic(), end, "not in the log")
            time.sleep(0.05)

    def test_the_clock_is_set_forward(self):
        person = self.made("p").json["id"]
        token = self.token_of(person, 60)
        self.assertEqual(token.get("/v1/me").status, 200)
        idle = wire.Line(self.service)
        idle.ask("GET", "/healthz")
        self.set_clock(2 * 3600)
        self.noticed(1)
        # What expires has expired; who is connected stays so, and is timed as before.
        self.assertEqual(token.get("/v1/me").status, 401)
        self.assertEqual(idle.ask("GET", "/healthz").status, 200)
        first = self.made("once", Idempotency_Key="k")
        again = self.made("once", Idempotency_Key="k")
        self.assertEqual(first.json["id"], again.json["id"])
        self.check_deadlines()

    def test_the_clock_is_set_back(self):
        first = self.made("once", Idempotency_Key="k")
        person = self.made("p").json["id"]
        self.set_clock(-400 * DAY)
        self.noticed(1)
        # Answers that were kept are still there, and what is new lives from now on.
        again = self.made("once", Idempotency_Key="k")
        self.assertEqual(again.headers.get("Idempotency-Replayed"), "true")
        self.assertEqual(first.json["id"], again.json["id"])
        token = self.token_of(person, 60)
        self.assertEqual(token.get("/v1/me").status, 200)
        self.set_clock(-400 * DAY + 2 * 3600)
        self.assertEqual(token.get("/v1/me").status, 401)
        self.noticed(2)
        self.check_deadlines()
        self.check_order()

    def test_the_clock_jumps_about_under_load(self):
        for number in range(60):
            self.set_clock((-1) ** number * number * DAY)
            for step in range(5):
                self.made(f"n{number}-{step}", Idempotency_Key=f"n{number}-{step}")
        self.set_clock(0)
        self.check_order()
        self.assertEqual(self.client.get("/readyz").status, 200)

    def test_a_restart_with_the_clock_set_back(self):
        self.made("before")
        self.assertEqual(self.service.stop(), 0)
        self.set_clock(-30 * DAY)
        self.service.key = None
        self.service.start()
        self.client = self.service.client()
        self.made("after")
        self.check_order()

    def check_order(self):
        """What happened is numbered, not stamped: the order of events is that of commits."""
        self.assertEqual(invariants.broken(self.service.database, has_keys=False), [])

    def check_deadlines(self):
        """A slow head is cut after its two seconds and an idle connection after its five, by the
        clock that nobody can set."""
        slow, idle = wire.Line(self.service), wire.Line(self.service)
        idle.ask("GET", "/healthz")
        begun = time.monotonic()
        slow.send(b"GET /healthz HTT")
        self.assertEqual(slow.answer().status, 408)
        self.assertTrue(1.5 < time.monotonic() - begun < 10)
        with self.assertRaises(wire.Ended):
            idle.answer()
        self.assertTrue(4.5 < time.monotonic() - begun < 15)


if __name__ == "__main__":
    unittest.main()
