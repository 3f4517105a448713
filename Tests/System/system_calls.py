"""How the program speaks to the kernel: signals that must not end it, calls that are interrupted or
take only a part. strace answers in the kernel's place (its option inject)."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

from service import Service

SIGPIPE, SIGXFSZ = 13, 25
LARGE = "/openapi.yaml"


def can_trace():
    return shutil.which("strace") and subprocess.run(
        ["strace", "-f", "true"], capture_output=True).returncode == 0


class Signals(unittest.TestCase):
    def test_a_write_to_nobody_ends_nothing(self):
        with Service() as service:
            with open(f"/proc/{service.process.pid}/status") as file:
                ignored = int(re.search(r"SigIgn:\s*([0-9a-f]+)", file.read()).group(1), 16)
        for number in (SIGPIPE, SIGXFSZ):
            self.assertTrue(ignored >> (number - 1) & 1, f"signal {number} is not ignored")


@unittest.skipUnless(can_trace(), "strace may not trace here")
class Calls(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mentorship-calls-")
        self.trace = os.path.join(self.folder, "trace")

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def served_under(self, *injected):
        """Starts the program under strace, has reads, writes and a large answer served, ends it."""
        service = Service(self.folder, wrapper=["strace", "-f", "-o", self.trace, *injected])
        try:
            service.start()
            client = service.client()
            for number in range(20):
                made = client.post("/v1/people", {"name": f"n{number}"})
                self.assertEqual(made.status, 201, made)
                self.assertEqual(client.get(made.headers["Location"]).json["name"], f"n{number}")
                whole = client.get(LARGE)
                self.assertEqual(len(whole.body), int(whole.headers["Content-Length"]))
            self.assertEqual(service.stop(), 0, service.log_text()[-1000:])
        finally:
            if service.process and service.process.poll() is None:
                service.stop()

    def injections(self, name):
        """How often a call was answered by strace."""
        with open(self.trace, errors="replace") as file:
            return sum("INJECTED" in line and name in line for line in file)

    def test_no_send_raises_a_signal(self):
        self.served_under("-e", "trace=sendto,sendmsg,writev")
        with open(self.trace, errors="replace") as file:
            sends = [line for line in file if re.search(r"\b(sendto|sendmsg)\(", line)]
        self.assertGreater(len(sends), 50)
        self.assertEqual([line for line in sends if "MSG_NOSIGNAL" not in line], [])

    def test_interrupted_calls_are_made_again(self):
        calls = ["recvfrom", "sendto", "accept4", "epoll_wait"]
        self.served_under(
            "-e", "trace=" + ",".join(calls),
            *[part for call in calls
              for part in ("-e", f"inject={call}:error=EINTR:when=1+2")])
        for call in calls:
            self.assertGreater(self.injections(call), 0, f"{call} was never interrupted")

    def test_a_socket_that_takes_nothing_now_is_waited_for(self):
        self.served_under("-e", "trace=sendto", "-e", "inject=sendto:error=EAGAIN:when=2+2")
        self.assertGreater(self.injections("sendto"), 20)

    def test_a_socket_that_has_nothing_now_is_waited_for(self):
        self.served_under("-e", "trace=recvfrom", "-e", "inject=recvfrom:error=EAGAIN:when=2+2")
        self.assertGreater(self.injections("recvfrom"), 20)


if __name__ == "__main__":
    unittest.main()
