"""kill -9 at random moments under twelve writers: what was acknowledged is there exactly once,
what went unanswered is there wholly or not at all, and the same key gives the same answer."""

import os
import random
import shutil
import signal
import statistics
import tempfile
import threading
import time
import unittest

import invariants
from service import Service
from writers import World, all_writers

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "100"))
# A new database every so often: the first rounds fall into its beginning, the last find it grown.
ROUNDS_OF_A_DATABASE = 10
READY_SECONDS = float(os.environ.get("FAULT_READY_SECONDS", "0.5"))
# One round in so many is killed before it is ready, while it still recovers from the last.
EARLY = 4


class KillMinusNine(unittest.TestCase):
    def test_nothing_acknowledged_is_lost_or_doubled_or_half_done(self):
        seed = int(os.environ.get("FAULT_SEED", random.randrange(1 << 30)))
        print(f"\nkill -9: {ROUNDS} rounds, seed {seed} (FAULT_SEED repeats it)")
        self.dice = random.Random(seed)
        self.ready, self.acknowledged, self.unknown, self.there = [], 0, 0, 0
        left = ROUNDS
        while left > 0:
            self.one_database(min(left, ROUNDS_OF_A_DATABASE))
            left -= ROUNDS_OF_A_DATABASE
        self.ready.sort()
        print(f"  {self.acknowledged} acknowledged; {self.unknown} unanswered, of which "
              f"{self.there} were there; ready after {statistics.median(self.ready) * 1000:.0f} "
              f"ms (median), {self.ready[-1] * 1000:.0f} ms (longest); load "
              f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        self.assertGreater(self.acknowledged, ROUNDS)
        self.assertLessEqual(statistics.median(self.ready), READY_SECONDS)

    def one_database(self, rounds):
        folder = tempfile.mkdtemp(prefix="mentorship-kill-")
        self.service = Service(folder)
        try:
            self.service.start()
            self.writers = all_writers(World(self.service))
            for number in range(rounds):
                self.write_until_killed()
                if self.dice.randrange(EARLY) == 0:
                    self.kill_while_it_begins()
                self.begin_again()
                self.check()
            self.read_back()
            self.assertEqual(self.service.stop(), 0)
        finally:
            self.service.stop(signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)
        self.acknowledged += sum(len(writer.written) for writer in self.writers)

    def write_until_killed(self):
        end = threading.Event()
        for writer in self.writers:
            writer.caller.meet(self.service)
        threads = [threading.Thread(target=writer.run, args=(end,)) for writer in self.writers]
        for thread in threads:
            thread.start()
        time.sleep(self.dice.uniform(0.05, 1.2))
        self.service.stop(signal.SIGKILL)
        end.set()
        for thread in threads:
            thread.join()
        self.assertEqual([act for writer in self.writers for act in writer.surprises], [])

    def kill_while_it_begins(self):
        self.service.launch()
        time.sleep(self.dice.uniform(0, 0.15))
        self.service.stop(signal.SIGKILL)

    def begin_again(self):
        begun = time.monotonic()
        self.service.start()
        self.service.wait_ready(seconds=30, pause=0.005)
        self.ready.append(time.monotonic() - begun)

    # -- What is there

    def check(self):
        path = self.service.database
        self.assertEqual(invariants.broken(path), [])
        look = invariants.open_file(path)
        kept = set(look.execute("SELECT method, path, idempotency_key FROM idempotency_keys"))
        look.close()
        sure = {act.name for writer in self.writers for act in writer.written if act.key}
        doubtful = {act.name for writer in self.writers for act in writer.doubtful if act.key}
        self.assertEqual(sure - kept, set(), "acknowledged and lost")
        self.assertEqual(kept - sure - doubtful, set(), "there, and nobody sent it")
        self.unknown += len(doubtful)
        self.there += len(doubtful & kept)
        self.check_ids(path)
        self.check_registers()
        for writer in self.writers:
            writer.caller.meet(self.service)
            self.assertEqual(writer.replay(), [])
            # An answer to what went unanswered: kept from the first time, or made now.
            for act in writer.doubtful:
                again = writer.caller.send(act.again())
                self.assertLess(again.status or 999, 300, again)
                if act.key:
                    self.assertEqual(again.is_replayed, act.name in kept, again)

    def check_ids(self, path):
        """What an answer named is there under that name."""
        tables = {"person": "people", "enrolment": "enrolments", "meeting": "meetings",
                  "relationship": "relationships", "goal": "goals", "job": "jobs",
                  "journal": "journal_entries", "match_run": "match_runs"}
        look = invariants.open_file(path)
        for writer in self.writers:
            made = {act.json["id"] for act in writer.written[-200:]
                    if act.method == "POST" and "id" in act.json}
            for id in made:
                table = tables[id.rpartition("_")[0]]
                found = look.execute(f"SELECT 1 FROM {table} WHERE id = ?", (id,)).fetchall()
                self.assertEqual(found, [(1,)], id)
        look.close()

    def check_registers(self):
        profile, survey = self.writers[3], self.writers[4]
        found = self.service.client().get(f"/v1/people/{profile.person}").json["bio"]
        self.assertIn(found, profile.values())
        found = self.service.client(survey.token).get(survey.path).json["answers"].get("more")
        self.assertIn(found, survey.values())

    def read_back(self):
        """Sealed texts open again: the key file and the database still belong together."""
        journal = self.writers[6]
        client = self.service.client(journal.token)
        texts, cursor = set(), None
        while True:
            place = f"/v1/relationships/{journal.pair}/journal-entries?limit=200"
            page = client.get(place + (f"&cursor={cursor}" if cursor else "")).json
            texts |= {entry["text"] for entry in page["items"]}
            cursor = page["next_cursor"]
            if cursor is None:
                break
        self.assertTrue({act.body["text"] for act in journal.written} <= texts)


if __name__ == "__main__":
    unittest.main()
