"""Who sees what and who may what, asked from outside in a world of marked texts: every read of every id by
every kind of actor, every operation of the standing table by those it does not name and by those it does,
ids and members where they do not belong, and the files searched for what must lie there sealed only."""

import dataclasses
import json
import os
import re
import sqlite3
import unittest

import access_table
from access_world import World
from service import Service

# Not the business of whoever may change something: what only says that somebody tried.
BOOKKEEPING = ("audit_entries", "credentials", "person_tokens", "idempotency_keys")


class Access(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.service.start()
        cls.addClassCleanup(cls.service.__exit__)
        cls.world = World(cls.service)
        cls.operations = list(access_table.operations())
        cls.table = access_table.table(cls.world)

    def rows(self):
        """Every row of every table that says something of the world."""
        with sqlite3.connect(f"file:{self.service.database}?mode=ro", uri=True) as database:
            names = [name for name, in database.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
            return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
                    for name in names if name not in BOOKKEEPING}

    def test_no_read_shows_a_text_to_whom_it_does_not_belong(self):
        leaks, count, seen = [], 0, set()
        for path in self.world.paths():
            kinds = [None]
            if ("report" in path or path.startswith("/v1/people?") or path == "/v1/people"
                    or path.endswith("/enrolments")):
                kinds += ["text/csv", "application/x-ndjson"]
            for kind in kinds:
                for name, client in self.world.clients.items():
                    answer = client.get(path, headers={"Accept": kind} if kind else {})
                    count += 1
                    if answer.status >= 500:
                        leaks.append((name, path, answer))
                    text = answer.body.decode() + str(answer.headers)
                    for marker, readers in self.world.readers.items():
                        if marker in text:
                            seen.add((marker, name))
                            if name not in readers:
                                leaks.append((name, path, kind, marker))
        self.assertEqual(leaks, [], f"{len(leaks)} of {count}")
        # Texts that nobody was shown would prove nothing.
        self.assertEqual({m for m in self.world.readers} - {m for m, _ in seen}, set())
        self.assertGreater(count, 2000)

    # -- The table

    def table_attempts(self):
        """(operation, row, path) of everything that there is."""
        for operation in self.operations:
            row = self.table[operation.name]
            yield operation, row, access_table.path(operation, row, self.world.ids) + row.query

    def send(self, client, operation, path, body):
        kind = operation.media_type or "application/json"
        return client.send(operation.method, path, body, headers={
            "If-Match": "*", **({"Content-Type": kind} if body is not None else {})})

    def test_every_operation_has_its_row_and_every_row_its_operation(self):
        names = [operation.name for operation in self.operations]
        self.assertEqual(sorted(set(names) - set(self.table)), [], "operations without a row")
        self.assertEqual(sorted(set(self.table) - set(names)), [], "rows without an operation")

    def test_nobody_gets_in_whom_the_table_does_not_name(self):
        faults, count, before = [], 0, self.rows()
        for operation, row, path in self.table_attempts():
            may = access_table.allowed(operation, row)
            for name, client in self.world.clients.items():
                if operation.is_open or name in may:
                    continue
                answer = self.send(client, operation, path, row.body)
                count += 1
                wanted = (401,) if name == "nobody" else (403, 404)
                if answer.status not in wanted:
                    faults.append((name, operation.name, path, answer))
        after = self.rows()
        changed = [name for name in before if before[name] != after[name]]
        self.assertEqual(faults, [], f"{len(faults)} of {count}")
        self.assertEqual(changed, [])
        self.assertGreater(count, 1200)

    def test_whom_the_table_names_reads(self):
        faults = []
        for operation, row, path in self.table_attempts():
            may = access_table.allowed(operation, row)
            for name, client in self.world.clients.items():
                if not operation.writes and (operation.is_open or name in may):
                    answer = client.get(path)
                    if answer.status != 200:
                        faults.append((name, operation.name, path, answer))
        self.assertEqual(faults, [], len(faults))

    # -- Ids where they do not belong

    def test_an_id_of_another_noun_names_nothing(self):
        """The right actor with ids of other kinds in the path: 404, whatever they name elsewhere."""
        faults, before = [], self.rows()
        others = {noun: ids[0] for noun, ids in self.world.ids.items()}
        for operation, row, _ in self.table_attempts():
            for noun in re.findall(r"\{(\w+)\}", operation.path):
                if noun in ("source", "value", "external_id", "code"):
                    continue
                for other, wrong in others.items():
                    # A mentee is a person.
                    if other == noun or {other, noun} == {"person", "mentee"}:
                        continue
                    swapped = dataclasses.replace(row, ids={**row.ids, noun: wrong})
                    path = access_table.path(operation, swapped, self.world.ids) + row.query
                    answer = self.send(self.world.admin, operation, path, row.body)
                    if answer.status not in (403, 404):
                        faults.append((operation.name, path, answer))
        self.assertEqual(faults, [], len(faults))
        self.assertEqual(self.rows(), before)

    def foreign_bodies(self):
        """(who, operation, path, body): what the right actor of a tries with ids of b in the body."""
        world, first = self.world, {noun: ids[0] for noun, ids in self.world.ids.items()}
        b_mentor, b_mentee = world.people["b1.mentor"], world.people["b1.mentee"]
        programme = f"/v1/programmes/{first['programme']}"
        pair = {"mentor_id": b_mentor, "mentee_id": b_mentee}
        half = {"mentor_id": world.people["a1.mentor"], "mentee_id": b_mentee}
        for body in (pair, half):
            for place in ("exclusions", "proposals", "relationships"):
                yield "coordinator a", "POST", f"{programme}/{place}", body
            yield "coordinator a", "POST", f"{programme}/match-runs", {
                "objective": "quality", "locks": [body]}
            yield "coordinator a", "POST", f"{programme}/match-runs", {
                "objective": "quality", "exclusions": [body]}
        yield "coordinator a", "POST", f"{programme}/enrolments", {
            "person_id": b_mentee, "role": "mentee"}
        yield "coordinator a", "POST", f"/v1/surveys/{first['survey']}/assignments", {
            "person_ids": [b_mentee]}
        yield "a1.mentee", "POST", f"/v1/relationships/{first['relationship']}/goals", {
            "title": "Not theirs", "owner_id": b_mentee}
        yield "a1.mentee", "PUT", f"/v1/meetings/{first['meeting']}/attendance", {
            "members": [{"person_id": b_mentee, "state": "attended"}]}
        yield "a1.mentee", "POST", f"{programme}/enrolments", {
            "person_id": b_mentee, "role": "mentee"}
        yield "coordinator a", "PUT", "/v1/people/by-external-id/hr/zqhrb1menteeqz", {"name": "Mine"}
        yield "coordinator a", "POST", "/v1/people", {
            "name": "Mine", "external_ids": {"hr": "zqhrb1menteeqz"}}
        yield "coordinator a", "PATCH", f"/v1/people/{world.people['a1.mentee']}", {
            "external_ids": {"hr": "zqhrb1menteeqz"}}

    def test_a_foreign_id_in_a_body_is_refused_without_a_word_of_it(self):
        faults, before = [], self.rows()
        for name, method, path, body in self.foreign_bodies():
            answer = self.world.clients[name].send(method, path, body, headers={"If-Match": "*"})
            text = answer.body.decode()
            shown = [mark for mark, readers in self.world.readers.items()
                     if mark in text and name not in readers and mark not in json.dumps(body)
                     and mark not in path]
            if not 400 <= answer.status < 500 or shown:
                faults.append((name, method, path, body, answer, shown))
        self.assertEqual(faults, [], len(faults))
        self.assertEqual(self.rows(), before)

    def test_a_foreign_id_in_a_query_shows_nothing(self):
        world, faults, count = self.world, [], 0
        foreign = {"person_id": world.people["b1.mentee"], "programme_id": world.ids["programme"][1],
                   "match_run_id": world.ids["run"][1], "people": world.people["b1.mentee"],
                   "mentor_id": world.people["b1.mentor"], "mentee_id": world.people["b1.mentee"],
                   "subject": world.people["b1.mentee"], "actor": world.people["b1.mentee"]}
        for operation, row, path in self.table_attempts():
            if operation.writes or operation.is_open:
                continue
            for name in ("coordinator a", "a1.mentee", "stranger"):
                for parameter, one in foreign.items():
                    mark = "&" if "?" in path else "?"
                    answer = world.clients[name].get(f"{path}{mark}{parameter}={one}")
                    text = answer.body.decode()
                    count += 1
                    leaks = [text_ for text_, readers in world.readers.items()
                             if text_ in text and name not in readers]
                    items = answer.json.get("items") if answer.status == 200 and \
                        "json" in answer.headers.get("Content-Type", "") else None
                    about = [item for item in items or () if isinstance(item, dict)
                             and world.people["b1.mentee"] in json.dumps(item)]
                    if answer.status >= 500 or leaks or about:
                        faults.append((name, operation.name, parameter, leaks, about))
        self.assertEqual(faults, [], f"{len(faults)} of {count}")

    # -- Members that nobody writes

    def test_members_that_are_not_of_the_document_are_refused(self):
        """What the service keeps for itself cannot be set by sending it along (mass assignment)."""
        kept = {"id": "person_00000000000000000000000000", "version": 99, "created_at": None,
                "updated_at": "2020-01-01T00:00:00Z", "created_by": "nobody", "state": "approved",
                "role": "administrator", "programme_id": self.world.ids["programme"][1],
                "programmes": None, "person_id": self.world.people["b1.mentee"],
                "revoked_at": None, "expires_at": "2099-01-01T00:00:00Z", "scopes": ["own"],
                "decided_by": "me", "decided_at": "2020-01-01T00:00:00Z", "key": "x", "hash": "x",
                "agreed_by": [], "sealed": "x", "__proto__": {}, "constructor": {}, "$where": "1"}
        faults, count, before = [], 0, self.rows()
        for operation, row, path in self.table_attempts():
            if not operation.writes or operation.media_type == "text/csv":
                continue
            known = set((operation.body or {}).get("properties") or {})
            who = "administrator" if "administrator" in access_table.allowed(operation, row) else (
                sorted(row.people)[0])
            for name, value in kept.items():
                if name in known:
                    continue
                body = {**(row.body if isinstance(row.body, dict) else {}), name: value}
                answer = self.send(self.world.clients[who], operation, path, body)
                count += 1
                named = [error["code"] for error in answer.json.get("errors", ())
                         if error["pointer"] == f"/{name}"]
                if answer.status != 422 or named != ["unknown_member"]:
                    faults.append((operation.name, name, answer))
        self.assertEqual(faults, [], f"{len(faults)} of {count}")
        self.assertEqual(self.rows(), before)
        self.assertGreater(count, 500)

    def test_what_is_sealed_lies_nowhere_in_plain(self):
        found = []
        for folder, _, files in os.walk(self.service.folder):
            for file in files:
                with open(os.path.join(folder, file), "rb") as open_file:
                    data = open_file.read()
                found += [(file, text) for text in self.world.sealed if text.encode() in data]
        self.assertEqual(found, [])
        # Personal data never stands in logs, sealed or not.
        log = self.service.log_text()
        self.assertEqual([text for text in self.world.readers if text in log], [])

    def test_whom_the_table_names_writes(self):
        """Last of all by its name, since it changes what there is."""
        faults = []
        # A token that is revoked opens nothing any more.
        attempts = sorted(self.table_attempts(), key=lambda one: one[0].name == "revokePersonToken")
        for operation, row, path in attempts:
            for name in sorted(access_table.allowed(operation, row)):
                if operation.writes and not operation.is_open:
                    answer = self.send(self.world.clients[name], operation, path, row.body)
                    # What another one of them ended or took away meanwhile is 404 or 409 then.
                    if answer.status in (401, 403) or answer.status >= 500:
                        faults.append((name, operation.name, path, answer))
        self.assertEqual(faults, [], len(faults))


if __name__ == "__main__":
    unittest.main()
