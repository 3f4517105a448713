"""Programmes among equals, and mentees who want several mentors: from the run to the relationship, over sockets."""

import unittest

from service import Service, wait_for_job


class Shapes(unittest.TestCase):
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

    def programme(self, model):
        programme = self.make("/v1/programmes", {"name": model, "purpose": "Learn", "model": model})
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

    def test_equals_are_paired_both_ways_and_become_peers(self):
        programme = self.programme("peer")
        ada = self.member(programme, "both", ["go"], ["sql"])
        bo = self.member(programme, "both", ["sql"], ["go"])
        others = [self.member(programme, "both", ["go"], ["tests"]),
                  self.member(programme, "both", ["tests"], ["go"])]
        eve = self.member(programme, "both", ["welding"], ["juggling"])
        self.member(programme, "mentee", ["go"])
        path, run = self.run_of(programme)
        self.assertEqual(run["state"], "done", run)
        self.assertEqual((run["summary"]["matched"], run["summary"]["certificate"]["is_optimal"],
                          run["left_out"]["in_one_part"]), (4, True, 1))
        pairs = self.admin.get(f"{path}/pairs").json["items"]
        self.assertEqual({frozenset((pair["mentor_id"], pair["mentee_id"])) for pair in pairs},
                         {frozenset((ada, bo)), frozenset(others)})
        self.assertTrue(pairs[0]["explanation"]["back"]["parts"])
        left = self.admin.get(f"{path}/unmatched").json["items"]
        self.assertEqual([item["mentee_id"] for item in left], [eve])
        self.assertIn("None of 4 others", left[0]["detail"]["words"])

        # Who is paired meanwhile is named, and nothing is published.
        made = self.admin.post(f"/v1/programmes/{programme}/proposals",
                               {"mentor_id": others[1], "mentee_id": others[0]})
        self.assertEqual(made.status, 201, made)
        refused = self.admin.post(f"{path}/publication").json
        self.assertEqual((refused["code"], refused["reasons"]),
                         ("inputs_changed", ["already_proposed"]))
        relationship = self.accept(made.json)["relationship_id"]
        members = self.admin.get(f"/v1/relationships/{relationship}").json["members"]
        self.assertEqual([member["role"] for member in members], ["peer", "peer"])
        third = self.admin.post(f"/v1/programmes/{programme}/proposals",
                                {"mentor_id": others[1], "mentee_id": bo})
        self.assertEqual(third.json["code"], "mentor_at_capacity")
        path, run = self.run_of(programme)
        self.assertEqual((run["summary"]["matched"], run["left_out"]["already_paired"]), (2, 2))
        self.assertEqual(self.admin.post(f"{path}/publication").status, 201)
        last = [one for one in self.proposals(programme) if one["state"] == "sent"][0]
        seen = self.admin.get(f"/v1/proposals/{last['id']}", key=self.tokens[ada]).json
        self.assertIn("the mentee can help with", str(seen))
        self.assertIn("the mentor can help with", str(seen))
        self.assertTrue(self.accept(last)["relationship_id"])
        waiting = self.admin.get(f"/v1/programmes/{programme}/waiting").json["items"]
        self.assertFalse({ada, bo, *others} & {item["person_id"] for item in waiting})

    def test_a_mentee_who_wants_two_mentors_has_two(self):
        programme = self.programme("one_to_one")
        for _ in range(3):
            self.member(programme, "mentor", offers=["go"])
        mentee = self.member(programme, "mentee", ["go"], mentors_wanted=2)
        self.member(programme, "mentee", ["go"])
        path, run = self.run_of(programme)
        self.assertEqual((run["summary"]["matched"], run["summary"]["places_used"]), (2, 3))
        self.assertTrue(run["summary"]["certificate"]["is_optimal"])
        self.assertEqual(self.admin.post(f"{path}/publication").status, 201)
        own = [one for one in self.proposals(programme) if one["mentee_id"] == mentee]
        self.assertEqual(len({one["mentor_id"] for one in own}), 2)
        _, run = self.run_of(programme)
        self.assertEqual(run["left_out"]["awaiting_answer"], 2)
        self.assertTrue(self.accept(own[0])["relationship_id"])
        second = self.admin.get(f"/v1/proposals/{own[1]['id']}").json
        self.assertEqual(second["state"], "sent")
        waiting = f"/v1/programmes/{programme}/waiting"
        self.assertIn(mentee, str(self.admin.get(waiting).json))
        again = self.admin.post(f"/v1/programmes/{programme}/proposals",
                                {"mentor_id": own[0]["mentor_id"], "mentee_id": mentee})
        self.assertEqual(again.json["code"], "pair_forbidden")
        self.assertTrue(self.accept(own[1])["relationship_id"])
        self.assertNotIn(mentee, str(self.admin.get(waiting).json))
        _, run = self.run_of(programme)
        self.assertEqual(run["left_out"]["already_paired"], 1)

    def test_a_run_that_another_pair_has_overtaken_is_not_published(self):
        programme = self.programme("one_to_one")
        mentors = {self.member(programme, "mentor", offers=["go"]) for _ in range(3)}
        mentee = self.member(programme, "mentee", ["go"], mentors_wanted=2)
        path, _ = self.run_of(programme)
        given = {pair["mentor_id"] for pair in self.admin.get(f"{path}/pairs").json["items"]}
        made = self.admin.post(f"/v1/programmes/{programme}/proposals",
                               {"mentor_id": (mentors - given).pop(), "mentee_id": mentee})
        self.accept(made.json)
        refused = self.admin.post(f"{path}/publication").json
        self.assertEqual((refused["code"], refused["reasons"]),
                         ("inputs_changed", ["mentee_already_paired"]))
        review = self.admin.put(f"{path}/pairs/{mentee}/review", {"verdict": "locked"})
        self.assertEqual(review.json["code"], "several_pairs")


if __name__ == "__main__":
    unittest.main()
