"""A database file that was damaged: refused at the start where the start can see it, found by the
check that follows an end that was none, and otherwise by the first request that meets it; never
passed on as an answer."""

import os
import signal
import sqlite3
import struct
import time

import invariants
from folders import Folder
from service import run_command, wait_for_job

PEOPLE = 300
FOUND_SECONDS = 15


class Damage(Folder):
    def setUp(self):
        super().setUp()
        service = self.serve()
        client = service.client()
        sheet = "external_id.sheet,name,bio\r\n" + "".join(
            f"{number},n{number},{'x' * 1500}\r\n" for number in range(PEOPLE))
        order = client.post("/v1/imports", sheet.encode(), headers={"Content-Type": "text/csv"})
        self.assertEqual(order.status, 202, order)
        self.assertEqual(wait_for_job(client, order.headers["Location"])["state"], "succeeded")
        self.assertEqual(service.stop(), 0)
        self.backup = self.database + ".good"
        done = run_command("backup", "--database", self.database, "--to", self.backup)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.page = 4096

    def write(self, at, data):
        with open(self.database, "r+b") as file:
            file.seek(at)
            file.write(data)

    def restore(self):
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.database + suffix):
                os.rename(self.database + suffix, self.database + suffix + ".damaged")
        done = run_command("restore", "--from", self.backup, "--database", self.database)
        self.assertEqual(done.returncode, 0, done.stderr)
        service = self.serve()
        look = invariants.open_file(self.database)
        count = look.execute("SELECT COUNT(*) FROM people").fetchone()[0]
        look.close()
        self.assertEqual(count, PEOPLE)
        self.assertEqual(service.client().get("/readyz").status, 200)

    def root_of(self, name):
        """The first page of a table or an index."""
        look = invariants.open_file(self.database)
        number = look.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
        look.close()
        return (number - 1) * self.page

    # -- Seen at the start

    def test_a_damaged_header(self):
        self.write(0, b"\0" * 16)
        self.refused(66, self.database, "not a SQLite database", "restore a backup")
        self.restore()

    def test_a_damaged_first_page(self):
        self.write(100, os.urandom(self.page - 100))
        self.refused(76, self.database, "damaged", "restore a backup")
        self.restore()

    def test_a_damaged_page_that_the_start_needs(self):
        self.write(self.root_of("migrations"), os.urandom(self.page))
        self.refused(76, self.database, "damaged", "restore a backup")
        self.restore()

    def test_a_file_that_is_cut_off(self):
        size = os.path.getsize(self.database)
        for length in (size // 2 // self.page * self.page, size - 1000):
            with self.subTest(length):
                os.truncate(self.database, length)
                self.refused(76, self.database, "damaged", "restore a backup")
        self.restore()

    def test_the_doctor_says_what_is_damaged(self):
        self.write(self.root_of("people"), os.urandom(self.page))
        done = run_command("doctor", "--database", self.database)
        self.assertEqual(done.returncode, 76, done)
        self.assertIn("restore a backup", done.stderr)

    # -- Seen later

    def test_a_damaged_page_that_a_request_meets(self):
        look = invariants.open_file(self.database)
        roots = look.execute(
            "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'programmes'").fetchall()
        look.close()
        for (number,) in roots:
            self.write((number - 1) * self.page, os.urandom(self.page))
        service = self.serve()
        client = service.client()
        self.assertEqual(client.get("/readyz").status, 200)
        answer = client.get("/v1/programmes")
        self.assertEqual(answer.status, 500, answer)
        self.assertEqual(answer.json["code"], "internal_error")
        ready = client.get("/readyz")
        self.assertEqual(ready.status, 503, ready)
        self.assertIn("damaged", ready.json["checks"]["store"]["says"])
        self.assertEqual(client.get("/v1/people?limit=50").status, 200)
        self.assertEqual(service.stop(), 0)
        self.restore()

    def test_a_damaged_page_after_an_end_that_was_none(self):
        """The whole file is read then, beside the service, and nobody need meet the page."""
        service = self.serve()
        self.assertEqual(service.client().post("/v1/people", {"name": "last"}).status, 201)
        service.stop(signal.SIGKILL)
        self.write(self.root_of("goals"), os.urandom(self.page))
        service = self.serve()
        client = service.client()
        end = time.monotonic() + FOUND_SECONDS
        while client.get("/readyz").status == 200:
            self.assertLess(time.monotonic(), end, "never found")
            time.sleep(0.05)
        self.assertIn("damaged", client.get("/readyz").json["checks"]["store"]["says"])
        self.assertIn("the database is damaged", service.log_text())
        self.assertEqual(service.stop(), 0)

    def test_a_sound_file_after_an_end_that_was_none_stays_ready(self):
        service = self.serve()
        self.assertEqual(service.client().post("/v1/people", {"name": "last"}).status, 201)
        service.stop(signal.SIGKILL)
        service = self.serve()
        time.sleep(1)
        self.assertEqual(service.client().get("/readyz").status, 200)
        self.assertEqual(service.stop(), 0)

    # -- The log

    def killed_with_a_log(self):
        """Commits that stand in the write-ahead log alone, as (names, path of the log)."""
        keep = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        keep.execute("BEGIN")
        keep.execute("SELECT COUNT(*) FROM people").fetchone()  # a reader holds the log back
        service = self.serve()
        client = service.client()
        names = [f"log{number}" for number in range(20)]
        for name in names:
            self.assertEqual(client.post("/v1/people", {"name": name}).status, 201)
        service.stop(signal.SIGKILL)
        keep.close()
        return names, self.database + "-wal"

    def found(self):
        look = invariants.open_file(self.database)
        names = [name for (name,) in look.execute(
            "SELECT name FROM people WHERE name LIKE 'log%' ORDER BY rowid")]
        look.close()
        return names

    def test_a_log_whose_end_is_torn(self):
        """As a power cut leaves it: frames that no commit was acknowledged for are passed over."""
        names, wal = self.killed_with_a_log()
        with open(wal, "ab") as file:
            file.write(os.urandom(5000))
        service = self.serve()
        self.assertEqual(self.found(), names)
        self.assertEqual(invariants.broken(self.database, has_keys=False), [])
        self.assertEqual(service.stop(), 0)

    def test_a_log_with_a_damaged_frame(self):
        """The checksums end it there (https://sqlite.org/fileformat.html §4.1): what was committed
        before the frame is there, what came after is lost, nothing is half there."""
        names, wal = self.killed_with_a_log()
        size = os.path.getsize(wal)
        frame = struct.unpack(">I", open(wal, "rb").read(12)[8:])[0] + 24
        with open(wal, "r+b") as file:
            file.seek(32 + (size // frame // 2) * frame + 100)
            file.write(os.urandom(64))
        service = self.serve()
        found = self.found()
        self.assertEqual(found, names[:len(found)])
        self.assertLess(len(found), len(names))
        self.assertEqual(invariants.broken(self.database, has_keys=False), [])
        self.assertEqual(service.client().post("/v1/people", {"name": "on"}).status, 201)
        self.assertEqual(service.stop(), 0)

    def test_a_log_whose_header_is_damaged(self):
        """Nothing in it can be trusted then: the file is as it was when the log was begun."""
        _, wal = self.killed_with_a_log()
        with open(wal, "r+b") as file:
            file.write(os.urandom(32))
        service = self.serve()
        self.assertEqual(self.found(), [])
        self.assertEqual(invariants.broken(self.database, has_keys=False), [])
        self.assertEqual(service.stop(), 0)


if __name__ == "__main__":
    import unittest
    unittest.main()
