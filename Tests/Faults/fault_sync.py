"""No answer to a write leaves before its commit is on the disk: seen in a trace of system
calls."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from service import Service


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
            service.stop(signal.SIGKILL)
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
