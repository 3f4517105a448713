"""Too few descriptors, and a log that nobody reads: requests go on, what is turned away is told,
and the end comes in time."""

import collections
import os
import signal
import subprocess
import time
import unittest

import wire
from folders import Folder
from service import Service, binary

DESCRIPTORS = 48
CONNECTIONS = 150
AT_ONCE = 100
REQUESTS = 15_000  # some 3 MB of log lines: more than a pipe and the queue hold
END_SECONDS = 5


class Descriptors(Folder):
    def test_48_descriptors_with_150_connections(self):
        service = self.serve(wrapper=["prlimit", f"--nofile={DESCRIPTORS}:{DESCRIPTORS}"])
        lines, statuses = [], collections.Counter()
        for _ in range(CONNECTIONS):
            line = wire.Line(service, timeout=5)
            lines.append(line)
            statuses[self.status(line)] += 1
        self.assertEqual(set(statuses), {200, 503}, statuses)
        self.assertGreaterEqual(statuses[200], 4, statuses)
        # Whoever was let in goes on being served, and there is room for the store's own files.
        inside = [line for line in lines if self.status(line) == 200]
        self.assertEqual(len(inside), statuses[200])
        self.check_rest(service)
        sheet = b"external_id.sheet,name\r\n" + b"1,Row\r\n" * 50_000  # more than memory is for
        inside[0].send(wire.request(
            "POST", "/v1/imports", service.key, Content_Type="text/csv",
            Content_Length=len(sheet)) + sheet)
        self.assertEqual(inside[0].answer().status, 202)
        made = inside[0].ask("POST", "/v1/people", service.key, {"name": "within"})
        self.assertEqual(made.status, 201, made)
        for line in lines:
            line.close()
        self.check_recovery(service)

    def status(self, line):
        try:
            return line.ask("GET", "/healthz").status
        except wire.Ended as end:
            return str(end)

    def check_rest(self, service):
        """It does not spin while it can let nobody in."""
        def ticks():
            with open(f"/proc/{service.process.pid}/stat") as file:
                return sum(map(int, file.read().rsplit(")", 1)[1].split()[11:13]))
        before = ticks()
        time.sleep(2)
        self.assertLess(ticks() - before, 40, "hundredths of a second in two")

    def check_recovery(self, service):
        end = time.monotonic() + 5
        while len(os.listdir(f"/proc/{service.process.pid}/fd")) > DESCRIPTORS - 10:
            self.assertLess(time.monotonic(), end, "descriptors are not returned")
            time.sleep(0.05)
        self.assertEqual(service.client().get("/readyz").status, 200)
        self.assertEqual(service.stop(), 0)


class Log(Folder):
    def serve_with_log(self, log, **more):
        service = Service(self.folder)
        self.addCleanup(service.stop, signal.SIGKILL)
        service.log = open(os.devnull)
        service.process = subprocess.Popen(
            [binary(), "serve", "--database", self.database, "--listen", "127.0.0.1:0",
             "--rate-limit", "off"], stdout=subprocess.PIPE, stderr=log,
            start_new_session=True, **more)
        service.await_address()
        service.key = service.make_key("administrator")
        return service

    def dropped(self, client):
        text = client.get("/metrics").body.decode()
        return float(text.split("\nmentorship_log_lines_dropped_total ")[1].split()[0])

    def ask_much(self, client):
        line, slowest = wire.Line(client), 0
        for _ in range(REQUESTS // AT_ONCE):
            begun = time.monotonic()
            line.send(wire.request("GET", "/healthz") * AT_ONCE)
            for _ in range(AT_ONCE):
                answer = line.answer()
                self.assertEqual(answer.status, 200)
            slowest = max(slowest, time.monotonic() - begun)
            if answer.closes:
                line = wire.Line(client)
        self.assertEqual(client.post("/v1/people", {"name": "logged"}).status, 201)
        self.assertLess(slowest, 2)

    def blocked(self):
        """A service whose log is a full pipe, and the end that nobody reads."""
        read, write = os.pipe()
        self.addCleanup(os.close, read)
        service = self.serve_with_log(write)
        os.close(write)
        client = service.client()
        self.ask_much(client)
        self.assertGreater(self.dropped(client), 0)
        return service, read

    def test_a_log_that_blocks(self):
        service, _ = self.blocked()
        begun = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        self.assertEqual(service.process.wait(timeout=15), 0)
        self.assertLess(time.monotonic() - begun, END_SECONDS)
        self.serves(people=["logged"])

    def test_a_log_that_blocks_and_a_second_signal(self):
        service, _ = self.blocked()
        line = wire.Line(service)
        line.send(b"POST /v1/people HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        time.sleep(0.1)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        self.assertIsNone(service.process.poll())
        service.process.send_signal(signal.SIGTERM)
        self.assertEqual(service.process.wait(timeout=2), 70)
        line.close()

    def test_a_log_that_is_read_again(self):
        service, read = self.blocked()
        drain = subprocess.Popen(["cat"], stdin=read, stdout=subprocess.DEVNULL)
        self.addCleanup(drain.wait)
        self.addCleanup(drain.kill)
        client = service.client()
        time.sleep(0.5)
        before = self.dropped(client)
        for _ in range(200):
            client.get("/healthz")
        self.assertEqual(self.dropped(client), before)
        self.assertEqual(service.stop(), 0)

    def test_a_log_that_was_closed(self):
        read, write = os.pipe()
        service = self.serve_with_log(write)
        os.close(write)
        os.close(read)
        client = service.client()
        for _ in range(500):
            self.assertEqual(client.get("/healthz").status, 200)
        time.sleep(0.2)
        # Every line was lost, and said to be.
        self.assertGreaterEqual(self.dropped(client), 500)
        self.assertEqual(service.stop(), 0)


if __name__ == "__main__":
    unittest.main()
