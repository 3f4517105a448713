"""How the program starts when something is wrong: one sentence that names the path and the way
out, a code of its own, nothing changed. The table of these is docs/faults.md."""

import os
import re
import socket
import sqlite3
import subprocess
import unittest

from folders import Folder
from service import ROOT, Service, binary, run_command


class Files(Folder):
    def test_a_missing_folder(self):
        path = os.path.join(self.folder, "nowhere", "x.sqlite")
        self.refused(66, path, "folder", "create it", database=path)
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_folder_in_place_of_the_file(self):
        os.mkdir(self.database)
        self.refused(66, self.database, "is a folder")

    def test_a_foreign_file(self):
        text = "this is a letter, not a database\n" * 100
        with open(self.database, "w") as file:
            file.write(text)
        self.refused(66, self.database, "not a SQLite database")
        with open(self.database) as file:
            self.assertEqual(file.read(), text)

    def test_a_database_of_another_program(self):
        for statement in ("CREATE TABLE theirs (x)", "PRAGMA application_id = 7"):
            with self.subTest(statement):
                if os.path.exists(self.database):
                    os.remove(self.database)
                with sqlite3.connect(self.database) as other:
                    other.execute(statement)
                other.close()
                with open(self.database, "rb") as file:
                    before = file.read()
                self.refused(66, self.database, "another program")
                with open(self.database, "rb") as file:
                    after = file.read()
                # That it may be written with a log is noted in bytes 18 and 19 of the header.
                self.assertEqual(after[100:], before[100:])

    def test_a_newer_schema(self):
        self.migrate()
        with sqlite3.connect(self.database) as newer:
            newer.execute("INSERT INTO migrations VALUES (99999, 'later.sql', 'x', 0)")
        self.refused(78, "99999", "newer program")

    def test_a_changed_migration(self):
        self.migrate()
        with sqlite3.connect(self.database) as changed:
            changed.execute("UPDATE migrations SET sha256 = 'x' WHERE number = 1")
        self.refused(78, "0001_people.sql")

    def test_an_older_schema_that_shall_stay(self):
        with sqlite3.connect(self.database):
            pass
        self.refused(78, "mentorship migrate", more=["--no-migrate"])

    def test_a_read_only_folder(self):
        self.migrate()
        wrapper = self.as_nobody()
        os.chmod(self.folder, 0o500)
        self.addCleanup(os.chmod, self.folder, 0o700)
        self.refused(73, self.database, "not writable", wrapper=wrapper)
        self.refused(73, self.database, "not writable", command="migrate", wrapper=wrapper)
        os.chmod(self.folder, 0o700)
        self.serves()

    def test_a_read_only_file(self):
        self.migrate()
        wrapper = self.as_nobody()
        for mode in (0o400, 0o000):
            os.chmod(self.database, mode)
            self.refused(73, self.database, "change its owner or mode", wrapper=wrapper)
        os.chmod(self.database, 0o600)
        self.serves()

    def test_a_read_only_file_system(self):
        self.migrate()
        self.mount("--bind", self.folder, self.folder)
        subprocess.run(["mount", "-o", "remount,ro,bind", self.folder], check=True)
        self.refused(73, self.database, "not writable")

    def test_a_key_file_open_to_others(self):
        self.migrate()
        key = self.database + ".key"
        with open(key, "wb") as file:
            file.write(os.urandom(32))
        os.chmod(key, 0o644)
        self.refused(78, key, "chmod 600")

    def test_a_key_file_that_is_cut_off(self):
        self.migrate()
        key = self.database + ".key"
        with open(key, "wb") as file:
            file.write(os.urandom(31))
        os.chmod(key, 0o600)
        self.refused(78, key, "31 bytes")

    def test_a_missing_key_file(self):
        with Service(self.folder) as service:
            self.assertEqual(service.client().post("/v1/people", {"name": "a"}).status, 201)
        os.rename(self.database + ".key", self.database + ".away")
        self.refused(78, self.database + ".key", "put it back")
        os.rename(self.database + ".away", self.database + ".key")
        self.serves(people=["a"])

    def test_the_key_file_of_another_database(self):
        with Service(self.folder) as service:
            made = service.client().post("/v1/people", {"name": "a"},
                                         headers={"Idempotency-Key": "k"})
            self.assertEqual(made.status, 201)
        with open(self.database + ".key", "r+b") as file:
            right = file.read()
            file.seek(0)
            file.write(os.urandom(32))
        self.refused(78, self.database + ".key", "put the one here that belongs to it")
        with open(self.database + ".key", "wb") as file:
            file.write(right)
        self.serves(people=["a"])

    def test_a_file_in_place_of_the_spool_folder(self):
        with open(self.database + ".spool", "w"):
            pass
        self.refused(73, self.database + ".spool", "not a folder")


class Surroundings(Folder):
    def test_a_taken_port(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            address = f"127.0.0.1:{other.getsockname()[1]}"
            done = run_command("serve", "--database", self.database, "--listen", address)
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertIn(address, done.stderr)
        # Closed as it should be: no log is left that would look like a crash.
        wal = self.database + "-wal"
        self.assertEqual(os.path.getsize(wal) if os.path.exists(wal) else 0, 0)
        self.serves()

    def test_a_bad_address(self):
        done = run_command("serve", "--database", self.database, "--listen", "nonsense")
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertIn("HOST:PORT", done.stderr)

    def test_an_address_that_is_not_ours(self):
        # TEST-NET-1 (RFC 5737) belongs to no machine.
        done = run_command("serve", "--database", self.database, "--listen", "192.0.2.1:80")
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertIn("192.0.2.1:80", done.stderr)

    def test_a_second_server_on_the_file(self):
        service = self.serve()
        self.refused(75, self.database, str(service.process.pid), "stop it first")
        client = service.client()
        self.assertEqual(client.post("/v1/people", {"name": "first"}).status, 201)
        self.assertEqual(service.stop(), 0)
        self.serves(people=["first"])

    def test_a_second_server_while_the_first_is_killed(self):
        """The lock goes with the process, however it ends; the file of its name may stay."""
        service = self.serve()
        self.assertEqual(service.client().post("/v1/people", {"name": "first"}).status, 201)
        service.stop(9)
        self.assertTrue(os.path.exists(self.database + ".lock"))
        self.serves(people=["first"])


class Table(unittest.TestCase):
    def test_every_row_of_the_table_has_its_test(self):
        """docs/faults.md names the test of each row; the names are those that stand here."""
        text = (ROOT / "docs/faults.md").read_text()
        named = set(re.findall(r"`(fault_\w+\.\w+\.test_\w+)`", text))
        self.assertGreater(len(named), 30)
        folder = ROOT / "Tests/Faults"
        there = set()
        for file in folder.glob("fault_*.py"):
            kind = None
            for line in file.read_text().splitlines():
                if match := re.match(r"class (\w+)", line):
                    kind = match.group(1)
                elif match := re.match(r"    def (test_\w+)", line):
                    there.add(f"{file.stem}.{kind}.{match.group(1)}")
        self.assertEqual(named - there, set(), "named and not there")
        self.assertEqual(there - named, set(), "there and not in the table")


if __name__ == "__main__":
    unittest.main()
