-- Who is asked to guide a group together with its mentor, and who of several mentors leads it.

-- The table is made anew, since a CHECK cannot be changed in place.
CREATE TABLE proposals_of_mentors (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    -- NULL when a coordinator proposed the pair directly.
    run_id TEXT,
    -- The position of the run's circle that this is one member's part of: the mentee answers for
    -- themself, to the circle as a whole, and the mentor has a part of their own.
    circle INTEGER,
    mentor_id TEXT NOT NULL,
    -- NULL where a mentor is asked to guide the group of `lead_id` together with them.
    mentee_id TEXT,
    lead_id TEXT,
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
    CONSTRAINT proposals_lead FOREIGN KEY (lead_id) REFERENCES people (id),
    CONSTRAINT proposals_two CHECK (mentor_id <> mentee_id),
    CONSTRAINT proposals_beside CHECK (mentor_id <> lead_id),
    CONSTRAINT proposals_mentee_or_lead CHECK ((mentee_id IS NULL) <> (lead_id IS NULL)),
    CONSTRAINT proposals_lead_answer CHECK (lead_id IS NULL OR mentee_answer IS NULL),
    CONSTRAINT proposals_lead_of_group CHECK (lead_id IS NULL OR circle IS NULL),
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
        OR ended_because = 'circle_not_formed' OR ended_because = 'group_not_formed'
        OR ended_because = 'group_has_mentors' OR ended_because = 'mentor_left'
        OR ended_because = 'staff')
) STRICT;

INSERT INTO proposals_of_mentors (id, version, programme_id, run_id, circle, mentor_id, mentee_id,
    state, score, explanation, deadline, mentor_answer, mentor_answered_at, mentee_answer,
    mentee_answered_at, decline_reason, decline_message, ended_because, created_by, created_at,
    updated_at)
SELECT id, version, programme_id, run_id, circle, mentor_id, mentee_id,
    state, score, explanation, deadline, mentor_answer, mentor_answered_at, mentee_answer,
    mentee_answered_at, decline_reason, decline_message, ended_because, created_by, created_at,
    updated_at
FROM proposals;

DROP TABLE proposals;
ALTER TABLE proposals_of_mentors RENAME TO proposals;

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
-- One question at a time: nobody guides two groups together with others.
CREATE UNIQUE INDEX proposals_open_beside ON proposals (programme_id, mentor_id)
    WHERE state = 'sent' AND lead_id IS NOT NULL;
CREATE INDEX proposals_by_lead ON proposals (lead_id, programme_id, id)
    WHERE lead_id IS NOT NULL;

-- Of several mentors of a group the one with the least leads it; who comes later has more.
ALTER TABLE relationship_members ADD COLUMN lead_order INTEGER
    CONSTRAINT relationship_members_lead CHECK (lead_order IS NULL OR role = 'mentor');

UPDATE relationship_members SET lead_order = (
    SELECT COUNT(*) FROM relationship_members o
    WHERE o.relationship_id = relationship_members.relationship_id AND o.role = 'mentor'
      AND o.person_id <= relationship_members.person_id)
WHERE role = 'mentor';

CREATE UNIQUE INDEX relationship_members_in_lead
    ON relationship_members (relationship_id, lead_order) WHERE lead_order IS NOT NULL;
