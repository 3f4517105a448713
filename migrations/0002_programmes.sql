-- Programmes and who takes part in them, in which role and with how much room.

CREATE TABLE programmes (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'draft',
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    model TEXT NOT NULL,
    stage_model TEXT NOT NULL,
    context TEXT NOT NULL DEFAULT 'workplace',
    starts_on TEXT,
    ends_on TEXT,
    default_capacity INTEGER NOT NULL DEFAULT 1,
    acknowledgement TEXT,
    acknowledgement_version INTEGER NOT NULL DEFAULT 0,
    external_id TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT programmes_external_id UNIQUE (external_id),
    CONSTRAINT programmes_state CHECK (state IN (
        'draft', 'open', 'closed_to_enrolment', 'running', 'completed', 'cancelled', 'archived')),
    CONSTRAINT programmes_capacity CHECK (default_capacity BETWEEN 1 AND 30)
) STRICT;

CREATE TABLE enrolments (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'submitted',
    capacity INTEGER NOT NULL DEFAULT 1,
    motivation TEXT,
    -- What is offered and wanted in this programme, where it differs from the person's profile.
    skills_offered TEXT,
    skills_wanted TEXT,
    acknowledged_version INTEGER NOT NULL DEFAULT 0,
    acknowledged_at INTEGER,
    decided_by TEXT,
    decided_at INTEGER,
    decision_reason TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT enrolments_once UNIQUE (programme_id, person_id),
    CONSTRAINT enrolments_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT enrolments_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT enrolments_role CHECK (role IN ('mentor', 'mentee', 'both')),
    CONSTRAINT enrolments_state CHECK (state IN (
        'draft', 'submitted', 'screening', 'waitlisted', 'approved', 'paused', 'exited',
        'rejected', 'withdrawn')),
    CONSTRAINT enrolments_capacity CHECK (capacity BETWEEN 0 AND 30)
) STRICT;

CREATE INDEX enrolments_by_person ON enrolments (person_id);
CREATE INDEX enrolments_by_state ON enrolments (programme_id, state, id);
