-- Programmes and who takes part in them, in which role and with how much room.

CREATE TABLE programmes (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'draft',
    state_reason TEXT,
    state_changed_at INTEGER,
    name TEXT NOT NULL,
    purpose TEXT,
    model TEXT NOT NULL,
    stage_model TEXT NOT NULL,
    starts_on TEXT,
    ends_on TEXT,
    default_capacity INTEGER NOT NULL DEFAULT 1,
    requires_acknowledgement INTEGER NOT NULL DEFAULT 0,
    acknowledgement TEXT,
    acknowledgement_version INTEGER NOT NULL DEFAULT 0,
    external_id TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT programmes_external_id UNIQUE (external_id),
    CONSTRAINT programmes_state CHECK (
        state = 'draft' OR state = 'open' OR state = 'closed_to_enrolment'
        OR state = 'running' OR state = 'completed' OR state = 'cancelled'
        OR state = 'archived'),
    CONSTRAINT programmes_capacity CHECK (default_capacity BETWEEN 1 AND 30),
    CONSTRAINT programmes_requires_acknowledgement CHECK (requires_acknowledgement IN (0, 1))
) STRICT;

CREATE INDEX programmes_by_state ON programmes (state, id);

CREATE TABLE enrolments (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'submitted',
    capacity INTEGER NOT NULL DEFAULT 0,
    motivation TEXT,
    -- What is offered and wanted in this programme, where it differs from the person's profile.
    skills_offered TEXT,
    skills_wanted TEXT,
    acknowledged_version INTEGER NOT NULL DEFAULT 0,
    acknowledged_at INTEGER,
    acknowledged_by TEXT,
    acknowledgement_reason TEXT,
    decided_by TEXT,
    decided_at INTEGER,
    decision_reason TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT enrolments_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT enrolments_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT enrolments_role CHECK (role = 'mentor' OR role = 'mentee' OR role = 'both'),
    CONSTRAINT enrolments_state CHECK (
        state = 'draft' OR state = 'submitted' OR state = 'screening' OR state = 'waitlisted'
        OR state = 'approved' OR state = 'paused' OR state = 'exited' OR state = 'rejected'
        OR state = 'withdrawn'),
    CONSTRAINT enrolments_capacity CHECK (capacity BETWEEN 0 AND 30)
) STRICT;

-- Once at a time: whoever left or was turned away may come again, and what was before stays.
CREATE UNIQUE INDEX enrolments_once ON enrolments (programme_id, person_id)
    WHERE state NOT IN ('exited', 'rejected', 'withdrawn');
CREATE INDEX enrolments_by_person ON enrolments (person_id, programme_id, id);
CREATE INDEX enrolments_by_programme ON enrolments (programme_id, id);
CREATE INDEX enrolments_by_state ON enrolments (programme_id, state, id);
