-- Circles from run to relationship: what each member is asked, and who guides whom. Who left a
-- group, and that each member of a group may ask for another when it has ended.

-- The tables are made anew where a CHECK or a key changes, since neither can be in place.
CREATE TABLE proposals_with_circles (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    -- NULL when a coordinator proposed the pair directly.
    run_id TEXT,
    -- The position of the run's circle that this is one member's part of: the mentee answers for
    -- themself, to the circle as a whole, and the mentor has a part of their own.
    circle INTEGER,
    mentor_id TEXT NOT NULL,
    mentee_id TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'sent',
    score INTEGER,
    explanation TEXT,
    deadline INTEGER NOT NULL,
    mentor_answer TEXT,
    mentor_answered_at INTEGER,
    mentee_answer TEXT,
    mentee_answered_at INTEGER,
    decline_reason TEXT,
    -- Words to the programme's staff, sealed.
    decline_message BLOB,
    -- Why it was superseded or withdrawn.
    ended_because TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT proposals_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT proposals_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT proposals_circle
        FOREIGN KEY (run_id, circle) REFERENCES match_run_groups (run_id, position),
    CONSTRAINT proposals_mentor FOREIGN KEY (mentor_id) REFERENCES people (id),
    CONSTRAINT proposals_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT proposals_two CHECK (mentor_id <> mentee_id),
    CONSTRAINT proposals_circle_of_run CHECK (circle IS NULL OR run_id IS NOT NULL),
    CONSTRAINT proposals_circle_answer CHECK (circle IS NULL OR mentor_answer IS NULL),
    CONSTRAINT proposals_state CHECK (
        state = 'sent' OR state = 'accepted' OR state = 'declined' OR state = 'expired'
        OR state = 'withdrawn' OR state = 'superseded'),
    CONSTRAINT proposals_mentor_answer CHECK (mentor_answer IN ('accepted', 'declined')),
    CONSTRAINT proposals_mentee_answer CHECK (mentee_answer IN ('accepted', 'declined')),
    CONSTRAINT proposals_decline_reason CHECK (
        decline_reason = 'time' OR decline_reason = 'expertise'
        OR decline_reason = 'better_fit' OR decline_reason = 'other'),
    CONSTRAINT proposals_ended_because CHECK (
        ended_because = 'mentor_at_capacity' OR ended_because = 'mentee_already_paired'
        OR ended_because = 'enrolment_ended' OR ended_because = 'pair_excluded'
        OR ended_because = 'circle_not_formed' OR ended_because = 'staff')
) STRICT;

INSERT INTO proposals_with_circles (id, version, programme_id, run_id, mentor_id, mentee_id,
    state, score, explanation, deadline, mentor_answer, mentor_answered_at, mentee_answer,
    mentee_answered_at, decline_reason, decline_message, ended_because, created_by, created_at,
    updated_at)
SELECT id, version, programme_id, run_id, mentor_id, mentee_id,
    state, score, explanation, deadline, mentor_answer, mentor_answered_at, mentee_answer,
    mentee_answered_at, decline_reason, decline_message, ended_because, created_by, created_at,
    updated_at
FROM proposals;

DROP TABLE proposals;
ALTER TABLE proposals_with_circles RENAME TO proposals;

-- One question at a time between two people.
CREATE UNIQUE INDEX proposals_open ON proposals (programme_id, mentor_id, mentee_id)
    WHERE state = 'sent';
CREATE INDEX proposals_by_programme ON proposals (programme_id, id);
CREATE INDEX proposals_by_run ON proposals (run_id, id) WHERE run_id IS NOT NULL;
CREATE INDEX proposals_by_circle ON proposals (run_id, circle, id) WHERE circle IS NOT NULL;
CREATE INDEX proposals_by_mentor ON proposals (mentor_id, id);
CREATE INDEX proposals_by_mentee ON proposals (mentee_id, id);
-- What is overdue, found by whoever looks at the clock.
CREATE INDEX proposals_due ON proposals (deadline) WHERE state = 'sent';

-- Whom a member of a circle guides.
ALTER TABLE relationship_members ADD COLUMN guides_id TEXT REFERENCES people (id);
CREATE INDEX relationship_members_by_guided ON relationship_members (guides_id)
    WHERE guides_id IS NOT NULL;

-- Who was in a group or circle that goes on without them.
CREATE TABLE relationship_departures (
    relationship_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    -- What they were there.
    role TEXT NOT NULL,
    removed_by TEXT NOT NULL,
    left_at INTEGER NOT NULL,
    CONSTRAINT relationship_departures_key PRIMARY KEY (relationship_id, person_id),
    CONSTRAINT relationship_departures_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT relationship_departures_person FOREIGN KEY (person_id) REFERENCES people (id),
    CONSTRAINT relationship_departures_role CHECK (
        role = 'mentor' OR role = 'mentee' OR role = 'peer')
) STRICT;

CREATE INDEX relationship_departures_by_person
    ON relationship_departures (person_id, relationship_id);

-- One more reason.
CREATE TABLE relationship_closures_of_all_kinds (
    relationship_id TEXT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    closed_on TEXT NOT NULL,
    message BLOB,
    closed_by TEXT NOT NULL,
    closed_at INTEGER NOT NULL,
    CONSTRAINT relationship_closures_relationship
        FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT relationship_closures_reason CHECK (
        reason = 'completed' OR reason = 'programme_ended' OR reason = 'redefined'
        OR reason = 'moved' OR reason = 'time' OR reason = 'left' OR reason = 'health'
        OR reason = 'too_few' OR reason = 'no_fault' OR reason = 'mismatch'
        OR reason = 'distancing' OR reason = 'manipulation' OR reason = 'lack_of_expertise'
        OR reason = 'dysfunction' OR reason = 'boundary' OR reason = 'safeguarding'
        OR reason = 'other'),
    CONSTRAINT relationship_closures_asked_by CHECK (
        asked_by = 'mentor' OR asked_by = 'mentee' OR asked_by = 'peer' OR asked_by = 'both'
        OR asked_by = 'staff')
) STRICT;

INSERT INTO relationship_closures_of_all_kinds (relationship_id, reason, asked_by, closed_on,
    message, closed_by, closed_at)
SELECT relationship_id, reason, asked_by, closed_on, message, closed_by, closed_at
FROM relationship_closures;

DROP TABLE relationship_closures;
ALTER TABLE relationship_closures_of_all_kinds RENAME TO relationship_closures;

-- One for each member of what has ended, instead of one in all.
CREATE TABLE rematches_of_members (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    relationship_id TEXT NOT NULL,
    mentee_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    wants_former INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    next_relationship_id TEXT,
    asked_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT rematches_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT rematches_relationship FOREIGN KEY (relationship_id) REFERENCES relationships (id),
    CONSTRAINT rematches_next FOREIGN KEY (next_relationship_id) REFERENCES relationships (id),
    CONSTRAINT rematches_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT rematches_once UNIQUE (relationship_id, mentee_id),
    CONSTRAINT rematches_reason CHECK (
        reason = 'goals_changed' OR reason = 'time' OR reason = 'moved' OR reason = 'mentor_left'
        OR reason = 'completed' OR reason = 'fit' OR reason = 'not_said'),
    CONSTRAINT rematches_wants_former CHECK (wants_former IN (0, 1)),
    CONSTRAINT rematches_state CHECK (state IN ('open', 'fulfilled'))
) STRICT;

INSERT INTO rematches_of_members (id, version, programme_id, relationship_id, mentee_id, reason,
    wants_former, state, next_relationship_id, asked_by, created_at, updated_at)
SELECT id, version, programme_id, relationship_id, mentee_id, reason,
    wants_former, state, next_relationship_id, asked_by, created_at, updated_at
FROM rematches;

DROP TABLE rematches;
ALTER TABLE rematches_of_members RENAME TO rematches;

CREATE UNIQUE INDEX rematches_open ON rematches (mentee_id, programme_id) WHERE state = 'open';
CREATE INDEX rematches_by_mentee ON rematches (mentee_id);
CREATE INDEX rematches_by_programme ON rematches (programme_id, state);
CREATE INDEX rematches_by_next ON rematches (next_relationship_id)
    WHERE next_relationship_id IS NOT NULL;
