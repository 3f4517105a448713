"""Programmes among equals, mentees who want several mentors, groups and circles: from the run to the
relationship, over sockets."""

import concurrent.futures
import datetime
import itertools
import random
import threading
import unittest

from shapes import ShapesCase


class Shapes(ShapesCase):
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
        self.assertIn("they can help with", str(seen))
        self.assertIn("you can help with", str(seen))
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

    # -- Groups

    def test_a_group_opens_with_its_first_yes_and_others_join_it(self):
        programme = self.programme("group", group_least=2, group_most=3)
        ada = self.member(programme, "mentor", offers=["go"])
        mentees = [self.member(programme, "mentee", ["go"]) for _ in range(3)]
        path, run = self.run_of(programme)
        self.assertEqual((run["state"], run["summary"]["matched"], run["summary"]["groups"],
                          run["summary"]["certificate"]["gap"]), ("done", 3, 1, "0"), run)
        group = self.admin.get(f"{path}/groups").json["items"][0]
        self.assertEqual((group["mentor_id"], set(group["member_ids"]), group["purpose"],
                          group["sharing"]), (ada, set(mentees), "go", 3))
        self.assertEqual(self.admin.post(f"{path}/publication").status, 201)
        proposals = self.proposals(programme)
        self.assertEqual(proposals[0]["group"],
                         {"purpose": "go", "least": 2, "most": 3, "members": 0, "co_mentors": []})
        first = self.accept(proposals[0])["relationship_id"]
        place = f"/v1/relationships/{first}/group"
        self.assertEqual(self.admin.get(place).json["status"], "below_least")
        refused = self.admin.put(f"/v1/proposals/{proposals[1]['id']}/refusal", {"code": "time"},
                                 key=self.tokens[proposals[1]["mentee_id"]])
        self.assertEqual(refused.status, 200)
        own = self.admin.get(place, key=self.tokens[proposals[0]["mentee_id"]]).json
        self.assertEqual((own["next_step"], own["asked"]), ("others_answer", 1))
        self.assertEqual(self.accept(proposals[2])["relationship_id"], first)
        self.assertEqual(self.admin.get(place).json["status"], "open")
        members = self.admin.get(f"/v1/relationships/{first}").json["members"]
        self.assertEqual([member["role"] for member in members], ["mentor", "mentee", "mentee"])
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7)
        booked = self.admin.post(
            f"/v1/relationships/{first}/meetings",
            {"start": soon.strftime("%Y-%m-%dT10:00:00Z"), "duration_minutes": 60,
             "medium": "video"}, key=self.tokens[ada])
        self.assertEqual(booked.status, 201, booked)
        self.assertEqual(set(booked.json["members"]), {member["person_id"] for member in members})
        # Who said no waits with a status; a run that comes later tops the group up.
        waiting = self.admin.get(f"/v1/programmes/{programme}/waiting").json["items"]
        self.assertEqual({item["person_id"] for item in waiting}, {proposals[1]["mentee_id"]})
        late = self.member(programme, "mentee", ["go"])
        path, run = self.run_of(programme)
        group = self.admin.get(f"{path}/groups").json["items"][0]
        self.assertEqual((group["member_ids"], group["standing"]), ([late], 2))

    def test_a_group_changes_and_ends_and_its_members_go_on(self):
        programme = self.programme("group", group_least=2, group_most=3)
        ada, bo = (self.member(programme, "mentor", offers=["go"]) for _ in range(2))
        mentees = [self.member(programme, "mentee", ["go"]) for _ in range(3)]

        def open_group(mentor, mentee):
            return self.make(f"/v1/programmes/{programme}/relationships",
                             {"mentor_id": mentor, "mentee_id": mentee})

        group = f"/v1/relationships/{open_group(ada, mentees[0])}"
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7)
        meeting = self.make(f"{group}/meetings", {
            "start": soon.strftime("%Y-%m-%dT10:00:00Z"), "duration_minutes": 60,
            "medium": "video"})
        for mentee in mentees[1:]:
            open_group(ada, mentee)
        expected = self.admin.get(f"/v1/meetings/{meeting}").json["members"]
        self.assertEqual(set(expected), {ada, *mentees})
        left = self.admin.send("DELETE", f"{group}/members/{mentees[2]}",
                               key=self.tokens[mentees[2]])
        self.assertEqual(left.status, 204, left)
        self.assertEqual(self.admin.get("/v1/meetings", key=self.tokens[mentees[2]]).json["items"],
                         [])
        path, run = self.run_of(programme)
        self.assertEqual(run["summary"]["matched"], 0)
        why = self.admin.get(f"/v1/programmes/{programme}/match-explanations"
                             f"?mentor_id={ada}&mentee_id={mentees[2]}").json
        self.assertEqual([one["code"] for one in why["ruled_out_by"]], ["left_group"])
        self.admin.post(f"{group}/closure", {}, key=self.tokens[ada])
        for mentee in mentees[:2]:
            asked = self.admin.post(f"{group}/rematch", {}, key=self.tokens[mentee])
            self.assertEqual(asked.status, 201, asked)
        path, _ = self.run_of(programme)
        made = self.admin.get(f"{path}/groups").json["items"]
        self.assertEqual([(one["mentor_id"], set(one["member_ids"])) for one in made],
                         [(bo, set(mentees))])
        self.assertEqual(self.admin.post(f"{path}/publication").status, 201)
        own = [one for one in self.proposals(programme) if one["mentee_id"] in mentees[:2]]
        begun = {self.accept(one)["relationship_id"] for one in own}
        self.assertEqual(len(begun), 1)
        first = group.rsplit("/", 1)[1]
        self.assertEqual(self.admin.get(f"/v1/relationships/{begun.pop()}").json["previous_id"],
                         first)
        for mentee in mentees[:2]:
            fulfilled = self.admin.get(f"{group}/rematch?mentee_id={mentee}").json
            self.assertEqual(fulfilled["state"], "fulfilled")

    def test_places_of_a_group_are_never_given_twice(self):
        """Thirty have an offer of the same group of five, and say yes at the same moment."""
        programme = self.programme("group", group_least=2, group_most=5)
        mentor = self.member(programme, "mentor", offers=["go"], capacity=20)
        acts = []
        for _ in range(30):
            mentee = self.member(programme, "mentee", ["go"])
            made = self.make(f"/v1/programmes/{programme}/proposals",
                             {"mentor_id": mentor, "mentee_id": mentee})
            place = f"/v1/proposals/{made}/acceptance"
            self.assertEqual(self.admin.put(place, key=self.tokens[mentor]).status, 200)
            acts.append((place, self.service.client(self.tokens[mentee])))
            self.addCleanup(acts[-1][1].close)
        start = threading.Barrier(len(acts))

        def accept(act):
            start.wait()
            return act[1].put(act[0])

        with concurrent.futures.ThreadPoolExecutor(len(acts)) as pool:
            answers = list(pool.map(accept, acts))
        self.assertEqual(sorted(answer.status for answer in answers), [200] * 5 + [409] * 25)
        self.assertEqual({answer.json["code"] for answer in answers if answer.status == 409},
                         {"mentor_at_capacity"})
        groups = self.admin.get(f"/v1/relationships?programme_id={programme}").json["items"]
        self.assertEqual([len(group["members"]) for group in groups], [6])
        states = {one["state"] for one in self.proposals(programme)}
        self.assertEqual(states, {"accepted", "superseded"})

    def test_no_groups_are_better_as_trying_everything_shows(self):
        draw = random.Random(4)
        skills = ["go", "sql", "css"]
        for _ in range(4):
            programme = self.programme("group", group_least=2, group_most=3)
            mentors = [self.member(programme, "mentor", offers=draw.sample(skills, 2))
                       for _ in range(2)]
            mentees = [self.member(programme, "mentee", draw.sample(skills, draw.randint(1, 2)))
                       for _ in range(5)]
            path, run = self.run_of(programme)
            scores, wants = {}, {}
            for mentee, mentor in itertools.product(mentees, mentors):
                told = self.admin.get(f"/v1/programmes/{programme}/match-explanations"
                                      f"?mentor_id={mentor}&mentee_id={mentee}").json
                if not told["ruled_out_by"]:
                    scores[mentee, mentor] = round(told["explanation"]["score"] * 1_000_000)
                wants[mentee] = {
                    str(skill) for skill in
                    self.admin.get(f"/v1/people/{mentee}").json["skills_wanted"]}
            best = max(self.worth(dict(zip(mentees, choice)), scores, wants)
                       for choice in itertools.product([None, *mentors], repeat=len(mentees)))
            groups = self.admin.get(f"{path}/groups").json["items"]
            made = {member: group["mentor_id"] for group in groups
                    for member in group["member_ids"]}
            self.assertEqual(self.worth(made, scores, wants), best)
            self.assertEqual(run["summary"]["certificate"]["gap"], "0")
            self.assertEqual(len(made), run["summary"]["matched"])

    @staticmethod
    def worth(made, scores, wants):
        """People served, then scores and .1 for each who wants what most of their group want."""
        total, served, groups = 0, 0, {}
        for mentee, mentor in made.items():
            if mentor is None:
                continue
            if (mentee, mentor) not in scores:
                return (-1, 0)
            served, total = served + 1, total + scores[mentee, mentor]
            groups.setdefault(mentor, []).append(mentee)
        for members in groups.values():
            if not 2 <= len(members) <= 3:
                return (-1, 0)
            every = {want for member in members for want in wants[member]}
            total += 100_000 * max(
                (sum(want in wants[member] for member in members) for want in every), default=0)
        return (served, total)

    def test_a_circle_begins_with_its_last_yes_and_closes_around_who_leaves(self):
        programme = self.programme("peer", group_least=3, group_most=4)
        people = [self.member(programme, "both", [wants], [offers]) for wants, offers in (
            ("go", "sql"), ("sql", "css"), ("css", "art"), ("art", "go"))]
        path, run = self.run_of(programme)
        self.assertEqual((run["summary"]["certificate"]["objective"],
                          run["summary"]["certificate"]["gap"]), ("circles", "0"))
        circle = self.admin.get(f"{path}/groups").json["items"][0]["member_ids"]
        self.assertEqual(set(circle), set(people))
        guides = {(pair["mentor_id"], pair["mentee_id"])
                  for pair in self.admin.get(f"{path}/pairs").json["items"]}
        self.assertEqual(guides, set(zip(circle, circle[1:] + circle[:1])))
        self.assertEqual(self.admin.post(f"{path}/publication").status, 201)
        parts = {one["mentee_id"]: f"/v1/proposals/{one['id']}"
                 for one in self.proposals(programme)}
        self.assertEqual(set(parts), set(people))
        # All say yes at the same moment: one of them begins the circle, once.
        clients = {person: self.service.client(self.tokens[person]) for person in people}
        start = threading.Barrier(len(people))

        def accept(person):
            start.wait()
            return clients[person].put(f"{parts[person]}/acceptance")

        with concurrent.futures.ThreadPoolExecutor(len(people)) as pool:
            answers = list(pool.map(accept, people))
        self.assertEqual([answer.status for answer in answers], [200] * 4)
        begun = {answer.json["relationship_id"] for answer in answers} - {None}
        self.assertEqual(len(begun), 1)
        relationship = f"/v1/relationships/{begun.pop()}"

        def ring():
            return {member["person_id"]: member["guides_id"]
                    for member in self.admin.get(relationship).json["members"]}

        self.assertEqual(ring(), dict(zip(circle, circle[1:] + circle[:1])))
        seen = clients[circle[1]].get(parts[circle[1]]).json
        self.assertEqual((seen["your_side"], seen["state"], seen["other"]["id"],
                          seen["circle"]["guided"]["id"]),
                         ("mentee", "accepted", circle[0], circle[2]))
        self.assertEqual(self.admin.get(f"/v1/programmes/{programme}/waiting").json["items"], [])
        left = clients[circle[1]].delete(f"{relationship}/members/{circle[1]}")
        self.assertEqual(left.status, 204, left)
        self.assertEqual(ring(), {circle[0]: circle[2], circle[2]: circle[3],
                                  circle[3]: circle[0]})
        self.admin.delete(f"{relationship}/members/{circle[2]}")
        closed = clients[circle[0]].get(relationship).json
        self.assertEqual((closed["state"], closed["closure"]["reason"]), ("closed", "too_few"))
        for client in clients.values():
            client.close()
        events = [event["type"] for event in self.admin.get("/v1/events?limit=200").json["items"]]
        self.assertEqual((events.count("proposal.sent"), events.count("relationship.opened"),
                          events.count("relationship.member_left")), (4, 1, 2))

    def test_a_circle_that_one_declines_is_over_for_all(self):
        programme = self.programme("peer", group_least=3, group_most=3)
        people = [self.member(programme, "both", [wants], [offers]) for wants, offers in (
            ("go", "sql"), ("sql", "css"), ("css", "go"))]
        path, _ = self.run_of(programme)
        self.assertEqual(self.admin.post(f"{path}/publication").status, 201)
        parts = {one["mentee_id"]: f"/v1/proposals/{one['id']}"
                 for one in self.proposals(programme)}
        self.admin.put(f"{parts[people[0]]}/acceptance", key=self.tokens[people[0]])
        no = self.admin.put(f"{parts[people[1]]}/refusal", {"code": "time"},
                            key=self.tokens[people[1]])
        self.assertEqual(no.json["state"], "declined", no)
        late = self.admin.put(f"{parts[people[2]]}/acceptance", key=self.tokens[people[2]])
        self.assertEqual((late.status, late.json["code"]), (409, "proposal_not_open"))
        for person in people:
            waits = self.admin.get("/v1/me/waiting", key=self.tokens[person]).json["items"][0]
            self.assertEqual((waits["status"], waits["next_step"]),
                             ("circle_not_formed", "staff_run"))
        self.assertEqual(self.admin.get(f"/v1/relationships?programme_id={programme}").json["items"],
                         [])


if __name__ == "__main__":
    unittest.main()
