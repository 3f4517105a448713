"""A hundred clients at the same moment: a mentor's last places and one free hour go to exactly as
many as there are, and everybody else is told so."""

import collections
import concurrent.futures
import datetime
import threading
import unittest

from service import Service

CLIENTS = 100
PLACES = 3


class Races(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.service.start()
        cls.addClassCleanup(cls.service.__exit__)
        cls.admin = cls.service.client()

    def make(self, path, body=None):
        answer = self.admin.post(path, body)
        self.assertIn(answer.status, (200, 201), answer)
        return answer.json

    def person(self, name):
        """The id, and a client of their own that is connected already."""
        person = self.make("/v1/people", {"name": name, "time_zone": "Europe/London"})["id"]
        client = self.service.client(self.make(f"/v1/people/{person}/tokens")["token"])
        self.addCleanup(client.close)
        self.assertEqual(client.get("/v1/me").status, 200)
        return person, client

    def programme(self):
        programme = self.make("/v1/programmes", {
            "name": "Sought after", "purpose": "To be raced for", "model": "one_to_one"})["id"]
        self.admin.put(f"/v1/programmes/{programme}/state", {"state": "open"})
        return programme

    def enrol(self, programme, person, role, **more):
        enrolment = self.make(f"/v1/programmes/{programme}/enrolments",
                              {"person_id": person, "role": role, **more})["id"]
        self.assertEqual(self.admin.put(f"/v1/enrolments/{enrolment}/approval").status, 200)

    def at_once(self, acts):
        """Does all of them at the same moment; how often each (status, code) came back."""
        start = threading.Barrier(len(acts))

        def run(act):
            start.wait()
            return act()

        with concurrent.futures.ThreadPoolExecutor(len(acts)) as pool:
            answers = list(pool.map(run, acts))
        return collections.Counter(
            (answer.status, answer.json.get("code")) for answer in answers)

    def test_the_last_places_of_a_mentor_go_to_as_many_as_there_are(self):
        programme = self.programme()
        mentor, as_mentor = self.person("Mentor")
        self.enrol(programme, mentor, "mentor", capacity=PLACES)
        acts = []
        for number in range(CLIENTS):
            mentee, client = self.person(f"Mentee {number}")
            self.enrol(programme, mentee, "mentee")
            proposal = self.make(f"/v1/programmes/{programme}/proposals",
                                 {"mentor_id": mentor, "mentee_id": mentee})["id"]
            place = f"/v1/proposals/{proposal}/acceptance"
            self.assertEqual(as_mentor.put(place).status, 200)
            acts.append(lambda client=client, place=place: client.put(place))
        counts = self.at_once(acts)
        self.assertEqual(
            {status: sum(n for (s, _), n in counts.items() if s == status)
             for status, _ in counts}, {200: PLACES, 409: CLIENTS - PLACES}, counts)
        pairs = self.admin.get(f"/v1/relationships?programme_id={programme}&limit=200").json
        self.assertEqual(len(pairs["items"]), PLACES)
        left = self.admin.get(
            f"/v1/proposals?programme_id={programme}&limit=200").json["items"]
        self.assertEqual(
            collections.Counter(proposal["state"] for proposal in left)["accepted"], PLACES)

    def test_one_hour_is_booked_once(self):
        programme = self.programme()
        people = [self.person(name) for name in ("Mentor", "Mentee")]
        for (person, _), role in zip(people, ("mentor", "mentee")):
            self.enrol(programme, person, role)
        pair = self.make(f"/v1/programmes/{programme}/relationships", {
            "mentor_id": people[0][0], "mentee_id": people[1][0]})["id"]
        place = f"/v1/relationships/{pair}/meetings"
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7)
        body = {
            "start": soon.strftime("%Y-%m-%dT10:00:00Z"), "duration_minutes": 60,
            "medium": "video"}
        clients = [self.service.client(people[number % 2][1].key) for number in range(CLIENTS)]
        for client in clients:
            self.addCleanup(client.close)
            client.get("/healthz")
        counts = self.at_once(
            [lambda client=client: client.post(place, body) for client in clients])
        self.assertEqual(counts, {(201, None): 1, (409, "slot_taken"): CLIENTS - 1})
        self.assertEqual(len(self.admin.get(place).json["items"]), 1)


if __name__ == "__main__":
    unittest.main()
