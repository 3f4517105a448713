"""The stream of events over sockets: what happens comes within a second, whoever was cut goes on where they
were, a key that was revoked ends it, and SIGTERM says so in a last event."""

import json
import signal
import socket
import threading
import time
import unittest

from service import Service


class Stream:
    """A client of the stream, which reads fields as WHATWG HTML §9.2.6 says."""

    def __init__(self, service, key=None, path="/v1/events", **headers):
        self.socket = socket.create_connection((service.host, service.port), timeout=10)
        lines = [f"GET {path} HTTP/1.1", "Host: x", "Accept: text/event-stream",
                 f"Authorization: Bearer {key or service.key}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().strip()):
            name, value = line.decode().split(": ", 1)
            self.headers[name.lower()] = value
        self.id = self.retry = None
        self.rest = b""

    def chunk(self):
        """The next chunk, b"" at the end of the body."""
        size = int(self.file.readline(), 16)
        data = self.file.read(size)
        assert self.file.readline() == b"\r\n"
        return data

    def blocks(self):
        """Each as its fields, until the body ends."""
        while True:
            while b"\n\n" not in self.rest:
                data = self.chunk()
                if not data:
                    assert self.rest == b"", self.rest
                    return
                self.rest += data
            block, self.rest = self.rest.split(b"\n\n", 1)
            fields = {}
            for line in block.decode().split("\n"):
                name, _, value = line.partition(": ")
                if name:
                    fields[name] = value
            self.id = fields.get("id", self.id)
            self.retry = fields.get("retry", self.retry)
            yield fields

    def events(self):
        return (fields for fields in self.blocks() if "data" in fields)

    def begin(self):
        """Until the place where it begins is known."""
        next(self.blocks())
        return self

    def close(self):
        self.file.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Events(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.service.start()
        self.addCleanup(self.service.__exit__)
        self.admin = self.service.client()

    def person(self, name="Zqanniezq"):
        answer = self.admin.post("/v1/people", {"name": name})
        self.assertEqual(answer.status, 201, answer)
        return answer.json["id"]

    def test_what_happens_is_there_within_a_second(self):
        with Stream(self.service).begin() as stream:
            self.assertEqual(stream.headers["content-type"], "text/event-stream")
            waits = []
            for _ in range(3):
                person, since = self.person(), time.monotonic()
                event = next(stream.events())
                waits.append(time.monotonic() - since)
                self.assertEqual(json.loads(event["data"])["subject"], person)
                self.assertNotIn("Zqannie", event["data"])
            # Half a second between two looks, and room for a machine that has other work.
            self.assertLess(sorted(waits)[1], 1, waits)
            listed = self.admin.get("/v1/events?limit=200").json["items"]
            self.assertEqual(json.loads(event["data"]), listed[-1])
            self.assertEqual(int(stream.id), listed[-1]["sequence"])

    def test_whoever_was_cut_goes_on_without_loss_or_doubling(self):
        people = [self.person() for _ in range(250)]
        seen, last = [], "0"
        while len(seen) < 250:
            with Stream(self.service, Last_Event_ID=last).begin() as stream:
                for event in stream.events():
                    seen.append(json.loads(event["data"]))
                    if len(seen) % 83 == 0 or len(seen) == 250:
                        break
                last = stream.id
        self.assertEqual([event["subject"] for event in seen], people)
        sequences = [event["sequence"] for event in seen]
        self.assertEqual(sequences, sorted(set(sequences)))

    def test_only_who_may_list_events_may_listen(self):
        person = self.person()
        token = self.admin.post(f"/v1/people/{person}/tokens").json["token"]
        analyst = self.service.make_key("analyst")
        for key, wanted in ((token, 403), (analyst, 403), ("mk_live_no", 401),
                            (self.service.make_key("integration"), 200)):
            with Stream(self.service, key=key) as stream:
                self.assertEqual(stream.status, wanted, key)

    def test_a_key_that_is_revoked_ends_its_stream(self):
        made = self.admin.post("/v1/credentials", {"name": "x", "role": "administrator"}).json
        with Stream(self.service, key=made["key"]).begin() as stream, \
                Stream(self.service).begin() as other:
            self.assertEqual(
                self.admin.send("DELETE", f"/v1/credentials/{made['id']}").status, 204)
            self.assertEqual(list(stream.events()), [])
            person = self.person()
            self.assertEqual(json.loads(next(other.events())["data"])["subject"], person)

    def test_sigterm_gives_a_last_event_and_ends_in_time(self):
        streams = [Stream(self.service).begin() for _ in range(20)]
        self.addCleanup(lambda: [stream.close() for stream in streams])
        started = time.monotonic()
        code = []
        stopper = threading.Thread(target=lambda: code.append(self.service.stop(signal.SIGTERM)))
        stopper.start()
        for stream in streams:
            last = list(stream.events())
            self.assertEqual([event.get("event") for event in last], ["closing"])
            self.assertTrue(1000 <= int(stream.retry) < 5000, stream.retry)
        stopper.join()
        self.assertEqual(code, [0])
        # Not cut at the end of the time of grace, which is ten seconds.
        self.assertLess(time.monotonic() - started, 8)
        # They do not all come again at once.
        self.assertGreater(len({stream.retry for stream in streams}), 10)

    def test_the_two_hundred_and_first_is_told_to_come_again(self):
        keys = [self.service.make_key("administrator") for _ in range(4)]
        streams = [Stream(self.service, key=keys[number % 4]).begin() for number in range(200)]
        self.addCleanup(lambda: [stream.close() for stream in streams])
        with Stream(self.service) as one:
            self.assertEqual(one.status, 503)
            self.assertEqual(one.headers["retry-after"], "10")
        streams.pop().close()
        end = time.monotonic() + 40
        status = 503
        while status == 503 and time.monotonic() < end:
            time.sleep(0.5)
            with Stream(self.service) as one:
                status = one.status
        self.assertEqual(status, 200, "the place of one who left")

    def test_silence_longer_than_the_limits_of_requests_cuts_nobody(self):
        self.service.stop()
        self.service.arguments = ["--limit", "idle_time=1000", "--limit", "answer_time=1000",
                                  "--limit", "write_stall_time=1000"]
        self.service.start()
        self.admin = self.service.client()
        with Stream(self.service).begin() as stream:
            time.sleep(4)
            person = self.person()
            self.assertEqual(json.loads(next(stream.events())["data"])["subject"], person)


if __name__ == "__main__":
    unittest.main()
