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

    def test_one_key_with_many_bodies_takes_effect_once(self):
        """A hundred requests with one Idempotency-Key and ten different bodies: one of them happens,
        those with its body get its answer, the others are told that the key was used."""
        clients = [self.service.client() for _ in range(CLIENTS)]
        for client in clients:
            self.addCleanup(client.close)
            client.get("/healthz")
        headers = {"Idempotency-Key": "one-for-all"}
        answers = []

        def act(number, client):
            answer = client.post("/v1/people", {"name": f"Racer {number % 10}"}, headers=headers)
            answers.append(answer)
            return answer

        counts = self.at_once([lambda number=number, client=client: act(number, client)
                               for number, client in enumerate(clients)])
        self.assertEqual(counts, {(201, None): CLIENTS // 10,
                                  (422, "idempotency_key_reused"): CLIENTS * 9 // 10})
        good = [answer for answer in answers if answer.status == 201]
        self.assertEqual(len({answer.json["id"] for answer in good}), 1)
        replays = [answer for answer in good if answer.headers.get("Idempotency-Replayed") == "true"]
        self.assertEqual(len(replays), len(good) - 1)
        racers = [person for person in self.admin.get("/v1/people?limit=200").json["items"]
                  if person["name"].startswith("Racer")]
        self.assertEqual(len(racers), 1)

    def test_one_key_of_two_callers_is_two_keys(self):
        other = self.service.client(self.service.make_key("integration", "other"))
        headers = {"Idempotency-Key": "shared"}
        first = self.admin.post("/v1/people", {"name": "Theirs"}, headers=headers)
        second = other.post("/v1/people", {"name": "Ours"}, headers=headers)
        self.assertEqual((first.status, second.status), (201, 201))
        self.assertNotEqual(first.json["id"], second.json["id"])

    def test_a_mentor_s_capacity_holds_against_pairs_made_by_hand(self):
        """Two mentors with two places each, a hundred mentees: staff open pairs at the same moment."""
        programme = self.programme()
        mentors = [self.person(name)[0] for name in ("Mentor one", "Mentor two")]
        for mentor in mentors:
            self.enrol(programme, mentor, "mentor", capacity=2)
        mentees = [self.make("/v1/people", {"name": f"Mentee {number}"})["id"]
                   for number in range(CLIENTS // 2)]
        for mentee in mentees:
            self.enrol(programme, mentee, "mentee")
        place = f"/v1/programmes/{programme}/relationships"
        clients = [self.service.client() for _ in range(CLIENTS)]
        for client in clients:
            self.addCleanup(client.close)
            client.get("/healthz")
        acts = [lambda client=client, number=number: client.post(place, {
                    "mentor_id": mentors[number % 2], "mentee_id": mentees[number // 2]})
                for number, client in enumerate(clients)]
        counts = self.at_once(acts)
        self.assertEqual(sum(count for (status, _), count in counts.items() if status == 201), 4)
        self.assertEqual({status for status, _ in counts}, {201, 409}, counts)
        pairs = self.admin.get(f"/v1/relationships?programme_id={programme}&limit=200").json["items"]
        self.assertEqual(len(pairs), 4)

    def test_two_who_change_the_same_at_once_do_not_lose_one(self):
        """Lost update: a hundred changes with the same If-Match; one holds, the rest are told (412)."""
        person = self.make("/v1/people", {"name": "Shared"})["id"]
        tag = self.admin.get(f"/v1/people/{person}").headers["ETag"]
        clients = [self.service.client() for _ in range(CLIENTS)]
        for client in clients:
            self.addCleanup(client.close)
            client.get("/healthz")
        counts = self.at_once([
            lambda client=client, number=number: client.send(
                "PATCH", f"/v1/people/{person}", {"bio": f"By {number}"}, headers={"If-Match": tag})
            for number, client in enumerate(clients)])
        self.assertEqual(counts, {(200, None): 1, (412, "version_moved"): CLIENTS - 1})

    def test_a_secret_is_made_once_for_one_key(self):
        """Twenty creations of a credential with one Idempotency-Key: one key is shown, once."""
        clients = [self.service.client() for _ in range(20)]
        for client in clients:
            self.addCleanup(client.close)
            client.get("/healthz")
        body = {"name": "raced for", "role": "analyst"}
        counts = self.at_once([
            lambda client=client: client.post(
                "/v1/credentials", body, headers={"Idempotency-Key": "secret"})
            for client in clients])
        self.assertEqual(counts, {(201, None): 1, (409, "secret_not_repeated"): 19})


if __name__ == "__main__":
    unittest.main()
