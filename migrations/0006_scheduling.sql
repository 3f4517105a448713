-- When people can meet, and when they do. A meeting's times are moments; its zone is kept beside
-- them since the wall clock is what was agreed. Topics and reasons belong to the pair: sealed.

CREATE TABLE availabilities (
    person_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    time_zone TEXT NOT NULL,
    weekly TEXT NOT NULL,
    exceptions TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT availabilities_person FOREIGN KEY (person_id) REFERENCES people (id)
) STRICT;

CREATE TABLE meetings (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    relationship_id TEXT NOT NULL,
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
    CONSTRAINT meetings_state CHECK (
        state = 'confirmed' OR state = 'held' OR state = 'no_show' OR state = 'cancelled'),
    CONSTRAINT meetings_medium CHECK (
        medium = 'in_person' OR medium = 'video' OR medium = 'phone' OR medium = 'chat'),
    CONSTRAINT meetings_times CHECK (starts_at < ends_at),
    CONSTRAINT meetings_late CHECK (is_late_cancellation IN (0, 1))
) STRICT;

CREATE INDEX meetings_by_relationship ON meetings (relationship_id, starts_at, id);
CREATE INDEX meetings_by_start ON meetings (starts_at, id);

-- Whose time a meeting takes. Its times stand here too, so that one index finds an overlap.
CREATE TABLE meeting_members (
    meeting_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    takes_time INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT meeting_members_key PRIMARY KEY (meeting_id, person_id),
    CONSTRAINT meeting_members_meeting FOREIGN KEY (meeting_id) REFERENCES meetings (id),
    CONSTRAINT meeting_members_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT meeting_members_takes_time CHECK (takes_time IN (0, 1))
) STRICT;

CREATE INDEX meeting_members_by_time ON meeting_members (person_id, starts_at, meeting_id);

-- What each one says of who was there; statements that differ are all kept.
CREATE TABLE meeting_attendance (
    meeting_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    state TEXT NOT NULL,
    late_minutes INTEGER,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT meeting_attendance_key PRIMARY KEY (meeting_id, person_id, recorded_by),
    CONSTRAINT meeting_attendance_member
        FOREIGN KEY (meeting_id, person_id) REFERENCES meeting_members (meeting_id, person_id),
    CONSTRAINT meeting_attendance_state CHECK (state IN ('attended', 'absent')),
    CONSTRAINT meeting_attendance_late CHECK (late_minutes BETWEEN 0 AND 1440)
) STRICT;
