-- Matching: runs with what went into them and what came out, pairs that must never be, and the
-- proposals that both sides answer. Scores are millionths.

CREATE TABLE match_runs (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    -- While it is pending, its job says whether it waits, runs, failed or was cancelled.
    state TEXT NOT NULL DEFAULT 'pending',
    objective TEXT NOT NULL,
    seed INTEGER NOT NULL,
    minimum_score INTEGER,
    locks TEXT NOT NULL DEFAULT '[]',
    engine_version TEXT NOT NULL,
    policy_version INTEGER NOT NULL,
    -- All that the answer depends on; the same text gives the same answer.
    inputs TEXT,
    inputs_hash TEXT,
    -- How many approved mentees were not asked about, and why.
    left_out TEXT,
    summary TEXT,
    job_id TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    published_by TEXT,
    published_at INTEGER,
    CONSTRAINT match_runs_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT match_runs_job FOREIGN KEY (job_id) REFERENCES jobs (id),
    CONSTRAINT match_runs_state CHECK (
        state = 'pending' OR state = 'done' OR state = 'published' OR state = 'discarded'),
    CONSTRAINT match_runs_objective CHECK (objective IN ('quality', 'coverage_then_quality')),
    CONSTRAINT match_runs_minimum_score CHECK (minimum_score BETWEEN 0 AND 1000000)
) STRICT;

CREATE INDEX match_runs_by_programme ON match_runs (programme_id, id);
CREATE INDEX match_runs_by_job ON match_runs (job_id);

CREATE TABLE match_run_pairs (
    run_id TEXT NOT NULL,
    -- From the greatest score to the least.
    position INTEGER NOT NULL,
    mentor_id TEXT NOT NULL,
    mentee_id TEXT NOT NULL,
    score INTEGER NOT NULL,
    is_locked INTEGER NOT NULL,
    explanation TEXT NOT NULL,
    CONSTRAINT match_run_pairs_key PRIMARY KEY (run_id, position),
    CONSTRAINT match_run_pairs_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT match_run_pairs_mentor FOREIGN KEY (mentor_id) REFERENCES people (id),
    CONSTRAINT match_run_pairs_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT match_run_pairs_score CHECK (score BETWEEN 0 AND 1000000),
    CONSTRAINT match_run_pairs_is_locked CHECK (is_locked IN (0, 1))
) STRICT;

CREATE INDEX match_run_pairs_by_mentor ON match_run_pairs (mentor_id);
CREATE INDEX match_run_pairs_by_mentee ON match_run_pairs (mentee_id);

CREATE TABLE match_run_unmatched (
    run_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    mentee_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT match_run_unmatched_key PRIMARY KEY (run_id, position),
    CONSTRAINT match_run_unmatched_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT match_run_unmatched_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT match_run_unmatched_reason CHECK (
        reason = 'no_mentors' OR reason = 'no_candidate' OR reason = 'outscored'
        OR reason = 'all_candidates_full')
) STRICT;

CREATE INDEX match_run_unmatched_by_mentee ON match_run_unmatched (mentee_id);

-- Two people who must not be matched, whichever of them mentors; with a run, for that run alone.
CREATE TABLE exclusions (
    id TEXT NOT NULL PRIMARY KEY,
    programme_id TEXT NOT NULL,
    run_id TEXT,
    mentor_id TEXT NOT NULL,
    mentee_id TEXT NOT NULL,
    -- Why, sealed: it may say something about either of them.
    reason BLOB,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT exclusions_programme FOREIGN KEY (programme_id) REFERENCES programmes (id),
    CONSTRAINT exclusions_run FOREIGN KEY (run_id) REFERENCES match_runs (id),
    CONSTRAINT exclusions_mentor FOREIGN KEY (mentor_id) REFERENCES people (id),
    CONSTRAINT exclusions_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT exclusions_two CHECK (mentor_id <> mentee_id)
) STRICT;

CREATE INDEX exclusions_by_programme ON exclusions (programme_id, id);
CREATE INDEX exclusions_by_run ON exclusions (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX exclusions_by_mentor ON exclusions (mentor_id, mentee_id);
CREATE INDEX exclusions_by_mentee ON exclusions (mentee_id);

CREATE TABLE proposals (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    -- NULL when a coordinator proposed the pair directly.
    run_id TEXT,
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
    CONSTRAINT proposals_mentor FOREIGN KEY (mentor_id) REFERENCES people (id),
    CONSTRAINT proposals_mentee FOREIGN KEY (mentee_id) REFERENCES people (id),
    CONSTRAINT proposals_two CHECK (mentor_id <> mentee_id),
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
        OR ended_because = 'staff')
) STRICT;

-- One question at a time between two people.
CREATE UNIQUE INDEX proposals_open ON proposals (programme_id, mentor_id, mentee_id)
    WHERE state = 'sent';
CREATE INDEX proposals_by_programme ON proposals (programme_id, id);
CREATE INDEX proposals_by_run ON proposals (run_id, id) WHERE run_id IS NOT NULL;
CREATE INDEX proposals_by_mentor ON proposals (mentor_id, id);
CREATE INDEX proposals_by_mentee ON proposals (mentee_id, id);
