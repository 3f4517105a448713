"""What must hold in the file at every moment at which nothing is under way: SQLite's own checks,
and for each kind of row that the rows beside it (events, audit, kept answers, parts) say the
same."""

import sqlite3

# What is created with an event and an audit row of its own, exactly once.
CREATED = {
    "people": "person.created", "programmes": "programme.created",
    "enrolments": "enrolment.submitted", "relationships": "relationship.opened",
    "meetings": "meeting.booked", "goals": "goal.created", "instruments": "instrument.created",
    "surveys": "survey.created",
}

# The path under which each is made with a key, as SQL over the row.
MADE_AT = {
    "meetings": "'/v1/relationships/' || relationship_id || '/meetings'",
    "goals": "'/v1/relationships/' || relationship_id || '/goals'",
    "journal_entries": "'/v1/relationships/' || relationship_id || '/journal-entries'",
    "goal_progress": "'/v1/goals/' || goal_id || '/progress'",
    "relationships": "'/v1/programmes/' || programme_id || '/relationships'",
    "enrolments": "'/v1/programmes/' || programme_id || '/enrolments'",
    "match_runs": "'/v1/programmes/' || programme_id || '/match-runs'",
}

# Each must find nothing.
NOTHING = {
    "numbers of events have a gap":
        "SELECT COUNT(*), MAX(sequence) FROM events HAVING COUNT(*) <> COALESCE(MAX(sequence), 0)",
    "an event has no audit row, or not as many":
        """SELECT type, subject, COUNT(*) FROM events GROUP BY type, subject
           EXCEPT SELECT action, subject, COUNT(*) FROM audit_entries
           WHERE outcome = 'done' GROUP BY action, subject""",
    "a person's version is not the number of changes":
        """SELECT id, version, changes FROM people LEFT JOIN (
               SELECT subject, COUNT(*) AS changes FROM events WHERE type = 'person.changed'
               GROUP BY subject) ON subject = id
           WHERE version <> 1 + COALESCE(changes, 0)""",
    "a meeting's version is not the number of changes":
        """SELECT id, version, changes FROM meetings LEFT JOIN (
               SELECT subject, COUNT(*) AS changes FROM events WHERE type LIKE 'meeting.%'
               GROUP BY subject) ON subject = id WHERE version <> COALESCE(changes, 0)""",
    "a goal's version is not the number of changes":
        """SELECT id, version, changes FROM goals LEFT JOIN (
               SELECT subject, COUNT(*) AS changes FROM events WHERE type LIKE 'goal.%'
               GROUP BY subject) ON subject = id WHERE version <> COALESCE(changes, 0)""",
    "a person of the test lacks an external id or a term":
        """SELECT value, COUNT(term) FROM person_external_ids LEFT JOIN person_terms
               USING (person_id) WHERE source = 'fault' GROUP BY value HAVING COUNT(term) <> 5""",
    "a term or an external id without its person":
        """SELECT person_id FROM person_terms UNION SELECT person_id FROM person_external_ids
           EXCEPT SELECT id FROM people""",
    "a finished import without all of its rows":
        """SELECT id, result FROM jobs WHERE kind = 'people_import' AND state = 'succeeded'
           AND json_extract(result, '$.rows') <> json_extract(result, '$.created')
               + json_extract(result, '$.updated') + json_extract(result, '$.unchanged')""",
    "long work that failed": "SELECT id, kind, problem FROM jobs WHERE state = 'failed'",
    "a meeting whose members have other times":
        """SELECT m.id, COUNT(*) FROM meetings m LEFT JOIN meeting_members b
               ON b.meeting_id = m.id AND b.starts_at = m.starts_at AND b.ends_at = m.ends_at
               AND b.takes_time = (m.state <> 'cancelled')
           GROUP BY m.id HAVING COUNT(b.person_id) <> 2""",
    "a relationship without two members or its first move":
        """SELECT r.id FROM relationships r WHERE
               (SELECT COUNT(*) FROM relationship_members WHERE relationship_id = r.id) <> 2
               OR (SELECT to_state FROM relationship_stage_moves WHERE relationship_id = r.id
                   ORDER BY number DESC LIMIT 1) IS NOT r.state""",
    "a goal that does not stand where its last step says":
        """SELECT g.id FROM goals g WHERE g.percent <> COALESCE((SELECT percent FROM goal_progress
               WHERE goal_id = g.id ORDER BY number DESC LIMIT 1), 0)
           OR (SELECT COUNT(*) FROM goal_progress WHERE goal_id = g.id)
               <> COALESCE((SELECT MAX(number) FROM goal_progress WHERE goal_id = g.id), 0)""",
    "a finished match run without its pairs":
        """SELECT id, summary FROM match_runs r WHERE state = 'done' AND (
               (SELECT COUNT(*) FROM match_run_pairs WHERE run_id = r.id)
                   <> json_extract(summary, '$.matched')
               OR (SELECT COUNT(*) FROM events WHERE type = 'match_run.done' AND subject = r.id)
                   <> 1)""",
    "a waiting match run that nobody works on":
        """SELECT r.id FROM match_runs r JOIN jobs j ON j.id = r.job_id
           WHERE r.state = 'pending' AND j.state NOT IN ('queued', 'running')""",
}

# Of what the writers of writers.py make, each with a key.
NOTHING_OF_WRITERS = {
    "an imported row that is there twice, or half":
        """SELECT name FROM people JOIN person_external_ids ON person_id = people.id
           WHERE source = 'sheet' GROUP BY name HAVING COUNT(*) <> 1
           UNION ALL SELECT value FROM person_external_ids LEFT JOIN person_terms
               USING (person_id) WHERE source = 'sheet' GROUP BY value HAVING COUNT(term) <> 1""",
    "a kept answer of a person who is not there":
        """SELECT idempotency_key FROM idempotency_keys WHERE path = '/v1/people'
               AND idempotency_key LIKE 'people%'
           EXCEPT SELECT value FROM person_external_ids WHERE source = 'fault'""",
    "a person without the kept answer":
        """SELECT value FROM person_external_ids WHERE source = 'fault'
           EXCEPT SELECT idempotency_key FROM idempotency_keys WHERE path = '/v1/people'""",
    "an import without its kept answer, or the reverse":
        """SELECT COUNT(*) FROM jobs WHERE kind = 'people_import' HAVING COUNT(*) <>
               (SELECT COUNT(*) FROM idempotency_keys WHERE path = '/v1/imports')""",
}


def open_file(path):
    """To look only; a server may have it open."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)


def broken(path, has_keys=True):
    """Sentences on what does not hold; empty when all does. `has_keys`: all was made by the writers
    of writers.py, with a key each, so that the kept answers can be counted."""
    look = open_file(path)
    try:
        found = [f"integrity: {row[0]}" for row in look.execute("PRAGMA integrity_check(5)")
                 if row[0] != "ok"]
        found += [f"foreign key: {row}" for row in look.execute("PRAGMA foreign_key_check")][:5]
        for what, sql in statements(has_keys):
            rows = look.execute(sql).fetchmany(3)
            if rows:
                found.append(f"{what}: {rows}")
        return found
    finally:
        look.close()


def statements(has_keys):
    yield from NOTHING.items()
    if has_keys:
        yield from NOTHING_OF_WRITERS.items()
    for table, event in CREATED.items():
        for rows, where in (("events", f"type = '{event}'"),
                            ("audit_entries", f"action = '{event}' AND outcome = 'done'")):
            yield (f"{table} without a row in {rows}",
                   f"SELECT id FROM {table} EXCEPT SELECT subject FROM {rows} WHERE {where}")
            yield (f"{rows} of {table} that are not there",
                   f"SELECT subject FROM {rows} WHERE {where} EXCEPT SELECT id FROM {table}")
            yield (f"{rows} twice for one of {table}",
                   f"SELECT subject FROM {rows} WHERE {where} GROUP BY subject "
                   "HAVING COUNT(*) > 1")
    if has_keys:
        for table, path in MADE_AT.items():
            yield (f"{table} and their kept answers differ",
                   f"SELECT path, COUNT(*) FROM idempotency_keys WHERE path IN "
                   f"(SELECT {path} FROM {table}) GROUP BY path "
                   f"EXCEPT SELECT {path}, COUNT(*) FROM {table} GROUP BY 1")
