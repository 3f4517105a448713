"""Answers that solve a match run again take seconds, and the service has two workers for whatever is slow: while
several people ask for such answers at once, pages and sheets of others go on.
"""

import threading
import time
import unittest

from service import Service, wait_for_job
from system_long_runs import fill

PEOPLE = 150


class Solving(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.addCleanup(self.service.__exit__)
        self.service.start()
        admin = self.service.client()
        programme = admin.post("/v1/programmes", {
            "name": "Asked about", "purpose": "To be asked", "model": "one_to_one"}).json["id"]
        admin.put(f"/v1/programmes/{programme}/state", {"state": "open"})
        self.service.stop()
        fill(self.service.database, programme, PEOPLE, PEOPLE)
        self.service.start()
        self.client = self.service.client()
        started = self.client.post(f"/v1/programmes/{programme}/match-runs",
                                   {"objective": "fair", "seed": 1})
        self.assertEqual(started.status, 202, started)
        self.run_path = f"/v1/match-runs/{started.json['id']}"
        wait_for_job(self.client, f"/v1/jobs/{started.json['job_id']}")

    def test_other_slow_reads_go_on(self):
        answers = []

        def ask(number):
            # A page each, so that none is answered from another's.
            client = self.service.client()
            answers.append(client.get(f"{self.run_path}/places?limit={number + 1}"))
            client.close()

        asking = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
        for thread in asking:
            thread.start()
        time.sleep(0.3)
        pages = 0
        while not answers:
            page = self.client.get(f"{self.run_path}/page")
            self.assertEqual(page.status, 200, page)
            pages += not answers
        for thread in asking:
            thread.join()
        # With both workers held there would be none before the first was done.
        self.assertGreaterEqual(pages, 3)
        for answer in answers:
            self.assertIn(answer.status, (200, 409), answer)
            if answer.status == 409:
                self.assertEqual(answer.json["code"], "run_too_large")


if __name__ == "__main__":
    unittest.main()
