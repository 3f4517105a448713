"""Nothing acknowledged is lost: kill -9 at random moments under load, and a trace of system calls
that shows the sync before each answer."""

import collections
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

from service import Service

ROUNDS = int(os.environ.get("MENTORSHIP_CRASH_ROUNDS", "10"))
WRITERS = 8


class KillMinusNine(unittest.TestCase):
    def test_every_acknowledged_write_is_there_once(self):
        seed = int(os.environ.get("MENTORSHIP_SEED", random.randrange(1 << 30)))
        print(f"seed {seed}: set MENTORSHIP_SEED to repeat")
        dice = random.Random(seed)
        folder = tempfile.mkdtemp(prefix="mentorship-crash-")
        service = Service(folder)
        acknowledged, unknown = {}, set()
        try:
            service.start()
            for round_number in range(ROUNDS):
                if round_number:
                    service.start()
                    service.wait_ready()
                self.write_until_killed(service, round_number, dice, acknowledged, unknown)
            service.start()
            service.wait_ready()
            self.check(service, acknowledged, unknown)
            service.stop()
        finally:
            if service.process and service.process.poll() is None:
                service.process.kill()
            shutil.rmtree(folder, ignore_errors=True)

    def write_until_killed(self, service, round_number, dice, acknowledged, unknown):
        end = threading.Event()

        def write(number):
            client = service.client()
            count = 0
            while not end.is_set():
                count += 1
                marker = f"r{round_number}w{number}n{count}"
                unknown.add(marker)
                try:
                    answer = client.post(
                        "/v1/people", {"name": marker, "external_ids": {"test": marker}},
                        headers={"Idempotency-Key": marker})
                except OSError:
                    return
                if answer.status == 201:
                    acknowledged[marker] = answer.json["id"]
                    unknown.discard(marker)

        threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        time.sleep(0.1 + dice.random() * 0.4)
        service.stop(signal.SIGKILL)
        end.set()
        for thread in threads:
            thread.join()

    def check(self, service, acknowledged, unknown):
        client = service.client()
        seen, cursor = collections.Counter(), None
        ids = {}
        while True:
            page = client.get("/v1/people?limit=200" + (f"&cursor={cursor}" if cursor else "")).json
            for person in page["items"]:
                seen[person["name"]] += 1
                ids[person["name"]] = person["id"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        print(f"{len(acknowledged)} acknowledged, {sum(seen.values())} found, "
              f"{len(unknown)} without an answer")
        self.assertGreater(len(acknowledged), ROUNDS)
        lost = [marker for marker in acknowledged if seen[marker] == 0]
        self.assertEqual(lost, [], "acknowledged and lost")
        self.assertEqual([m for m, count in seen.items() if count > 1], [], "doubled")
        self.assertEqual([m for m in acknowledged if ids[m] != acknowledged[m]], [])
        self.assertTrue(set(seen) <= set(acknowledged) | unknown)
        self.replay(client, acknowledged, unknown, ids)

    def replay(self, client, acknowledged, unknown, ids):
        """The same key again gives the first answer, or does it now; never twice."""
        for marker in list(acknowledged)[-20:] + sorted(unknown)[:20]:
            answer = client.post(
                "/v1/people", {"name": marker, "external_ids": {"test": marker}},
                headers={"Idempotency-Key": marker})
            self.assertEqual(answer.status, 201, answer)
            if marker in ids:
                self.assertEqual(answer.json["id"], ids[marker])
                self.assertEqual(answer.headers.get("Idempotency-Replayed"), "true")


class SyncBeforeAnswer(unittest.TestCase):
    """strace: between a write's arrival and the first byte of its 2xx there is an fdatasync."""

    def setUp(self):
        if not shutil.which("strace"):
            self.skipTest("strace is not installed")
        probe = subprocess.run(["strace", "-f", "true"], capture_output=True)
        if probe.returncode != 0:
            self.skipTest("strace may not trace here")

    def test_each_write_is_synced_before_it_is_answered(self):
        folder = tempfile.mkdtemp(prefix="mentorship-trace-")
        trace = os.path.join(folder, "trace")
        service = Service(folder, wrapper=[
            "strace", "-f", "-o", trace, "-s", "40", "-e",
            "trace=fsync,fdatasync,sendto,sendmsg,write,writev,recvfrom,read"])
        try:
            service.start()
            client = service.client()
            for number in range(50):
                answer = client.post("/v1/people", {"name": f"n{number}"})
                self.assertEqual(answer.status, 201)
            service.stop()
            self.check(trace)
        finally:
            if service.process and service.process.poll() is None:
                service.process.kill()
            shutil.rmtree(folder, ignore_errors=True)

    def check(self, trace):
        synced, answered, unsynced = False, 0, 0
        # A call that another thread interrupted is shown in two parts; what counts is its end.
        begun = {}
        with open(trace, errors="replace") as file:
            for line in file:
                thread, call = line.split(None, 1)
                if "<unfinished" in call:
                    begun[thread] = call
                    if not call.startswith(("sendto", "sendmsg", "write")):
                        continue
                if call.startswith("<... "):
                    name = call[5:].split()[0]
                    if name in ("fsync", "fdatasync") and "= 0" in call:
                        synced = True
                    call = begun.pop(thread, "") if name in ("recvfrom", "read") else ""
                if re.match(r"f(data)?sync\(", call) and "= 0" in call:
                    synced = True
                if '"POST /v1/people' in call or ("recvfrom" in call and "POST" in call):
                    synced = False
                if '"HTTP/1.1 201' in call:
                    answered += 1
                    if not synced:
                        unsynced += 1
        self.assertEqual(answered, 50)
        self.assertEqual(unsynced, 0, "answered before the sync")


if __name__ == "__main__":
    unittest.main()
