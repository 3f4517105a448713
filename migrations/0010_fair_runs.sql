-- Runs may also aim at fairness or at stability. The table is made anew, since a CHECK cannot be
-- changed in place.

CREATE TABLE match_runs_of_all_kinds (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 1,
    programme_id TEXT NOT NULL,
    -- While it is pending, its job says whether it waits, runs, failed or was cancelled.
    state TEXT NOT NULL DEFAULT 'pending',
    objective TEXT NOT NULL,
    -- Whose best stable matching; NULL for the mentees', and for other objectives.
    stable_for TEXT,
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
    CONSTRAINT match_runs_objective CHECK (
        objective = 'quality' OR objective = 'coverage_then_quality' OR objective = 'fair'
        OR objective = 'stable'),
    CONSTRAINT match_runs_stable_for CHECK (stable_for IN ('mentees', 'mentors')),
    CONSTRAINT match_runs_minimum_score CHECK (minimum_score BETWEEN 0 AND 1000000)
) STRICT;

INSERT INTO match_runs_of_all_kinds (id, version, programme_id, state, objective, seed,
    minimum_score, locks, engine_version, policy_version, inputs, inputs_hash, left_out,
    summary, job_id, created_by, created_at, finished_at, published_by, published_at)
SELECT id, version, programme_id, state, objective, seed, minimum_score, locks,
    engine_version, policy_version, inputs, inputs_hash, left_out, summary, job_id, created_by,
    created_at, finished_at, published_by, published_at
FROM match_runs;

DROP TABLE match_runs;
ALTER TABLE match_runs_of_all_kinds RENAME TO match_runs;

CREATE INDEX match_runs_by_programme ON match_runs (programme_id, id);
CREATE INDEX match_runs_by_job ON match_runs (job_id);
