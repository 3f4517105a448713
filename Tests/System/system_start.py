"""How the program starts and ends when something is wrong: one sentence, a code of its own, and
nothing lost."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

from service import Service, binary, run_command


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mentorship-start-")
        self.database = os.path.join(self.folder, "database.sqlite")

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def refused(self, code, *fragments, database=None, more=()):
        done = run_command("serve", "--database", database or self.database,
                           "--listen", "127.0.0.1:0", *more)
        self.assertEqual(done.returncode, code, done.stderr)
        for fragment in fragments:
            self.assertIn(fragment, done.stderr)
        self.assertEqual(done.stderr.strip().count("\n"), 0, "one line: " + done.stderr)


class Start(Folder):
    def test_a_missing_folder(self):
        path = os.path.join(self.folder, "nowhere", "x.sqlite")
        self.refused(66, path, "folder", database=path)

    def test_a_foreign_file(self):
        with open(self.database, "w") as file:
            file.write("this is a letter, not a database\n" * 100)
        self.refused(66, self.database, "not a SQLite database")

    def test_a_database_of_another_program(self):
        with sqlite3.connect(self.database) as other:
            other.execute("CREATE TABLE theirs (x)")
        self.refused(66, self.database, "another program")

    def test_a_newer_schema(self):
        run_command("migrate", "--database", self.database)
        with sqlite3.connect(self.database) as newer:
            newer.execute("INSERT INTO migrations VALUES (99999, 'later.sql', 'x', 0)")
        self.refused(78, "newer program")

    def test_a_changed_migration(self):
        run_command("migrate", "--database", self.database)
        with sqlite3.connect(self.database) as changed:
            changed.execute("UPDATE migrations SET sha256 = 'x' WHERE number = 1")
        self.refused(78, "0001_people.sql")

    def test_a_damaged_file(self):
        run_command("migrate", "--database", self.database)
        size = os.path.getsize(self.database)
        with open(self.database, "r+b") as file:
            file.seek(100)
            file.write(os.urandom(size - 100))
        self.refused(76, "damaged")

    def test_a_read_only_folder(self):
        if os.geteuid() == 0:
            self.skipTest("root may write everywhere")
        os.chmod(self.folder, 0o500)
        try:
            self.refused(73, "not writable")
        finally:
            os.chmod(self.folder, 0o700)

    def test_a_key_file_open_to_others(self):
        run_command("migrate", "--database", self.database)
        key = self.database + ".key"
        with open(key, "wb") as file:
            file.write(os.urandom(32))
        os.chmod(key, 0o644)
        self.refused(78, "chmod 600")

    def test_a_taken_port(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            done = run_command("serve", "--database", self.database,
                               "--listen", f"127.0.0.1:{port}")
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertIn(f"127.0.0.1:{port}", done.stderr)

    def test_a_bad_address(self):
        self.refused(69, "HOST:PORT", more=["--listen", "nonsense"])

    def test_a_second_server_on_the_file(self):
        with Service(self.folder):
            self.refused(75, self.database, "stop it first")

    def test_a_key_is_made_while_a_server_runs(self):
        with Service(self.folder) as service:
            key = service.make_key("analyst", "second")
            self.assertEqual(service.client(key).get("/v1/me").json["role"], "analyst")


class End(Folder):
    def test_sigterm_answers_what_was_accepted(self):
        service = Service(self.folder)
        service.start()
        failures, answered = [], [0]

        def load():
            client = service.client()
            for number in range(10_000):
                try:
                    answer = client.post("/v1/people", {"name": f"n{number}"})
                except ConnectionRefusedError:
                    return
                except OSError as error:
                    failures.append(error)
                    return
                if answer.status != 201:
                    failures.append(answer)
                answered[0] += 1
                if answer.headers.get("Connection") == "close":
                    return

        threads = [threading.Thread(target=load) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        code = service.stop(signal.SIGTERM)
        for thread in threads:
            thread.join()
        self.assertEqual(code, 0, service.log_text()[-2000:])
        self.assertEqual(failures, [])
        service.start()
        with sqlite3.connect(self.database) as look:
            count = look.execute("SELECT COUNT(*) FROM people").fetchone()[0]
        service.stop(signal.SIGINT)
        self.assertEqual(count, answered[0])

    def test_a_second_signal_ends_at_once(self):
        service = Service(self.folder, arguments=["--limit", "drain_time=20000"])
        service.start()
        # A request that never ends keeps the drain waiting.
        with socket.create_connection((service.host, service.port)) as slow:
            slow.sendall(b"POST /v1/people HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
            time.sleep(0.2)
            service.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            self.assertIsNone(service.process.poll())
            begun = time.monotonic()
            service.process.send_signal(signal.SIGTERM)
            self.assertNotEqual(service.process.wait(timeout=5), 0)
            self.assertLess(time.monotonic() - begun, 2)

    def test_the_log_is_json_and_never_names_a_person(self):
        import json
        with Service(self.folder) as service:
            client = service.client()
            client.post("/v1/people", {"name": "Marker-Person", "bio": "Marker-Bio"})
            client.get("/v1/people?email=marker@example.org")
        text = service.log_text()
        self.assertNotIn("Marker", text)
        self.assertNotIn("marker@", text)
        self.assertNotIn(service.key, text)
        for line in text.splitlines():
            json.loads(line)


class FullDisk(Folder):
    """A file size limit stands for a full disk: writes are refused, reads go on, nothing is lost,
    and the service recovers by itself."""

    def test_writes_are_refused_and_come_back(self):
        import resource
        service = Service(self.folder)
        service.start()
        client = service.client()
        self.assertEqual(client.post("/v1/people", {"name": "before"}).status, 201)
        wal = self.database + "-wal"
        limit = os.path.getsize(wal) + 100_000
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (limit, limit * 1000))
        refused = None
        for number in range(2000):
            answer = client.post("/v1/people", {"name": f"n{number}", "bio": "x" * 2000})
            if answer.status != 201:
                refused = answer
                break
        self.assertIsNotNone(refused, "the limit was never met")
        self.assertEqual(refused.status, 503, refused)
        self.assertIn("Retry-After", refused.headers)
        self.assertEqual(client.get("/v1/people?limit=1").status, 200)
        self.assertEqual(client.get("/healthz").status, 200)
        ready = client.get("/readyz")
        self.assertEqual(ready.status, 503, ready)
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (limit * 1000, limit * 1000))
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if client.post("/v1/people", {"name": "after"}).status == 201:
                break
            time.sleep(0.1)
        else:
            self.fail("no write after there was room again")
        self.assertEqual(client.get("/readyz").status, 200)
        self.assertEqual(service.stop(), 0)


if __name__ == "__main__":
    unittest.main()
