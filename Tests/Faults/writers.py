"""Clients that write, one kind of thing each, and remember what they were told. The kinds reach
rows in several tables, so that an effect that was half done would show; each goes on after a
restart as a careful client does: what went unanswered is sent again under the same key."""

import datetime
import time

from acts import FAIL, OK, UNKNOWN, Act, Caller

SKILLS = [{"name": "case recording", "level": 4}, {"name": "court reports", "level": 2}]
IMPORTED_AT_ONCE = 40
PAUSE_BETWEEN_LOOKS = 0.02


class World:
    """The ground on which all write: a programme, pairs with tokens, a survey."""

    def __init__(self, service, pairs=4):
        self.service, self.admin = service, service.client()
        self.programme = self.open_programme("Ground")
        self.instrument = self.make("/v1/instruments", {
            "key": "ground", "title": "Ground", "items": [
                {"key": "fit", "kind": "scale", "min": 1, "max": 5},
                {"key": "more", "kind": "text", "max_length": 100}]})
        self.pairs = [self.pair(number) for number in range(pairs)]
        self.survey = self.make(f"/v1/programmes/{self.programme}/surveys", {
            "instrument_id": self.instrument, "phase": "pulse", "audience": "both",
            "title": "Ground"})

    def must(self, answer):
        assert answer.status in (200, 201, 202, 204), answer
        return answer

    def make(self, path, body):
        return self.must(self.admin.post(path, body)).json["id"]

    def open_programme(self, name):
        programme = self.make("/v1/programmes", {
            "name": name, "purpose": "To be written on", "model": "one_to_one"})
        self.must(self.admin.put(f"/v1/programmes/{programme}/state", {"state": "open"}))
        return programme

    def person(self, name):
        return self.make("/v1/people", {"name": name, "time_zone": "Europe/London"})

    def token(self, person):
        return self.must(self.admin.post(
            f"/v1/people/{person}/tokens", {"lifetime_minutes": 720})).json["token"]

    def enrol(self, programme, person, role, **more):
        enrolment = self.make(f"/v1/programmes/{programme}/enrolments",
                              {"person_id": person, "role": role, **more})
        self.must(self.admin.put(f"/v1/enrolments/{enrolment}/approval"))

    def pair(self, number):
        """A relationship, its mentee's token and its mentor's."""
        mentor, mentee = self.person(f"Mentor {number}"), self.person(f"Mentee {number}")
        self.enrol(self.programme, mentor, "mentor")
        self.enrol(self.programme, mentee, "mentee")
        return self.make(f"/v1/programmes/{self.programme}/relationships", {
            "mentor_id": mentor, "mentee_id": mentee}), self.token(mentee), self.token(mentor)


class Writer:
    """Does one act after another until the service is gone."""

    def __init__(self, world, name):
        self.world, self.name = world, name
        self.caller = Caller()
        self.token = world.service.key
        self.done, self.pending, self.surprises = [], None, []
        self.count = 0
        self.plan = self.acts()

    def acts(self):
        """Yields each act once it is decided on; goes on when that one was acknowledged."""
        raise NotImplementedError

    def act(self, method, path, body=None, key=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return Act(method, path, body, key, self.token, headers)

    def marker(self, what=""):
        return f"{self.name}-{self.count}{what}"

    def run(self, end):
        while not end.is_set():
            act = self.pending.again() if self.pending else next(self.plan)
            self.pending = act
            self.caller.send(act)
            if act.outcome == OK:
                self.done.append(act)
                self.pending = None
                self.count += 1
            elif act.outcome == FAIL and act.status == 503:
                time.sleep(PAUSE_BETWEEN_LOOKS)
            elif act.outcome == FAIL and act.status is not None:
                self.surprises.append(act)
                return
            else:
                return

    @property
    def written(self):
        return [act for act in self.done if act.method != "GET"]

    @property
    def doubtful(self):
        """What was sent and not answered: there may be a trace of it, whole, or none."""
        is_sent = self.pending is not None and self.pending.outcome == UNKNOWN
        return [self.pending] if is_sent and self.pending.method != "GET" else []

    def replay(self, count=2):
        """The last that were answered, once more: the same answer, and said to be a repetition."""
        problems = []
        for act in [act for act in self.written if act.key][-count:]:
            again = self.caller.send(act.again())
            if again.answer != act.answer or not again.is_replayed:
                problems.append(f"{act}\n  and again {again}")
        return problems


class PeopleWriter(Writer):
    """A person with an external id and five terms: eleven rows in seven tables."""

    def acts(self):
        while True:
            yield self.act("POST", "/v1/people", {
                "name": self.marker(), "external_ids": {"fault": self.marker()},
                "skills_offered": SKILLS, "interests": ["chess", "sailing"],
                "languages": ["en"]}, key=self.marker())


class ProfileWriter(Writer):
    """One person changed again and again: a register that holds the last value written."""

    def acts(self):
        self.person = self.world.person(self.name)
        while True:
            yield self.act("PATCH", f"/v1/people/{self.person}", {"bio": self.marker()},
                           key=self.marker(), If_Match="*")

    def values(self):
        """What may stand there now."""
        may = [act.body["bio"] for act in self.written[-1:] + self.doubtful]
        return may if self.written else may + [None]


class SurveyWriter(Writer):
    """A draft of answers, sealed as a whole and replaced again and again."""

    def acts(self):
        _, self.token, _ = self.world.pairs[0]
        self.path = f"/v1/surveys/{self.world.survey}/response"
        client = self.world.service.client(self.token)
        self.world.must(client.put(self.path, {"answers": {"fit": 1}, "complete": False}))
        client.close()
        while True:
            yield self.act("PUT", self.path, {
                "answers": {"fit": self.count % 5 + 1, "more": self.marker()},
                "complete": False}, If_Match="*")

    def values(self):
        may = [act.body["answers"]["more"] for act in self.written[-1:] + self.doubtful]
        return may if self.written else may + [None]


class MeetingWriter(Writer):
    """Books an hour and calls every other one off again: the times stand in two tables."""

    def acts(self):
        pair, self.token, _ = self.world.pairs[1]
        start = datetime.datetime.now(datetime.UTC).replace(minute=0, second=0, microsecond=0)
        start += datetime.timedelta(days=2)
        while True:
            start += datetime.timedelta(hours=1)
            yield self.act("POST", f"/v1/relationships/{pair}/meetings", {
                "start": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "duration_minutes": 60,
                "medium": "video", "topic": self.marker()}, key=self.marker())
            if start.hour % 2:
                yield self.act("POST", f"/v1/meetings/{self.done[-1].json['id']}/cancellation",
                               {"reason": self.marker()}, key=self.marker())


class JournalWriter(Writer):
    """Entries that nobody but their author reads, sealed."""

    def acts(self):
        self.pair, self.token, _ = self.world.pairs[2]
        while True:
            yield self.act("POST", f"/v1/relationships/{self.pair}/journal-entries",
                           {"text": self.marker()}, key=self.marker())


class GoalWriter(Writer):
    """A goal with steps of progress, each of which changes the goal and adds a row beside it."""

    def acts(self):
        pair, mentee, mentor = self.world.pairs[3]
        while True:
            self.token = mentee
            yield self.act("POST", f"/v1/relationships/{pair}/goals",
                           {"title": self.marker(), "details": self.marker()},
                           key=self.marker())
            goal = self.done[-1].json["id"]
            self.token = mentor
            yield self.act("PUT", f"/v1/goals/{goal}/state", {"state": "agreed"})
            self.token = mentee
            for percent in (10, 40):
                yield self.act("POST", f"/v1/goals/{goal}/progress",
                               {"percent": percent, "note": self.marker()}, key=self.marker())


class PairWriter(Writer):
    """Two people, enrolled, approved and paired: the longest way there is."""

    def acts(self):
        programme = self.world.open_programme(self.name)
        while True:
            ids = []
            for role in ("mentor", "mentee"):
                yield self.act("POST", "/v1/people", {"name": role}, key=self.marker())
                ids.append(self.done[-1].json["id"])
                yield self.act("POST", f"/v1/programmes/{programme}/enrolments",
                               {"person_id": ids[-1], "role": role}, key=self.marker())
                yield self.act("PUT", f"/v1/enrolments/{self.done[-1].json['id']}/approval")
            yield self.act("POST", f"/v1/programmes/{programme}/relationships",
                           {"mentor_id": ids[0], "mentee_id": ids[1]}, key=self.marker())


class WaitingWriter(Writer):
    """Orders long work and looks until it is over, also beyond a restart."""

    def until_over(self, place, good):
        while True:
            yield self.act("GET", place)
            state = self.done[-1].json["state"]
            if state not in ("queued", "running"):
                assert state == good, self.done[-1]
                return
            time.sleep(PAUSE_BETWEEN_LOOKS)


class ImportWriter(WaitingWriter):
    """Sheets of people: a file beside the database, a job, rows in batches."""

    def acts(self):
        while True:
            rows = [f"{self.marker()}-{row},{self.marker()} {row},en"
                    for row in range(IMPORTED_AT_ONCE)]
            sheet = "external_id.sheet,name,languages\r\n" + "\r\n".join(rows) + "\r\n"
            yield self.act("POST", "/v1/imports", sheet.encode(), key=self.marker(),
                           Content_Type="text/csv")
            yield from self.until_over(f"/v1/jobs/{self.done[-1].json['id']}", "succeeded")


class MatchWriter(WaitingWriter):
    """Match runs: inputs kept, pairs computed and saved, a summary."""

    def acts(self):
        programme = self.world.open_programme(self.name)
        for number in range(12):
            role = ("mentor", "mentee")[number % 2]
            self.world.enrol(programme, self.world.person(f"{role} {number}"), role)
        self.world.must(self.world.admin.put(
            f"/v1/programmes/{programme}/state", {"state": "running"}))
        while True:
            yield self.act("POST", f"/v1/programmes/{programme}/match-runs",
                           {"objective": "quality", "seed": self.count}, key=self.marker())
            yield from self.until_over(f"/v1/match-runs/{self.done[-1].json['id']}", "done")


ALL = [PeopleWriter, PeopleWriter, PeopleWriter, ProfileWriter, SurveyWriter, MeetingWriter,
       JournalWriter, GoalWriter, PairWriter, PairWriter, ImportWriter, MatchWriter]


def all_writers(world):
    """Twelve clients, each made ready: what their plans need beforehand stands there."""
    writers = [kind(world, f"{kind.__name__[:-6].lower()}{number}")
               for number, kind in enumerate(ALL)]
    for writer in writers:
        writer.pending = next(writer.plan)
    return writers
