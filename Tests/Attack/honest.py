"""The normal clients beside each attack: one that reads, one that also writes. Each is a process of
its own with an address and a key of its own, asks at a steady rate, and checks every answer."""

import gc
import json
import multiprocessing
import statistics
import time

from wire import Conversation, request

# Below what one credential may send (3,000 in 60 s), so that no answer is a 429.
RATE = 40
PROCESSES = multiprocessing.get_context("fork")


class Wrong(Exception):
    """An answer that is not the right one."""


class ReadingClient:
    """A person, a list, the health: what a frontend asks all day."""

    address = "127.0.0.2"

    def __init__(self, target, key):
        person = target.people[0]
        self.requests = [
            (request("GET", f"/v1/people/{person}", key=key), person),
            (request("GET", "/v1/people?limit=20", key=key), '"items"'),
            (request("GET", f"/v1/people/{person}", [("Accept-Encoding", "identity")], key=key),
             person),
            (request("GET", "/healthz"), '"ok"'),
        ]
        self.turn = 0

    def step(self, conversation):
        data, wanted = self.requests[self.turn % len(self.requests)]
        self.turn += 1
        answer = conversation.ask(data)
        if answer.status != 200 or wanted.encode() not in answer.body:
            raise Wrong(f"{answer.status} {answer.body[:120]!r}")


class WritingClient:
    """Changes a person and reads the change back."""

    address = "127.0.0.3"

    def __init__(self, target, key):
        self.key = key
        self.path = f"/v1/people/{target.people[1]}"
        self.turn = 0
        self.tag = None
        self.text = None

    def step(self, conversation):
        self.turn += 1
        if self.tag is None or self.turn % 2:
            return self.read(conversation)
        self.text = f"turn {self.turn} at {time.monotonic_ns()}"
        body = json.dumps({"bio": self.text}).encode()
        answer = conversation.ask(
            request("PATCH", self.path, [("If-Match", self.tag)], body, self.key))
        if answer.status != 200 or answer.json["bio"] != self.text:
            raise Wrong(f"{answer.status} {answer.body[:120]!r}")

    def read(self, conversation):
        answer = conversation.ask(request("GET", self.path, key=self.key))
        if answer.status != 200 or (self.text and answer.json["bio"] != self.text):
            raise Wrong(f"{answer.status} {answer.body[:120]!r}")
        self.tag = answer.fields["etag"]


class Record:
    """What one client met. Times in seconds."""

    def __init__(self):
        self.asked = 0
        self.latencies = []
        # How late the machine woke this very process: what the server has no part in.
        self.lateness = []
        self.faults = []


def keep_asking(client, target, stop):
    conversation = Conversation(target.host, target.port, client.address)
    record = Record()
    due = time.monotonic()
    while not stop.is_set():
        now = time.monotonic()
        if now < due:
            time.sleep(due - now)
            # Awake too late is the scheduler's doing; kept from asking by the answer before is
            # the server's, and counts from when the request was due.
            begun = time.monotonic()
            record.lateness.append(begun - due)
        else:
            begun = due
        record.asked += 1
        try:
            client.step(conversation)
            record.latencies.append(time.monotonic() - begun)
        except (Wrong, OSError, ValueError, KeyError) as error:
            record.faults.append(f"{type(client).__name__}: {type(error).__name__} {error}")
            conversation.close()
        due += 1 / RATE
    conversation.close()
    return record


def run(client, target, stop, pipe):
    # A collection of garbage would be measured as an answer's time.
    gc.disable()
    pipe.send(keep_asking(client, target, stop))


class HonestClients:
    """Both of them, from `with` to its end; afterwards their records."""

    def __init__(self, target, keys):
        self.clients = [ReadingClient(target, keys[0]), WritingClient(target, keys[1])]
        self.target = target
        self.stop = PROCESSES.Event()
        self.records = []

    def __enter__(self):
        self.running = []
        for client in self.clients:
            here, there = PROCESSES.Pipe(duplex=False)
            process = PROCESSES.Process(target=run, args=(client, self.target, self.stop, there))
            process.start()
            there.close()
            self.running.append((process, here))
        return self

    def __exit__(self, *_):
        self.stop.set()
        for process, pipe in self.running:
            self.records.append(pipe.recv())
            process.join()

    @property
    def asked(self):
        return sum(record.asked for record in self.records)

    @property
    def served(self):
        return sum(len(record.latencies) for record in self.records)

    @property
    def faults(self):
        return [fault for record in self.records for fault in record.faults]

    def lateness(self):
        return percentile99([value for record in self.records for value in record.lateness])

    def latencies(self):
        """The 99th percentile of each client, in milliseconds."""
        return [percentile99(record.latencies) for record in self.records]


def percentile99(seconds):
    if len(seconds) < 2:
        return 0.0
    return statistics.quantiles(seconds, n=100, method="inclusive")[98] * 1000
