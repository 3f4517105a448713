"""SIGTERM and SIGINT under load: whoever was heard is answered, whoever was not is told or finds
the door shut, and what nobody answered was not done."""

import collections
import itertools
import os
import random
import signal
import threading
import time
import unittest

import invariants
import wire
from service import Service

ROUNDS = int(os.environ.get("FAULT_DRAIN_ROUNDS", "30"))
END_SECONDS = 10  # what SIGTERM may take (docs/limits.md, drain_time)
AT_ONCE_SECONDS = 1
BATCH = 8
WINDOW = 12
IN_ONE_GO = {"writer": 8, "reader": 8, "batch": 4, "stream": 4, "half": 2}
DOORS = 5


class Load:
    """Clients on kept connections. Each POST carries a marker, so that the file can tell which of
    them were done."""

    rounds = itertools.count()

    def __init__(self, service):
        self.service, self.key = service, service.key
        self.round = next(self.rounds)
        self.answered, self.unanswered, self.faults = set(), set(), []
        self.unheard = 0
        self.counts = collections.Counter()
        self.is_draining = threading.Event()
        self.lock = threading.Lock()
        self.number = 0
        self.threads = [threading.Thread(target=self.guard, args=(kind,))
                        for kind, count in IN_ONE_GO.items() for _ in range(count)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def join(self):
        for thread in self.threads:
            thread.join(timeout=30)
        self.faults += [f"{t.name} hangs" for t in self.threads if t.is_alive()]

    def guard(self, kind):
        line = None
        try:
            line = wire.Line(self.service)
            getattr(self, kind)(line)
        except wire.Ended as end:
            # Whoever pauses for longer than the last call finds the door shut, as any idle
            # connection may (RFC 9112 §9.5). That nothing of it was done, the file says.
            if kind == "half" or "within" in str(end) or not self.is_draining.is_set():
                self.faults.append(f"{kind}: {end}")
            with self.lock:
                self.unheard += 1
        finally:
            if line:
                line.close()

    def marker(self):
        with self.lock:
            self.number += 1
            marker = f"{self.round}-{self.number}"
            self.unanswered.add(marker)
        return marker

    def post(self, marker):
        return wire.request("POST", "/v1/people", self.key,
                            {"name": marker, "external_ids": {"drain": marker}})

    def take(self, kind, marker, answer, good=(201,)):
        """Notes an answer; true when the connection goes on."""
        with self.lock:
            self.counts[kind] += 1
            if answer.status not in good:
                self.faults.append(f"{kind}: {answer}")
            if marker:
                self.unanswered.discard(marker)
                self.answered.add(marker)
        return not answer.closes

    # -- Kinds of clients

    def writer(self, line):
        while True:
            marker = self.marker()
            line.send(self.post(marker))
            if not self.take("writer", marker, line.answer()):
                return

    def reader(self, line):
        path = "/v1/people?limit=20"
        while self.take("reader", None, line.ask("GET", path, self.key), good=(200,)):
            pass

    def batch(self, line):
        """Sends eight at once and waits for eight answers: all of them, also while draining."""
        while True:
            markers = [self.marker() for _ in range(BATCH)]
            line.send(b"".join(self.post(marker) for marker in markers))
            goes_on = [self.take("batch", marker, line.answer()) for marker in markers]
            if not all(goes_on[:-1]):
                self.faults.append("batch: told to close before its last answer")
            if not goes_on[-1]:
                return

    def stream(self, line):
        """Always has some requests under way. Told to close, it knows which were not taken
        (RFC 9112 §9.6): none after the answer that said so."""
        waiting = collections.deque()
        while True:
            while len(waiting) < WINDOW:
                marker = self.marker()
                try:
                    line.send(self.post(marker))
                except wire.Ended:
                    break  # what is answered already can still be read
                waiting.append(marker)
            if not self.take("stream", waiting.popleft(), line.answer()):
                return

    def half(self, line):
        """Has sent half a request when the signal comes, and the rest after it."""
        marker = self.marker()
        data = self.post(marker)
        line.send(data[:-20])
        self.is_draining.wait(20)
        time.sleep(0.4)
        line.send(data[-20:])
        if self.take("half", marker, line.answer()):
            self.faults.append("half: not told that the connection ends")


class Drain(unittest.TestCase):
    def setUp(self):
        seed = int(os.environ.get("FAULT_SEED", random.randrange(1 << 30)))
        self.dice = random.Random(seed)
        self.told = 0  # by /readyz, that it drains
        print(f"\nsignals: seed {seed}")

    def test_whoever_was_heard_is_answered(self):
        counts, longest, unheard = collections.Counter(), 0, 0
        with Service() as service:
            for number in range(ROUNDS):
                if number:
                    service.start()
                signal_number = (signal.SIGTERM, signal.SIGINT)[number % 2]
                took, load = self.one_round(service, signal_number)
                longest = max(longest, took)
                counts += load.counts
                unheard += load.unheard
        print(f"  {ROUNDS} rounds, {sum(counts.values())} answers ({dict(counts)}), none missing;"
              f" {unheard} found the door shut; {self.told} were told 503; ended after {longest:.2f} s at most")
        for kind in IN_ONE_GO:
            self.assertGreater(counts[kind], 0, kind)
        self.assertGreater(self.told, 0)
        self.assertLess(unheard, ROUNDS * sum(IN_ONE_GO.values()) / 10)

    def one_round(self, service, signal_number):
        load = Load(service)
        doors = [wire.Line(service) for _ in range(DOORS)]
        load.start()
        time.sleep(self.dice.uniform(0.1, 0.6))
        begun = time.monotonic()
        service.process.send_signal(signal_number)
        load.is_draining.set()
        self.not_ready(doors)
        code = service.process.wait(timeout=END_SECONDS + 5)
        took = time.monotonic() - begun
        load.join()
        log = service.log_text()[-1500:]
        service.stop()
        self.assertEqual(code, 0, log)
        self.assertLess(took, END_SECONDS)
        self.assertEqual(load.faults, [])
        self.check_file(service, load)
        return took, load

    def not_ready(self, doors):
        """Connections that were open before are told by /readyz, then closed."""
        for line in doors:
            try:
                answer = line.ask("GET", "/readyz")
                while not answer.closes:  # the signal has not been heard yet
                    answer = line.ask("GET", "/readyz")
                self.assertEqual(answer.status, 503, answer)
                self.assertIn(b"draining", answer.body)
                self.told += 1
            except wire.Ended as end:
                self.assertNotIn("within", str(end))
            line.close()

    def check_file(self, service, load):
        look = invariants.open_file(service.database)
        done = {value for (value,) in look.execute(
            "SELECT value FROM person_external_ids WHERE source = 'drain'")}
        look.close()
        self.assertEqual(load.answered - done, set(), "answered and lost")
        self.assertEqual(load.unanswered & done, set(), "done and not answered")
        self.assertEqual(invariants.broken(service.database), [])

    def test_a_second_signal_ends_at_once(self):
        with Service() as service:
            load = Load(service)
            load.start()
            time.sleep(0.3)
            service.process.send_signal(signal.SIGTERM)
            time.sleep(0.05)
            self.assertIsNone(service.process.poll(), "it waits for the halves")
            begun = time.monotonic()
            service.process.send_signal(signal.SIGINT)
            self.assertEqual(service.process.wait(timeout=5), 70)
            self.assertLess(time.monotonic() - begun, AT_ONCE_SECONDS)
            load.is_draining.set()
            load.join()
            self.assertIn("second signal", service.log_text())
            service.stop()
            service.start()
            self.assertEqual(invariants.broken(service.database), [])
            look = invariants.open_file(service.database)
            done = {value for (value,) in look.execute(
                "SELECT value FROM person_external_ids WHERE source = 'drain'")}
            look.close()
            self.assertEqual(load.answered - done, set(), "answered and lost")


if __name__ == "__main__":
    unittest.main()
