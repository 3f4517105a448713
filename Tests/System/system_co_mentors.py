"""Groups that several mentors guide: who is asked to, who joins them, and who leads when the lead leaves."""

import datetime
import unittest

from shapes import ShapesCase


class CoMentors(ShapesCase):
    def guided(self, **more):
        """A published run of one group: its path, its lead, who is asked to guide it too, its pairs."""
        programme = self.programme("group", group_least=2, group_most=4)
        mentors = [self.member(programme, "mentor", offers=["go"], capacity=5, **more)
                   for _ in range(2)]
        for _ in range(3):
            self.member(programme, "mentee", ["go"])
        self.make(f"/v1/programmes/{programme}/matching-policies",
                  {"factors": [{"factor": "need_coverage", "weight": 1}], "group_mentors": 2})
        path, _ = self.run_of(programme)
        group = self.admin.get(f"{path}/groups").json["items"][0]
        self.assertEqual({group["mentor_id"], *group["co_mentor_ids"]}, set(mentors))
        self.assertEqual(self.admin.post(f"{path}/publication").status, 201)
        all_asked = self.proposals(programme)
        pairs = [one for one in all_asked if one["question"] == "pair"]
        asked = [one for one in all_asked if one["question"] == "co_mentor"]
        self.assertEqual((len(pairs), [(one["mentor_id"], one["mentee_id"], one["lead_id"])
                                       for one in asked]),
                         (3, [(group["co_mentor_ids"][0], None, group["mentor_id"])]))
        return programme, pairs, asked[0]

    def answer(self, proposal, yes=True):
        verb, body = ("acceptance", None) if yes else ("refusal", {"code": "time"})
        answer = self.admin.put(f"/v1/proposals/{proposal['id']}/{verb}", body,
                                key=self.tokens[proposal["mentor_id"]])
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def mentors(self, group):
        """Who leads comes first, in whatever is told of the group."""
        standing = self.admin.get(f"{group}/group").json
        members = self.admin.get(group).json["members"]
        self.assertEqual([one["person_id"] for one in members if one["role"] == "mentor"],
                         standing["mentor_ids"])
        self.assertEqual([one["person_id"] for one in members if one["leads"]],
                         [standing["lead_id"]])
        return standing["mentor_ids"]

    def test_a_mentor_joins_the_group_of_another_whoever_says_yes_first(self):
        for mentor_first in (False, True):
            with self.subTest(mentor_first=mentor_first):
                programme, pairs, asked = self.guided()
                lead, other = asked["lead_id"], asked["mentor_id"]
                if mentor_first:
                    self.assertEqual((self.answer(asked)["state"],
                                      self.answer(asked)["relationship_id"]), ("sent", None))
                group = f"/v1/relationships/{self.accept(pairs[0])['relationship_id']}"
                self.accept(pairs[1])
                if not mentor_first:
                    self.assertEqual(self.mentors(group), [lead])
                    self.assertEqual(self.answer(asked)["state"], "accepted")
                self.assertEqual(self.mentors(group), [lead, other])
                seen = self.admin.get(group, key=self.tokens[other])
                self.assertEqual(seen.status, 200, seen)
                # It is one group: nobody guides another, and it is filled up around its lead.
                for _ in range(3):
                    self.member(programme, "mentee", ["go"])
                path, _ = self.run_of(programme)
                self.assertEqual([(one["mentor_id"], one["standing"]) for one in
                                  self.admin.get(f"{path}/groups").json["items"]], [(lead, 3)])

    def test_a_group_goes_on_without_a_mentor_who_says_no(self):
        programme, pairs, asked = self.guided()
        self.assertEqual(self.answer(asked, yes=False)["state"], "declined")
        group = f"/v1/relationships/{self.accept(pairs[0])['relationship_id']}"
        self.assertEqual(self.mentors(group), [asked["lead_id"]])
        told = self.admin.get(f"/v1/proposals/{asked['id']}").json
        self.assertEqual((told["state"], told["refusal_code"]), ("declined", "time"))
        seen = self.admin.get(f"/v1/proposals/{pairs[1]['id']}", key=self.tokens[asked["lead_id"]])
        self.assertEqual(seen.json["group"]["co_mentors"], [])
        self.assertNotIn(asked["mentor_id"], str(seen.json))
        # By hand they come all the same, once they have been talked with.
        put = self.admin.put(f"{group}/members/{asked['mentor_id']}")
        self.assertEqual(put.status, 200, put)
        self.assertEqual(self.mentors(group), [asked["lead_id"], asked["mentor_id"]])
        third = self.member(programme, "mentor", offers=["go"], capacity=5)
        full = self.admin.put(f"{group}/members/{third}")
        self.assertEqual((full.status, full.json["code"]), (409, "group_has_mentors"))

    def test_a_group_whose_lead_leaves_is_led_by_the_next(self):
        _, pairs, asked = self.guided()
        lead, other = asked["lead_id"], asked["mentor_id"]
        group = f"/v1/relationships/{self.accept(pairs[0])['relationship_id']}"
        self.answer(asked)
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7)
        meeting = self.make(f"{group}/meetings", {
            "start": soon.strftime("%Y-%m-%dT10:00:00Z"), "duration_minutes": 60,
            "medium": "video"})
        left = self.admin.send("DELETE", f"{group}/members/{lead}", key=self.tokens[lead])
        self.assertEqual(left.status, 204, left)
        self.assertEqual(self.mentors(group), [other])
        self.assertEqual(self.admin.get(group, key=self.tokens[lead]).status, 404)
        self.assertEqual(set(self.admin.get(f"/v1/meetings/{meeting}").json["members"]),
                         {other, pairs[0]["mentee_id"]})
        states = {one["ended_because"] for one in self.proposals(asked["programme_id"])
                  if one["state"] == "withdrawn"}
        self.assertEqual(states, {"mentor_left"})
        alone = self.admin.send("DELETE", f"{group}/members/{other}", key=self.tokens[other])
        self.assertEqual(alone.json["code"], "group_needed")

    def test_who_joins_later_has_a_place_with_every_mentor(self):
        programme, pairs, asked = self.guided()
        group = f"/v1/relationships/{self.accept(pairs[0])['relationship_id']}"
        self.answer(asked)
        enrolment = self.admin.get(f"/v1/programmes/{programme}/enrolments"
                                   f"?person_id={asked['mentor_id']}").json["items"][0]["id"]

        def places(count):
            answer = self.admin.send("PATCH", f"/v1/enrolments/{enrolment}", {"capacity": count},
                                     headers={"If-Match": "*"})
            self.assertEqual(answer.status, 200, answer)

        places(1)
        yes = f"/v1/proposals/{pairs[1]['id']}/acceptance"
        self.assertEqual(self.admin.put(yes, key=self.tokens[asked["lead_id"]]).status, 200)
        full = self.admin.put(yes, key=self.tokens[pairs[1]["mentee_id"]])
        self.assertEqual((full.status, full.json["code"]), (409, "mentor_at_capacity"))
        places(5)
        self.assertEqual(self.admin.put(yes, key=self.tokens[pairs[1]["mentee_id"]]).status, 200)
        self.assertEqual(self.admin.get(f"{group}/group").json["members"], 2)


if __name__ == "__main__":
    unittest.main()
