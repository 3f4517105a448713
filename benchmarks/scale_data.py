"""Fills a database with an organisation of any size, straight into the file: the same shape at every
size, so that what one request touches is the same and only what stands around it grows.

For 1,000 people: 3 programmes of 400 enrolments, 1,000 relationships, 10,000 meetings, 20,000 survey
responses, 12,000 events and as many audit entries. The same seed gives the same rows. Sealed texts
are sealed with the database's own key, so that the service reads all of it.
"""

import collections
import json
import os
import random
import sqlite3
import subprocess

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MEMBERS = 400  # of one programme
MENTORS = 150
SURVEYS = 17
MEETINGS = 10  # of one relationship
RESPONSES_LEFT_OUT = 64  # one of so many assignments has no response

READ_ONLY = {"people", "person_terms", "person_external_ids", "survey_assignments",
             "survey_responses"}  # tables that no measured request writes

HOUR = 3_600_000
DAY = 24 * HOUR

BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
TRIPLES = [a + b + c for a in BASE32 for b in BASE32 for c in BASE32]


class Names:
    """Ids as the service makes them: TypeIDs over UUIDv7, ascending with their time."""

    def __init__(self, random):
        self.random = random

    def make(self, prefix, milliseconds):
        time = (BASE32[milliseconds >> 45] + TRIPLES[milliseconds >> 30 & 32767]
                + TRIPLES[milliseconds >> 15 & 32767] + TRIPLES[milliseconds & 32767])
        bits = self.random.getrandbits(70)
        # "e" and "8" hold the version and the variant (RFC 9562 §5.7).
        return (prefix + "_" + time + "e" + BASE32[bits & 31] + BASE32[bits >> 5 & 31] + "8"
                + TRIPLES[bits >> 10 & 32767] + TRIPLES[bits >> 25 & 32767]
                + TRIPLES[bits >> 40 & 32767] + TRIPLES[bits >> 55])


class Organisation:
    """The rows of every table, each a generator in the order of time."""

    def __init__(self, people, key, now, seed=7):
        self.random = random.Random(seed)
        self.names = Names(self.random)
        self.sealer = AESGCM(key)
        self.count = people
        self.now = now
        self.begin = now - 900 * DAY
        self.staff = self.names.make("credential", self.begin)
        self.people = [self.id("person", 0, number, people) for number in range(people)]
        order = list(range(people))
        self.random.shuffle(order)
        programmes = max(1, people * 3 // 1000)
        self.programmes = [
            self.id("programme", 100, number, programmes) for number in range(programmes)]
        self.members = [
            [self.people[order[(MEMBERS * number + place) % people]] for place in range(MEMBERS)]
            for number in range(programmes)]
        self.relationships = []
        for number in range(people):
            programme, place = number % programmes, number // programmes
            members = self.members[programme]
            self.relationships.append((
                self.id("relationship", 200, number, people), programme,
                members[place % MENTORS], members[MENTORS + place % (MEMBERS - MENTORS)],
                place < MEMBERS - MENTORS))
        self.events = []

    def id(self, prefix, day, number, count):
        """One of `count` that came within 90 days from a day on."""
        return self.names.make(prefix, self.begin + day * DAY + number * 90 * DAY // count)

    def seal(self, plain, context):
        nonce = self.random.randbytes(12)
        return b"\1" + nonce + self.sealer.encrypt(nonce, plain, b"\1" + context.encode())

    # Tables

    def people_rows(self):
        for number, person in enumerate(self.people):
            skill = {"name": f"skill {number % 100}", "level": number % 5 + 1}
            wanted = {"name": f"skill {(number + 50) % 100}", "level": 2}
            state = "paused" if number % 18 == 0 else "left" if number % 18 == 1 else "active"
            yield (
                person, state, f"Person {number}", f"P{number}", f"p{number}@example.org",
                f"p{number}@example.org", "Europe/London", number % 10,
                f"Likes to listen and has done so for {number % 40} years.", '["en","de"]',
                json.dumps([skill], separators=(",", ":")),
                json.dumps([wanted], separators=(",", ":")),
                f'["interest {number % 20}"]', '["care"]', f'{{"hr":"{number}"}}',
                self.staff, self.begin, self.begin)

    def external_id_rows(self):
        for number, person in enumerate(self.people):
            yield "hr", str(number), person

    def term_rows(self):
        for number, person in enumerate(self.people):
            yield "skill_offered", f"skill {number % 100}", person, number % 5 + 1
            yield "skill_wanted", f"skill {(number + 50) % 100}", person, 2
            yield "interest", f"interest {number % 20}", person, None
            yield "value", "care", person, None
            yield "language", "en", person, None
            yield "language", "de", person, None

    def programme_rows(self):
        for number, programme in enumerate(self.programmes):
            state = ["running", "open", "completed"][number % 3]
            model = ["one_to_one", "peer", "reverse"][number % 3]
            yield (programme, state, f"Programme {number}", model, "five_stages", self.staff,
                   self.begin, self.begin)

    def enrolment_rows(self):
        for place in range(MEMBERS):
            for number, programme in enumerate(self.programmes):
                role = "mentor" if place < MENTORS else "mentee"
                yield (
                    self.id("enrolment", 110, place * len(self.programmes) + number,
                            MEMBERS * len(self.programmes)),
                    programme, self.members[number][place], role,
                    "approved" if place % 20 else "paused", 3 if role == "mentor" else 0,
                    self.staff, self.begin, self.staff, self.begin, self.begin)

    def proposal_rows(self):
        for number, (_, programme, mentor, mentee, _) in enumerate(self.relationships):
            time = self.begin + 190 * DAY
            common = (self.programmes[programme], mentor, mentee)
            self.proposals.append(self.id("proposal", 190, number, self.count))
            yield (self.proposals[-1], *common, "accepted", time + 14 * DAY, "accepted", time,
                   "accepted", time, None, self.staff, time, time)
        for number, (_, programme, mentor, mentee, _) in enumerate(self.relationships):
            if number // len(self.programmes) % 2 == 0:
                time = self.begin + 380 * DAY
                yield (self.id("proposal", 380, number, self.count), self.programmes[programme],
                       mentor, mentee, "declined", time + 14 * DAY, "declined", time, None, None,
                       "time", self.staff, time, time)

    def relationship_rows(self):
        for number, (relationship, programme, _, _, is_open) in enumerate(self.relationships):
            time = self.begin + 200 * DAY
            yield (relationship, self.programmes[programme], self.proposals[number], "one_to_one",
                   "five_stages", "growth_and_maintenance" if is_open else None,
                   "active" if is_open else "closed", "2025-01-06", self.staff, time, time)

    def relationship_member_rows(self):
        for relationship, _, mentor, mentee, _ in self.relationships:
            yield relationship, mentor, "mentor"
            yield relationship, mentee, "mentee"

    def stage_move_rows(self):
        for relationship, _, _, _, is_open in self.relationships:
            time = self.begin + 200 * DAY
            yield relationship, 1, "forming", "contemplation", "opened", self.staff, time
            if is_open:
                yield (relationship, 2, "active", "growth_and_maintenance", "met", self.staff,
                       time + DAY)
            else:
                yield relationship, 2, "closed", None, "done", self.staff, time + DAY

    def closure_rows(self):
        for relationship, _, _, _, is_open in self.relationships:
            if not is_open:
                yield (relationship, "completed", "both", "2025-06-30", self.staff,
                       self.begin + 300 * DAY)

    def goal_rows(self):
        for number, (relationship, _, _, mentee, _) in enumerate(self.relationships):
            time = self.begin + 210 * DAY
            yield (self.id("goal", 210, number, self.count), relationship, mentee,
                   "Speak in front of people", "active", 40, mentee, time, time)

    def meeting_rows(self):
        total = self.count * MEETINGS
        for number in range(total):
            relationship, programme, mentor, mentee, _ = self.relationships[number % self.count]
            meeting = self.id("meeting", 220, number, total)
            day = number * 600 // total
            start = (self.begin + 230 * DAY) // DAY * DAY + day * DAY + (8 + number % 10) * HOUR
            self.meetings.append((meeting, start, mentor, mentee, programme))
            local = f"{2024 + day % 2}-{day % 12 + 1:02}-{day % 28 + 1:02}T{8 + number % 10:02}:00"
            yield (meeting, relationship, self.programmes[programme], "held", start, start + HOUR,
                   "Europe/London", local, "video", mentee, start - DAY, start + DAY)

    def meeting_member_rows(self):
        for meeting, start, mentor, mentee, _ in self.meetings:
            yield meeting, mentor, start, start + HOUR
            yield meeting, mentee, start, start + HOUR

    def attendance_rows(self):
        for meeting, start, mentor, mentee, _ in self.meetings:
            yield meeting, mentor, mentor, "attended", 0, start + HOUR
            yield meeting, mentee, mentee, "attended", 0, start + HOUR

    def instrument_rows(self):
        item = {"key": "fit", "text": "We fit.", "required": True, "kind": "scale", "min": 1,
                "max": 5, "reversed": False}
        self.instrument = self.id("instrument", 0, 0, 1)
        yield (self.instrument, "fit", "How we fit", json.dumps([item], separators=(",", ":")),
               "[]", self.staff, self.begin)

    def survey_rows(self):
        for wave in range(SURVEYS):
            for number, programme in enumerate(self.programmes):
                self.surveys.append((
                    self.id("survey", 230 + 30 * wave, number, len(self.programmes)), number))
                yield (self.surveys[-1][0], programme, self.instrument,
                       "exit" if wave == SURVEYS - 1 else "pulse", "both", f"Wave {wave}",
                       self.staff, self.begin, self.begin)

    def assignment_rows(self):
        total = len(self.surveys) * MEMBERS
        for index, (survey, programme) in enumerate(self.surveys):
            for place, person in enumerate(self.members[programme]):
                assignment = self.id("assignment", 240, index * MEMBERS + place, total)
                self.assignments.append((assignment, survey))
                yield (assignment, survey, person, "mentor" if place < MENTORS else "mentee",
                       self.begin + 240 * DAY)

    def response_rows(self):
        time = self.begin + 250 * DAY
        number = 0
        last = None
        for index, (assignment, survey) in enumerate(self.assignments):
            number = 1 if survey != last else number + 1
            last = survey
            if index % RESPONSES_LEFT_OUT:
                sealed = self.seal(b'{"fit":%d}' % (index % 5 + 1),
                                   f"survey_responses/answers/{assignment}")
                yield assignment, survey, sealed, number, time, time, time

    def happenings(self):
        """What was done, in order: by whom, what, to what, where."""
        for number, person in enumerate(self.people):
            yield (self.staff, "person.created", person, None,
                   self.begin + number * 90 * DAY // self.count)
        for number, (relationship, programme, _, mentee, _) in enumerate(self.relationships):
            yield (mentee, "relationship.opened", relationship, self.programmes[programme],
                   self.begin + 200 * DAY + number * 20 * DAY // self.count)
        for number, (meeting, _, _, mentee, programme) in enumerate(self.meetings):
            yield (mentee, "meeting.booked", meeting, self.programmes[programme],
                   self.begin + 220 * DAY + number * 600 * DAY // len(self.meetings))

    def event_rows(self):
        for number, (_, kind, subject, programme, time) in enumerate(self.happenings()):
            yield (number + 1, self.names.make("event", time), kind, subject, programme, "{}",
                   time)

    def audit_rows(self):
        for actor, action, subject, programme, time in self.happenings():
            yield (self.names.make("audit", time), actor, None, action, subject, programme, "done",
                   "r-scale", "{}", time)

    def job_rows(self):
        count = max(600, self.count // 100)  # so many that pages are full at any size
        for number in range(count):
            kind = "people_import" if number % 2 else "match_run"
            yield (self.id("job", 300, number, count), kind,
                   "failed" if number % 10 == 0 else "succeeded", "{}", "done",
                   self.staff, self.begin)

    def idempotency_rows(self):
        for number in range(self.count):
            yield (self.staff, "POST", "/v1/people", f"key-{number}", b"0" * 32, 201, "{}",
                   b"1" * 29, 0, self.now)

    def fill(self, database, indexes):
        """`indexes` has the statements that make them, by table."""
        self.proposals, self.meetings, self.surveys, self.assignments = [], [], [], []

        def put(table, columns, rows):
            marks = ", ".join("?" * len(columns.split(",")))
            database.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
            for sql in indexes.pop(table, []):
                database.execute(sql)

        put("people", "id, state, name, given_name, email, email_key, time_zone, seniority, bio, "
            "languages, skills_offered, skills_wanted, interests, personal_values, external_ids, "
            "created_by, created_at, updated_at", self.people_rows())
        put("person_external_ids", "source, value, person_id", self.external_id_rows())
        put("person_terms", "kind, term, person_id, level", self.term_rows())
        put("programmes", "id, state, name, model, stage_model, created_by, created_at, "
            "updated_at", self.programme_rows())
        put("enrolments", "id, programme_id, person_id, role, state, capacity, decided_by, "
            "decided_at, created_by, created_at, updated_at", self.enrolment_rows())
        put("proposals", "id, programme_id, mentor_id, mentee_id, state, deadline, mentor_answer, "
            "mentor_answered_at, mentee_answer, mentee_answered_at, decline_reason, created_by, "
            "created_at, updated_at", self.proposal_rows())
        put("relationships", "id, programme_id, proposal_id, model, stage_model, stage, state, "
            "started_on, created_by, created_at, updated_at", self.relationship_rows())
        put("relationship_members", "relationship_id, person_id, role",
            self.relationship_member_rows())
        put("relationship_stage_moves", "relationship_id, number, to_state, to_stage, reason, "
            "moved_by, moved_at", self.stage_move_rows())
        put("relationship_closures", "relationship_id, reason, asked_by, closed_on, closed_by, "
            "closed_at", self.closure_rows())
        put("goals", "id, relationship_id, owner_id, title, state, percent, agreed_by, created_at, "
            "updated_at", self.goal_rows())
        put("meetings", "id, relationship_id, programme_id, state, starts_at, ends_at, time_zone, "
            "local_start, medium, created_by, created_at, updated_at", self.meeting_rows())
        put("meeting_members", "meeting_id, person_id, starts_at, ends_at",
            self.meeting_member_rows())
        put("meeting_attendance", "meeting_id, person_id, recorded_by, state, late_minutes, "
            "recorded_at", self.attendance_rows())
        put("instruments", "id, key, title, items, subscales, created_by, created_at",
            self.instrument_rows())
        put("surveys", "id, programme_id, instrument_id, phase, audience, title, created_by, "
            "created_at, updated_at", self.survey_rows())
        put("survey_assignments", "id, survey_id, person_id, side, created_at",
            self.assignment_rows())
        put("survey_responses", "assignment_id, survey_id, answers, number, completed_at, "
            "created_at, updated_at", self.response_rows())
        put("events", "sequence, id, type, subject, programme_id, data, occurred_at",
            self.event_rows())
        put("audit_entries", "id, actor, actor_role, action, subject, programme_id, outcome, "
            "request_id, details, occurred_at", self.audit_rows())
        put("jobs", "id, kind, state, input, phase, created_by, created_at", self.job_rows())
        put("idempotency_keys", "actor, method, path, idempotency_key, fingerprint, status, "
            "headers, body, is_secret, created_at", self.idempotency_rows())


def make(folder, people, binary, now):
    """A database of that many people in the folder; it is there under its name only when whole."""
    path = os.path.join(folder, "database.sqlite")
    draft = path + ".draft"
    subprocess.run([binary, "migrate", "--database", draft], check=True, capture_output=True)
    key = random.Random(people).randbytes(32)
    with open(path + ".key", "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(key)
    database = sqlite3.connect(draft, isolation_level=None)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -500000")
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    # An index that is made after its table is sooner there, but its pages are packed full, so that
    # the first row into each of them splits it. Where requests write, indexes grow with the rows.
    indexes = collections.defaultdict(list)
    database.execute("BEGIN")
    for name, table, sql in database.execute(
            "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' "
            "AND sql IS NOT NULL").fetchall():
        if table in READ_ONLY:
            indexes[table].append(sql)
            database.execute(f"DROP INDEX {name}")
    Organisation(people, key, now).fill(database, indexes)
    for sql in sum(indexes.values(), []):
        database.execute(sql)
    database.execute("COMMIT")
    assert database.execute("PRAGMA foreign_key_check").fetchone() is None
    database.close()
    os.rename(draft, path)
