"""What tests of programmes of every shape share: a service, people in it, a run, and both answers."""

import unittest

from service import Service, wait_for_job


class ShapesCase(unittest.TestCase):
    def setUp(self):
        self.service = Service()
        self.service.start()
        self.addCleanup(self.service.__exit__)
        self.admin = self.service.client()
        self.tokens = {}

    def make(self, path, body):
        answer = self.admin.post(path, body)
        self.assertEqual(answer.status, 201, answer)
        return answer.json["id"]

    def programme(self, model, **more):
        programme = self.make(
            "/v1/programmes", {"name": model, "purpose": "Learn", "model": model, **more})
        self.assertEqual(
            self.admin.put(f"/v1/programmes/{programme}/state", {"state": "open"}).status, 200)
        return programme

    def member(self, programme, role, wants=(), offers=(), **more):
        person = self.make("/v1/people", {
            "name": f"A {role}", "skills_wanted": list(wants), "skills_offered": list(offers)})
        enrolment = self.make(f"/v1/programmes/{programme}/enrolments",
                              {"person_id": person, "role": role, **more})
        self.assertEqual(self.admin.put(f"/v1/enrolments/{enrolment}/approval").status, 200)
        self.tokens[person] = self.admin.post(f"/v1/people/{person}/tokens").json["token"]
        return person

    def run_of(self, programme):
        started = self.admin.post(f"/v1/programmes/{programme}/match-runs",
                                  {"objective": "coverage_then_quality"})
        self.assertEqual(started.status, 202, started)
        path = f"/v1/match-runs/{started.json['id']}"
        wait_for_job(self.admin, f"/v1/jobs/{started.json['job_id']}")
        return path, self.admin.get(path).json

    def accept(self, proposal):
        """The answer to the second yes."""
        for person in (proposal["mentor_id"], proposal["mentee_id"]):
            answer = self.admin.put(f"/v1/proposals/{proposal['id']}/acceptance",
                                    key=self.tokens[person])
            self.assertEqual(answer.status, 200, answer)
        return answer.json

    def proposals(self, programme):
        return self.admin.get(f"/v1/proposals?programme_id={programme}").json["items"]
