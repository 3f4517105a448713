"""A disk that is full, or a file that may not grow, under a service that runs: writes are refused
whole, reads go on, and with room again all goes on without a restart."""

import contextlib
import os
import resource
import signal
import threading
import time
import unittest

import invariants
from folders import Folder
from service import wait_for_job

RECOVERY_SECONDS = 5
CLIENTS = 8
SHEET = "external_id.sheet,name\r\n" + "".join(f"{n},Row {n}\r\n" for n in range(3000))


class Full(Folder):
    def push(self, client, prefix, room):
        """Writes until it is refused (or for a bounded time); what was acknowledged, and the
        refusal."""
        names = []
        for number in range(room):
            name = f"{prefix}{number}"
            answer = client.post("/v1/people", {"name": name, "bio": "x" * 2000},
                                 headers={"Idempotency-Key": name})
            if answer.status != 201:
                return names, answer
            names.append(name)
        self.fail("the disk was never full")

    def check_refusal(self, service, refusal):
        client = service.client()
        self.assertEqual(refusal.status, 503, refusal)
        self.assertEqual(refusal.json["code"], "not_stored")
        self.assertIn("Retry-After", refusal.headers)
        self.assertEqual(client.get("/v1/people?limit=1").status, 200)
        self.assertEqual(client.get("/healthz").status, 200)
        ready = client.get("/readyz")
        self.assertEqual(ready.status, 503, ready)
        self.assertIn("cannot grow", ready.json["checks"]["store"]["says"])

    def wait_for_room(self, client):
        end = time.monotonic() + RECOVERY_SECONDS
        while client.get("/readyz").status != 200:
            self.assertLess(time.monotonic(), end, "no recovery")
            time.sleep(0.05)

    def names(self, service):
        look = invariants.open_file(service.database)
        names = [name for (name,) in look.execute("SELECT name FROM people")]
        look.close()
        self.assertEqual(len(names), len(set(names)))
        return set(names)

    def fill_and_recover(self, service, full):
        client = service.client()
        before, _ = ["before"], client.post("/v1/people", {"name": "before"})
        with full():
            written, refusal = self.push(client, "n", 4000)
            self.check_refusal(service, refusal)
            self.assertEqual(self.names(service), set(before + written))
        self.wait_for_room(client)
        # The refused one again, under its key: it was not done, and is done now.
        again = f"n{len(written)}"
        answer = client.post("/v1/people", {"name": again, "bio": "x" * 2000},
                             headers={"Idempotency-Key": again})
        self.assertEqual(answer.status, 201, answer)
        self.assertNotIn("Idempotency-Replayed", answer.headers)
        self.assertEqual(self.names(service), set(before + written + [again]))
        self.assertEqual(invariants.broken(service.database, has_keys=False), [])
        self.assertEqual(service.stop(), 0)

    def test_a_full_disk(self):
        self.small_disk(6000)
        self.fill_and_recover(self.serve(), self.full_disk)

    def test_a_file_size_limit(self):
        service = self.serve()

        @contextlib.contextmanager
        def limit():
            bytes = os.path.getsize(service.database + "-wal") + 200_000
            hard = resource.RLIM_INFINITY
            resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (bytes, hard))
            yield
            resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (hard, hard))

        self.fill_and_recover(service, limit)

    def test_a_full_disk_again_and_again_under_load(self):
        self.small_disk(12000)
        service = self.serve()
        acknowledged, faults, end = [], [], threading.Event()

        def write(number):
            client, count = service.client(), 0
            while not end.is_set():
                count += 1
                name = f"w{number}n{count}"
                answer = client.post("/v1/people", {"name": name, "bio": "x" * 500})
                if answer.status == 201:
                    acknowledged.append(name)
                elif answer.status == 503:
                    time.sleep(0.02)
                else:
                    faults.append(answer)

        threads = [threading.Thread(target=write, args=(n,)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for _ in range(4):
            time.sleep(0.3)
            with self.full_disk():
                time.sleep(0.5)
        end.set()
        for thread in threads:
            thread.join()
        self.assertEqual(faults, [])
        self.wait_for_room(service.client())
        self.assertEqual(self.names(service), set(acknowledged))
        self.assertEqual(invariants.broken(service.database, has_keys=False), [])

    def test_long_work_goes_on_when_there_is_room_again(self):
        self.small_disk(12000)
        service = self.serve()
        client = service.client()
        answer = client.post("/v1/imports", SHEET.encode(), headers={"Content-Type": "text/csv"})
        self.assertEqual(answer.status, 202, answer)
        place = answer.headers["Location"]
        with self.full_disk():
            time.sleep(1.5)
            self.assertIn(client.get(place).json["state"], ("queued", "running"))
        job = wait_for_job(client, place, seconds=30)
        self.assertEqual(job["state"], "succeeded", job)
        self.assertEqual(len(self.names(service)), 3000)
        self.assertEqual(invariants.broken(service.database, has_keys=False), [])

    def test_a_body_that_finds_no_room(self):
        """A large import goes to a file first: 507, and nothing of it stays."""
        self.small_disk(4000)
        service = self.serve()
        client = service.client()
        with self.full_disk():
            answer = client.post("/v1/imports", (SHEET * 20).encode(),
                                 headers={"Content-Type": "text/csv"})
            self.assertEqual(answer.status, 507, answer)
        self.assertEqual(os.listdir(service.database + ".spool"), [])
        self.wait_for_room(client)
        self.assertEqual(client.post("/v1/people", {"name": "after"}).status, 201)

    def test_a_start_on_a_full_disk(self):
        self.small_disk(4000)
        with self.full_disk():
            self.refused(74, self.database, "full", "make room")
        self.serves(people=[])

    def test_a_start_on_a_full_disk_with_data(self):
        """What is there can be read, and is worth a start."""
        self.small_disk(4000)
        service = self.serve()
        self.assertEqual(service.client().post("/v1/people", {"name": "before"}).status, 201)
        service.stop(signal.SIGKILL)
        with self.full_disk():
            service.start()
            client = service.client()
            found = client.get("/v1/people").json["items"]
            self.assertEqual([person["name"] for person in found], ["before"])
            _, refusal = self.push(client, "n", 4000)
            self.check_refusal(service, refusal)
        self.wait_for_room(client)
        self.assertEqual(client.post("/v1/people", {"name": "after"}).status, 201)


if __name__ == "__main__":
    unittest.main()
