-- What lists are read along, so that a page costs the same among a million rows as among a thousand:
-- for each filter an index in the order of the list.

CREATE INDEX people_by_state ON people (state, id);
CREATE INDEX people_by_creator ON people (created_by, id);
DROP INDEX people_by_email;
CREATE INDEX people_by_email ON people (email_key, id) WHERE email_key IS NOT NULL;

CREATE INDEX programmes_by_model ON programmes (model, id);
-- The state stands last so that a look for one person's approved enrolment is not taken for a walk
-- along all that are approved.
CREATE INDEX enrolments_by_member ON enrolments (programme_id, person_id, state);

CREATE INDEX events_by_programme ON events (programme_id, sequence)
    WHERE programme_id IS NOT NULL;
CREATE INDEX audit_entries_by_action ON audit_entries (action, id);
CREATE INDEX credential_programmes_by_programme ON credential_programmes (programme_id);
CREATE INDEX jobs_by_creator ON jobs (created_by, id);
CREATE INDEX jobs_by_kind ON jobs (kind, id);

DROP INDEX exclusions_by_mentor;
CREATE INDEX exclusions_by_pair ON exclusions (mentor_id, mentee_id, programme_id);

-- A meeting says itself which programme it is of, so that a programme's meetings stand in their
-- order in one index. A relationship never changes its programme.
CREATE TABLE meetings_with_programme (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    relationship_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'confirmed',
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    local_start TEXT NOT NULL,
    sequence INTEGER NOT NULL DEFAULT 0,
    medium TEXT NOT NULL,
    topic BLOB,
    cancelled_by TEXT,
    cancelled_at INTEGER,
    cancellation_reason BLOB,
    is_late_cancellation INTEGER,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT meetings_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT meetings_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT meetings_state CHECK (
        state = 'confirmed' OR state = 'held' OR state = 'no_show' OR state = 'cancelled'),
    CONSTRAINT meetings_medium CHECK (
        medium = 'in_person' OR medium = 'video' OR medium = 'phone' OR medium = 'chat'),
    CONSTRAINT meetings_times CHECK (starts_at < ends_at),
    CONSTRAINT meetings_late CHECK (is_late_cancellation IN (0, 1))
) STRICT;

INSERT INTO meetings_with_programme (id, version, relationship_id, programme_id, state, starts_at,
    ends_at, time_zone, local_start, sequence, medium, topic, cancelled_by, cancelled_at,
    cancellation_reason, is_late_cancellation, created_by, created_at, updated_at)
SELECT m.id, m.version, m.relationship_id, r.programme_id, m.state, m.starts_at, m.ends_at,
    m.time_zone, m.local_start, m.sequence, m.medium, m.topic, m.cancelled_by, m.cancelled_at,
    m.cancellation_reason, m.is_late_cancellation, m.created_by, m.created_at, m.updated_at
FROM meetings m
JOIN relationships r ON r.id = m.relationship_id;

DROP TABLE meetings;
ALTER TABLE meetings_with_programme RENAME TO meetings;

CREATE INDEX meetings_by_relationship ON meetings (relationship_id, starts_at, id);
CREATE INDEX meetings_by_start ON meetings (starts_at, id);
CREATE INDEX meetings_by_programme ON meetings (programme_id, starts_at, id);
