"""Backup while twelve clients write, restore into a new place, compare: all that was acknowledged
before the backup began is in it, it holds together, and what is sealed opens with the key file."""

import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import unittest

import invariants
from folders import Folder
from service import Service, binary, run_command
from writers import World, all_writers

BACKUPS = int(os.environ.get("FAULT_BACKUPS", "5"))
PAGES = ["/v1/people", "/v1/programmes", "/v1/relationships", "/v1/instruments", "/v1/credentials",
         "/v1/events", "/v1/jobs", "/v1/meetings", "/v1/programmes/{programme}/enrolments",
         "/v1/programmes/{programme}/surveys"]
OF_A_PAIR = ["/v1/relationships/{pair}/meetings", "/v1/relationships/{pair}/goals",
             "/v1/relationships/{pair}/journal-entries", "/v1/surveys/{survey}/response"]


class Backup(Folder):
    def backup(self, name, database=None, code=0, wrapper=()):
        target = os.path.join(self.folder, name)
        done = subprocess.run(
            [*wrapper, binary(), "backup", "--database", database or self.database,
             "--to", target], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stderr)
        return target, done

    def restored(self, backup, key=True):
        """The path of a database made of a backup, in a folder of its own."""
        folder = backup + ".restored"
        os.mkdir(folder)
        database = os.path.join(folder, "database.sqlite")
        if key:
            shutil.copy(self.database + ".key", database + ".key")
        done = run_command("restore", "--from", backup, "--database", database)
        self.assertEqual(done.returncode, 0, done.stderr)
        return folder, database, done

    # -- While others write

    def test_a_backup_while_others_write(self):
        service = self.serve()
        world = World(service)
        writers = all_writers(world)
        end = threading.Event()
        for writer in writers:
            writer.caller.meet(service)
        threads = [threading.Thread(target=writer.run, args=(end,)) for writer in writers]
        for thread in threads:
            thread.start()
        for number in range(BACKUPS):
            time.sleep(0.4)
            before = {act.name for writer in writers for act in list(writer.done) if act.key}
            path, _ = self.backup(f"copy{number}")
            self.check_copy(path, before)
        end.set()
        for thread in threads:
            thread.join()
        self.assertEqual([act for writer in writers for act in writer.surprises], [])
        self.compare(service, world)

    def check_copy(self, path, before):
        self.assertFalse(any(os.path.exists(path + s) for s in ("-wal", "-shm", "-journal")))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        self.assertEqual(invariants.broken(path), [])
        look = invariants.open_file(path)
        kept = set(look.execute("SELECT method, path, idempotency_key FROM idempotency_keys"))
        look.close()
        self.assertEqual(before - kept, set(), "acknowledged before it began, and not in it")
        self.assertGreater(len(before), 0)

    def compare(self, service, world):
        """The same questions to both services, over the API: the same answers, byte for byte."""
        self.wait_for_long_work(service)
        path, _ = self.backup("last")
        folder, _, _ = self.restored(path)
        other, count = Service(folder), 0
        other.key = service.key  # a new one would be a difference
        with other:
            for place, token in self.places(world):
                here, there = service.client(token), other.client(token)
                self.assertGreater(self.pages(here, there, place), 0, place)
                count += 1
            self.assertGreater(count, 12)
            made = other.client().post("/v1/people", {"name": "restored"})
            self.assertEqual(made.status, 201, made)
            self.assertEqual(other.stop(), 0)
        self.assertEqual(invariants.broken(os.path.join(folder, "database.sqlite"), False), [])

    def wait_for_long_work(self, service):
        end = time.monotonic() + 20
        while any(job["state"] in ("queued", "running")
                  for state in ("queued", "running")
                  for job in service.client().get(f"/v1/jobs?state={state}").json["items"]):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def places(self, world):
        for place in PAGES:
            yield place.format(programme=world.programme), world.service.key
        for number, (pair, token, _) in enumerate(world.pairs):
            # Each pair has what one writer made: a response, meetings, a journal, goals.
            kind = {0: 3, 1: 0, 2: 2, 3: 1}[number]
            yield OF_A_PAIR[kind].format(pair=pair, survey=world.survey), token

    def pages(self, here, there, place):
        """How many pages were compared."""
        mark, count = "", 0
        while True:
            first, second = here.get(place + mark), there.get(place + mark)
            self.assertEqual(first.status, 200, first)
            self.assertEqual(second.body, first.body, place)
            count += 1
            page = first.json
            if page.get("next_cursor"):
                mark = f"?limit=200&cursor={page['next_cursor']}"
            elif page.get("next_after") and page["items"]:
                mark = f"?limit=200&after={page['next_after']}"
            else:
                return count

    # -- What may go wrong

    def one_person(self):
        with Service(self.folder) as service:
            made = service.client().post(
                "/v1/people", {"name": "one"}, headers={"Idempotency-Key": "one"})
            self.assertEqual(made.status, 201)

    def test_a_backup_overwrites_nothing(self):
        self.one_person()
        path, _ = self.backup("copy")
        with open(path, "rb") as file:
            before = file.read()
        _, done = self.backup("copy", code=73)
        self.assertIn("exists already", done.stderr)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)
        done = run_command("restore", "--from", path, "--database", self.database)
        self.assertEqual(done.returncode, 73, done.stderr)
        self.assertIn("exists already", done.stderr)

    def test_a_backup_of_nothing(self):
        _, done = self.backup("copy", database=self.database + ".no", code=66)
        self.assertIn("does not exist", done.stderr)
        with open(self.database, "w") as file:
            file.write("no database " * 100)
        _, done = self.backup("copy", code=66)
        self.assertIn("not a SQLite database", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "copy")))

    def test_a_backup_into_a_full_disk(self):
        self.one_person()
        small = os.path.join(self.folder, "small")
        os.mkdir(small)
        self.mount("-t", "tmpfs", "-o", "size=64k", "none", small)
        _, done = self.backup("small/copy", code=74)
        self.assertIn("full", done.stderr)
        self.assertEqual(os.listdir(small), [])

    def test_a_backup_that_is_killed(self):
        """It stands under its name when it is whole, and not before."""
        self.one_person()
        for pause in (0.001, 0.005, 0.01, 0.02, 0.03, 0.05):
            target = os.path.join(self.folder, f"copy{pause}")
            process = subprocess.Popen(
                [binary(), "backup", "--database", self.database, "--to", target],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(pause)
            process.kill()
            process.wait()
            if os.path.exists(target):
                self.assertEqual(invariants.broken(target, False), [])
            else:
                self.backup(f"copy{pause}")

    def refused_restore(self, source, code, fragment):
        target = os.path.join(self.folder, "new.sqlite")
        done = run_command("restore", "--from", source, "--database", target)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(fragment, done.stderr)
        self.assertEqual(done.stderr.strip().count("\n"), 0, "one line: " + done.stderr)
        self.assertFalse(os.path.exists(target))

    def test_a_damaged_backup_is_refused(self):
        self.one_person()
        path, _ = self.backup("copy")
        size = os.path.getsize(path)
        look = invariants.open_file(path)
        index = look.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'people_by_email'").fetchone()[0]
        look.close()
        cuts = {
            "header": (66, "not a SQLite database", lambda file: file.write(b"\0" * 16)),
            "page": (76, "damaged", lambda file: self.scribble(file, (index - 1) * 4096)),
            "short": (76, "damaged", lambda file: file.truncate(size - 5000)),
        }
        for name, (code, fragment, damage) in cuts.items():
            with self.subTest(name):
                shutil.copy(path, path + name)
                with open(path + name, "r+b") as file:
                    damage(file)
                self.refused_restore(path + name, code, fragment)

    def scribble(self, file, at):
        file.seek(at)
        file.write(os.urandom(4096))

    def test_a_backup_of_something_else_is_refused(self):
        path = os.path.join(self.folder, "other")
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE theirs (x)")
        other.close()
        self.refused_restore(path, 66, "another program")
        self.refused_restore(path + ".no", 66, "does not exist")
        with open(path + ".empty", "w"):
            pass
        self.refused_restore(path + ".empty", 66, path)

    def test_a_backup_of_a_newer_program_is_refused(self):
        self.one_person()
        path, _ = self.backup("copy")
        with sqlite3.connect(path) as newer:
            newer.execute("INSERT INTO migrations VALUES (99999, 'later.sql', 'x', 0)")
        newer.close()
        self.refused_restore(path, 78, "newer program")

    def test_a_backup_with_a_lost_reference_is_refused(self):
        self.one_person()
        path, _ = self.backup("copy")
        with sqlite3.connect(path) as broken:
            broken.execute("INSERT INTO person_external_ids VALUES ('x', 'y', 'nobody')")
        broken.close()
        self.refused_restore(path, 76, "damaged")

    def test_a_restore_beside_a_log_that_was_left(self):
        """It would be played into the restored database."""
        self.one_person()
        path, _ = self.backup("copy")
        target = os.path.join(self.folder, "new.sqlite")
        with open(target + "-wal", "wb") as file:
            file.write(b"left")
        done = run_command("restore", "--from", path, "--database", target)
        self.assertEqual(done.returncode, 73, done.stderr)
        self.assertIn("new.sqlite-wal", done.stderr)
        self.assertFalse(os.path.exists(target))

    def test_a_restore_without_the_key_file(self):
        self.one_person()
        path, _ = self.backup("copy")
        folder, database, done = self.restored(path, key=False)
        self.assertIn(database + ".key", done.stderr)
        self.refused(78, database + ".key", "put it back", database=database)
        shutil.copy(self.database + ".key", database + ".key")
        with Service(folder) as service:
            again = service.client().get("/v1/people")
            self.assertEqual([p["name"] for p in again.json["items"]], ["one"])

    def test_a_restore_with_the_key_file_of_another(self):
        self.one_person()
        path, _ = self.backup("copy")
        target = os.path.join(self.folder, "new.sqlite")
        with open(target + ".key", "wb") as file:
            file.write(os.urandom(32))
        os.chmod(target + ".key", 0o600)
        self.refused_restore(path, 78, "does not open")

    def test_a_backup_of_a_database_that_was_killed(self):
        """What stands in the log alone is in the copy too."""
        service = self.serve()
        client = service.client()
        for number in range(20):
            self.assertEqual(client.post("/v1/people", {"name": f"n{number}"}).status, 201)
        service.stop(signal.SIGKILL)
        path, _ = self.backup("copy")
        look = invariants.open_file(path)
        self.assertEqual(look.execute("SELECT COUNT(*) FROM people").fetchone()[0], 20)
        look.close()


if __name__ == "__main__":
    unittest.main()
